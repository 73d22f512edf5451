"""axe finds nothing serious on any page, light and dark, wide and narrow; and no page asks another host."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, SignedIn, enter
from tests.browser.running_product import ROOT, RunningProduct

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "overview": "/predictions",
    "people": "/employees",
    "person": "/employees/{employee}",
    "data": "/datasets",
    "import": "/datasets/{dataset}",
    "models": "/models",
    "model": "/models/{version}",
    "backtest": "/evaluation",
    "explanations": "/explanations",
    "recovery": "/recovery",
    "users": "/users",
    "no such page": "/nowhere",
}
SCHEMES = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]


def upload_two_people(product: RunningProduct) -> int:
    """An import that waits for its mapping; returns its id."""
    content = b"employee_number,hired_on,pay\nA-1,2020-01-01,100\nA-2,2021-01-01,200\n"
    with product.api() as api:
        uploaded = api.post("/datasets/?filename=two.csv", content=content).raise_for_status().json()
    return int(uploaded["id"])


@pytest.fixture(scope="module")
def addresses_of_pages(product: RunningProduct) -> dict[str, str]:
    """Every page with ids that exist."""
    found = {
        "employee": product.ask("SELECT max(employee_id) FROM churn_outputs"),
        "version": product.ask("SELECT id FROM model_versions WHERE status = 'promoted'"),
        "dataset": upload_two_people(product),
    }
    return {name: address.format(**found) for name, address in PAGES.items()}


def serious_findings(page: Page) -> list[str]:
    """What axe calls serious or critical, with the first place of each."""
    page.evaluate("source => (0, eval)(source)", Path(AXE).read_text())
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        f"{item['id']}: {item['nodes'][0]['html'][:200]}"
        for item in found
        if item["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("scheme", "width"), SCHEMES)
def test_no_page_has_a_serious_barrier(
    signed_in: SignedIn, addresses_of_pages: dict[str, str], scheme: str, width: int
) -> None:
    page = signed_in(scheme=scheme, width=width)
    findings = {}
    for name, address in addresses_of_pages.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.get_by_role("heading", level=1).wait_for()
        findings[name] = serious_findings(page)
    assert {name: found for name, found in findings.items() if found} == {}


def open_account_menu(page: Page, width: int) -> None:
    """On a narrow window it is in the menu of pages."""
    if width < 768:
        page.get_by_role("button", name="Open the menu").click()
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("menuitemradio", name="Dark").wait_for()


@pytest.mark.parametrize(("scheme", "width"), SCHEMES)
def test_nothing_that_opens_has_a_serious_barrier(
    signed_in: SignedIn,
    product: RunningProduct,
    addresses_of_pages: dict[str, str],
    scheme: str,
    width: int,
) -> None:
    page = signed_in(scheme=scheme, width=width)
    findings = {}
    open_account_menu(page, width)
    findings["account menu"] = settled_findings(page)
    page.route("**/api/v1/auth/logout", lambda route: route.abort())
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("alert").filter(has_text="You are still signed in").wait_for()
    findings["failed sign-out"] = settled_findings(page)
    page.goto("/users")
    page.get_by_role("button", name="Add a user").click()
    page.get_by_label("Role").wait_for()
    findings["dialog"] = settled_findings(page)
    page.goto(f"/datasets/{upload_two_people(product)}")
    page.get_by_role("button", name="Confirm and check").click()
    page.get_by_role("region", name="What this import would change").wait_for()
    findings["check of an import"] = settled_findings(page)
    page.goto(addresses_of_pages["person"])
    page.get_by_text("Table", exact=True).click()
    page.get_by_role("table", name="Chance of still being here").wait_for()
    findings["table of a chart"] = settled_findings(page)
    for name in ("Show all contributions", "Compare", "Ask the model"):
        page.get_by_role("button", name=name).click()
    page.get_by_role("columnheader", name="Nearest 10 who stayed").wait_for()
    page.get_by_role("link", name="Mark attributes").wait_for()
    findings["explanations of a person"] = settled_findings(page)
    page.goto("/employees?q=nobody-of-that-name")
    page.get_by_text("Nobody matches these filters").wait_for()
    findings["empty list"] = settled_findings(page)
    assert {name: found for name, found in findings.items() if found} == {}


def settled_findings(page: Page) -> list[str]:
    """What axe finds once everything has appeared: half faded in, nothing has its contrast."""
    page.wait_for_function("() => document.getAnimations().every(one => one.playState !== 'running')")
    return serious_findings(page)


def test_the_closed_menu_of_a_narrow_window_is_out_of_the_keyboards_reach(signed_in: SignedIn) -> None:
    page = signed_in(width=390)
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages).to_have_count(0)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert not page.evaluate("Boolean(document.activeElement.closest('nav'))")
    page.get_by_role("button", name="Open the menu").click()
    expect(page.get_by_role("button", name="Close the menu")).to_be_focused()
    expect(pages).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open the menu")).to_be_focused()
    expect(pages).to_have_count(0)


def test_the_colour_scheme_is_chosen_by_keyboard_as_one_of_three(signed_in: SignedIn) -> None:
    page = signed_in()
    page.get_by_role("button", name="Account:").click()
    dark = page.get_by_role("menuitemradio", name="Dark")
    expect(dark).to_have_attribute("aria-checked", "false")
    dark.focus()
    page.keyboard.press("Enter")
    expect(dark).to_have_attribute("aria-checked", "true")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


@pytest.mark.parametrize(("scheme", "width"), SCHEMES)
def test_signing_in_has_no_serious_barrier(open_page: OpenPage, scheme: str, width: int) -> None:
    page = open_page(scheme=scheme, width=width)
    page.goto("/")
    page.get_by_role("heading", name="Sign in to ChurnVision").wait_for()
    assert serious_findings(page) == []


def test_no_page_scrolls_sideways_on_a_telephone(
    signed_in: SignedIn, addresses_of_pages: dict[str, str]
) -> None:
    page = signed_in(width=390)
    for name, address in addresses_of_pages.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.get_by_role("heading", level=1).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_no_request_leaves_the_machine_and_nothing_is_refused(
    open_page: OpenPage, product: RunningProduct, addresses_of_pages: dict[str, str]
) -> None:
    page = open_page()
    elsewhere: list[str] = []
    complaints: list[str] = []
    page.on(
        "request",
        lambda request: None if request.url.startswith(product.page_url) else elsewhere.append(request.url),
    )
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/auth/sign-in")
    enter(page, "ada")
    page.get_by_role("heading", name="Overview").wait_for()
    for address in addresses_of_pages.values():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.get_by_role("heading", level=1).wait_for()
    assert elsewhere == []
    assert complaints == []


def test_the_page_allows_only_its_own_scripts(signed_in: SignedIn) -> None:
    page = signed_in()
    answer = page.goto("/predictions")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
