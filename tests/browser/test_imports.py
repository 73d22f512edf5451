"""The import wizard, from the file to the undo."""

import re

from playwright.sync_api import Page, Route, expect

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
    choose(page, name, content)


def choose(page: Page, name: str, content: bytes) -> None:
    """Choose a file where one is asked for."""
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
    expect(page.get_by_role("alert")).to_contain_text(".csv, .tsv, .txt, .xlsx or .parquet")


def test_only_the_last_files_problem_is_told(signed_in: SignedIn) -> None:
    page = signed_in()
    upload(page, "empty.csv", b"")
    expect(page.get_by_role("alert")).to_contain_text("empty")
    choose(page, "picture.png", b"\x89PNG")
    expect(page.get_by_role("alert")).to_contain_text("one file at a time")
    expect(page.get_by_role("alert")).to_have_count(1)


def test_a_file_is_chosen_with_the_mouse(signed_in: SignedIn) -> None:
    page = signed_in()
    page.goto("/datasets")
    with page.expect_file_chooser():
        page.locator("button", has_text="Choose a file").click()


def test_an_upload_can_be_cancelled(signed_in: SignedIn, product: RunningProduct) -> None:
    page = signed_in()
    held: list[Route] = []
    page.route("**/api/v1/datasets/?filename=*", lambda route: held.append(route))
    upload(page, "long.csv", GERMAN.encode())
    page.get_by_role("button", name="Cancel the upload").click()
    expect(page.locator("button", has_text="Choose a file")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert held
    assert product.ask("SELECT count(*) FROM datasets WHERE filename = 'long.csv'") == 0


def test_corrections_of_a_mapping_survive_a_reload_until_they_are_confirmed(signed_in: SignedIn) -> None:
    page = signed_in()
    upload(page, "draft.csv", GERMAN.replace("Gehalt", "Zulage").encode())
    meaning = page.get_by_label("Meaning: Zulage")
    meaning.select_option("ignore")
    page.get_by_label("As-of date").fill("2025-11-30")
    page.reload()
    expect(meaning).to_have_value("ignore")
    expect(page.get_by_label("As-of date")).to_have_value("2025-11-30")
    stored = page.evaluate("JSON.stringify({...sessionStorage})")
    assert "Zulage" not in stored
    page.get_by_role("button", name="Confirm and check").click()
    figure(page, "count-new").wait_for()
    assert "mapping-" not in page.evaluate("JSON.stringify({...sessionStorage})")


def test_a_column_that_tells_the_outcome_is_said_to_be_kept_out_only_while_it_is(signed_in: SignedIn) -> None:
    page = signed_in()
    told = "Personalnummer;Eintritt;Austritt;Austrittsgrund\n"
    rows = "".join(
        f"Y-{n};01.04.2019;{'31.10.2025' if n % 3 else ''};{'Umzug' if n % 3 else ''}\n" for n in range(9)
    )
    upload(page, "leak.csv", (told + rows).encode())
    table = page.get_by_role("table", name="What do the columns mean?")
    line = table.get_by_role("row", name="Austrittsgrund")
    expect(line).to_contain_text("Kept out of the model")
    page.get_by_label("Meaning: Austrittsgrund").select_option("attribute")
    expect(line).not_to_contain_text("Kept out of the model")
    expect(line).to_contain_text("The model will learn from it")


def test_each_step_of_an_import_begins_at_its_heading(signed_in: SignedIn) -> None:
    page = signed_in()
    upload(page, "steps.csv", GERMAN.replace("X-900", "Z-900").encode())
    page.get_by_role("button", name="Confirm and check").click()
    expect(page.get_by_role("heading", name="Step 2 of 3: Check")).to_be_focused()
    expect(page.locator("[aria-current=step]")).to_contain_text("Check")
    page.get_by_role("button", name="Change the mapping").click()
    expect(page.get_by_role("heading", name="Step 1 of 3: Map columns")).to_be_focused()
    page.get_by_role("button", name="Confirm and check").click()
    page.get_by_role("button", name="Commit import").click()
    expect(page.get_by_role("heading", name="All steps are done")).to_be_focused()
    page.get_by_role("button", name="Undo import").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo import").click()
    page.get_by_text("as if this file had never been imported").wait_for()


def test_meanings_that_could_not_be_read_are_told_and_asked_for_again(signed_in: SignedIn) -> None:
    page = signed_in()
    page.route("**/api/v1/datasets/targets", lambda route: route.fulfill(status=500, body=""))
    upload(page, "meanings.csv", GERMAN.encode())
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("What a column may mean could not be read.")
    page.unroute("**/api/v1/datasets/targets")
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Meaning: Gehalt")).to_be_visible()


def test_a_long_list_of_imports_says_how_much_is_shown_and_reads_on(signed_in: SignedIn) -> None:
    page = signed_in()

    def answer(route: Route) -> None:
        first = "cursor" not in route.request.url
        answered = route.fetch().json()
        row = answered["items"][0]
        rows = [
            row | {"id": 5000 - n, "filename": f"part-{n}.csv"}
            for n in (range(50) if first else range(50, 73))
        ]
        route.fulfill(json={"items": rows, "total": 73, "next_cursor": "4951" if first else None})

    page.route(re.compile(r"/api/v1/datasets/(\?.*)?$"), answer)
    page.goto("/datasets")
    expect(page.get_by_text("50 of 73 shown")).to_be_visible()
    page.get_by_role("button", name="Load more").click()
    expect(page.get_by_role("link", name="part-72.csv")).to_be_visible()
    expect(page.get_by_role("button", name="Load more")).to_have_count(0)
