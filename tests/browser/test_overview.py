"""The overview's figures are those of the API and of the database."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import SignedIn
from tests.browser.figures import as_people, as_share, figure, value_of
from tests.browser.running_product import RunningProduct

CURRENT = "scoring_run_id = (SELECT id FROM scoring_runs WHERE is_current)"
BELOW = "WHERE (u.path = %(path)s OR starts_with(u.path, %(path)s || '/'))"


def test_the_headcount_is_that_of_the_database(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    active = product.ask("SELECT count(*) FROM employees WHERE status = 'active'")
    expect(figure(page, "headcount")).to_have_text(f"{active:,}")
    assert value_of(page, "headcount") == active


@pytest.mark.parametrize("days", [30, 90, 180, 365])
def test_expected_leavers_are_those_of_api_and_database(
    signed_in: SignedIn, product: RunningProduct, days: int
) -> None:
    page = signed_in()
    figure(page, f"expected-leavers-{days}").wait_for()
    shown = value_of(page, f"expected-leavers-{days}")
    stored = {
        30: product.ask(f"SELECT sum(probability_30) FROM churn_outputs WHERE {CURRENT}"),
        90: product.ask(f"SELECT sum(probability_90) FROM churn_outputs WHERE {CURRENT}"),
        180: product.ask(f"SELECT sum(probability_180) FROM churn_outputs WHERE {CURRENT}"),
        365: product.ask(f"SELECT sum(probability_365) FROM churn_outputs WHERE {CURRENT}"),
    }[days]
    with product.api() as api:
        summary = api.get("/predictions/summary").json()
    estimate = next(item["estimate"] for item in summary["expected_leavers"] if item["horizon_days"] == days)
    assert shown == pytest.approx(estimate["point"], rel=1e-12)
    assert shown == pytest.approx(stored, rel=1e-9)
    expect(figure(page, f"expected-leavers-{days}")).to_have_text(as_people(shown))
    interval = f"90% interval {as_people(estimate['lower'])} to {as_people(estimate['upper'])}"
    expect(page.get_by_text(interval).first).to_be_visible()


def test_the_coming_months_are_sums_of_everybodys_curves(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    page = signed_in()
    page.get_by_role("region", name="Expected leavers by month").get_by_text("Table").click()
    rows = page.get_by_role("table", name="Expected leavers by month").get_by_role("row")
    expect(rows).to_have_count(13)
    for month in (1, 12):
        figures = rows.nth(month).locator("data")
        stored = product.ask(
            "SELECT ARRAY[sum(survival[%(month)s] - survival[%(month)s + 1]), "
            "sum(1 - survival[%(month)s + 1])] "
            f"FROM churn_outputs WHERE {CURRENT}",
            {"month": month},
        )
        shown = [float(figures.nth(place).get_attribute("value") or "nan") for place in range(2)]
        assert shown == pytest.approx(stored, rel=1e-9)
        expect(figures.nth(0)).to_contain_text(as_people(shown[0]))


def test_the_risk_bands_are_those_of_the_database(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    for band in ("low", "raised", "high", "very_high"):
        stored = product.ask(f"SELECT count(*) FROM churn_outputs WHERE {CURRENT} AND risk_band = %s", band)
        expect(figure(page, f"band-{band}")).to_have_text(f"{stored:,}")


def test_one_org_unit_can_be_chosen_and_stays_in_the_address(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    page = signed_in()
    page.get_by_role("combobox", name="Org unit").click()
    page.get_by_role("option", name="Acme / Works").click()
    unit = product.ask("SELECT id FROM org_units WHERE path = 'Acme/Works'")
    page.wait_for_url(f"**/predictions?org_unit_id={unit}")
    active = product.ask("SELECT count(*) FROM employees WHERE status = 'active' AND org_unit_id = %s", unit)
    expect(figure(page, "headcount")).to_have_text(f"{active:,}")


def test_the_bands_of_an_org_unit_lead_to_the_people_of_that_unit(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    unit = product.ask("SELECT id FROM org_units WHERE path = 'Acme/Works'")
    page = signed_in()
    page.goto(f"/predictions?org_unit_id={unit}")
    count = figure(page, "band-low").inner_text()
    page.get_by_role("link", name="Show the people in band Low").click()
    page.wait_for_url(f"**/employees?risk_band=low&org_unit_id={unit}")
    expect(page.get_by_role("status").filter(has_text="people")).to_have_text(
        re.compile(rf"^{count} people(, \d+ loaded)?$")
    )


@pytest.mark.parametrize("path", ["Acme", "Acme/Sales", "Acme/Works"])
def test_an_org_units_line_is_that_of_api_and_database(
    signed_in: SignedIn, product: RunningProduct, path: str
) -> None:
    with product.api() as api:
        units = api.get("/predictions/summary").json()["org_units"]
    unit = next(one for one in units if one["path"] == path)
    below = f"employee_id IN (SELECT e.id FROM employees e JOIN org_units u ON u.id = e.org_unit_id {BELOW})"
    active = product.ask(
        f"SELECT count(*) FROM employees e JOIN org_units u ON u.id = e.org_unit_id {BELOW} "
        "AND e.status = 'active'",
        {"path": path},
    )
    people = product.ask(f"SELECT count(*) FROM churn_outputs WHERE {CURRENT} AND {below}", {"path": path})
    page = signed_in()
    name = path.rsplit("/", maxsplit=1)[-1]
    row = (
        page.get_by_role("table", name="By org unit")
        .get_by_role("row")
        .filter(has=page.get_by_role("link", name=name, exact=True))
    )
    cells = row.get_by_role("cell")
    expect(cells.nth(1)).to_have_text(f"{active:,}")
    for column, days in ((2, 90), (3, 365)):
        stored = product.ask(
            "SELECT sum(CASE %(days)s WHEN 90 THEN probability_90 ELSE probability_365 END) "
            f"FROM churn_outputs WHERE {CURRENT} AND {below}",
            {"path": path, "days": days},
        )
        estimate = unit[f"expected_leavers_{days}"]
        shown = cells.nth(column).locator("data")
        expect(shown).to_have_text(as_people(stored))
        assert float(shown.get_attribute("value") or "nan") == pytest.approx(stored, rel=1e-9)
        assert estimate["point"] == pytest.approx(stored, rel=1e-9)
        lower, upper = as_people(estimate["lower"]), as_people(estimate["upper"])
        expect(cells.nth(column)).to_contain_text(f"90% interval {lower} to {upper}")
    # A share of those whom the sum goes over, not of everybody who is active.
    expect(cells.nth(4)).to_have_text(as_share(unit["expected_leavers_365"]["point"] / people))


def test_an_org_units_share_is_of_the_people_with_a_forecast(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    with product.api() as api:
        unit = api.get("/predictions/summary").json()["org_units"][0]
    page = signed_in()
    half = unit["headcount"] // 2
    change_summary(page, org_units=[unit | {"forecast_count": half}])
    page.reload()
    row = page.get_by_role("table", name="By org unit").get_by_role("row").nth(1)
    expect(row.get_by_role("cell").nth(4)).to_have_text(
        as_share(unit["expected_leavers_365"]["point"] / half)
    )


def test_the_drivers_are_those_of_the_scoring(signed_in: SignedIn, product: RunningProduct) -> None:
    stored = dict(product.ask("SELECT summary->'drivers' FROM scoring_runs WHERE is_current"))
    with product.api() as api:
        drivers = api.get("/predictions/summary").json()["top_drivers"]
    page = signed_in()
    items = page.get_by_role("region", name="Strongest drivers overall").get_by_role("listitem")
    expect(items).to_have_count(len(drivers))
    for place, driver in enumerate(drivers):
        size = stored[driver["attribute"]]
        assert driver["mean_absolute_contribution"] == pytest.approx(size, rel=1e-9)
        expect(items.nth(place)).to_contain_text(driver["label"])
        expect(items.nth(place).locator("data")).to_have_text(f"{size:.2f}")


def test_the_leavers_of_the_last_year_are_counted_until_the_as_of_date(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    left = product.ask(
        "SELECT count(*) FROM employees e, scoring_runs r WHERE r.is_current AND e.status = 'left' "
        "AND e.left_on > r.as_of - 365 AND e.left_on <= r.as_of"
    )
    page = signed_in()
    expect(page.get_by_text(f"{left:,} left in the 365 days to 31 Dec 2025")).to_be_visible()


def change_summary(page: Page, **changes: object) -> list[str]:
    """Let the server's summary say something else from now on; returns the addresses asked for."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(json=route.fetch().json() | changes)

    page.route("**/api/v1/predictions/summary*", answer)
    return asked


