"""Drawing periods at risk: all with an event up to a limit, and of the rest as many as tell anything.

A hazard of one in a hundred is known from its events; most of the rows without one add time and memory only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
MINIMUM_CENSORED_ROWS = 25_000
CENSORED_PER_EVENT = 12
MAXIMUM_EVENTS = 8_000
_CHUNK_SPELLS = 50_000


@dataclass(frozen=True)
class DrawnPeriods:
    """Spell (n,) and number (n,) of each period drawn, counted from 0, and whether the spell ends in it (n,).

    ``offset``: by how much the draw raises the log-odds of an event.
    """

    spell: Integers
    period: Integers
    outcome: NDArray[np.float64]
    offset: float


def draw_periods(counts: Integers, has_ended: NDArray[np.bool_], rng: np.random.Generator) -> DrawnPeriods:
    """Periods of spells at risk for ``counts`` (n,) periods; where ``has_ended`` (n,) the last ends it.

    Memory is bounded by the rows kept: all events up to 8,000, and of the rows without an event 12 for each
    event but at least 25,000.
    """
    events = int((has_ended & (counts > 0)).sum())
    censored = int(counts.sum()) - events
    event_share = min(1.0, MAXIMUM_EVENTS / max(events, 1))
    wanted = max(CENSORED_PER_EVENT * min(events, MAXIMUM_EVENTS), MINIMUM_CENSORED_ROWS)
    censored_share = min(1.0, wanted / max(censored, 1))
    spells: list[Integers] = []
    periods: list[Integers] = []
    for start in range(0, len(counts), _CHUNK_SPELLS):
        chunk = slice(start, start + _CHUNK_SPELLS)
        spell = np.repeat(np.arange(start, start + len(counts[chunk])), counts[chunk])
        period = np.arange(len(spell)) - np.repeat(np.cumsum(counts[chunk]) - counts[chunk], counts[chunk])
        share = np.where(_ends(counts, has_ended, spell, period), event_share, censored_share)
        kept = rng.random(len(spell)) < share
        spells.append(spell[kept])
        periods.append(period[kept])
    spell, period = np.concatenate(spells), np.concatenate(periods)
    outcome = _ends(counts, has_ended, spell, period).astype(np.float64)
    return DrawnPeriods(spell, period, outcome, float(np.log(event_share / censored_share)))


def _ends(
    counts: Integers, has_ended: NDArray[np.bool_], spell: Integers, period: Integers
) -> NDArray[np.bool_]:
    return np.asarray(has_ended[spell] & (period == counts[spell] - 1))
