"""What /metrics says: the counters of this process, and what features measure at the question."""

import asyncio
from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.health import HealthContext
from churnvision.kit.logging import get_logger
from churnvision.kit.metrics import SOURCES, Source

_LONGEST_SECONDS = 5.0
_log = get_logger(__name__)


class _Measured(Collector):
    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


async def measure_everything(context: HealthContext) -> bytes:
    """Prometheus' text format; a source that fails or takes too long is left out and logged."""
    measured = await asyncio.gather(*(_measure(name, source, context) for name, source in SOURCES.items()))
    registry = CollectorRegistry()
    registry.register(_Measured([metric for metrics in measured for metric in metrics]))
    return generate_latest() + generate_latest(registry)


async def _measure(name: str, source: Source, context: HealthContext) -> Sequence[Metric]:
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            return await source(context)
    except (ChurnVisionError, SQLAlchemyError, TimeoutError, OSError) as error:
        _log.warning("metrics.not_measured", source=name, reason=f"{type(error).__name__}: {error}")
        return ()
