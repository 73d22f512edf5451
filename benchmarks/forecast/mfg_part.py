"""Runs the part `mfg`: forecasts of 2014 and 2015 from what was known at the end of the year before."""

import sys
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from benchmarks.forecast import ours
from benchmarks.forecast.measures import (
    Predictions,
    auc_interval,
    calibration_error,
    expected_over_observed,
    paired_differences,
    people_whose_probability_falls,
    quality,
    timed,
)
from benchmarks.forecast.mfg_peers import POINT_PEERS, within_a_year
from benchmarks.forecast.point_in_time import PointInTime, mfg
from benchmarks.forecast.report import comparison, number, point_table

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
        name: paired_differences(case.outcome[kept], mine, peer, together=_stores(case)[kept])
        for name, peer in zip(names, peers, strict=True)
    }
    return comparison(differences)


def _stores(case: PointInTime) -> NDArray[np.int64]:
    return case.people["store_name"].rank("dense").to_numpy().astype(np.int64)


def _lay_offs(case: PointInTime, found: Predictions) -> str:
    """In how many stores people were laid off, and what that leaves of the AUC of all exits."""
    stores = _stores(case)
    hit = np.unique(stores[case.is_laid_off])
    lower, upper = auc_interval(case.outcome, within_a_year(found.probability), stores)
    return (
        f"The lay-offs are of {len(hit)} of {len(np.unique(stores))} stores. Samples of stores give an AUC "
        f"of all exits between {number(lower)} and {number(upper)} (90 %) for ours."
    )


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
            _lay_offs(case, found[0]),
            "All exits:",
            *_differences(case, found, everybody),
            "Without those who were laid off in the year:",
            *_differences(case, found, ~case.is_laid_off),
        ]
    return shown
