"""`churnvision dr validate`: is the data right after a recovery?"""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from churnvision.cli import exit_codes
from churnvision.cli.dr_consent import Key
from churnvision.cli.dr_database import database_at_hand
from churnvision.cli.output import AsJson, print_json
from churnvision.dr.api_client import Api
from churnvision.dr.keys import find_keys
from churnvision.dr.validation import Login, validate
from churnvision.kit.errors import Malformed
from churnvision.local import settings as local_settings
from churnvision.local.state import running_state


def validate_data(
    username: Annotated[str | None, typer.Option(help="Sign in at the API as this user.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Compare counts with the newest backup, check schema, sequences, model files, and what the API says;
    exits with 4 when a check failed.
    """
    login = _login(username, password_stdin)
    local = local_settings.read_settings()
    state = running_state(local.layout)
    with database_at_hand() as (settings, database):
        checks = validate(
            settings,
            database,
            find_keys(settings, key),
            models=local.layout.models,
            api=Api(state.api_url) if state is not None else None,
            login=login,
        )
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            print(f"{check.state:<9}  {check.name}: {check.sentence}")
    if any(check.state == "failed" for check in checks):
        raise typer.Exit(exit_codes.CHECK_FAILED)


def _login(username: str | None, password_stdin: bool) -> Login | None:
    if username is None:
        if password_stdin:
            raise Malformed("--password-stdin needs --username.")
        return None
    if password_stdin:
        return Login(username, sys.stdin.readline().rstrip("\n"))
    if not sys.stdin.isatty():
        raise Malformed("Give the password on standard input, with --password-stdin.")
    return Login(username, str(typer.prompt(f"Password of {username}", hide_input=True, err=True)))
