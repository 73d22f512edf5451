"""Columns whose names promise the date of hire or leaving, but whose values are no dates.

Kept as a category in silence they would skip every check of dates, so they are asked about by name.
"""

from churnvision.features.datasets.profile import ColumnProfile, names_a_date
from churnvision.features.datasets.schemas import ColumnSuggestion
from churnvision.features.datasets.unclear_leaving import Doubt

_ASKED = ("hired_on", "left_on")


def find_unread_dates(profiles: list[ColumnProfile], suggestions: list[ColumnSuggestion]) -> Doubt | None:
    """The doubt about columns that should hold dates, None when every one does or another column serves."""
    settled = {one.target for one in suggestions}
    kept = {one.source for one in suggestions if one.target in ("attribute", "leak")}
    asked = [target for target in _ASKED if target not in settled]
    unread = [
        one
        for one in profiles
        if one.source in kept and one.form.kind in ("category", "text") and names_a_date(one.source, asked)
    ]
    if not unread:
        return None
    named = ", ".join(repr(one.source) for one in unread)
    sentence = (
        f"by its name {named} holds dates, but fewer than a third of its values can be read as dates "
        f"(such as {unread[0].samples[0]!r}); correct them, or say what the column means"
    )
    return Doubt(sentence, {one.source: "its name promises dates, its values are none" for one in unread})
