"""Any file as typed columns, row for row."""

from pathlib import Path

from churnvision.features.datasets.typed_table import read_typed
from churnvision.kit.settings import ImportSettings


def test_rows_keep_their_places_also_behind_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Pay;Site;Since;Remote\n1.000,5;Köln;03.02.2020;ja\n;;;\n900,0;Rom;24.12.2021;nein\n")
    read = read_typed(file, tmp_path, ImportSettings())
    assert read.values["Pay"].to_list() == [1000.5, None, 900.0]
    assert read.values["Site"].to_list() == ["Köln", None, "Rom"]
    assert [str(day) for day in read.values["Since"]] == ["2020-02-03", "None", "2021-12-24"]
    assert read.values["Remote"].to_list() == [True, None, False]
    kinds = {name: attribute.kind for name, attribute in read.attributes.items()}
    assert kinds == {"Pay": "number", "Site": "category", "Since": "date", "Remote": "boolean"}
