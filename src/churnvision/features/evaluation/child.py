"""The part of a backtest that runs in a process of its own: files in, files out, no database."""

from pathlib import Path
from typing import Any

import orjson

from churnvision.kit.isolated import Refused, Report
from churnvision.ml.backtest import BacktestOptions, backtest
from churnvision.ml.backtest_results import MonthList
from churnvision.ml.curve import HORIZON_DAYS
from churnvision.ml.errors import ModellingError
from churnvision.ml.history import Facts, training_data
from churnvision.ml.inputs import StaticTable


def look_back(
    report: Report, facts: Facts, folder: Path, lists: Path, options: BacktestOptions
) -> dict[str, Any]:
    """The results as plain values; the lists are written into `lists`, as JSON, one month a line.

    Raises Refused with a sentence when the data cannot be looked back on.
    """
    report(0.0, "Preparing the data")
    try:
        data = training_data(facts, folder)
        if isinstance(data, StaticTable):
            raise Refused("One table with a left flag does not say what was known when.")
        result = backtest(data, options, report=report)
    except ModellingError as error:
        raise Refused(str(error)) from error
    with lists.open("wb") as stream:
        for one in result.lists:
            stream.write(orjson.dumps(_columns(one), option=orjson.OPT_SERIALIZE_NUMPY) + b"\n")
    return result.as_json()


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