WITHOUT_FORECASTS: dict[str, object] = {
    "as_of": None, "scored_at": None, "model_version_id": None, "expected_leavers": [], "risk_bands": [],
    "org_units": [], "top_drivers": [], "quality": None,
}  # fmt: skip


def test_a_first_scoring_that_failed_is_told_and_not_waited_for(signed_in: SignedIn) -> None:
    page = signed_in()
    asked = change_summary(
        page, state="no_scores", warnings=["The last scoring failed: no memory."], **WITHOUT_FORECASTS
    )
    page.reload()
    expect(page.get_by_text("The last scoring failed: no memory.")).to_be_visible()
    expect(page.get_by_role("button", name="Score everybody now")).to_be_enabled()
    expect(page.get_by_text("as soon as there is data and a model")).to_have_count(0)
    page.wait_for_timeout(6000)
    assert len(asked) == 1


def test_while_a_scoring_runs_no_second_one_is_offered_and_its_end_is_seen(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    page = signed_in()
    with product.api() as api:
        runs = api.get("/predictions/runs?limit=1").json()
    running = runs | {"items": [runs["items"][0] | {"id": 10**6, "status": "running"}]}
    page.route("**/api/v1/predictions/runs*", lambda route: route.fulfill(json=running))
    change_summary(page, state="stale")
    page.reload()
    expect(page.get_by_text("Everybody is being scored now")).to_be_visible()
    expect(page.get_by_role("button", name="Score everybody now")).to_have_count(0)
    page.unroute("**/api/v1/predictions/summary*")
    page.unroute("**/api/v1/predictions/runs*")
    expect(page.get_by_text("Everybody is being scored now")).to_have_count(0)
    expect(page.get_by_text("These forecasts are out of date")).to_have_count(0)


def test_a_hidden_group_has_words_instead_of_an_empty_table(signed_in: SignedIn) -> None:
    page = signed_in()
    with_nothing = [
        {"horizon_days": days, "estimate": None, "extrapolated": False, "causes": []}
        for days in (30, 90, 180, 365)
    ]
    change_summary(page, headcount=40, forecast_count=3, risk_bands=[], expected_leavers=with_nothing)
    page.reload()
    bands = page.get_by_role("region", name="People by risk band")
    expect(bands).to_contain_text("fewer than 5 people with a forecast")
    expect(bands.get_by_role("table")).to_have_count(0)
    leavers = page.get_by_role("region", name="Expected leavers")
    expect(leavers.get_by_text("fewer than 5 people with a forecast")).to_have_count(4)


def test_a_viewer_sees_groups_and_no_way_to_people(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in("vera")
    figure(page, "headcount").wait_for()
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    assert links.all_inner_texts() == ["Overview", "Models", "Explanations", "Backtest"]
    page.goto("/employees")
    page.get_by_role("heading", name="Your role does not include this page").wait_for()


def test_a_failing_service_is_told_with_the_id_of_the_request(signed_in: SignedIn) -> None:
    page = signed_in()
    page.route(
        "**/api/v1/predictions/summary*",
        lambda route: route.fulfill(
            status=503,
            content_type="application/problem+json",
            body='{"detail": "The database is away.", "code": "away", "request_id": "abc12345"}',
        ),
    )
    page.reload()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The database is away.")
    expect(alert).to_contain_text("abc12345")
    page.unroute("**/api/v1/predictions/summary*")
    page.get_by_role("button", name="Try again").click()
    figure(page, "headcount").wait_for()
