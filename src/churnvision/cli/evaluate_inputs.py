"""What `churnvision evaluate` reads: a table with its outcome, and the test folds, each checked whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.features.datasets.outcome_words import left_of
from churnvision.features.datasets.typed_table import TypedTable, read_typed
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.settings import ImportSettings
from churnvision.ml.attribute_table import AttributeTable, alike, twins
from churnvision.ml.durations import Durations, durations_of
from churnvision.ml.rows import Floats, Integers

_MOST_PERIODS = 10_000
# Folds of whole people need some in each.
_FEWEST_PERSONS = 20
_TRIED_PER_COLUMN = 3


class EvaluationInputInvalid(ChurnVisionError):
    """The table, the folds or the columns named do not fit together."""

    code = "evaluation_input_invalid"
    status = 422


@dataclass(frozen=True)
class Question:
    """Which columns hold the outcome (a target, or a duration and its event), and which are left out."""

    target: str | None = None
    duration: str | None = None
    event: str | None = None
    group: str | None = None
    dropped: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        by_duration = self.duration is not None and self.event is not None
        if (self.target is not None) == by_duration or (self.duration is None) != (self.event is None):
            raise EvaluationInputInvalid("Give either --target, or --duration and --event together.")
        named = self.outcomes
        if len(set(named)) < len(named) or set(named) & {*self.dropped}:
            raise EvaluationInputInvalid("The outcome's columns must differ, and --drop must not name them.")
        if self.group in named:
            raise EvaluationInputInvalid(
                f"--group names {self.group}, which is the outcome; name who is one person."
            )

    @property
    def outcomes(self) -> list[str]:
        """The columns that tell the outcome."""
        return [name for name in (self.target, self.duration, self.event) if name is not None]


@dataclass(frozen=True)
class Fold:
    """Row numbers (tests,) of one test fold, as the folds file lists them."""

    repeat: int
    fold: int
    rows: Integers


@dataclass(frozen=True)
class Evaluated:
    """A table with its outcome: ``has_left`` (n,) with NaN where unknown, or durations and their longest."""

    table: AttributeTable
    has_left: Floats | None
    durations: Durations | None
    periods: int


def read_evaluated(file: Path, question: Question, scratch: Path) -> Evaluated:
    """Reads the table. Raises EvaluationInputInvalid, or an error of the import's reader."""
    if not file.is_file():
        raise EvaluationInputInvalid(f"There is no file {file}.")
    read = read_typed(file, scratch, ImportSettings())
    _require_columns(read, question)
    table = _attributes(read, question)
    if question.target is not None:
        return Evaluated(table, _flag(read, question.target), None, 0)
    assert question.duration is not None and question.event is not None
    has_ended, duration = _flag(read, question.event), _durations(read, question.duration)
    is_known = ~np.isnan(has_ended) & ~np.isnan(duration)
    periods = int(duration[~np.isnan(duration)].max())
    if not 1 <= periods <= _MOST_PERIODS:
        raise EvaluationInputInvalid(
            f"The longest duration is {periods} whole periods; give it in a unit that makes it 1 to "
            f"{_MOST_PERIODS:,}."
        )
    # of an unknown outcome no period is at risk, so nothing is learnt from it
    known_duration = np.where(is_known, duration, 0.0)
    return Evaluated(table, None, durations_of(known_duration, is_known & (has_ended > 0)), periods)


def _require_columns(read: TypedTable, question: Question) -> None:
    asked = [*question.outcomes, *([question.group] if question.group else []), *question.dropped]
    for name in asked:
        if name not in read.attributes:
            there = ", ".join(list(read.attributes)[:30])
            raise EvaluationInputInvalid(f"The table has no column {name!r}; its columns are {there}.")


def _attributes(read: TypedTable, question: Question) -> AttributeTable:
    left_out = {*question.outcomes, question.group, *question.dropped}
    kept = tuple(attribute for name, attribute in read.attributes.items() if name not in left_out)
    if not kept:
        raise EvaluationInputInvalid("No column is left to learn from; name fewer in --drop.")
    people = read.values.select(attribute.name for attribute in kept)
    outcome = read.texts.select(pl.col(name).alias(f"outcome {name}") for name in question.outcomes)
    if question.group is None:
        person = twins(people.hstack(outcome))
    else:
        person = _persons(read.texts[question.group])
        if len(np.unique(person)) < _FEWEST_PERSONS:
            raise EvaluationInputInvalid(
                f"--group {question.group} tells fewer than {_FEWEST_PERSONS} people apart; "
                "name another column."
            )
    dates = [read.values[a.name].max() for a in kept if a.kind == "date"]
    newest = max((pl.Series([day]).to_physical()[0] for day in dates if day is not None), default=0)
    return AttributeTable(people, kept, person, int(newest))


