"""How features give figures that are measured when a monitor asks; /metrics shows them."""

from collections.abc import Awaitable, Callable, Sequence

from prometheus_client import Metric

from churnvision.kit.health import HealthContext

Source = Callable[[HealthContext], Awaitable[Sequence[Metric]]]

SOURCES: dict[str, Source] = {}


def metric_source(name: str) -> Callable[[Source], Source]:
    """Declare what measures a feature's figures."""

    def declare(function: Source) -> Source:
        if name in SOURCES:
            raise LookupError(f"metric source {name!r} is declared twice")
        SOURCES[name] = function
        return function

    return declare
