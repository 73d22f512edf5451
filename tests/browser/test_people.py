"""The list of people and the page of one person."""

import csv

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import SignedIn
from tests.browser.figures import as_share, figure, value_of
from tests.browser.running_product import MIAS_UNIT, RunningProduct

CURRENT = "scoring_run_id = (SELECT id FROM scoring_runs WHERE is_current)"
IN_UNIT = "WHERE org_unit_id = (SELECT id FROM org_units WHERE path = %s)"
NOT_IN_UNIT = "WHERE org_unit_id <> (SELECT id FROM org_units WHERE path = %s)"


def rows(page: Page) -> int:
    """How many people stand in the document."""
    return page.locator("tbody tr[aria-rowindex]").count()


def test_only_the_people_in_sight_are_in_the_document(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    page.goto("/employees?status=all")
    total = product.ask("SELECT count(*) FROM employees")
    page.get_by_text(f"{total:,} people, 100 loaded").wait_for()
    assert 0 < rows(page) < 60


def test_scrolling_reads_on_until_everybody_is_there(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    page.goto("/employees?status=all&sort=employee_number")
    total = product.ask("SELECT count(*) FROM employees")
    viewport = page.get_by_role("group", name="People")
    for _ in range(20):
        viewport.evaluate("element => element.scrollTo(0, element.scrollHeight)")
        page.wait_for_timeout(150)
        if page.get_by_text(f"{total:,} people", exact=True).count():
            break
    expect(page.get_by_text(f"{total:,} people", exact=True)).to_be_visible()
    viewport.evaluate("element => element.scrollTo(0, element.scrollHeight)")
    last = product.ask('SELECT max(employee_number COLLATE "C") FROM employees')
    expect(page.get_by_role("cell").filter(has_text=last).first).to_be_visible()


def test_filters_and_order_live_in_the_address(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    page.goto("/employees")
    page.get_by_role("combobox", name="Risk band").click()
    page.get_by_role("option", name="High", exact=True).click()
    page.wait_for_url("**/employees?risk_band=high")
    page.get_by_role("button", name="Hired").click()
    page.wait_for_url("**/employees?risk_band=high&sort=hired_on")
    count = product.ask(
        "SELECT count(*) FROM churn_outputs WHERE risk_band = 'high' "
        "AND scoring_run_id = (SELECT id FROM scoring_runs WHERE is_current)"
    )
    expect(page.get_by_role("status").filter(has_text="people")).to_contain_text(f"{count:,} people")
    page.reload()
    expect(page.get_by_role("combobox", name="Risk band")).to_have_value("High")
    expect(page.get_by_role("columnheader", name="Hired")).to_have_attribute("aria-sort", "ascending")


def test_search_finds_a_person_by_number(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    number = product.ask("SELECT employee_number FROM employees WHERE status = 'active' ORDER BY id LIMIT 1")
    page.goto("/employees")
    page.get_by_role("textbox", name="Search name or number").fill(number)
    page.wait_for_url(f"**/employees?q={number}")
    expect(page.get_by_role("cell").filter(has_text=number).first).to_be_visible()


def test_what_an_address_says_beyond_understanding_is_left_out(signed_in: SignedIn) -> None:
    page = signed_in()
    page.goto("/employees?risk_band=extreme&org_unit_id=-4&sort=shoe_size")
    expect(page.locator("tbody a").first).to_be_visible()


def test_a_search_without_a_match_says_so(signed_in: SignedIn) -> None:
    page = signed_in()
    page.goto("/employees?q=nobody-of-that-name")
    page.get_by_text("Nobody matches these filters").wait_for()


def test_a_person_is_reached_by_keyboard_alone(signed_in: SignedIn) -> None:
    page = signed_in()
    page.goto("/employees")
    page.locator("tbody a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/employees/*")
    page.get_by_role("heading", name="Probability of leaving").wait_for()


@pytest.mark.parametrize("days", [30, 90, 180, 365])
def test_a_persons_probabilities_are_those_of_api_and_database(
    signed_in: SignedIn, product: RunningProduct, days: int
) -> None:
    employee = product.ask("SELECT employee_id FROM churn_outputs ORDER BY probability_365 DESC LIMIT 1")
    with product.api() as api:
        forecast = api.get(f"/predictions/{employee}").json()
    horizon = next(item for item in forecast["horizons"] if item["days"] == days)
    column = {30: "probability_30", 90: "probability_90", 180: "probability_180", 365: "probability_365"}[
        days
    ]
    stored = product.ask(
        f"SELECT {column} FROM churn_outputs WHERE employee_id = %s "
        "AND scoring_run_id = (SELECT id FROM scoring_runs WHERE is_current)",
        employee,
    )
    page = signed_in()
    page.goto(f"/employees/{employee}")
    expect(figure(page, f"probability-{days}")).to_have_text(as_share(horizon["probability"]))
    assert value_of(page, f"probability-{days}") == pytest.approx(stored, rel=1e-9)
    interval = f"90% interval {as_share(horizon['lower'])} to {as_share(horizon['upper'])}"
    expect(page.get_by_text(interval)).to_be_visible()


def test_everybodys_forecasts_are_had_as_a_file(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    page.goto("/employees")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download forecasts (CSV)").click()
    rows = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert len(rows) == product.ask(f"SELECT count(*) FROM churn_outputs WHERE {CURRENT}")
    riskiest = rows[0]
    stored = product.ask(
        "SELECT ARRAY[probability_365, probability_30] FROM churn_outputs o "
        f"JOIN employees e ON e.id = o.employee_id WHERE {CURRENT} AND employee_number = %s",
        riskiest["employee_number"],
    )
    assert [float(riskiest["probability_365"]), float(riskiest["probability_30"])] == stored
    person = product.ask("SELECT id FROM employees WHERE employee_number = %s", riskiest["employee_number"])
    page.goto(f"/employees/{person}")
    figure(page, "expected-months").wait_for()
    assert value_of(page, "expected-months") == float(riskiest["expected_months"])


def test_the_curve_has_a_table_with_the_same_numbers(signed_in: SignedIn, product: RunningProduct) -> None:
    employee = product.ask("SELECT employee_id FROM churn_outputs ORDER BY probability_365 DESC LIMIT 1")
    with product.api() as api:
        curve = api.get(f"/predictions/{employee}").json()["curve"]
    page = signed_in()
    page.goto(f"/employees/{employee}")
    last = as_share(curve[-1]["survival"])
    expect(page.get_by_role("img", name=f"Line falling from 100% to {last}")).to_be_visible()
    page.get_by_text("Table", exact=True).click()
    table = page.get_by_role("table", name="Chance of still being here")
    expect(table.get_by_role("row")).to_have_count(len(curve) + 1)
    expect(table.get_by_role("row").last).to_contain_text(last)


def test_the_drivers_have_a_sign_in_words(signed_in: SignedIn, product: RunningProduct) -> None:
    employee = product.ask("SELECT employee_id FROM churn_outputs ORDER BY probability_365 DESC LIMIT 1")
    with product.api() as api:
        drivers = api.get(f"/predictions/{employee}").json()["drivers"]
    page = signed_in()
    page.goto(f"/employees/{employee}")
    panel = page.get_by_role("region", name="What the forecast rests on")
    items = panel.get_by_role("listitem")
    expect(items).to_have_count(len(drivers))
    for index, driver in enumerate(drivers):
        expect(items.nth(index)).to_contain_text("raises" if driver["contribution"] >= 0 else "lowers")


def test_somebody_who_left_has_no_forecast_and_the_page_says_why(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    leaver = product.ask("SELECT id FROM employees WHERE status = 'left' LIMIT 1")
    page = signed_in()
    page.goto(f"/employees/{leaver}")
    page.get_by_text("People who left are not scored").wait_for()


def test_people_of_others_do_not_exist_for_a_manager(signed_in: SignedIn, product: RunningProduct) -> None:
    own = product.ask(f"SELECT full_name FROM employees {IN_UNIT} AND status = 'active' LIMIT 1", MIAS_UNIT)
    others = product.ask(f"SELECT id FROM employees {NOT_IN_UNIT} AND status = 'active' LIMIT 1", MIAS_UNIT)
    name = product.ask("SELECT full_name FROM employees WHERE id = %s", others)
    page = signed_in("mia")
    page.goto(f"/employees?q={own.replace(' ', '+')}")
    expect(page.get_by_role("link", name=own, exact=True)).to_be_visible()
    page.goto(f"/employees/{others}")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("There is no such employee among those you may see.")
    expect(alert.get_by_role("link", name="Back to people")).to_be_visible()
    assert name not in page.content()


def test_a_manager_without_an_org_unit_is_told_why_nobody_is_there(signed_in: SignedIn) -> None:
    page = signed_in("tom")
    expect(page.get_by_text("You lead no org unit")).to_be_visible()
    page.goto("/employees?sort=hired_on")
    expect(page.get_by_text("You lead no org unit")).to_be_visible()
    expect(page.get_by_role("link", name="Import data")).to_have_count(0)


def test_the_lists_probabilities_are_those_of_api_and_database(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    with product.api() as api:
        listed = api.get("/employees/?sort=-probability_365&status=active&limit=5").json()["items"]
    page = signed_in()
    page.goto("/employees")
    for place, person in enumerate(listed):
        row = page.locator(f'tbody tr[aria-rowindex="{place + 2}"]')
        expect(row.get_by_role("link")).to_have_text(person["full_name"])
        for column, days in ((-2, 90), (-1, 365)):
            stored = product.ask(
                "SELECT CASE %s WHEN 90 THEN probability_90 ELSE probability_365 END FROM churn_outputs "
                f"WHERE employee_id = %s AND {CURRENT}",
                days,
                person["id"],
            )
            cell = row.get_by_role("cell").nth(column)
            shown = cell.locator("data")
            expect(shown).to_have_text(as_share(stored))
            assert float(shown.get_attribute("value") or "nan") == pytest.approx(stored, rel=1e-9)
            forecast = person["forecast"]
            assert forecast[f"probability_{days}"] == pytest.approx(stored, rel=1e-9)
            lower, upper = (as_share(forecast[f"probability_{days}_{end}"]) for end in ("lower", "upper"))
            expect(cell).to_contain_text(f"90% interval {lower} to {upper}")


def test_a_new_filter_marks_the_old_rows_and_shows_its_own_from_the_start(signed_in: SignedIn) -> None:
    page = signed_in()
    page.goto("/employees?status=all")
    page.locator("tbody a").first.wait_for()
    viewport = page.get_by_role("group", name="People")
    viewport.evaluate("element => element.scrollTo(0, 3000)")
    held: list[Route] = []
    page.route("**/api/v1/employees/?*", lambda route: held.append(route))
    page.get_by_role("combobox", name="Status").click()
    page.get_by_role("option", name="Left").click()
    expect(page.locator("table[aria-busy=true]")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Reading the list")).to_be_visible()
    for route in held:
        route.continue_()
    expect(page.locator("table[aria-busy=false]")).to_be_visible()
    expect(page.get_by_role("cell").filter(has_text="left ").first).to_be_visible()
    assert viewport.evaluate("element => element.scrollTop") == 0


def test_a_list_that_could_not_be_read_again_says_so_and_offers_another_try(signed_in: SignedIn) -> None:
    page = signed_in()
    page.clock.install()
    page.goto("/employees")
    page.locator("tbody a").first.wait_for()
    page.route("**/api/v1/employees/?*", lambda route: route.fulfill(status=500, body=""))
    page.get_by_role("link", name="Users").click()
    page.get_by_role("table", name="Users").wait_for()
    page.clock.fast_forward("01:00")
    page.get_by_role("link", name="People").click()
    notice = page.get_by_role("status").filter(has_text="Not refreshed")
    expect(notice).to_be_visible()
    expect(page.get_by_role("button", name="Load more")).to_have_count(0)
    page.unroute("**/api/v1/employees/?*")
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_have_count(0)


def test_coming_back_to_the_window_reads_no_person_again(signed_in: SignedIn) -> None:
    page = signed_in()
    page.clock.install()
    page.goto("/employees")
    page.locator("tbody a").first.wait_for()
    page.clock.fast_forward("05:00")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/api/v1/employees/org-units"):
        page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/employees/?" in url] == []
