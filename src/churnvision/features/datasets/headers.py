"""Names of columns: as attributes (snake_case) and as they are compared with known words."""

import hashlib
import re
import unicodedata

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# Letters that do not fall apart into a plain letter and an accent.
_UNDIVIDED = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "đ": "d"}
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60


def snake_case(header: str) -> str:
    """A header as an attribute's name: "MonthlyIncome" → monthly_income, "Kündigungsgrund" →
    kuendigungsgrund. Never empty; at most 60 characters."""
    plain = unicodedata.normalize("NFC", header).translate(_GERMAN).translate(_UNDIVIDED)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = _NOT_WORD.sub("_", _CAMEL.sub("_", plain).lower()).strip("_")
    name = words[:_LONGEST_NAME].strip("_") or "column"
    return f"n_{name}" if name[0].isdigit() else name


def squash(header: str) -> str:
    """A header without case, spaces and signs, for comparing: "Employee No." → employeeno."""
    return snake_case(header).replace("_", "")


def unique_names(headers: list[str], taken: set[str]) -> list[str]:
    """Snake-cased names, each different from the others and from `taken`."""
    names: list[str] = []
    used = set(taken)
    for header in headers:
        name = base = snake_case(header)
        count = 2
        while name in used:
            name, count = f"{base}_{count}", count + 1
        used.add(name)
        names.append(name)
    return names


def header_sha256(headers: list[str]) -> bytes:
    """What recognises files with the same header, whatever the order of their columns."""
    return hashlib.sha256("\x1f".join(sorted(headers)).encode()).digest()
