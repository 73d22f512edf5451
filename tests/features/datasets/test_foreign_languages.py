"""Files in French, Spanish, Italian, Portuguese, Dutch and Polish are understood without questions."""

from pathlib import Path

import pytest

from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import write_csv
from tests.features.datasets.state import count

DATES_OF_LEAVING = {
    "French": ["Matricule", "Nom", "Prénom", "Date d'embauche", "Date de départ", "Motif de départ",
               "Service"],
    "Spanish": ["Nº empleado", "Apellidos", "Nombre", "Fecha de ingreso", "Fecha de baja",
                "Motivo de la baja", "Departamento"],
    "Italian": ["Matricola", "Cognome", "Nome", "Data di assunzione", "Data cessazione", "Motivo cessazione",
                "Reparto"],
    "Portuguese": ["Matrícula", "Sobrenome", "Nome", "Data de admissão", "Data de desligamento",
                   "Motivo do desligamento", "Setor"],
    "Dutch": ["Personeelsnummer", "Achternaam", "Voornaam", "Datum in dienst", "Datum uit dienst",
              "Reden uitdiensttreding", "Afdeling"],
    "Polish": ["Nr pracownika", "Nazwisko", "Imię", "Data zatrudnienia", "Data zwolnienia", "Powód odejścia",
               "Dział"],
}  # fmt: skip
REASONS = {
    "French": ("Démission", "Licenciement", "Retraite"),
    "Spanish": ("Renuncia voluntaria", "Despido", "Jubilación"),
    "Italian": ("Dimissioni", "Licenziamento", "Pensionamento"),
    "Portuguese": ("A pedido", "Demissão sem justa causa", "Aposentadoria"),
    "Dutch": ("Eigen verzoek", "Ontslag door werkgever", "Pensioen"),
    "Polish": ("Rezygnacja", "Wypowiedzenie przez pracodawcę", "Emerytura"),
}
FLAGS = [
    ("id_empleado", "abandono", "Sí", "No"),
    ("matricule", "a quitté l'entreprise", "Oui", "Non"),
    ("matricola", "dimesso", "sì", "no"),
    ("id_funcionario", "Desligado", "Sim", "Não"),
    ("medewerkernummer", "Uit dienst", "ja", "nee"),
    ("Nr ewidencyjny", "Czy odszedł", "tak", "nie"),
    ("legajo", "Estado del empleado", "Baja", "Activo"),
    ("matricule", "Statut du salarié", "Sorti", "Actif"),
    ("personeelsnr", "Dienstverbandstatus", "Uit dienst", "In dienst"),
]


@pytest.mark.parametrize("language", DATES_OF_LEAVING)
async def test_a_list_with_dates_of_leaving_is_understood(
    database: Database, actor: Actor, tmp_path: Path, language: str
) -> None:
    rows = []
    for number in range(60):
        has_left = number % 3 == 0
        reason = REASONS[language][number // 3 % 3] if has_left else ""
        hired, left = f"{number % 28 + 1:02d}/03/2015", "31/12/2019" if has_left else ""
        rows.append([f"N{number}", f"Family{number}", "Zoé", hired, left, reason, ("A", "B")[number % 2]])
    header = DATES_OF_LEAVING[language]
    path = write_csv(tmp_path / "list.csv", header, rows, delimiter=";")
    dataset = await import_file(database, actor, path)
    targets = [column.target for column in dataset.columns]
    expected = [
        "employee_number", "last_name", "first_name", "hired_on", "left_on", "end_reason", "department",
    ]  # fmt: skip
    assert targets == expected
    assert (dataset.shape, dataset.counts["left"]) == ("people", 20)
    for cause, times in {"voluntary": 7, "involuntary": 7, "retirement": 6}.items():
        query = f"SELECT count(*) FROM employments WHERE end_cause = '{cause}'"
        assert await count(database, query) == times, cause


@pytest.mark.parametrize(("number", "flag", "yes", "no"), FLAGS)
async def test_a_flag_of_leaving_is_understood(
    database: Database, actor: Actor, tmp_path: Path, number: str, flag: str, yes: str, no: str
) -> None:
    rows = [[index, 20 + index % 40, yes if index % 4 == 0 else no] for index in range(80)]
    path = write_csv(tmp_path / "flag.csv", [number, "edad", flag], rows)
    dataset = await import_file(database, actor, path)
    assert [column.target for column in dataset.columns] == ["employee_number", "attribute", "left_flag"]
    assert (dataset.shape, dataset.counts["left"]) == ("static", 20)
