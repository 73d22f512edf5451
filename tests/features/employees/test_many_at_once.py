"""More requests at once than the pool has connections: none waits for another in a circle."""

import asyncio

import httpx

from churnvision.kit.settings import DatabaseSettings, Settings
from churnvision.web.app import build_app
from tests.conftest import SignIn
from tests.features.employees.conftest import EMPLOYEES, Company


async def test_a_crowd_of_readers_gets_its_answers(
    settings: Settings, sign_in: SignIn, company: Company
) -> None:
    headers = await sign_in("admin")
    small = DatabaseSettings(url=settings.database.url, owner_url=settings.database.owner_url, pool_size=1)
    app = build_app(settings.model_copy(update={"database": small}))
    paths = [EMPLOYEES, f"{EMPLOYEES}{company.anna}", f"{EMPLOYEES}{company.anna}/history"] * 10
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as asking,
        asyncio.timeout(25),
    ):
        answers = await asyncio.gather(*(asking.get(path, headers=headers) for path in paths))
    assert {answer.status_code for answer in answers} == {200}
