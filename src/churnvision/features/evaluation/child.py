"""The part of a backtest that runs in a process of its own: files in, files out, no database."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from churnvision.kit.isolated import Refused, Report
from churnvision.ml.backtest import BacktestOptions, backtest
from churnvision.ml.backtest_results import MonthList
from churnvision.ml.curve import HORIZON_DAYS
from churnvision.ml.errors import ModellingError
from churnvision.ml.history import Facts, training_data
from churnvision.ml.inputs import DatedRecords
from churnvision.ml.leakage import check_leakage, without_leaks


@dataclass(frozen=True)
class LookedBack:
    """Results as plain values, and sentences on columns that tell the outcome."""

    results: dict[str, Any]
    warnings: list[str]


def look_back(
    report: Report,
    facts: Facts,
    folder: Path,
    lists: Path,
    options: BacktestOptions,
    keep_columns: Collection[str] = (),
) -> LookedBack:
    """Look back; the lists are written into `lists`, as JSON, one month a line.

    Columns are left out as they are in training, by the same check of everything that is known.

    Raises Refused with a sentence when the data cannot be looked back on.
    """
    report(0.0, "Preparing the data")
    try:
        given = training_data(facts, folder)
        if not isinstance(given, DatedRecords):
            raise Refused("One table with a left flag does not say what was known when.")
        leakage = check_leakage(given, seed=options.seed, keep=keep_columns)
        data = without_leaks(given, leakage)
        result = backtest(data, options, report=report)
    except ModellingError as error:
        raise Refused(str(error)) from error
    with lists.open("wb") as stream:
        for one in result.lists:
            stream.write(orjson.dumps(_columns(one), option=orjson.OPT_SERIALIZE_NUMPY) + b"\n")
    return LookedBack(result.as_json(), leakage.sentences)


def _columns(one: MonthList) -> dict[str, Any]:
    """The row of `backtest_lists` without the backtest's id."""
    return {
        "month": one.month,
        "sha256": one.sha256,
        "employee_ids": one.person_id,
        **{
            f"probability_{days}": one.probability[:, place].copy() for place, days in enumerate(HORIZON_DAYS)
        },
        "has_left": one.has_left,
    }
