"""Recovery from the page: what is wrong, a backup and a drill by a press of a button, and the report."""

from playwright.sync_api import expect

from tests.browser.conftest import SignedIn
from tests.browser.running_product import RunningProduct

WORK_MS = 90_000


def test_a_backup_and_a_drill_are_asked_for_followed_and_shown(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    page = signed_in()
    page.get_by_role("link", name="Recovery").click()
    alerts = page.get_by_role("alert")
    expect(alerts.filter(has_text="There is no usable backup")).to_be_visible()
    page.get_by_role("button", name="Back up now").click()
    expect(alerts.filter(has_text="nobody would do it")).to_be_visible()
    with product.scheduler():
        page.reload()
        state = page.get_by_role("region", name="State")
        expect(state.get_by_text("Runs", exact=True)).to_be_visible()
        page.get_by_role("button", name="Back up now").click()
        backups = page.get_by_role("table", name="Backups")
        expect(backups.get_by_text("Proved")).to_be_visible(timeout=WORK_MS)
        page.get_by_role("button", name="Hold a drill").click()
        drills = page.get_by_role("table", name="Drills")
        expect(drills.get_by_text("Passed")).to_be_visible(timeout=WORK_MS)
        expect(drills.get_by_text("Signature proved")).to_be_visible()
        expect(state.get_by_text("All is well")).to_be_visible()
        expect(alerts).to_have_count(0)
    with page.expect_download() as download:
        drills.get_by_role("link", name="Page of drill_").click()
    assert download.value.suggested_filename.endswith(".html")
    assert "Recovery drill" in download.value.path().read_text()


def test_those_who_may_not_see_recovery_find_no_way_to_it(signed_in: SignedIn) -> None:
    page = signed_in("vera")
    expect(page.get_by_role("link", name="Recovery")).to_have_count(0)
    page.goto("/recovery")
    expect(page.get_by_text("Your role does not include this page")).to_be_visible()
