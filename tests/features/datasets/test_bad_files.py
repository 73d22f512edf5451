"""Files that cannot be imported: one clear error each, and the database as before."""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from churnvision.features.datasets import service
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.settings import ImportSettings
from tests.features.datasets.state import count, workforce

HEADER = b"employee_number,hire_date,left\n"


def _bytes(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def _workbook_with_formula(path: Path) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["employee_number", "salary", "left"])
        sheet.write_row(1, 0, ["E1", 100, 0])
        sheet.write_formula(1, 1, "=50*2", value=100)


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(200):
                sheet.write(b"\0" * 1_000_000)


def _lying_zip_bomb(path: Path) -> None:
    """Declares one byte a sheet and unpacks to far more."""
    _zip_bomb(path)
    content = bytearray(path.read_bytes())
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = (1).to_bytes(4, "little")
    path.write_bytes(bytes(content))


def _workbook_with_a_far_cell(path: Path) -> None:
    """A few kilobytes that open as 17 thousand million cells."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["employee_number", "salary", "left"])
        sheet.write_row(1, 0, ["E1", 100, 0])
        sheet.write(1_048_575, 16_383, "x")


def _truncated_parquet(path: Path) -> None:
    frame = pl.DataFrame({"employee_number": [f"E{n}" for n in range(5000)], "left": [0, 1] * 2500})
    frame.write_parquet(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _damaged_parquet(path: Path) -> None:
    _truncated_parquet(path)
    path.write_bytes(path.read_bytes() + b"PAR1")


def _wide(path: Path) -> None:
    names = ",".join(f"c{number}" for number in range(10_000))
    path.write_text(f"{names}\n{','.join(['1'] * 10_000)}\n")


BAD_FILES: list[tuple[str, str, Callable[[Path], None]]] = [
    ("empty", "file_empty", _bytes(b"")),
    ("blank", "file_empty", _bytes(b"\n \n\n")),
    ("header only", "no_rows", _bytes(HEADER)),
    ("not UTF-8 nor Western", "unknown_encoding", _bytes(HEADER + b"E1,\x81\x8d\x8f\xff\xfe,0\n")),
    ("two encodings", "unknown_encoding", _bytes("Müller,1\n".encode() + "Weiß,0\n".encode("cp1252"))),
    ("10,000 columns", "too_many_columns", _wide),
    ("zip bomb", "expands_too_much", _zip_bomb),
    ("zip bomb that lies", "damaged_workbook", _lying_zip_bomb),
    ("far cell in a workbook", "expands_too_much", _workbook_with_a_far_cell),
    ("formula in a workbook", "formula_in_cell", _workbook_with_formula),
    ("formula in a text", "formula_in_cell", _bytes(HEADER + b"E1,=HYPERLINK(\"x\"),0\n")),
    ("NUL bytes", "nul_bytes", _bytes(HEADER + b"E1,2020-01-0\x00,0\n")),
    ("truncated Parquet", "damaged_parquet", _truncated_parquet),
    ("damaged Parquet", "damaged_parquet", _damaged_parquet),
    ("PNG", "not_a_table", _bytes(b"\x89PNG\r\n\x1a\n" + b"\1" * 100)),
    ("PDF", "not_a_table", _bytes(b"%PDF-1.7\n" + b"x" * 100)),
    ("JSON", "not_a_table", _bytes(json.dumps([{"employee_number": 1}]).encode())),
    ("HTML", "not_a_table", _bytes(b"<!DOCTYPE html><table></table>")),
    ("one column", "not_a_table", _bytes(b"some words\nand more\n")),
    ("duplicate headers", "duplicate_headers", _bytes(b"id,left,Left\n1,0,0\n")),
    ("ragged rows", "ragged_rows", _bytes(HEADER + b"E1,2020-01-01,0,9\nE2,2020-01-01,0\n")),
    ("quote never closed", "ragged_rows", _bytes(HEADER + b'E1,"2020-01-01,0\nE2,2020-01-01,0\n')),
    ("cut off", "file_cut_off", _bytes(HEADER + b"E1,2020-01-01,0\nE2,2020-0")),
    ("unknown language", "mapping_needed", _bytes(b"nom;motif\n" + b"a;b\nc;d\n" * 20)),
    ("cut workbook", "damaged_workbook", _bytes(b"PK\x03\x04" + b"x" * 200)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "write"), [case[1:] for case in BAD_FILES], ids=[case[0] for case in BAD_FILES]
)
async def test_a_bad_file_gives_one_clear_error_and_changes_nothing(
    database: Database, actor: Actor, tmp_path: Path, code: str, write: Callable[[Path], None]
) -> None:
    path = tmp_path / "upload.bin"
    await asyncio.to_thread(write, path)
    before = await workforce(database)
    with pytest.raises(ChurnVisionError) as caught:
        await import_file(database, actor, path)
    assert caught.value.code == code
    assert caught.value.message.endswith(".") and len(caught.value.message) > 30
    assert await workforce(database) == before
    assert await count(database, "SELECT count(*) FROM datasets") == 0
    assert await count(database, "SELECT count(*) FROM dataset_file_parts") == 0


async def test_a_file_above_the_upload_limit_is_refused_while_it_streams(
    database: Database, actor: Actor
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 100_000
            yield b"x" * 100_000

    limits = ImportSettings.model_validate({"upload_limit_bytes": 1_000_000})
    with pytest.raises(ChurnVisionError) as caught:
        await service.receive(database, actor, "big.csv", endless(), limits=limits)
    assert caught.value.code == "file_too_large"
    assert sent <= 1_200_000
    assert await count(database, "SELECT count(*) FROM datasets") == 0


async def test_errors_name_row_and_column(database: Database, actor: Actor, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(HEADER + b"E1,2020-01-01,0\nE2,2020-01-01,0,7\nE3,2020-01-01,0\n")
    with pytest.raises(ChurnVisionError) as ragged:
        await import_file(database, actor, path)
    assert ragged.value.facts == {"row": 3, "expected": 3, "found": 4}
    await asyncio.to_thread(_workbook_with_formula, path)
    with pytest.raises(ChurnVisionError) as formula:
        await import_file(database, actor, path)
    assert (formula.value.facts["row"], formula.value.facts["column"]) == (2, "B")


@pytest.mark.parametrize("value", ["=1+1", '"=1+1"', '"=SUM(A1;A2)"'])
async def test_a_formula_is_found_in_plain_and_quoted_values(
    database: Database, actor: Actor, tmp_path: Path, value: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(HEADER + b"E1,2020-01-01,0\n" + f"E2,{value},0\n".encode())
    with pytest.raises(ChurnVisionError) as caught:
        await import_file(database, actor, path)
    assert caught.value.code == "formula_in_cell"
    assert (caught.value.facts["row"], caught.value.facts["column"]) == (3, "hire_date")
