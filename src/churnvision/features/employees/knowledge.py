"""What is known of a person's attributes, now and step by step, from the statements of imports.

A statement holds from its date on until a later one states the same attribute again; an attribute that a
later statement leaves out stays as it was. Of one date the later import comes last and so holds.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from churnvision.features.employees.schemas import AttributeChange, AttributeValue, HistoryEntry
from churnvision.features.employees.tables import EmployeeAttribute

Statement = tuple[date, Mapping[str, Any]]
Catalogue = Mapping[str, EmployeeAttribute]


def known_attributes(statements: Sequence[Statement], catalogue: Catalogue) -> list[AttributeValue]:
    """The value of every attribute of the catalogue that was ever stated, by label."""
    known: dict[str, tuple[Any, date]] = {}
    for effective_on, attributes in statements:
        known |= {name: (value, effective_on) for name, value in attributes.items()}
    return sorted(
        (
            AttributeValue(
                name=name,
                label=catalogue[name].label,
                kind=catalogue[name].kind,
                value=value,
                effective_on=effective_on,
            )
            for name, (value, effective_on) in known.items()
            if name in catalogue
        ),
        key=lambda attribute: attribute.label.lower(),
    )


def changes_by_date(statements: Sequence[Statement], catalogue: Catalogue) -> list[HistoryEntry]:
    """What changed on which date, newest first; dates without a change are left out."""
    known: dict[str, Any] = {}
    entries = []
    for effective_on, of_date in groupby(statements, key=lambda statement: statement[0]):
        stated: dict[str, Any] = {}
        for _, attributes in of_date:
            stated |= attributes
        changes = [
            AttributeChange(name=name, label=catalogue[name].label, before=known.get(name), after=value)
            for name, value in sorted(stated.items())
            if name in catalogue and known.get(name) != value
        ]
        known |= stated
        if changes:
            entries.append(HistoryEntry(effective_on=effective_on, changes=changes))
    return entries[::-1]
