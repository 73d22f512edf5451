"""Signing in and out."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, SignedIn, enter
from tests.browser.running_product import RunningProduct


def test_a_wrong_password_is_refused_with_one_sentence(open_page: OpenPage, product: RunningProduct) -> None:
    page = open_page()
    page.goto("/")
    enter(page, "ada", "not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    assert "/auth/sign-in" in page.url


def test_the_page_asked_for_comes_after_signing_in(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/employees?status=left")
    enter(page, "ada")
    page.get_by_role("heading", name="People").wait_for()
    assert page.url.endswith("/employees?status=left")


def test_signing_in_never_leads_to_another_site(open_page: OpenPage, product: RunningProduct) -> None:
    page = open_page()
    page.goto("/auth/sign-in?next=//example.test/steal")
    enter(page, "ada")
    page.get_by_role("heading", name="Overview").wait_for()
    assert page.url.startswith(product.page_url)


def test_no_script_can_read_the_session(signed_in: SignedIn) -> None:
    page = signed_in()
    assert page.evaluate("document.cookie") == ""
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "token" not in stored
    assert any(cookie.get("httpOnly") for cookie in page.context.cookies())


def test_signing_out_ends_the_session(signed_in: SignedIn) -> None:
    page = signed_in()
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("heading", name="Sign in to ChurnVision").wait_for()
    page.goto("/employees")
    page.get_by_role("heading", name="Sign in to ChurnVision").wait_for()


def sign_out(page: Page) -> None:
    """Choose it in the menu."""
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("menuitem", name="Sign out").click()


def test_a_sign_out_that_failed_is_told_until_it_has_succeeded(signed_in: SignedIn) -> None:
    page = signed_in()
    page.route("**/api/v1/auth/logout", lambda route: route.abort())
    sign_out(page)
    notice = page.get_by_role("alert").filter(has_text="You are still signed in")
    expect(notice).to_contain_text("The server does not answer.")
    page.wait_for_timeout(5000)
    expect(notice).to_be_visible()
    page.unroute("**/api/v1/auth/logout")
    notice.get_by_role("button", name="Sign out again").click()
    page.get_by_role("heading", name="Sign in to ChurnVision").wait_for()
    expect(notice).to_have_count(0)


def test_signing_out_ends_the_session_in_every_tab(signed_in: SignedIn) -> None:
    page = signed_in()
    other = page.context.new_page()
    other.goto("/employees")
    other.locator("tbody a").first.wait_for()
    sign_out(page)
    other.get_by_role("heading", name="Sign in to ChurnVision").wait_for()
    expect(other.locator("tbody a")).to_have_count(0)


def test_another_user_in_one_tab_is_the_user_of_every_tab(signed_in: SignedIn) -> None:
    page = signed_in()
    other = page.context.new_page()
    other.goto("/auth/sign-in")
    enter(other, "vera")
    other.get_by_role("heading", name="Overview").wait_for()
    expect(page.get_by_role("button", name="Account: vera")).to_be_visible()
    expect(page.get_by_role("link", name="People")).to_have_count(0)


def test_a_browser_that_believes_itself_offline_still_reads_and_writes(signed_in: SignedIn) -> None:
    page = signed_in()
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.get_by_role("link", name="Users").click()
    expect(page.get_by_role("table", name="Users")).to_be_visible()
    sign_out(page)
    page.get_by_role("heading", name="Sign in to ChurnVision").wait_for()


def test_a_generated_password_must_be_changed_first(open_page: OpenPage, product: RunningProduct) -> None:
    with product.api() as api:
        created = api.post("/users/", json={"username": "nina", "roles": ["analyst"]})
    generated = created.raise_for_status().json()["generated_password"]
    page = open_page()
    page.goto("/")
    enter(page, "nina", generated)
    page.get_by_role("heading", name="Choose a new password").wait_for()
    page.goto("/employees")
    page.get_by_role("heading", name="Choose a new password").wait_for()
    page.get_by_label("Current password").fill(generated)
    page.get_by_label("New password", exact=True).fill("a quite long phrase of mine")
    page.get_by_label("New password, again").fill("a quite long phrase of mine")
    page.get_by_role("button", name="Change password").click()
    page.get_by_role("heading", name="Overview").wait_for()
