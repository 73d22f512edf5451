"""Numbers as the page shows them: the exact value behind each, and how it is written."""

from playwright.sync_api import Locator, Page


def figure(page: Page, name: str) -> Locator:
    """The element of one figure."""
    return page.locator(f'[data-figure="{name}"]')


def value_of(page: Page, name: str) -> float:
    """The exact value behind a figure."""
    value = figure(page, name).get_attribute("value")
    assert value is not None
    return float(value)


def as_people(value: float) -> str:
    """An expected number of people as the page writes it."""
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"


def as_share(value: float) -> str:
    """A probability as the page writes it."""
    return f"{value * 100:,.1f}%"
