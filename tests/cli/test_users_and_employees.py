"""`churnvision users` and `churnvision employees` on a real database."""

import json
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from typer.testing import CliRunner

from churnvision.cli import employees, users
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.settings import settings as process_settings


@pytest.fixture
def stack(application_url: str, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """Commands run against this test's database."""
    monkeypatch.setenv("CHURNVISION_DATABASE__URL", application_url)
    monkeypatch.setenv("CHURNVISION_REDIS__URL", valkey_url)
    process_settings.cache_clear()
    yield CliRunner()
    process_settings.cache_clear()


def test_a_user_is_made_listed_and_deactivated(stack: CliRunner) -> None:
    made = stack.invoke(users.app, ["create", "anna", "--role", "hr_manager", "--json"])
    assert made.exit_code == 0, made.output
    assert len(json.loads(made.stdout)["generated_password"]) == 24
    off = stack.invoke(users.app, ["deactivate", "ANNA", "--json"])
    assert json.loads(off.stdout)["is_active"] is False
    listed = json.loads(stack.invoke(users.app, ["list", "--json"]).stdout)
    assert [(user["username"], user["is_active"]) for user in listed["items"]] == [("anna", False)]
    assert "generated_password" not in listed["items"][0]


def test_a_given_password_is_read_from_standard_input(stack: CliRunner, owner_url: str) -> None:
    arguments = ["create", "anna", "--role", "viewer", "--password-stdin"]
    made = stack.invoke(users.app, arguments, input="a long pass phrase\n")
    assert made.exit_code == 0, made.output
    assert "Password" not in made.output
    reset = stack.invoke(
        users.app, ["set-password", "anna", "--password-stdin"], input="another long phrase\n"
    )
    assert reset.exit_code == 0, reset.output
    with psycopg.connect(owner_url) as connection:
        row = connection.execute("SELECT must_change_password, sessions_valid_from_at FROM users").fetchone()
    assert row is not None
    assert row[0] is False
    assert row[1] is not None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["create", "a b", "--role", "viewer"], "malformed"),
        (["create", "anna", "--role", "king"], "role_unknown"),
        (["deactivate", "nobody"], "user_not_found"),
    ],
)
def test_wrong_input_gets_one_sentence(stack: CliRunner, arguments: list[str], code: str) -> None:
    result = stack.invoke(users.app, arguments)
    assert isinstance(result.exception, ChurnVisionError)
    assert result.exception.code == code


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ünï cödé"], "Give a username of 1 to 100 letters"),
        (["anna", "--email", "nowhere"], "Give an e-mail address such as"),
        (["anna", "--display-name", "x" * 201], "Give a display name of at most 200"),
    ],
)
def test_a_field_that_cannot_be_is_refused_in_words(
    stack: CliRunner, arguments: list[str], sentence: str
) -> None:
    result = stack.invoke(users.app, ["create", *arguments, "--role", "viewer"])
    assert isinstance(result.exception, ChurnVisionError)
    assert result.exception.message.startswith(sentence)


@pytest.fixture
def people(owner_url: str) -> None:
    """Two employees, one of whom has left."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "INSERT INTO employees (employee_number, full_name, hired_on, left_on, status) VALUES "
            "('E-1', 'Anna Berg', '2020-01-01', NULL, 'active'), "
            "('E-2', 'Ben Sure', '2020-01-01', %s, 'left')",
            [date(2024, 1, 1)],
        )


def test_employees_are_listed_and_shown(stack: CliRunner, people: None, owner_url: str) -> None:
    listed = json.loads(stack.invoke(employees.app, ["list", "--status", "left", "--json"]).stdout)
    assert listed["total"] == 1
    assert listed["items"][0]["employee_number"] == "E-2"
    shown = json.loads(stack.invoke(employees.app, ["show", "E-1", "--json"]).stdout)
    assert shown["full_name"] == "Anna Berg"
    assert "Anna Berg" in stack.invoke(employees.app, ["list"]).stdout
    with psycopg.connect(owner_url) as connection:
        actions = connection.execute("SELECT actor_name, action FROM audit_events ORDER BY id").fetchall()
    assert actions[:2] == [("cli", "employees.listed"), ("cli", "employee.read")]


@pytest.mark.parametrize(
    "arguments", [["list", "--sort", "salary"], ["show", "E-9"], ["list", "--cursor", "x"]]
)
def test_wrong_questions_about_employees_get_one_sentence(
    stack: CliRunner, people: None, arguments: list[str]
) -> None:
    assert isinstance(stack.invoke(employees.app, arguments).exception, ChurnVisionError)


def test_an_endless_employee_number_is_not_echoed_whole(stack: CliRunner) -> None:
    error = stack.invoke(employees.app, ["show", "9" * 9000]).exception
    assert isinstance(error, ChurnVisionError)
    assert error.code == "employee_not_found"
    assert len(error.message) < 120
