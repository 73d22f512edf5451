"""Who was disabled after a backup stays disabled, whichever way the backup comes back."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from churnvision.dr.removals import FILE, read_removals, record_user
from churnvision.features.operations.heartbeat import beat_for_ever
from churnvision.features.users import service
from churnvision.features.users.errors import RemovalNotRecorded
from churnvision.features.users.schemas import UserChange
from churnvision.kit.access import system_actor
from churnvision.kit.cache import Cache
from churnvision.kit.database import Database
from tests.dr.installation import Installation, decrypted_by_openssl, psql


@pytest.fixture
async def cache(valkey_url: str) -> AsyncIterator[Cache]:
    made = Cache(valkey_url)
    yield made
    await made.close()


def test_a_file_that_was_changed_still_disables_and_lets_nobody_in(tmp_path: Path) -> None:
    record_user(tmp_path, 1, is_active=False)
    record_user(tmp_path, 2, is_active=False)
    lines = (tmp_path / FILE).read_text().splitlines()
    forged = json.loads(lines[1]) | {"event": "user.enabled", "facts": {"id": 1}}
    (tmp_path / FILE).write_text("\n".join([lines[0], json.dumps(forged), lines[1]]) + "\n")

    found = read_removals(tmp_path)

    assert found.disabled.keys() == {1, 2}
    assert found.problem is not None
    assert FILE in found.problem


def test_who_was_enabled_again_is_left_alone(tmp_path: Path) -> None:
    record_user(tmp_path, 1, is_active=False)
    record_user(tmp_path, 1, is_active=True)
    assert read_removals(tmp_path).disabled == {}


def test_a_restore_disables_again_who_was_disabled_since(installation: Installation) -> None:
    installation.backup()
    installation.execute("UPDATE users SET is_active = false WHERE username = 'user1'")
    record_user(installation.settings.backups, _id(installation, "user1"), is_active=False)

    restored = installation.restore()

    assert restored.disabled_again == [_id(installation, "user1")]
    assert _active(installation) == ["user2", "user3", "user4"]


def test_a_user_who_was_made_later_under_the_same_id_is_somebody_else(installation: Installation) -> None:
    installation.backup()
    installation.execute("INSERT INTO users (id, username, password_hash) VALUES (900, 'gone', 'x')")
    record_user(installation.settings.backups, 900, is_active=False)
    installation.restore()
    installation.execute("INSERT INTO users (id, username, password_hash) VALUES (900, 'new', 'x')")
    installation.backup()

    restored = installation.restore()

    assert restored.disabled_again == []
    assert restored.warnings == ["As in the original, the sequence users_id_seq is behind users.id."]
    assert "new" in _active(installation)


async def test_a_backend_disables_them_again_after_the_guides_psql_line(
    installation: Installation, database: Database, cache: Cache
) -> None:
    made = installation.backup()
    user_id = _id(installation, "user2")
    await _disable(database, cache, user_id)
    assert psql(installation.database, decrypted_by_openssl(made.dump)).returncode == 0
    assert "user2" in _active(installation)

    heart = asyncio.create_task(beat_for_ever(database))
    for _ in range(200):
        await asyncio.sleep(0.05)
        if "user2" not in _active(installation):
            break
    heart.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await heart
    assert _active(installation) == ["user1", "user3", "user4"]
    trail = installation.value("SELECT count(*) FROM audit_events WHERE actor_name = 'recovery'")
    assert trail == 1


async def test_a_disabling_that_cannot_be_noted_does_not_happen(
    installation: Installation,
    database: Database,
    cache: Cache,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "in the way").write_text("")
    monkeypatch.setenv("CHURNVISION_BACKUPS", str(tmp_path / "in the way"))
    with pytest.raises(RemovalNotRecorded):
        await _disable(database, cache, _id(installation, "user3"))
    assert "user3" in _active(installation)


async def _disable(database: Database, cache: Cache, user_id: int) -> None:
    async with database.transaction() as session:
        wanted = UserChange(is_active=False)
        await service.change_user(session, system_actor("tests"), user_id, wanted, cache=cache)


def _id(installation: Installation, username: str) -> int:
    return int(str(installation.value(f"SELECT id FROM users WHERE username = '{username}'")))


def _active(installation: Installation) -> list[str]:
    with installation.database.connect() as connection:
        rows = connection.execute("SELECT username FROM users WHERE is_active ORDER BY 1").fetchall()
    return [str(name) for (name,) in rows]
