"""Person-level bootstrap: the same members fitted again on people drawn with replacement."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.additive import fit_additive
from churnvision.ml.boosting import BoostedModel, boost
from churnvision.ml.ensemble import Ensemble
from churnvision.ml.progress import Progress
from churnvision.ml.recipe import MemberFits, SecondLevel, ensemble_of, members_of
from churnvision.ml.rows import Encoding, TrainingRows


def draw_people(person: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Places of the rows of as many people as there are, drawn with replacement."""
    people, place = np.unique(person, return_inverse=True)
    times = np.bincount(rng.integers(0, len(people), len(people)), minlength=len(people))
    return np.repeat(np.arange(len(person)), times[place])


def fit_bags(
    rows: TrainingRows,
    fits: MemberFits,
    second: SecondLevel,
    encoding: Encoding,
    *,
    bags: int,
    seed: int,
    progress: Progress,
) -> tuple[Ensemble, ...]:
    """The ensemble again for each draw, with the penalties, rounds, weights and calibration already found."""
    count = len(fits.shapes) + 1
    used = {
        place
        for place, w in zip(members_of(second.candidate, count), second.stack.weights, strict=True)
        if w > 0
    }
    result: list[Ensemble] = []
    for bag in range(bags):
        rng = np.random.default_rng([seed, bag])
        places = draw_people(rows.person, rng)
        stretch = progress.part(bag / bags, (bag + 1) / bags)
        stretch.at(0.0, f"bag {bag + 1} of {bags}")
        coefficients = fits.coefficients
        if 0 in used:
            tick = partial(stretch.at, 0.0, f"bag {bag + 1} of {bags}")
            coefficients = fit_additive(
                fits.design, rows.outcome, rows.likelihood, rows=places, start=coefficients, tick=tick
            )
        drawn = rows.subset(places)
        boosted: list[BoostedModel] = []
        for place, (shape, boosting) in enumerate(zip(fits.shapes, fits.boostings, strict=True)):
            if place + 1 in used:
                part = stretch.part((place + 1) / count, (place + 2) / count)
                boosted.append(
                    boost(drawn, boosting.rounds, shape, encoding.space.category_places, seed + bag, part)
                )
            else:
                boosted.append(boosting.model)
        result.append(ensemble_of(second, count, coefficients, fits.design, encoding, tuple(boosted)))
    return tuple(result)
