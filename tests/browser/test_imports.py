"""The import wizard, from the file to the undo."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.figures import figure
from tests.browser.running_product import RunningProduct

GERMAN = """Personalnummer;Name;Eintritt;Austritt;Abteilung;Gehalt
X-9001;Mara Vogt;01.04.2019;;Vertrieb;48000
X-9002;Jon Esser;15.09.2020;31.10.2025;Vertrieb;51000
X-9003;Tilda Roth;01.02.2022;;Einkauf;43000
"""


def upload(page: Page, name: str, content: bytes) -> None:
    """Choose a file on the page of imports."""
    page.goto("/datasets")
    page.locator("input[type=file]").wait_for(state="attached")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content})


def test_a_german_file_is_mapped_checked_committed_and_undone(
    signed_in: SignedIn, product: RunningProduct
) -> None:
    page = signed_in()
    before = product.ask("SELECT count(*) FROM employees")
    upload(page, "personal.csv", GERMAN.encode())
    page.get_by_role("heading", name="personal.csv").wait_for()
    expect(page.get_by_label("Meaning: Personalnummer")).to_have_value("employee_number")
    expect(page.get_by_label("Meaning: Eintritt")).to_have_value("hired_on")
    expect(page.get_by_label("Meaning: Austritt")).to_have_value("left_on")
    page.get_by_role("button", name="Confirm and check").click()
    expect(figure(page, "count-new")).to_have_text("3")
    assert product.ask("SELECT count(*) FROM employees") == before
    page.get_by_role("button", name="Commit import").click()
    page.get_by_role("button", name="Undo import").wait_for()
    assert product.ask("SELECT count(*) FROM employees") == before + 3
    page.get_by_role("button", name="Undo import").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo import").click()
    page.get_by_text("as if this file had never been imported").wait_for()
    assert product.ask("SELECT count(*) FROM employees WHERE employee_number LIKE 'X-900%'") == 0


def test_a_wrong_row_is_named_and_stands_in_the_way(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    wrong = GERMAN.replace("15.09.2020;31.10.2025", "15.09.2020;31.10.2019")
    upload(page, "wrong.csv", wrong.encode())
    page.get_by_role("button", name="Confirm and check").click()
    problems = page.get_by_role("table", name="Problems")
    expect(problems.get_by_role("row").filter(has_text="Error").first).to_contain_text("3")
    expect(page.get_by_role("button", name="Commit import")).to_be_disabled()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    page.get_by_role("heading", name="Imports").wait_for()
    assert product.ask("SELECT count(*) FROM datasets WHERE filename = 'wrong.csv'") == 0


def test_an_empty_file_is_refused_with_a_sentence(signed_in: SignedIn) -> None:
    page = signed_in()
    upload(page, "empty.csv", b"")
    expect(page.get_by_role("alert")).to_contain_text("empty")


def test_a_file_of_another_kind_is_refused_before_it_is_sent(signed_in: SignedIn) -> None:
    page = signed_in()
    upload(page, "picture.png", b"\x89PNG")
    expect(page.get_by_role("alert")).to_contain_text(".csv, .xlsx or .parquet")
