"""Proposes what the columns of a file mean, from names (in eight languages), kinds and values.

Every proposal has a certainty between 0 and 1 and a reason in words. Names give the first certainty; a
kind or values that do not fit lower it below use.
"""

import re
from dataclasses import dataclass

from churnvision.features.datasets.headers import squash
from churnvision.features.datasets.outcome_words import is_leaving_word, is_staying_word
from churnvision.features.datasets.profile import ColumnProfile
from churnvision.features.datasets.schemas import ColumnSuggestion, Target
from churnvision.features.datasets.synonyms import (
    DATE_TARGETS,
    LEAK_NAMES,
    OUTCOME_TARGETS,
    TARGET_PATTERNS,
    TEXT_TARGETS,
    YEAR_NAMES,
)
from churnvision.features.datasets.values import ColumnFormat

_ATTRIBUTE_CERTAINTY = 0.95
_USABLE = 0.5
_CONSTANT_FROM_ROWS = 30
_YEAR = re.compile(r"^(19|20)\d{2}(\.0)?$")
_HAZARD = re.compile(r"^(true)?hazards?$")


@dataclass(frozen=True)
class _Candidate:
    profile: ColumnProfile
    target: Target
    certainty: float


def suggest_columns(profiles: list[ColumnProfile], row_count: int) -> list[ColumnSuggestion]:
    """One proposal a column, in the file's order; each target but attribute, leak, ignore is used once."""
    chosen = _choose(profiles)
    losers = {candidate.profile.source for candidate in _candidates(profiles)} - set(chosen)
    return [
        _known(chosen[profile.source])
        if profile.source in chosen
        else _other(profile, row_count, is_second=profile.source in losers)
        for profile in profiles
    ]


def _choose(profiles: list[ColumnProfile]) -> dict[str, _Candidate]:
    """The best column for each target, the most certain pair first."""
    chosen: dict[str, _Candidate] = {}
    taken: set[str] = set()
    for candidate in _candidates(profiles):
        if candidate.profile.source not in chosen and candidate.target not in taken:
            chosen[candidate.profile.source] = candidate
            taken.add(candidate.target)
    _use_status_as_outcome(chosen)
    return chosen


def _candidates(profiles: list[ColumnProfile]) -> list[_Candidate]:
    found = [
        _Candidate(profile, target, certainty)  # type: ignore[arg-type]  # keys of the table are targets
        for profile in profiles
        for target in TARGET_PATTERNS
        if (certainty := _certainty(profile, target)) >= _USABLE
    ]
    return sorted(found, key=lambda candidate: -candidate.certainty)


def _certainty(profile: ColumnProfile, target: str) -> float:
    name = squash(profile.source)
    by_name = max((score for regex, score in TARGET_PATTERNS[target] if regex.match(name)), default=0.0)
    if by_name == 0.0:
        return 0.0
    return by_name * _fit(profile, target)


def _fit(profile: ColumnProfile, target: str) -> float:
    """How well kind and values fit the target, 0 to 1."""
    kind = profile.form.kind
    if target in DATE_TARGETS:
        return _date_fit(profile, target)
    if target == "left_flag":
        return _flag_fit(profile)
    if target == "status":
        return 1.0 if any(is_leaving_word(word) for word in profile.values) else 0.0
    if target == "employee_number":
        return _number_fit(profile)
    if target in TEXT_TARGETS:
        return 1.0 if kind in ("text", "category") else 0.0
    if target in ("end_reason", "end_cause"):
        return 0.0 if kind in ("date", "number") and target == "end_reason" else 1.0
    if target in ("job_title", "department", "team", "org_unit", "location"):
        return 1.0 if kind in ("text", "category") else 0.6
    return 1.0


def _date_fit(profile: ColumnProfile, target: str) -> float:
    if profile.form.kind == "date":
        return 0.85 if profile.has_unclear_dates else 1.0
    is_year = target == "snapshot_on" and profile.values and all(map(_YEAR.match, profile.values))
    if is_year and YEAR_NAMES.search(squash(profile.source)):
        return 1.0
    is_empty = profile.missing_share >= 1.0
    return 0.9 if is_empty and target == "left_on" else 0.0


def _flag_fit(profile: ColumnProfile) -> float:
    leaving = [word for word in profile.values if is_leaving_word(word)]
    staying = [word for word in profile.values if is_staying_word(word)]
    known = len(leaving) + len(staying)
    if not leaving or not staying or known < len(profile.values) or profile.form.kind == "date":
        return 0.0
    return 1.0 if profile.missing_share == 0.0 else 0.8


def _number_fit(profile: ColumnProfile) -> float:
    if profile.form.kind in ("date", "boolean") or profile.missing_share > 0.05:
        return 0.0
    return 1.0 if profile.is_unique or profile.distinct > 1 else 0.7


def _use_status_as_outcome(chosen: dict[str, _Candidate]) -> None:
    """Where nothing else says who left, a status such as Active or Terminated does."""
    targets = {candidate.target for candidate in chosen.values()}
    if "left_flag" in targets or "left_on" in targets:
        return
    for source, candidate in chosen.items():
        if candidate.target == "status" and _flag_fit(candidate.profile) > 0:
            chosen[source] = _Candidate(candidate.profile, "left_flag", candidate.certainty)


def _known(candidate: _Candidate) -> ColumnSuggestion:
    profile, target = candidate.profile, candidate.target
    return ColumnSuggestion(
        source=profile.source,
        target=target,
        form=_form_for(profile, target),
        certainty=round(candidate.certainty, 3),
        reason=f"the name and the values are those of {target.replace('_', ' ')}",
        leak_reason="it is known only once somebody leaves" if target in OUTCOME_TARGETS else None,
    )


def _form_for(profile: ColumnProfile, target: Target) -> ColumnFormat:
    if target in DATE_TARGETS and profile.form.kind != "date":
        return ColumnFormat(kind="date", date_formats=("%Y",))
    if target in ("employee_number", "manager_number", *TEXT_TARGETS):
        return ColumnFormat(kind="text")
    if target in ("job_title", "department", "team", "org_unit", "location"):
        return ColumnFormat(kind="category")
    return profile.form


def _other(profile: ColumnProfile, row_count: int, *, is_second: bool) -> ColumnSuggestion:
    target, certainty, reason, leak = _other_target(profile, row_count, is_second=is_second)
    return ColumnSuggestion(
        source=profile.source,
        target=target,
        form=profile.form,
        certainty=certainty,
        reason=reason,
        leak_reason=leak,
    )


def _other_target(
    profile: ColumnProfile, row_count: int, *, is_second: bool
) -> tuple[Target, float, str, str | None]:
    name = squash(profile.source)
    if profile.distinct == 0:
        return "ignore", 1.0, "the column is empty", None
    if profile.distinct == 1 and profile.missing_share == 0 and row_count >= _CONSTANT_FROM_ROWS:
        return "ignore", 1.0, "every row has the same value", None
    if LEAK_NAMES.search(name) or (is_second and _is_about_leaving(name)):
        reason = "its name says that it is known only once somebody leaves"
        return "leak", _ATTRIBUTE_CERTAINTY, reason, reason
    if _HAZARD.match(name) and profile.form.kind == "number":
        reason = "its name says that it is a probability of leaving and no fact"
        return "leak", _ATTRIBUTE_CERTAINTY, reason, reason
    return "attribute", _ATTRIBUTE_CERTAINTY, "no known meaning; kept as an attribute", None


def _is_about_leaving(name: str) -> bool:
    return any(regex.match(name) for target in OUTCOME_TARGETS for regex, _ in TARGET_PATTERNS[target])
