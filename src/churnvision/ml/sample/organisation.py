"""The tree company > divisions > departments > teams, and who manages whom."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.sample.names import COMPANY, DEPARTMENT_SHARES, DEPARTMENTS

PEOPLE_PER_TEAM = 11
NOBODY = -1


@dataclass(frozen=True)
class Organisation:
    """Teams with their department; ``first_team`` of a department (its head leads it), heads of divisions."""

    team_department: NDArray[np.int64]
    department_first_team: NDArray[np.int64]
    division_first_team: NDArray[np.int64]  # per department
    paths: list[str]
    team_names: list[str]

    @property
    def teams(self) -> int:
        """Number of teams."""
        return len(self.team_department)


def build_organisation(employees: int) -> Organisation:
    """Teams in proportion to the departments' shares, at least one in each department."""
    counts = [max(1, round(employees * share / PEOPLE_PER_TEAM)) for share in DEPARTMENT_SHARES]
    team_department = np.repeat(np.arange(len(counts)), counts)
    first_team = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    first_of_division: dict[str, int] = {}
    paths: list[str] = []
    names: list[str] = []
    for department, (division, name, _, _) in enumerate(DEPARTMENTS):
        first_of_division.setdefault(division, int(first_team[department]))
        for team in range(counts[department]):
            names.append(f"{name} {team + 1}")
            paths.append(f"{COMPANY}/{division}/{name}/{names[-1]}")
    division_first = np.array(
        [first_of_division[division] for division, _, _, _ in DEPARTMENTS], dtype=np.int64
    )
    return Organisation(team_department, first_team, division_first, paths, names)


def choose_managers(
    organisation: Organisation,
    current: NDArray[np.int64],
    number: NDArray[np.int64],
    team: NDArray[np.int64],
    grade: NDArray[np.int64],
    tenure_months: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Number of each team's manager: the present one while there, else the highest grade, then tenure."""
    here = np.isin(current, number)
    best = np.lexsort((-tenure_months, -grade, team))
    first = np.ones(len(best), dtype=bool)
    first[1:] = team[best][1:] != team[best][:-1]
    successor = np.full(organisation.teams, NOBODY, dtype=np.int64)
    successor[team[best][first]] = number[best][first]
    return np.where(here, current, successor)


def manager_of_each(
    organisation: Organisation,
    managers: NDArray[np.int64],
    number: NDArray[np.int64],
    team: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Whom each reports to: own team's manager; managers to the head of department, division, company."""
    department = organisation.team_department[team]
    superior = managers[team]
    for level in (
        organisation.department_first_team[department],
        organisation.division_first_team[department],
    ):
        superior = np.where((superior == number) | (superior == NOBODY), managers[level], superior)
    superior = np.where((superior == number) | (superior == NOBODY), managers[0], superior)
    return np.where(superior == number, NOBODY, superior)
