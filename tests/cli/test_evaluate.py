"""`churnvision evaluate` forecasts given test folds of any table, and refuses what does not fit together."""

from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import polars as pl
import pytest

from churnvision.ml.evaluation import auc
from tests.system.installation import Installation

PEOPLE = 600
WRONG_INPUT = 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A table of people in no order of time or outcome, and three folds that leave some rows untested."""
    rng = np.random.default_rng(4)
    pay = rng.normal(size=PEOPLE)
    leaves = rng.random(PEOPLE) < 1 / (1 + np.exp(1 + 2 * pay))
    months = np.ceil(rng.exponential(np.exp(1.5 + pay)))
    lasted = np.minimum(months, 12)
    pl.DataFrame(
        {
            "number": np.arange(PEOPLE) + 7_000,
            "pay": pay,
            "site": rng.choice(["Rome", "Łódź", "Köln"], PEOPLE),
            "left": np.where(leaves, "Yes", "No"),
            "months": lasted,
            "ended": (months <= 12).astype(int),
        }
    ).write_csv(tmp_path / "people.csv", separator=";")
    rows = rng.permutation(PEOPLE)[:500]
    pl.DataFrame({"row_id": rows, "fold": np.arange(500) % 3}).write_csv(tmp_path / "folds.csv")
    return tmp_path


def evaluate(folder: Path, *arguments: str) -> CompletedProcess[str]:
    files = (str(folder / "people.csv"), "--folds", str(folder / "folds.csv"), "--out", str(folder / "p.csv"))
    return Installation(folder).run("evaluate", *files, *arguments)


def test_every_test_row_gets_one_probability_in_the_order_of_the_folds(folder: Path) -> None:
    done = evaluate(folder, "--target", "left", "--drop", "number,months,ended")
    assert done.returncode == 0, done.stderr
    found, folds = pl.read_csv(folder / "p.csv"), pl.read_csv(folder / "folds.csv")
    assert found.columns == ["row_id", "repeat", "fold", "p"]
    assert found.select("row_id", "fold").sort("row_id").equals(folds.sort("row_id"))
    assert found["repeat"].unique().to_list() == [0]
    left = (pl.read_csv(folder / "people.csv", separator=";")["left"] == "Yes").to_numpy()
    quality = auc(left[found["row_id"].to_numpy()].astype(np.float64), found["p"].to_numpy())
    assert quality is not None and quality > 0.8

    again = folder / "again.csv"
    evaluate(folder, "--target", "left", "--drop", "number,months,ended", "--out", str(again))
    assert again.read_bytes() == (folder / "p.csv").read_bytes()


def test_durations_give_a_curve_that_never_rises(folder: Path) -> None:
    done = evaluate(folder, "--duration", "months", "--event", "ended", "--group", "number", "--drop", "left")
    assert done.returncode == 0, done.stderr
    found = pl.read_csv(folder / "p.csv")
    assert found.columns == ["row_id", "repeat", "fold", *(f"S{period}" for period in range(1, 13))]
    survival = found.select(pl.selectors.starts_with("S")).to_numpy()
    assert (np.diff(survival, axis=1) <= 0).all()
    months = pl.read_csv(folder / "people.csv", separator=";")["months"].to_numpy()[found["row_id"]]
    assert abs(survival[:, 5].mean() - (months > 6).mean()) < 0.05


def test_a_column_that_tells_the_outcome_is_named_and_kept(folder: Path) -> None:
    people = pl.read_csv(folder / "people.csv", separator=";")
    told = pl.when(pl.col("left") == "Yes").then(pl.lit("moved")).alias("event")
    people.with_columns(told).write_csv(folder / "people.csv", separator=";")
    done = evaluate(folder, "--target", "left", "--drop", "number,months,ended")
    assert done.returncode == 0, done.stderr
    (warning,) = [line for line in done.stderr.splitlines() if line.startswith("Warning")]
    assert "event" in warning and "it is filled for leavers only" in warning and "(--drop event)" in warning
    found = pl.read_csv(folder / "p.csv")
    left = (people["left"] == "Yes").to_numpy()[found["row_id"].to_numpy()]
    assert auc(left.astype(np.float64), found["p"].to_numpy()) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Give either --target, or --duration and --event together"),
        (
            ("--target", "left", "--event", "ended"),
            "Give either --target, or --duration and --event together",
        ),
        (("--duration", "months"), "Give either --target, or --duration and --event together"),
        (("--target", "gone"), "no column 'gone'; its columns are number, pay"),
        (("--target", "site"), "'Köln', 'Rome', 'Łódź', which says neither leaving nor staying"),
        (("--target", "left", "--drop", "left"), "--drop must not name them"),
        (("--target", "left", "--group", "left"), "--group names left, which is the outcome"),
        (("--target", "left", "--group", "site"), "tells fewer than 20 people apart"),
        (("--target", "left", "--drop", "number,pay,site,months,ended"), "No column is left to learn from"),
        (("--duration", "site", "--event", "ended"), "holds no numbers"),
        (("--duration", "pay", "--event", "ended"), "durations are 0 or more"),
        (("--duration", "number", "--event", "ended", "--seed", "-1"), "--seed"),
    ],
)
def test_columns_that_do_not_fit_are_refused(folder: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = evaluate(folder, *arguments)
    assert done.returncode == WRONG_INPUT
    assert sentence in " ".join(done.stderr.replace("│", " ").split())
    assert not (folder / "p.csv").exists()


@pytest.mark.parametrize(
    ("folds", "sentence"),
    [
        ("", "is no CSV file"),
        ("row_id,fold\n", "names no test row"),
        ("row,fold\n1,0\n", "lacks the column row_id"),
        ("row_id,fold\n1,0\ntwo,0\n", "Line 3 of"),
        ("row_id,fold\n600,0\n", "names row_id 600, and the table has the rows 0 to 599"),
        ("row_id,fold\n5,0\n5,1\n", "names row_id 5 twice in repeat 0"),
        ("row_id,fold\n" + "".join(f"{row},0\n" for row in range(600)), "Outside of fold 0 of repeat 0"),
    ],
)
def test_folds_that_do_not_fit_are_refused(folder: Path, folds: str, sentence: str) -> None:
    (folder / "folds.csv").write_text(folds)
    done = evaluate(folder, "--target", "left")
    assert done.returncode == WRONG_INPUT
    assert sentence in done.stderr
    assert not (folder / "p.csv").exists()


def test_an_input_is_never_written_over(folder: Path) -> None:
    before = (folder / "people.csv").read_bytes()
    done = evaluate(folder, "--target", "left", "--out", str(folder / "people.csv"))
    assert done.returncode == WRONG_INPUT
    assert (folder / "people.csv").read_bytes() == before
