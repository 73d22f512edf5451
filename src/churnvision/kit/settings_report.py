"""`python -m churnvision.kit.settings_report`: what the application says of its settings, as JSON.

A process of its own, so that those who must work without the application's libraries can ask it.
"""

import json
import sys
from collections.abc import Iterator

from pydantic import AliasChoices, BaseModel

from churnvision.kit.settings import PREFIX, Settings, SettingsRefused, settings


def report() -> dict[str, object]:
    """`problems` (variable: what is wrong with it) and `names`, every variable that is read."""
    try:
        settings()
        problems = {}
    except SettingsRefused as error:
        problems = error.facts["problems"]
    return {"problems": problems, "names": sorted(_names(Settings, PREFIX))}


def _names(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for field, information in model.model_fields.items():
        if isinstance(information.validation_alias, AliasChoices):
            yield from (str(choice) for choice in information.validation_alias.choices)
            continue
        name = prefix + field.upper()
        yield name
        kind = information.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _names(kind, f"{name}__")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(report()))
