"""Runs the part `mfg`: forecasts of 2014 and 2015 from what was known at the end of the year before."""

import sys
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from benchmarks.forecast import ours
from benchmarks.forecast.measures import (
    Predictions,
    calibration_error,
    expected_over_observed,
    paired_differences,
    people_whose_probability_falls,
    quality,
    timed,
)
from benchmarks.forecast.mfg_peers import POINT_PEERS, within_a_year
from benchmarks.forecast.point_in_time import PointInTime, mfg
from benchmarks.forecast.report import comparison, point_table

YEARS_ENDS = (date(2013, 12, 31), date(2014, 12, 31))


def _measured(case: PointInTime, found: Predictions) -> dict[str, float | None]:
    forecast = within_a_year(found.probability)
    kept = ~case.is_laid_off
    outcome, remaining = case.outcome[kept], forecast[kept]
    has_horizons = found.probability.shape[1] > 1
    return {
        **quality(case.outcome, forecast),
        "ece": calibration_error(case.outcome, forecast),
        "expected_over_observed": expected_over_observed(case.outcome, forecast),
        "auc_kept": float(roc_auc_score(outcome, remaining)),
        "average_precision_kept": float(average_precision_score(outcome, remaining)),
        "falls": people_whose_probability_falls(found.probability) if has_horizons else None,
    }


def _forecasts(case: PointInTime) -> list[Predictions]:
    found = [ours.forecast(case)]
    for peer in POINT_PEERS:
        probability, seconds = timed(peer.forecast(case))
        found.append(Predictions(peer.name, probability, seconds, peer.note))
        print(f"mfg {case.year}: {peer.name}, {seconds:.2f} CPU-s", file=sys.stderr, flush=True)
    return found


def _differences(case: PointInTime, found: list[Predictions], kept: NDArray[np.bool_]) -> list[str]:
    mine, *peers = (within_a_year(one.probability)[kept] for one in found)
    names = [one.name for one in found[1:]]
    differences = {
        name: paired_differences(case.outcome[kept], mine, peer)
        for name, peer in zip(names, peers, strict=True)
    }
    return comparison(differences)


def run() -> list[str]:
    """The paragraphs and tables of the part."""
    shown: list[str] = []
    for until in YEARS_ENDS:
        case = mfg(until)
        found = _forecasts(case)
        everybody = np.ones(len(case.outcome), dtype=np.bool_)
        shown += [
            f"### {case.year}: {len(case.outcome):,} people, {int(case.outcome.sum())} exits, "
            f"{int(case.is_laid_off.sum())} of them lay-offs",
            point_table([(one, _measured(case, one)) for one in found]),
            "All exits:",
            *_differences(case, found, everybody),
            "Without those who were laid off in the year:",
            *_differences(case, found, ~case.is_laid_off),
        ]
    return shown
