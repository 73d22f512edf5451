"""The org tree with the sums of everything below each unit, and what of it may be shown to whom."""

from collections.abc import Sequence

from churnvision.features.employees import service as employees
from churnvision.features.employees.schemas import OrgUnitView
from churnvision.features.predictions.errors import OrgUnitNotFound
from churnvision.features.predictions.group_repository import Sums
from churnvision.features.predictions.schemas import BANDS, BandCount, EstimateView, GroupForecast
from churnvision.ml.curve import HORIZON_DAYS, expected_leavers_of_sums


class Tree:
    """Groups by the id of their org unit, the whole under None.

    `counts_people`: whether the reader sees people by name, and so may count them in small groups too.
    """

    def __init__(
        self, units: Sequence[OrgUnitView], direct: dict[int | None, Sums], *, counts_people: bool
    ) -> None:
        self._units = {unit.id: unit for unit in units}
        self._parents = {unit.id: unit.parent_id for unit in units}
        self._sums = employees.add_up(self._parents, direct, Sums.nobody(direct.values()))
        sizes = {group: (sums.headcount, sums.forecast_count) for group, sums in self._sums.items()}
        self._hidden = employees.hidden_groups(self._parents, sizes)
        self._counts_people = counts_people

    def sums(self, group: int | None) -> Sums:
        """Everybody in a unit and below it. Raises OrgUnitNotFound."""
        if group not in self._sums:
            raise OrgUnitNotFound(org_unit_id=group)
        return self._sums[group]

    def below(self, group: int) -> set[int]:
        """A unit and all below it."""
        found = {group}
        while more := {unit for unit, parent in self._parents.items() if parent in found} - found:
            found |= more
        return found

    def has_forecast(self, group: int | None) -> bool:
        """Whether a group's expected leavers are shown: never those of a small group."""
        return group not in self._hidden and self._sums[group].forecast_count > 0

    def has_counts(self, group: int | None) -> bool:
        """Whether a group's people are counted for this reader."""
        return self._counts_people or group not in self._hidden

    def leavers(self, group: int | None) -> int | None:
        """Leavers of the last year; None where one to four would be told."""
        if not self._counts_people:
            counts = {one: (sums.leaver_count,) for one, sums in self._sums.items()}
            if group in employees.hidden_groups(self._parents, counts, hidden_before=self._hidden):
                return None
        return self._sums[group].leaver_count

    def bands(self, group: int | None) -> list[BandCount]:
        """People in each band, null where one to four would be told; empty for a group without a forecast."""
        if not self.has_forecast(group):
            return []
        hidden = () if self._counts_people else self._rarest_bands()[: self._count_hidden_bands(group)]
        sums = self._sums[group]
        return [
            BandCount(band=band, count=None, share=None)
            if place in hidden
            else BandCount(band=band, count=count, share=count / sums.forecast_count)
            for place, (band, count) in enumerate(zip(BANDS, sums.band_counts, strict=True))
        ]

    def _rarest_bands(self) -> list[int]:
        """The places of the bands, that of the fewest people in the whole first."""
        counts = self._sums[None].band_counts
        return sorted(range(len(BANDS)), key=counts.__getitem__)

    def _count_hidden_bands(self, group: int | None) -> int:
        """How many of the rarest bands are hidden: none, two, three or all; one alone the others would tell.

        Hidden bands are known together, as one count. Of two groups the one with more hidden bands decides
        what can be subtracted, so every step asks for the groups that hide so many bands or fewer.
        """
        rarest, count, hidden = self._rarest_bands(), len(BANDS), self._hidden
        for fewer in (3, 2, 0):
            counts = {one: _merged(sums.band_counts, rarest[:fewer]) for one, sums in self._sums.items()}
            hidden = employees.hidden_groups(self._parents, counts, hidden_before=hidden)
            if group in hidden:
                break
            count = fewer
        return count

    def forecasts(self, *, below: int | None) -> list[GroupForecast]:
        """Units with people, by path; all, or one with those below it."""
        prefix = None if below is None else self._units[below].path
        return [
            self._forecast(unit)
            for unit in self._units.values()
            if self._sums[unit.id].headcount
            and (prefix is None or unit.path == prefix or unit.path.startswith(f"{prefix}/"))
        ]

    def _forecast(self, unit: OrgUnitView) -> GroupForecast:
        sums, is_shown = self._sums[unit.id], self.has_forecast(unit.id)
        has_counts = self.has_counts(unit.id)
        return GroupForecast(
            org_unit_id=unit.id,
            path=unit.path,
            headcount=sums.headcount if has_counts else None,
            forecast_count=sums.forecast_count if has_counts else None,
            expected_leavers_90=estimate(sums, HORIZON_DAYS.index(90)) if is_shown else None,
            expected_leavers_365=estimate(sums, HORIZON_DAYS.index(365)) if is_shown else None,
            suppressed=unit.id in self._hidden,
        )


def _merged(counts: Sequence[int], places: Sequence[int]) -> tuple[int, ...]:
    """Those at the places as one count, then all others."""
    others = (count for place, count in enumerate(counts) if place not in places)
    return sum(counts[place] for place in places), *others


def estimate(sums: Sums, place: int) -> EstimateView:
    """Expected leavers of a group within a horizon, with the 90 % interval."""
    probability, variance, bags = sums.of_horizon(place)
    found = expected_leavers_of_sums(
        people=sums.forecast_count, probability=probability, variance=variance, bags=bags
    )
    return EstimateView(point=found.point, lower=found.lower, upper=found.upper)
