"""`churnvision demo` refuses what it cannot do before it starts anything."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from churnvision.cli import exit_codes
from churnvision.features.datasets.schemas import Mapping
from tests.system.installation import Installation

LONGEST_DAYS = 3660


@pytest.mark.parametrize(
    ("days", "rule"),
    [(0, "greater than or equal to 1"), (LONGEST_DAYS + 1, f"less than or equal to {LONGEST_DAYS}")],
)
def test_a_window_that_no_import_takes_is_refused_before_anything_starts(
    tmp_path: Path, days: int, rule: str
) -> None:
    elsewhere = Installation(tmp_path)
    refused = elsewhere.run("demo", "--detach", "--window-days", str(days))
    assert refused.returncode == exit_codes.WRONG_INPUT
    said = " ".join(refused.stderr.replace("│", " ").split())
    assert rule in said
    assert list(tmp_path.iterdir()) == []


def test_the_longest_window_is_that_of_the_api() -> None:
    assert Mapping(shape="static", window_days=LONGEST_DAYS, columns=[]).window_days == LONGEST_DAYS
    with pytest.raises(ValidationError):
        Mapping(shape="static", window_days=LONGEST_DAYS + 1, columns=[])