def _persons(group: pl.Series) -> Integers:
    """(n,) the same number for rows of one group; a row without a group is a person of its own."""
    rows = pl.DataFrame({"group": group, "row": pl.arange(len(group), eager=True)})
    return alike(rows.with_columns(pl.when(pl.col("group").is_null()).then("row")))


def _flag(read: TypedTable, name: str) -> Floats:
    """(n,) 1 for who left, 0 for who stayed, NaN where the cell is empty."""
    told = pl.DataFrame({name: read.texts[name]}).unique()
    words = told[name].drop_nulls().sort().to_list()
    meaning = dict(zip(words, pl.DataFrame({name: words}).select(left_of(name)).to_series(), strict=True))
    unclear = [word for word in words if meaning[word] is None]
    if len(words) == 2 and len(unclear) == 1:
        other = next(word for word in words if word != unclear[0])
        meaning[unclear[0]] = not meaning[other]
        unclear = []
    if unclear or not words:
        shown = ", ".join(repr(word) for word in unclear[:_TRIED_PER_COLUMN]) or "nothing"
        raise EvaluationInputInvalid(
            f"The column {name!r} holds {shown}, which says neither leaving nor staying; write 1 and 0."
        )
    numbers = {word: float(bool(leaves)) for word, leaves in meaning.items()}
    mapped = read.texts[name].replace_strict(numbers, default=None, return_dtype=pl.Float64)
    return np.array(mapped.to_numpy(), dtype=np.float64)


def _durations(read: TypedTable, name: str) -> Floats:
    if read.attributes[name].kind not in ("number", "boolean"):
        raise EvaluationInputInvalid(f"The column {name!r} holds no numbers; give durations as numbers.")
    numbers = read.values[name].cast(pl.Float64)
    wrong = ((numbers < 0) | (numbers.is_null() & read.texts[name].is_not_null())).arg_true()
    if len(wrong):
        row, found = int(wrong[0]), read.texts[name][int(wrong[0])]
        raise EvaluationInputInvalid(
            f"The column {name!r} holds {found!r} in the row with row_id {row}; durations are 0 or more."
        )
    if numbers.is_null().all():
        raise EvaluationInputInvalid(f"The column {name!r} is empty; give durations.")
    return np.array(numbers.to_numpy(), dtype=np.float64)


def read_folds(path: Path, rows: int) -> list[Fold]:
    """The folds in the order of the file. Raises EvaluationInputInvalid."""
    if not path.is_file():
        raise EvaluationInputInvalid(f"There is no file {path}.")
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise EvaluationInputInvalid(f"{path} is no CSV file with row_id, repeat and fold.") from error
    frame = frame.rename({name: name.strip().lower() for name in frame.columns})
    missing = [name for name in ("row_id", "fold") if name not in frame.columns]
    if missing:
        raise EvaluationInputInvalid(f"{path} lacks the column {' and '.join(missing)}.")
    if "repeat" not in frame.columns:
        frame = frame.with_columns(pl.lit("0").alias("repeat"))
    numbers = frame.select(pl.col("row_id", "repeat", "fold").str.strip_chars().cast(pl.Int64, strict=False))
    _check_folds(path, numbers, rows)
    return list(_folds_of(numbers))


def _check_folds(path: Path, numbers: pl.DataFrame, rows: int) -> None:
    if numbers.is_empty():
        raise EvaluationInputInvalid(f"{path} names no test row.")
    wrong = numbers.select(pl.any_horizontal(pl.all().is_null())).to_series().arg_true()
    if len(wrong):
        line = int(wrong[0]) + 2
        raise EvaluationInputInvalid(f"Line {line} of {path} is not three whole numbers.")
    outside = numbers.filter((pl.col("row_id") < 0) | (pl.col("row_id") >= rows))
    if outside.height:
        raise EvaluationInputInvalid(
            f"{path} names row_id {outside['row_id'][0]}, and the table has the rows 0 to {rows - 1}."
        )
    twice = numbers.filter(pl.struct("row_id", "repeat").is_duplicated())
    if twice.height:
        row, repeat, _ = twice.row(0)
        raise EvaluationInputInvalid(f"{path} names row_id {row} twice in repeat {repeat}; once is enough.")


def _folds_of(numbers: pl.DataFrame) -> Iterator[Fold]:
    for (repeat, fold), part in numbers.group_by("repeat", "fold", maintain_order=True):
        assert isinstance(repeat, int) and isinstance(fold, int)
        yield Fold(repeat, fold, part["row_id"].to_numpy())


def places_of(fold: Fold, rows: int) -> NDArray[np.bool_]:
    """(n,) whether a row is one of the fold's tests."""
    places = np.zeros(rows, dtype=bool)
    places[fold.rows] = True
    return places
