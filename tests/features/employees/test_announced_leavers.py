"""Somebody who is known to leave on a coming day is there until that day, and has left from it on."""

from datetime import timedelta

from sqlalchemy import text

from churnvision.features.employees import jobs
from churnvision.kit.clock import today_on
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings


async def test_people_have_left_from_their_announced_last_day_on(
    database: Database, settings: Settings
) -> None:
    today = today_on()
    people = {"yesterday": today - timedelta(days=1), "today": today, "tomorrow": today + timedelta(days=1)}
    async with database.transaction() as session:
        for number, left_on in people.items():
            await session.execute(
                text("INSERT INTO employees (employee_number, left_on) VALUES (:number, :left_on)"),
                {"number": number, "left_on": left_on},
            )
        await session.execute(text("INSERT INTO employees (employee_number) VALUES ('stays')"))
    for _ in range(2):
        await jobs.settle_leavers(JobContext(database, settings))
    async with database.reading() as session:
        rows = await session.execute(text("SELECT employee_number, status FROM employees"))
        acts = await session.scalars(
            text("SELECT details ->> 'people' FROM audit_events WHERE action = 'employees.settled'")
        )
        assert {row.employee_number: row.status for row in rows} == {
            "yesterday": "left", "today": "left", "tomorrow": "active", "stays": "active",
        }  # fmt: skip
        assert list(acts) == ["2"]
