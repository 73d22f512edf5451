"""The overview's figures are those of the API and of the database."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignedIn
from tests.browser.figures import as_people, figure, value_of
from tests.browser.running_product import RunningProduct

CURRENT = "scoring_run_id = (SELECT id FROM scoring_runs WHERE is_current)"


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


def test_a_viewer_sees_groups_and_no_way_to_people(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in("vera")
    figure(page, "headcount").wait_for()
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    assert links.all_inner_texts() == ["Overview", "Models"]
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
