"""Chromium, the running product, and pages of signed-in users."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.running_product import RunningProduct
from tests.factories.users import PASSWORD
from tests.servers import Addresses

HERE = Path(__file__).parent
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
DATABASE = "browser_tests"
PATIENCE_MS = 20_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def product(addresses: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProduct]:
    """The product with 400 people, trained and scored."""
    addresses.create_database(DATABASE)
    running = RunningProduct(
        folder=tmp_path_factory.mktemp("browser"),
        application_url=addresses.application_url(DATABASE),
        owner_url=addresses.owner_url(DATABASE),
        valkey_url=addresses.valkey_database(15),
    )
    try:
        running.start()
        running.name_leader()
        running.train()
        yield running
    finally:
        running.stop()
        addresses.drop_database(DATABASE)


@pytest.fixture(scope="package")
def browser(product: RunningProduct) -> Iterator[Browser]:
    """Debian's Chromium. It starts after the product, whose making needs an event loop of its own."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    assert program, "The browser tests need Chromium: install the package chromium."
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        expect.set_options(timeout=PATIENCE_MS)
        yield chromium
        chromium.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, product: RunningProduct) -> Iterator[OpenPage]:
    """`open_page(scheme="dark", width=390)` opens a window that has no session."""
    contexts: list[BrowserContext] = []

    def start(*, scheme: str = "light", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=product.page_url,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 900},
        )
        contexts.append(context)
        return context.new_page()

    yield start
    for context in contexts:
        context.close()


def enter(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fill and send the form of signing in."""
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


SignedIn = Callable[..., Page]


@pytest.fixture
def signed_in(open_page: OpenPage) -> SignedIn:
    """`signed_in("vera", scheme="dark")` opens a window and signs in."""

    def start(username: str = "ada", *, scheme: str = "light", width: int = 1280) -> Page:
        page = open_page(scheme=scheme, width=width)
        page.goto("/")
        enter(page, username)
        page.get_by_role("heading", name="Overview").wait_for()
        return page

    return start
