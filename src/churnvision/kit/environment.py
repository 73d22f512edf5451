"""Reading settings that may be wrong: which variables are asked for, and what is left when some are bad."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from churnvision.kit.errors import ChurnVisionError

Settings = TypeVar("Settings")


class AskedNames(Mapping[str, str]):
    """An empty environment that remembers which variables were asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        """Nothing is set. Raises KeyError, always."""
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def names_asked_by(read: Callable[[Mapping[str, str]], object]) -> set[str]:
    """The variables that `read` looks at."""
    environment = AskedNames()
    read(environment)
    return environment.names


def read_despite(
    read: Callable[[Mapping[str, str]], Settings], environment: Mapping[str, str]
) -> tuple[Settings, list[ChurnVisionError]]:
    """The settings with the default in place of each value that `read` refuses, and what it refused.

    `read` raises errors with `variables` among their facts. Raises such an error that leaving the variables
    out does not cure.
    """
    left, refused = dict(environment), list[ChurnVisionError]()
    while True:
        try:
            return read(left), refused
        except ChurnVisionError as error:
            wrong = [name for name in error.facts.get("variables", ()) if name in left]
            if not wrong:
                raise
            refused.append(error)
            for name in wrong:
                del left[name]
