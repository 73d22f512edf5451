"""Explanations on the page: the API's own numbers, a chart with its table, marks that open sensitivity."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignedIn
from tests.browser.running_product import RunningProduct


@pytest.fixture
def person(product: RunningProduct) -> int:
    """Somebody who works overtime and has a forecast."""
    return int(
        product.ask(
            "SELECT max(o.employee_id) FROM churn_outputs o JOIN employee_snapshots s USING (employee_id)"
            " JOIN employees e ON e.id = o.employee_id"
            " WHERE s.attributes ->> 'overtime' = 'true' AND e.status = 'active'"
        )
    )


def test_the_page_of_explanations_shows_the_numbers_of_the_api(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    page = signed_in("vera")
    page.get_by_role("link", name="Explanations").click()
    expect(page.get_by_role("heading", name="Explanations", level=1)).to_be_visible()
    with product.api("vera") as api:
        whole = api.get("/explanations/").json()
        overtime = api.get("/explanations/partial-dependence", params={"attribute": "overtime"}).json()
        unit = product.ask("SELECT id FROM org_units WHERE path = 'Acme/Works'")
        group = api.get(f"/explanations/org-units/{unit}").json()
    everybody = page.get_by_role("region", name="What moves the scores of everybody")
    shown = everybody.locator("data")
    sizes = [float(one.get_attribute("value") or "") for one in shown.all()]
    assert sizes == pytest.approx([one["mean_absolute_contribution"] for one in whole["attributes"]])
    expect(page.get_by_text("before the noise floor and the calibration").first).to_be_visible()

    curve = page.get_by_role("region", name="How the mean forecast follows one attribute")
    curve.get_by_role("combobox").click()
    page.get_by_role("option", name="Overtime").click()
    expect(curve.get_by_role("img", name="by Overtime")).to_be_visible()
    curve.get_by_text("Table", exact=True).click()
    on = overtime["points"][1]
    expect(curve.get_by_role("row", name="yes")).to_contain_text(f"{on['probability'] * 100:.1f}%")
    expect(curve.get_by_role("row", name="yes")).to_contain_text(str(on["count"]))

    differences = page.get_by_role("region", name="Why an org unit differs")
    differences.get_by_role("combobox").click()
    page.get_by_role("option", name="Acme / Works").click()
    first = differences.locator("data").first
    assert float(first.get_attribute("value") or "") == pytest.approx(group["attributes"][0]["difference"])
    expect(page.get_by_role("checkbox").first).to_be_disabled()


def test_the_whole_score_of_a_person_adds_up_on_the_page(
    signed_in: SignedIn, product: RunningProduct, person: int
) -> None:
    page = signed_in()
    page.goto(f"/employees/{person}")
    panel = page.get_by_role("region", name="The whole score")
    panel.get_by_role("button", name="Show all contributions").click()
    rows = panel.get_by_role("listitem").locator("data")
    rows.first.wait_for()
    with product.api() as api:
        base = api.get(f"/explanations/employees/{person}").json()["base"]
    total = base + sum(float(one.get_attribute("value") or "") for one in rows.all())
    score = product.ask("SELECT log_odds FROM churn_outputs WHERE employee_id = %s ORDER BY id DESC", person)
    assert total == pytest.approx(score, abs=1e-9)

    neighbours = page.get_by_role("region", name="People like this one a year before")
    neighbours.get_by_role("button", name="Compare").click()
    expect(neighbours.get_by_role("columnheader", name="Nearest 10 who stayed")).to_be_visible()


def test_marking_an_attribute_opens_the_models_sensitivity_to_it(
    signed_in: SignedIn, product: RunningProduct, person: int
) -> None:
    page = signed_in()
    page.goto(f"/employees/{person}")
    panel = page.get_by_role("region", name="Model sensitivity")
    panel.get_by_role("button", name="Ask the model").click()
    expect(panel.get_by_text("No attribute is marked as controllable")).to_be_visible()
    panel.get_by_role("link", name="Mark attributes").click()
    mark = page.get_by_role("checkbox", name="Overtime can be changed")
    mark.click()
    expect(mark).to_be_checked()
    page.goto(f"/employees/{person}")
    panel.get_by_role("button", name="Ask the model").click()
    row = panel.get_by_role("row", name="Overtime")
    expect(row).to_contain_text("yes")
    expect(panel.get_by_text("does not know causes")).to_be_visible()
    with product.api() as api:
        found = api.get(f"/explanations/employees/{person}/sensitivity").json()["changes"][0]
    shown = row.locator("data").get_attribute("value")
    assert float(shown or "") == pytest.approx(found["change"]) and found["change"] < 0
    page.goto("/explanations")
    mark.click()
    expect(mark).not_to_be_checked()
