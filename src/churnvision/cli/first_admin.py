"""The first user, without whom nobody could sign in: made by `up` and by `demo`."""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

from churnvision.features.users import service as users
from churnvision.kit.database import Database
from churnvision.kit.settings import settings
from churnvision.local.settings import chosen_admin_password


def make_admin_of_stack() -> dict[str, Any]:
    """Make the user `admin` of the adopted stack where nobody may sign in yet; see make_admin."""
    return asyncio.run(_with_database())


async def make_admin(database: Database) -> dict[str, Any]:
    """Make the user `admin` where nobody may sign in yet.

    `admin_is_new` says whether it was made; `admin_password` is the password when one was generated.
    Raises PasswordRefused for a chosen password that breaks the rules.
    """
    is_new, generated = await users.ensure_admin(database, chosen_admin_password())
    return {"admin_is_new": is_new, "admin_password": generated}


def print_admin(outcome: Mapping[str, Any]) -> None:
    """How to sign in, for eyes; nothing when the user was there before."""
    if outcome["admin_password"] is not None:
        print(_with_generated(outcome))
    elif outcome["admin_is_new"]:
        print("Sign in as admin with the password from CHURNVISION_ADMIN_PASSWORD.")


def announce_generated(outcome: Mapping[str, Any]) -> None:
    """Show a generated password on stderr at once: it is stored nowhere, and later steps may fail."""
    if outcome["admin_password"] is not None:
        print(_with_generated(outcome), file=sys.stderr, flush=True)


def _with_generated(outcome: Mapping[str, Any]) -> str:
    return f"Sign in as admin with the password {outcome['admin_password']} (shown in this run only)."


async def _with_database() -> dict[str, Any]:
    database = Database.from_settings(settings().database)
    try:
        return await make_admin(database)
    finally:
        await database.close()
