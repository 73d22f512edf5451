"""Users, from the page."""

import time

from playwright.sync_api import Route, expect

from tests.browser.conftest import SignedIn


def _late(route: Route) -> None:
    time.sleep(1.5)
    route.continue_()


def test_a_generated_password_is_shown_also_when_the_form_was_closed_meanwhile(signed_in: SignedIn) -> None:
    page = signed_in()
    page.goto("/users")
    page.get_by_role("button", name="Add a user").click()
    page.get_by_label("Username").fill("quinn")
    page.route(
        "**/api/v1/users/",
        lambda route: _late(route) if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_role("button", name="Create user").click()
    page.keyboard.press("Escape")
    shown = page.get_by_role("dialog").filter(has_text="Password for quinn")
    expect(shown).to_be_visible()
    assert len(shown.locator("pre").inner_text()) >= 12


def test_roles_that_could_not_be_read_are_told_and_asked_for_again(signed_in: SignedIn) -> None:
    page = signed_in()
    page.goto("/users")
    page.route("**/api/v1/users/roles", lambda route: route.fulfill(status=500, body=""))
    page.get_by_role("button", name="Add a user").click()
    problem = page.get_by_role("dialog").get_by_role("alert")
    expect(problem).to_contain_text("The roles could not be read.")
    expect(page.get_by_role("button", name="Create user")).to_be_disabled()
    page.unroute("**/api/v1/users/roles")
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Role")).to_have_value("viewer")
