"""From stored contributions to what is shown; counts that would tell of one to four people are hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churnvision.features.explanations.errors import (
    AttributeNotRead,
    AttributeNotVaried,
    AttributeUnknown,
)
from churnvision.features.explanations.schemas import (
    AttributeShare,
    Contribution,
    DependencePoint,
    Direction,
    GroupExplanation,
    GroupShare,
    PartialDependence,
    PersonExplanation,
    ValueShare,
    WorkforceExplanation,
)
from churnvision.features.predictions import service as predictions
from churnvision.features.predictions.tables import AttributeProfile, Attribution, ScoringRun
from churnvision.features.training.schemas import ModelVersionView
from churnvision.kit.access import Actor
from churnvision.ml.curve import Estimate, horizon_of

SMALLEST_GROUP = 5
_CLEAR_CORRELATION = 0.5


@dataclass(frozen=True)
class Basis:
    """The forecasts that are shown, and the attributes they rest on, in the order of the contributions."""

    run: ScoringRun
    version: ModelVersionView
    stale: bool
    profiles: Sequence[AttributeProfile]
    labels: Mapping[str, str]

    @property
    def base(self) -> float:
        """The score where nothing contributes."""
        return float(self.run.summary["base"])

    def label(self, attribute: str) -> str:
        """The attribute in words."""
        return predictions.label_of(attribute, self.labels)

    def _origin(self) -> dict[str, object]:
        run = self.run
        return {
            "as_of": run.as_of,
            "model_version_id": run.model_version_id,
            "stale": self.stale,
            "base": self.base,
        }

    def person(self, found: Attribution) -> PersonExplanation:
        """All contributions of one person."""
        parts = [
            Contribution(
                attribute=one.attribute, label=self.label(one.attribute), value=text, contribution=part
            )
            for one, text, part in zip(self.profiles, found.texts, found.contributions, strict=True)
        ]
        return PersonExplanation.model_validate(
            {
                **self._origin(),
                "employee_id": found.employee_id,
                "score": self.base + sum(found.contributions),
                "contributions": sorted(parts, key=lambda one: -abs(one.contribution)),
            }
        )

    def group(self, org_unit_id: int, path: str, people: int, means: NDArray[np.float64]) -> GroupExplanation:
        """A group's mean contributions beside everybody's."""
        parts = [
            GroupShare(
                attribute=one.attribute,
                label=self.label(one.attribute),
                mean_contribution=mean,
                workforce_mean_contribution=one.mean_contribution,
                difference=mean - one.mean_contribution,
            )
            for one, mean in zip(self.profiles, means.tolist(), strict=True)
        ]
        return GroupExplanation.model_validate(
            {
                **self._origin(),
                "org_unit_id": org_unit_id,
                "path": path,
                "people": people,
                "mean_score": self.base + float(means.sum()),
                "workforce_mean_score": self._mean_score(),
                "attributes": sorted(parts, key=lambda one: -abs(one.difference)),
            }
        )

    def workforce(self, *, has_counts: bool) -> WorkforceExplanation:
        """Everybody who was scored; with counts of people by value, or without."""
        ordered = sorted(self.profiles, key=lambda one: -one.mean_absolute_contribution)
        return WorkforceExplanation.model_validate(
            {
                **self._origin(),
                "mean_score": self._mean_score(),
                "attributes": [self._share(one, has_counts=has_counts) for one in ordered],
            }
        )

    def _mean_score(self) -> float:
        return self.base + sum(one.mean_contribution for one in self.profiles)

    def _share(self, one: AttributeProfile, *, has_counts: bool) -> AttributeShare:
        values = shown_values(one)
        columns = {
            name: getattr(one, name)
            for name in AttributeShare.model_fields
            if hasattr(AttributeProfile, name)
        }
        return AttributeShare.model_validate(
            {
                **columns,
                "label": self.label(one.attribute),
                "direction": _direction(one.correlation),
                "values": values if has_counts else uncounted(values),
            }
        )

    def profile(self, attribute: str) -> AttributeProfile:
        """One that forecasts can depend on. Raises AttributeUnknown, AttributeNotRead, AttributeNotVaried."""
        found = next((one for one in self.profiles if one.attribute == attribute), None)
        if found is None:
            raise AttributeNotRead if attribute in self.labels else AttributeUnknown
        if found.kind == "season" or not found.values:
            raise AttributeNotVaried
        return found

    @property
    def horizon_days(self) -> int:
        """Of the probabilities that the model is asked for."""
        return horizon_of(self.version.window_days)

    def dependence(
        self, one: AttributeProfile, people: int, estimates: Sequence[Estimate]
    ) -> PartialDependence:
        """Mean forecasts at the values of an attribute, beside the people who have them."""
        shares = shown_values(one)
        values = [share for share in shares if share.value is not None]
        points = [
            DependencePoint(
                **share.model_dump(include={"value", "text", "count"}),
                probability=estimate.point,
                lower=estimate.lower,
                upper=estimate.upper,
                is_known=(stored["count"] >= SMALLEST_GROUP),
            )
            for share, stored, estimate in zip(values, one.values, estimates, strict=False)
        ]
        return PartialDependence.model_validate(
            {
                **self._origin(),
                "attribute": one.attribute,
                "label": self.label(one.attribute),
                "kind": one.kind,
                "horizon_days": self.horizon_days,
                "people": people,
                "points": points,
                "elsewhere": [share for share in shares if share.value is None],
            }
        )


def counts_everybody(actor: Actor) -> bool:
    """Whether the actor may count people of the whole company: not who sees people of some org units only."""
    return actor.sees_everyone or not actor.may("employees:read")


def uncounted(shares: Sequence[ValueShare]) -> list[ValueShare]:
    """The values without how many people have them."""
    return [one.model_copy(update={"count": None, "mean_contribution": None}) for one in shares]


def _direction(correlation: float | None) -> Direction | None:
    if correlation is None:
        return None
    if abs(correlation) < _CLEAR_CORRELATION:
        return "mixed"
    return "higher_raises" if correlation > 0 else "higher_lowers"


def shown_values(profile: AttributeProfile) -> list[ValueShare]:
    """Counts and means of an attribute's values, without those that would tell of one to four people."""
    counts = [value["count"] for value in profile.values]
    hidden = hidden_counts(counts)
    return [
        ValueShare(
            value=value["value"],
            text=value["text"],
            count=None if place in hidden else value["count"],
            mean_contribution=None if place in hidden or not value["count"] else value["mean_contribution"],
        )
        for place, value in enumerate(profile.values)
    ]


def hidden_counts(counts: Sequence[int]) -> set[int]:
    """The places of counts of one to four people, and of more where those alone could be had from the sum."""
    hidden = {place for place, count in enumerate(counts) if 0 < count < SMALLEST_GROUP}
    while hidden and sum(counts[place] for place in hidden) < SMALLEST_GROUP:
        others = [place for place, count in enumerate(counts) if count and place not in hidden]
        if not others:
            break
        hidden.add(min(others, key=counts.__getitem__))
    return hidden
