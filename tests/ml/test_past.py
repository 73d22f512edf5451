"""People of the past are read as of their own day; a history that is too short has none of them."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from churnvision.features.predictions.child import Stamp, past_rows_of
from churnvision.kit.clock import utc_now
from churnvision.ml.history import Facts
from churnvision.ml.model import TrainedModel
from churnvision.ml.past import PastCases, past_cases
from churnvision.ml.risk import DEFAULT_THRESHOLDS


def facts_of(model: TrainedModel, folder: Path, statements: list[str], people: list[str]) -> Facts:
    (folder / "statements.csv").write_text("".join(f"{line}\n" for line in statements))
    (folder / "people.csv").write_text("".join(f"{line}\n" for line in people))
    return Facts(
        shape=model.shape,
        attributes=model.attributes,
        as_of=date(2025, 12, 31),
        observed_from=None,
        window_days=model.window_days,
        statements=folder / "statements.csv",
        people=folder / "people.csv",
    )


def column(model: TrainedModel, cases: PastCases, name: str) -> list[float]:
    return [float(value) for value in cases.raw[:, model.encoding.space.names.index(name)]]


def test_tenure_is_that_of_the_day_of_which_a_person_is_known(
    dated_model: TrainedModel, tmp_path: Path
) -> None:
    blank = "," * (len(dated_model.attributes) - 1)
    statements = [f"{person},2024-01-01,{blank}" for person in (1, 2)]
    people = ["1,2020-01-01,2024-12-31,f", "2,2020-01-01,2024-06-30,t", "3,2020-01-01,2024-06-30,t"]
    cases = past_cases(dated_model, facts_of(dated_model, tmp_path, statements, people))
    assert (cases.person_id.tolist(), cases.has_left.tolist()) == ([1, 2], [False, True])
    month = 365.25 / 12
    known_on = [date(2025, 1, 1), date(2024, 7, 1)]
    expected = [(day - date(2020, 1, 1)).days / month for day in known_on]
    assert column(dated_model, cases, "tenure_months") == pytest.approx(expected, abs=1e-3)


def test_a_row_of_a_table_is_a_case_with_its_flag(static_model: TrainedModel, tmp_path: Path) -> None:
    statements = ["1,2025-07-04,50000,0.5,A,true,2020-01-01", "2,2025-07-04,60000,,C,f,2021-01-01"]
    people = ["1,2025-07-04,t", "2,2025-07-04,f"]
    cases = past_cases(static_model, facts_of(static_model, tmp_path, statements, people))
    assert cases.has_left.tolist() == [True, False]
    assert column(static_model, cases, "pay") == [50_000, 60_000]
    assert np.isnan(column(static_model, cases, "mood")).tolist() == [False, True]


@pytest.mark.parametrize("shape", ["dated", "static"])
def test_a_history_that_is_too_short_has_no_cases_and_no_rows(
    dated_model: TrainedModel, static_model: TrainedModel, tmp_path: Path, shape: str
) -> None:
    model = dated_model if shape == "dated" else static_model
    cases = past_cases(model, facts_of(model, tmp_path, [], []))
    assert cases.raw.shape == (0, len(model.encoding.space.names))
    rows = past_rows_of(cases, Stamp(1, 1, utc_now(), DEFAULT_THRESHOLDS))
    assert rows.write_csv(include_header=False) == ""
