"""A backtest from the page: started, followed, and read as stored."""

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import SignedIn
from tests.browser.running_product import RunningProduct
from tests.browser.test_accessibility import serious_findings

LIST = "The list as it was known then"


@pytest.fixture(scope="module")
def finished(product: RunningProduct) -> int:
    """The id of the newest backtest that has succeeded; the first test makes one."""
    return int(product.ask("SELECT max(id) FROM backtests WHERE status = 'succeeded'"))


def test_a_backtest_is_started_and_followed_to_its_figures(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    page = signed_in()
    page.get_by_role("link", name="Backtest").click()
    expect(page.get_by_text("No backtest yet")).to_be_visible()
    streams: list[Response] = []
    page.on("response", lambda answer: streams.append(answer) if "/events" in answer.url else None)
    page.get_by_role("button", name="Run a backtest").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("table", name="Measures")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert [stream.headers["content-type"].split(";")[0] for stream in streams] == ["text/event-stream"]
    reason = product.ask("SELECT results->>'reason' FROM backtests ORDER BY id DESC LIMIT 1")
    expect(page.get_by_text(reason)).to_be_visible()
    assert serious_findings(page) == []


def test_the_page_shows_what_was_stored(signed_in: SignedIn, product: RunningProduct, finished: int) -> None:
    with product.api() as api:
        results = api.get(f"/evaluation/backtests/{finished}").json()["results"]
    judged = next(one for one in results["horizons"] if one["person_months"])
    page = signed_in()
    page.goto("/evaluation")
    measures = page.get_by_role("table", name="Measures")
    row = measures.get_by_role("row").filter(has_text="AUC")
    expect(row).to_contain_text(f"{judged['measures']['model']['auc']:.3f}")
    expect(row).to_contain_text(f"{judged['measures']['logistic']['auc']:.3f}")
    expect(page.get_by_role("table", name="The whole curve")).to_contain_text("Uno's concordance")
    expect(page.get_by_role("img", name="expected leavers with bands")).to_be_visible()
    first = judged["months"][0]
    region = page.get_by_role("region", name="Expected and actual leavers by month")
    region.get_by_text("Table", exact=True).click()
    month = region.get_by_role("row").nth(1)
    expect(month).to_contain_text(first["list_sha256"])
    expect(month).to_contain_text(str(first["actual"]))
    assert shown_people(page) == 50
    page.get_by_role("button", name="Load more").click()
    expect(page.get_by_role("table", name=LIST).get_by_role("row")).to_have_count(101)


def shown_people(page: Page) -> int:
    people = page.get_by_role("table", name=LIST).get_by_role("row")
    expect(people.nth(1)).to_be_visible()
    return people.count() - 1


def test_a_viewer_reads_the_figures_without_people_and_cannot_start(
    signed_in: SignedIn, finished: int
) -> None:
    page = signed_in("vera")
    page.goto("/evaluation")
    expect(page.get_by_role("table", name="Measures")).to_be_visible()
    expect(page.get_by_role("region", name=LIST)).to_have_count(0)
    expect(page.get_by_role("button", name="Run a backtest")).to_have_count(0)
    assert serious_findings(page) == []
