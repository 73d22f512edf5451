"""The journal: what is written stays, and a change is seen."""

from pathlib import Path

import pytest

from churnvision.dr import journal
from churnvision.dr.errors import JournalDamaged


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A journal of three events."""
    path = tmp_path / "dr" / "journal.jsonl"
    for number in range(3):
        journal.append(path, "test.event", number=number)
    return path


def test_events_come_back_in_order_with_their_facts(file: Path) -> None:
    assert [(event.number, event.facts["number"]) for event in journal.read(file)] == [(1, 0), (2, 1), (3, 2)]
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_changed_event_breaks_the_chain(file: Path, line: int) -> None:
    lines = file.read_text().splitlines()
    lines[line] = lines[line].replace(f'"number":{line}}}', '"number":9}')
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(JournalDamaged):
        list(journal.read(file))


@pytest.mark.parametrize("line", [0, 1])
def test_a_removed_event_breaks_the_chain(file: Path, line: int) -> None:
    lines = file.read_text().splitlines()
    del lines[line]
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(JournalDamaged):
        list(journal.read(file))


@pytest.mark.parametrize("lost", [1, 2, 20, 100])
def test_a_line_cut_off_by_a_loss_of_power_is_named_by_the_next(file: Path, lost: int) -> None:
    file.write_bytes(file.read_bytes()[:-lost])
    journal.append(file, "test.after")
    events = list(journal.read(file))
    assert events[-1].event == "test.after"
    assert len(events) == (4 if lost == 1 else 3)
    assert ("torn_line_before" in events[-1].facts) == (lost > 1)


def test_garbage_in_the_middle_is_damage(file: Path) -> None:
    lines = file.read_text().splitlines()
    lines.insert(1, "garbage")
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(JournalDamaged):
        list(journal.read(file))


def test_an_examination_tells_what_is_proved_and_what_is_wrong(file: Path) -> None:
    assert journal.examine(file).problem is None
    assert journal.examine(file.with_name("none.jsonl")) == journal.Examination([], None)
    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0], lines[1].replace("test.event", "test.other"), lines[2]]) + "\n")
    changed = journal.examine(file)
    assert [event.number for event in changed.events] == [1]
    assert changed.problem is not None and "broken at event 2" in changed.problem


def test_a_last_line_that_is_cut_off_is_a_problem_until_the_next_event(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])
    torn = journal.examine(file)
    assert len(torn.events) == 2
    assert torn.problem is not None and "cut off" in torn.problem
    journal.append(file, "test.after")
    assert journal.examine(file).problem is None
