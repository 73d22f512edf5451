"""Concordance: how often, of two people, the one with more risk leaves first.

A pair can be compared when one person leaves and the other is known to have been there at least as long. Each
row's influence on the value (its derivative by the weight of the row) is computed along with it, so that the
interval of a difference of two forecasts needs no resampling.
"""

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.survival_measures import Measured, followed

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


def sum_below(ranks: Integers, weights: Floats, until: Integers, limits: Integers) -> Floats:
    """(q,) sum of the weights among the first ``until`` rows whose rank lies below each limit; ranks >= 0.

    A wavelet matrix (Claude and Navarro 2012): one pass for each bit of the largest rank, no loop over rows.
    """
    values, weight = ranks, weights
    low, high = np.zeros(len(until), dtype=np.int64), until
    found = np.zeros(len(until))
    largest = int(max(values.max(initial=0), limits.max(initial=0)))
    for bit in range(largest.bit_length() - 1, -1, -1):
        is_one = (values >> bit) & 1 == 1
        zeros = np.concatenate([[0], np.cumsum(~is_one)])
        sums = np.concatenate([[0.0], np.cumsum(np.where(is_one, 0.0, weight))])
        goes_right = (limits >> bit) & 1 == 1
        found += np.where(goes_right, sums[high] - sums[low], 0.0)
        low = np.where(goes_right, zeros[-1] + low - zeros[low], zeros[low])
        high = np.where(goes_right, zeros[-1] + high - zeros[high], zeros[high])
        values = np.concatenate([values[~is_one], values[is_one]])
        weight = np.concatenate([weight[~is_one], weight[is_one]])
    return found


def _below(ranks: Integers, weights: Floats, until: Integers, limits: Integers) -> Floats:
    """The same with ranks equal to the limit counting one half."""
    below = sum_below(ranks, weights, until, limits)
    return np.asarray((below + sum_below(ranks, weights, until, limits + 1)) / 2)


def _concordance(time: Floats, is_event: Booleans, risk: Floats, weights: Floats) -> Measured | None:
    """Pairs count as much as their leaver's weight (n,)."""
    rank = np.unique(risk, return_inverse=True)[1].astype(np.int64)
    good, pairs = np.zeros(len(time)), np.zeros(len(time))
    leavers = np.flatnonzero(is_event & (weights > 0))
    # whom a leaver is compared with: the longest first; of one time the censored first, who stayed as long
    order = np.lexsort((is_event, -time))
    kept_longer = np.searchsorted(-time[order], -time[leavers], side="left")
    same_or_longer = np.searchsorted(-time[order], -time[leavers], side="right")
    censored = np.concatenate([[0], np.cumsum(~is_event[order])])
    until = kept_longer + censored[same_or_longer] - censored[kept_longer]
    ones = np.ones(len(time))
    pairs[leavers] = weights[leavers] * until
    good[leavers] = weights[leavers] * _below(rank[order], ones, until, rank[leavers])
    total = float(pairs.sum())
    if total == 0:
        return None
    value = float(good.sum()) / total
    # and whom each outlasted: the leavers before, for a censored one also those of the same time
    first = leavers[np.argsort(time[leavers], kind="stable")]
    sides = [np.searchsorted(time[first], time, side=side) for side in ("left", "right")]
    before = np.where(is_event, *sides)
    weight_before = np.concatenate([[0.0], np.cumsum(weights[first])])[before]
    pairs += weight_before
    good += weight_before - _below(rank[first], weights[first], before, rank)
    return Measured(value, (good - value * pairs) / total)


def harrell_concordance(time: Floats, is_event: Booleans, risk: Floats) -> Measured | None:
    """Harrell's concordance (1982) of (n,) times, events and risks; ties in risk count one half.

    None where no pair can be compared.
    """
    return _concordance(time, is_event, risk, np.ones(len(time)))


def uno_concordance(
    time: Floats, is_event: Booleans, risk: Floats, *, until: float | None = None
) -> Measured | None:
    """Uno's concordance (2011) of departures before ``until``: pairs weighted by 1 / P(followed)².

    Unlike Harrell's it does not depend on how long people happened to be followed. The weights are taken as
    known in the influences. None where no pair can be compared.
    """
    probability = followed(time, is_event).until(time)
    counts = is_event & (probability > 0) & (time < (np.inf if until is None else until))
    weights = np.divide(1.0, probability**2, out=np.zeros(len(time)), where=counts)
    return _concordance(time, is_event, risk, weights)
