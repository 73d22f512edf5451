"""A mapping as a file to edit: JSON with a line for every column, its samples and what is proposed."""

import json
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from churnvision.features.datasets.errors import MappingInvalid
from churnvision.features.datasets.schemas import Mapping, Shape, StoredReading, Target


def mapping_text(mapping: Mapping, reading: StoredReading) -> str:
    """The text of a mapping file; `_` keys explain and are ignored when it is read."""
    certainty = {one.source: one for one in reading.suggestions}
    columns: list[dict[str, Any]] = [
        {
            "source": column.source,
            "target": column.target,
            "kind": column.kind,
            "_samples": reading.samples.get(column.source, []),
            "_certainty": certainty[column.source].certainty,
            "_reason": certainty[column.source].reason,
        }
        for column in mapping.columns
    ]
    document = {
        "_question": reading.shape_reason,
        "_help": "Set shape, and a target for every column; then import again with --mapping THIS_FILE.",
        "_shapes": list(get_args(Shape)),
        "_targets": list(get_args(Target)),
        "shape": mapping.shape,
        "as_of": mapping.as_of.isoformat() if mapping.as_of else None,
        "window_days": mapping.window_days,
        "absence_is_leaving": mapping.absence_is_leaving,
        "columns": columns,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def read_mapping_file(path: Path) -> Mapping:
    """The mapping in a file. Raises MappingInvalid with the place of the first mistake."""
    try:
        return Mapping.model_validate_json(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingInvalid(f"The mapping file {path} cannot be read; check the name.") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise MappingInvalid(f"The mapping file {path} is not valid: {_first(error)}.") from error


def _first(error: ValidationError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
