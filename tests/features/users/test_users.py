"""Making and changing users, and the first administrator."""

import httpx
import psycopg
import pytest

from churnvision.features.users import service
from churnvision.kit.access import ROLES
from churnvision.kit.database import Database
from churnvision.kit.passwords import PasswordRefused
from churnvision.kit.settings import settings as process_settings
from tests.conftest import SignIn

USERS = "/api/v1/users/"


@pytest.fixture
async def admin(sign_in: SignIn) -> dict[str, str]:
    """Headers of an admin."""
    return await sign_in("admin")


async def test_the_first_administrator_is_made_once_with_a_generated_password(
    client: httpx.AsyncClient, database: Database
) -> None:
    created, password = await service.ensure_admin(database, None)
    assert created
    assert password is not None
    assert len(password) >= 20
    assert await service.ensure_admin(database, None) == (False, None)
    body = {"username": "admin", "password": password}
    answer = (await client.post("/api/v1/auth/login", json=body)).json()
    assert answer["user"]["roles"] == ["super_admin"]
    assert answer["must_change_password"] is False


async def test_a_generated_password_must_be_changed_in_production(
    client: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHURNVISION_ENVIRONMENT", "production")
    process_settings.cache_clear()
    try:
        _, password = await service.ensure_admin(database, None)
    finally:
        process_settings.cache_clear()
    body = {"username": "admin", "password": password}
    answer = (await client.post("/api/v1/auth/login", json=body)).json()
    assert answer["must_change_password"] is True


async def test_a_given_admin_password_is_kept_and_held_to_the_rules(database: Database) -> None:
    with pytest.raises(PasswordRefused):
        await service.ensure_admin(database, "admin")
    assert await service.ensure_admin(database, "a long pass phrase") == (True, None)


async def test_stored_roles_equal_the_declared_ones(database: Database, owner_url: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("INSERT INTO roles VALUES ('viewer') ON CONFLICT DO NOTHING")
        connection.execute("INSERT INTO role_permissions VALUES ('viewer', 'users:write')")
        async with database.transaction() as session:
            await service.synchronise_roles(session)
        stored = connection.execute("SELECT role, permission FROM role_permissions").fetchall()
    assert set(stored) == {(role, permission) for role, held in ROLES.items() for permission in held}


async def test_a_user_is_made_listed_and_changed(client: httpx.AsyncClient, admin: dict[str, str]) -> None:
    body = {"username": "anna", "display_name": "Anna", "password": "a long pass phrase", "roles": ["viewer"]}
    made = await client.post(USERS, headers=admin, json=body)
    assert made.status_code == 201
    assert made.json()["generated_password"] is None
    assert made.json()["must_change_password"] is False
    one = f"{USERS}{made.json()['id']}"
    changed = await client.patch(one, headers=admin, json={"roles": ["analyst", "viewer"]})
    assert changed.json()["roles"] == ["analyst", "viewer"]
    assert changed.json()["display_name"] == "Anna"
    listed = (await client.get(USERS, headers=admin)).json()
    assert [user["username"] for user in listed["items"]] == ["admin-of-tests", "anna"]
    assert (await client.get(one, headers=admin)).json() == changed.json()


async def test_a_reset_password_is_shown_once_and_works(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    made = (await client.post(USERS, headers=admin, json={"username": "anna", "roles": ["viewer"]})).json()
    reset = await client.patch(f"{USERS}{made['id']}", headers=admin, json={"reset_password": True})
    generated = reset.json()["generated_password"]
    assert generated != made["generated_password"]
    assert (await client.get(f"{USERS}{made['id']}", headers=admin)).json()["generated_password"] is None
    body = {"username": "anna", "password": generated}
    assert (await client.post("/api/v1/auth/login", json=body)).json()["must_change_password"] is True


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"username": "admin-of-TESTS", "roles": ["viewer"]}, 409, "username_taken"),
        ({"username": "x", "roles": ["king"]}, 422, "role_unknown"),
        ({"username": "x", "roles": []}, 422, "malformed"),
        ({"username": "x y", "roles": ["viewer"]}, 422, "malformed"),
        ({"username": "x", "roles": ["super_admin"]}, 403, "role_reserved"),
        ({"username": "x", "roles": ["viewer"], "password": "short"}, 422, "password_refused"),
        ({"username": "x", "roles": ["viewer"], "is_admin": True}, 422, "malformed"),
    ],
)
async def test_a_wrong_user_is_refused_with_a_reason(
    client: httpx.AsyncClient, admin: dict[str, str], body: dict[str, object], status: int, code: str
) -> None:
    answer = await client.post(USERS, headers=admin, json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len((await client.get(USERS, headers=admin)).json()["items"]) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": "anna berg"}, "Write the username with letters, digits"),
        ({"username": "anna", "email": "anna.berg"}, "Write the e-mail address like name@example.com"),
    ],
)
async def test_a_wrong_name_or_address_is_explained_in_words(
    client: httpx.AsyncClient, admin: dict[str, str], wrong: dict[str, str], sentence: str
) -> None:
    answer = await client.post(USERS, headers=admin, json={**wrong, "roles": ["viewer"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert sentence in answer.json()["detail"] and "pattern" not in answer.json()["detail"]


async def test_a_name_in_other_letters_and_an_address_are_taken(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    body = {"username": " jürgen.ö ", "email": "juergen@example.com", "roles": ["viewer"]}
    made = await client.post(USERS, headers=admin, json=body)
    assert (made.status_code, made.json()["username"]) == (201, "jürgen.ö")


@pytest.mark.parametrize("role", ["admin", "super_admin"])
async def test_nobody_deactivates_the_own_account(
    client: httpx.AsyncClient, sign_in: SignIn, role: str
) -> None:
    await sign_in("super_admin", username="another")
    headers = await sign_in(role)
    own = (await client.get("/api/v1/auth/me", headers=headers)).json()["id"]
    answer = await client.patch(f"{USERS}{own}", headers=headers, json={"is_active": False})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_deactivation")
    assert "yourself" in answer.json()["detail"]
    assert (await client.get("/api/v1/auth/me", headers=headers)).status_code == 200


async def test_the_last_super_admin_keeps_the_role(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    headers = await sign_in("super_admin")
    own = (await client.get("/api/v1/auth/me", headers=headers)).json()["id"]
    answer = await client.patch(f"{USERS}{own}", headers=headers, json={"roles": ["viewer"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    assert (await client.get("/api/v1/auth/me", headers=headers)).json()["roles"] == ["super_admin"]


async def test_an_admin_cannot_touch_a_super_admin(
    client: httpx.AsyncClient, sign_in: SignIn, admin: dict[str, str]
) -> None:
    above = await sign_in("super_admin")
    user_id = (await client.get("/api/v1/auth/me", headers=above)).json()["id"]
    answer = await client.patch(f"{USERS}{user_id}", headers=admin, json={"reset_password": True})
    assert answer.json()["code"] == "role_reserved"


async def test_acts_on_users_are_in_the_audit_without_passwords(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    body = {"username": "anna", "password": "a long pass phrase", "roles": ["viewer"]}
    made = (await client.post(USERS, headers=admin, json=body)).json()
    await client.patch(f"{USERS}{made['id']}", headers=admin, json={"is_active": False})
    query = f"/api/v1/audit/?subject_type=user&subject_id={made['id']}"
    events = (await client.get(query, headers=admin)).json()["items"]
    assert [event["action"] for event in events] == ["user.changed", "user.created"]
    assert all(event["actor_name"] == "admin-of-tests" and event["request_id"] for event in events)
    assert "phrase" not in str(events)
