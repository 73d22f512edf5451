"""axe finds nothing serious on any page, light and dark, wide and narrow; and no page asks another host."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, SignedIn
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
    "users": "/users",
    "no such page": "/nowhere",
}
SCHEMES = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]


@pytest.fixture(scope="module")
def addresses_of_pages(product: RunningProduct) -> dict[str, str]:
    """Every page with ids that exist."""
    with product.api() as api:
        content = b"employee_number,hired_on,pay\nA-1,2020-01-01,100\nA-2,2021-01-01,200\n"
        uploaded = api.post("/datasets/?filename=two.csv", content=content).raise_for_status().json()
    found = {
        "employee": product.ask("SELECT max(employee_id) FROM churn_outputs"),
        "version": product.ask("SELECT id FROM model_versions WHERE status = 'promoted'"),
        "dataset": uploaded["id"],
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
    signed_in: SignedIn, product: RunningProduct, addresses_of_pages: dict[str, str]
) -> None:
    page = signed_in()
    elsewhere: list[str] = []
    complaints: list[str] = []
    page.on(
        "request",
        lambda request: None if request.url.startswith(product.page_url) else elsewhere.append(request.url),
    )
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
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
