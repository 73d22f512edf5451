"""HR files as people export them, written for one test."""

import csv
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Path:
    """A CSV file; None is an empty cell."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def german_master_list(path: Path, people: int = 60) -> Path:
    """A master list in Windows-1252 with semicolons, decimal commas and dates like 31.12.2020."""
    header = [
        "Personalnummer", "Nachname", "Vorname", "Geburtsdatum", "Eintrittsdatum", "Austrittsdatum",
        "Abteilung", "Gehalt", "Kündigungsgrund",
    ]  # fmt: skip
    rows = [
        [
            f"{number:05d}",
            ("Müller", "Weiß", "Schäfer")[number % 3],
            "Jörg",
            f"{number % 28 + 1:02d}.03.{1960 + number % 30}",
            f"01.{number % 12 + 1:02d}.2015",
            f"31.12.{2018 + number % 4}" if number % 3 == 0 else "",
            ("Vertrieb", "IT/IS")[number % 2],
            f"{3 + number % 4}.{100 + number:03d},50",
            ("Eigenkündigung", "Ruhestand")[number % 2] if number % 3 == 0 else "",
        ]
        for number in range(people)
    ]
    return write_csv(path, header, rows, delimiter=";", encoding="cp1252")


def monthly_snapshots(path: Path, people: int = 20, months: int = 12) -> Path:
    """Month after month of everybody, with a status on the last row of leavers."""
    rows = []
    for number in range(people):
        last = 3 + number if number < 5 else months
        for month in range(min(last, months)):
            status = "terminated" if month == last - 1 and number < 5 else "active"
            rows.append(
                [f"P{number}", f"2023-{month + 1:02d}", ("Sales", "Ops")[number % 2], 3000 + month, status]
            )
    return write_csv(path, ["Employee ID", "Month", "Department", "Salary", "Status"], rows)


def static_table(path: Path, people: int = 100) -> Path:
    """One row a person with a flag, without employee numbers; the last ten rows repeat the first ten."""
    rows = [
        [
            number % 40 + 20,
            round(number * 37 % 100 / 100, 2),
            ("low", "high")[number % 2],
            int(number % 4 == 0),
        ]
        for number in range(people)
    ]
    for number, row in enumerate(rows):
        row[1] = round(number / 1000 + 0.1, 4)
    return write_csv(path, ["age", "satisfaction", "pay_level", "left"], [*rows, *rows[:10]])


async def uploading(path: Path) -> AsyncIterator[bytes]:
    """The bytes of a file as an upload sends them."""
    content = path.read_bytes()
    for start in range(0, len(content), 1000):
        yield content[start : start + 1000]
