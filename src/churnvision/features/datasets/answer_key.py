"""The answers of the sample simulation, which lie beside its files: nothing that learns may get at them.

The simulation writes for each person and month the probabilities of leaving, by cause, that it drew by.
"""

from collections.abc import Sequence

from churnvision.features.datasets.errors import AnswersOfSimulation
from churnvision.features.datasets.headers import squash

_ANSWERS = {"hazardvoluntary", "hazardinvoluntary", "hazardother"}


def refuse_answer_key(columns: Sequence[str]) -> None:
    """Refuse a file with a column of true hazards. Raises AnswersOfSimulation."""
    found = next((column for column in columns if squash(column) in _ANSWERS), None)
    if found is not None:
        raise AnswersOfSimulation(column=found)
