"""An installation whose folders the application knows, and a scheduler for it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from churnvision.dr import serving
from churnvision.dr.duties import duties_of
from churnvision.kit.settings import Settings
from tests.dr.installation import Installation, drop_relatives, make_installation


class Enough(BaseException):
    """Ends the scheduler of a test."""


@pytest.fixture
def installation(
    tmp_path: Path, owner_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    """One with content and a key, which the application may read too."""
    made = make_installation(tmp_path, owner_url)
    assert made.settings.var == settings.var
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield made
    drop_relatives(made.database)


Scheduler = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def scheduler(installation: Installation) -> Scheduler:
    """`with scheduler():` runs the real one, over the real duties, until the block ends."""
    state, duties = installation.settings.schedule, duties_of(installation.settings, installation.database)

    @contextmanager
    def run() -> Iterator[None]:
        stopping = threading.Event()

        def pause(_seconds: float) -> None:
            if stopping.wait(0.1):
                raise Enough

        def work() -> None:
            with pytest.raises(Enough):
                serving.serve(state, duties, pause=pause)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            while not serving.is_alive(state):
                time.sleep(0.02)
            yield
        finally:
            stopping.set()
            thread.join()

    return run
