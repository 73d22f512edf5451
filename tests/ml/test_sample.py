import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from churnvision.ml.errors import SampleOptionsInvalid
from churnvision.ml.sample import SampleOptions, Workforce, simulate, write


@pytest.fixture(scope="module")
def workforce() -> Workforce:
    return simulate(SampleOptions(employees=2000, months=48, seed=1))


def test_the_same_seed_gives_the_same_workforce_and_another_seed_another() -> None:
    first = simulate(SampleOptions(employees=60, months=6, seed=3))
    again = simulate(SampleOptions(employees=60, months=6, seed=3))
    other = simulate(SampleOptions(employees=60, months=6, seed=4))
    assert first.snapshots.equals(again.snapshots)
    assert first.people.equals(again.people)
    assert not first.snapshots.equals(other.snapshots)


def test_between_fourteen_and_twenty_percent_leave_a_year_and_the_size_holds(workforce: Workforce) -> None:
    yearly = 12 * workforce.terminations.height / workforce.snapshots.height
    assert 0.13 < yearly < 0.20
    sizes = workforce.snapshots.group_by("snapshot_date").len()["len"]
    assert sizes.min() > 1900 and sizes.max() < 2100
    assert set(workforce.terminations["termination_reason"]) == {"voluntary", "involuntary", "other"}


def test_leavers_follow_the_true_hazard(workforce: Workforce) -> None:
    expected = workforce.true_hazards["hazard"].sum()
    assert abs(workforce.terminations.height - expected) < 4 * expected**0.5


def test_nobody_appears_in_a_snapshot_after_leaving_or_before_being_hired(workforce: Workforce) -> None:
    joined = workforce.snapshots.join(workforce.people, on="employee_number").join(
        workforce.terminations, on="employee_number", how="left"
    )
    assert joined.height == workforce.snapshots.height
    assert joined.filter(pl.col("snapshot_date") > pl.col("termination_date")).is_empty()
    assert joined.filter(pl.col("snapshot_date") < pl.col("hire_date")).is_empty()
    assert workforce.terminations["employee_number"].is_unique().all()


def test_everybody_but_the_head_of_the_company_reports_to_somebody_present(workforce: Workforce) -> None:
    for _, month in workforce.snapshots.group_by("snapshot_date"):
        assert month["manager_number"].null_count() == 1
        present = set(month["employee_number"])
        assert set(month["manager_number"].drop_nulls()) <= present


def test_mentoring_lowers_voluntary_leaving_by_four_points_a_year_in_half_the_departments() -> None:
    treated = simulate(SampleOptions(employees=4000, months=12, seed=2, mentoring_month=11))
    without = simulate(
        SampleOptions(employees=4000, months=12, seed=2, mentoring_month=11, mentoring_effect_per_year=0.0)
    )
    last = date(2026, 10, 1)
    mentored = treated.snapshots.filter((pl.col("snapshot_date") == last) & pl.col("mentoring"))
    assert mentored["department"].n_unique() == 6

    def yearly(workforce: Workforce) -> float:
        truth = workforce.true_hazards.filter(pl.col("month") == last).join(mentored, on="employee_number")
        return 12 * truth.select(pl.col("hazard_voluntary").mean()).item()

    assert yearly(without) - yearly(treated) == pytest.approx(0.04, abs=1e-9)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "parquet"])
def test_files_hold_the_same_rows_and_the_truth_stands_apart(tmp_path: Path, file_format: str) -> None:
    small = simulate(SampleOptions(employees=60, months=3))
    paths = write(small, tmp_path, file_format)  # type: ignore[arg-type]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)
    read = {"csv": pl.read_csv, "xlsx": pl.read_excel, "parquet": pl.read_parquet}[file_format]
    people = read(tmp_path / f"people.{file_format}")
    assert people.height == small.people.height
    snapshots = read(tmp_path / f"snapshots.{file_format}")
    assert "hazard" not in " ".join(snapshots.columns + people.columns)
    assert read(tmp_path / f"true_hazards.{file_format}").height == small.true_hazards.height


def test_a_million_employee_months_take_less_than_a_minute() -> None:
    started = time.perf_counter()
    large = simulate(SampleOptions(employees=20_000, months=50))
    assert large.snapshots.height > 950_000
    assert time.perf_counter() - started < 60


@pytest.mark.parametrize("options", [{"employees": 10}, {"months": 1}, {"seed": -1}])
def test_impossible_sizes_are_refused_with_a_sentence(options: dict[str, int]) -> None:
    with pytest.raises(SampleOptionsInvalid, match=r"Ask for at least|Give a seed"):
        SampleOptions(**options)  # type: ignore[arg-type]
