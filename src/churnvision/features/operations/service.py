"""Runs the health checks."""

import asyncio

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from churnvision.features.operations import checks
from churnvision.features.operations.schemas import CheckView, HealthView
from churnvision.kit.health import CHECKS, DeclaredCheck, Finding, HealthContext
from churnvision.kit.version import VERSION

_LONGEST_SECONDS = 3.0
# Named here, so that importing the service is what declares them.
DECLARED_BY = checks.__name__


async def check_everything(context: HealthContext) -> HealthView:
    """Every check at once, each given three seconds."""
    found = await asyncio.gather(*(_run(check, context) for check in CHECKS.values()))
    findings = dict(zip(CHECKS, found, strict=True))
    # Whatever else fails then, fails because of the first vital one.
    vital = [name for name, check in CHECKS.items() if check.vital and findings[name].state == "failed"][:1]
    causes = vital or [name for name, finding in findings.items() if finding.state != "ok"]
    return HealthView(
        status="down" if vital else "degraded" if causes else "ok",
        cause=" ".join(f"{name}: {findings[name].reason}" for name in causes) or None,
        checks={
            name: CheckView(state=finding.state, reason=finding.reason) for name, finding in findings.items()
        },
        version=VERSION,
    )


async def _run(check: DeclaredCheck, context: HealthContext) -> Finding:
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            return await check.function(context)
    except TimeoutError:
        return Finding("failed" if check.vital else "degraded", "No answer within three seconds.")
    except (SQLAlchemyError, RedisError, OSError) as error:
        return Finding(
            "failed" if check.vital else "degraded", f"It could not be checked ({type(error).__name__})."
        )
