"""What of a backtest's results an actor sees: numbers of one to four leavers are not for everybody.

Groups and calibration hold nobody or five leavers and more from the start (`ml.comparison`); the leavers of
the lists of months are hidden here, for those who do not see everybody by name.
"""

from churnvision.features.employees import service as employees
from churnvision.features.evaluation.schemas import HorizonFigures, Measures, MonthFigures, Results
from churnvision.kit.access import Actor


def shown_results(results: Results, actor: Actor) -> Results:
    """The results as the actor may read them."""
    if actor.may("employees:read") and actor.sees_everyone:
        return results
    return results.model_copy(update={"horizons": [_without_small_numbers(one) for one in results.horizons]})


def _without_small_numbers(figures: HorizonFigures) -> HorizonFigures:
    counts = {place: one.actual for place, one in enumerate(figures.months) if one.actual is not None}
    total = employees.SMALLEST_GROUP if figures.leavers is None else figures.leavers
    sizes: dict[int | None, tuple[int, ...]] = {place: (count,) for place, count in counts.items()}
    # one person stands in the lists of many months: few people may be many leavers of lists
    sizes[None] = (total if total < employees.SMALLEST_GROUP else sum(counts.values()),)
    hidden = employees.hidden_groups(dict.fromkeys(counts), sizes)
    months = [_hidden(one) if place in hidden else one for place, one in enumerate(figures.months)]
    if None not in hidden:
        return figures.model_copy(update={"months": months})
    measures = {name: _without_level(one) for name, one in figures.measures.items()}
    return figures.model_copy(
        update={"months": months, "leavers": None, "measures": measures, "calibration": []}
    )


def _hidden(figures: MonthFigures) -> MonthFigures:
    return figures.model_copy(update={"actual": None, "expected_over_observed": None, "suppressed": True})


def _without_level(measures: Measures) -> Measures:
    """Without what tells the number of leavers."""
    return measures.model_copy(update={"expected_over_observed": None, "lift_top_tenth": None})
