from collections.abc import Iterator
from datetime import date

import pytest
from threadpoolctl import threadpool_limits

from churnvision.ml.model import TrainedModel
from churnvision.ml.sample import SampleOptions, Workforce, simulate
from churnvision.ml.training import train
from tests.ml.frames import sample_records, static_table

CUT = date(2025, 10, 31)


@pytest.fixture(scope="package")
def small_workforce() -> Workforce:
    return simulate(SampleOptions(employees=500, months=40, seed=5))


@pytest.fixture(scope="package")
def dated_model(small_workforce: Workforce) -> TrainedModel:
    return train(sample_records(small_workforce, CUT), bags=4)


@pytest.fixture(scope="package")
def static_model() -> TrainedModel:
    return train(static_table(), bags=4)


@pytest.fixture(autouse=True, scope="package")
def one_thread() -> Iterator[None]:
    with threadpool_limits(1):
        yield
