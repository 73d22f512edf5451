"""Every fault of the list is injected by a test, or it is said why not."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.dr.fault_list import FAULTS, NOT_INJECTED

TESTS = Path(__file__).resolve().parents[1]


def injected() -> Iterator[str]:
    """The ids in every `pytest.mark.fault(...)` of every test."""
    for file in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
                yield from (str(ast.literal_eval(argument)) for argument in node.args)


def test_there_are_102_faults() -> None:
    assert len(FAULTS) == 102


def test_every_fault_has_a_test_or_a_reason_and_not_both() -> None:
    found = set(injected())
    assert sorted(found - FAULTS.keys()) == []
    assert sorted(FAULTS.keys() - found - NOT_INJECTED.keys()) == []
    assert sorted(found & NOT_INJECTED.keys()) == []
    assert all(reason for reason in NOT_INJECTED.values())
