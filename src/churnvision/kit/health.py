"""How features say whether what they need is there; /health and `doctor` show it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from churnvision.kit.cache import Cache
from churnvision.kit.database import Database
from churnvision.kit.settings import Settings

State = Literal["ok", "degraded", "failed"]


@dataclass(frozen=True)
class Finding:
    """What a check found: a state, and the reason as a sentence."""

    state: State
    reason: str


@dataclass(frozen=True)
class HealthContext:
    """What a check may ask."""

    database: Database
    cache: Cache
    settings: Settings


Check = Callable[[HealthContext], Awaitable[Finding]]


@dataclass(frozen=True)
class DeclaredCheck:
    """A check as its feature declares it; `vital` ones make the whole unhealthy when they fail."""

    name: str
    function: Check
    vital: bool


CHECKS: dict[str, DeclaredCheck] = {}


def health_check(name: str, *, vital: bool = False) -> Callable[[Check], Check]:
    """Declare a check under the name that /health shows."""

    def declare(function: Check) -> Check:
        if name in CHECKS:
            raise LookupError(f"health check {name!r} is declared twice")
        CHECKS[name] = DeclaredCheck(name, function, vital)
        return function

    return declare
