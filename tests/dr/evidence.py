"""A plugin for `make test-dr`: what the run of the suite showed, fault by fault, as a page.

Nothing is written when a test failed, and what was not run is listed and never counted.
"""

import os
import platform
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from churnvision.dr.dumping import program_version
from churnvision.kit.postgres import find_programs
from tests.dr.fault_list import FAULTS, NOT_INJECTED

COMMAND = "make test-dr"
LONG = ("test_soak", "test_bit_flips")


@dataclass
class Outcomes:
    """What was seen so far; by fault the tests that passed and injected it."""

    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)
    by_fault: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    measured: set[str] = field(default_factory=set)


KEPT = pytest.StashKey[Outcomes]()
BEGAN = pytest.StashKey[datetime]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the page goes."""
    parser.addoption("--recovery-evidence", type=Path, help="the page that is written when all passed")


def pytest_configure(config: pytest.Config) -> None:
    """Begin."""
    config.stash[BEGAN] = datetime.now(UTC)
    config.stash[KEPT] = Outcomes()
    config.pluginmanager.register(Collector(config.stash[KEPT]))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what is of recovery or injects one of its faults, the longest first."""
    chosen = [item for item in items if item.nodeid.startswith("tests/dr/") or any(_faults_of(item))]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    for item in chosen:
        item.user_properties += [("fault", fault) for fault in _faults_of(item)]
    items[:] = sorted(chosen, key=lambda item: not any(name in item.nodeid for name in LONG))


def _faults_of(item: pytest.Item) -> Iterable[str]:
    return [str(fault) for marker in item.iter_markers("fault") for fault in marker.args]


class Collector:
    """Hears how each test ended."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for each phase of each test, by whichever process ran it."""
        if report.failed:
            self._outcomes.failed.add(report.nodeid)
        elif report.skipped:
            self._outcomes.skipped[report.nodeid] = str(report.longrepr).rstrip("')").rsplit(": ", 1)[-1]
        elif report.when == "call":
            self._outcomes.passed.add(report.nodeid)
            for name, value in report.user_properties:
                if name == "fault":
                    self._outcomes.by_fault[str(value)].add(report.nodeid)
                elif name == "measured":
                    self._outcomes.measured.add(str(value))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Write the page of a run that went through."""
    target, outcomes = config.getoption("--recovery-evidence"), config.stash[KEPT]
    if target is None or hasattr(config, "workerinput"):
        return
    if exitstatus != pytest.ExitCode.OK:
        terminalreporter.write_line(f"{target} was not written: {len(outcomes.failed)} tests failed.")
        return
    target.write_text(page(outcomes, config.stash[BEGAN], datetime.now(UTC)))
    terminalreporter.write_line(f"{target} is written.")


def page(outcomes: Outcomes, began: datetime, ended: datetime) -> str:
    """The page in Markdown."""
    injected = sorted(outcomes.by_fault, key=list(FAULTS).index)
    lines = [
        "# Recovery: what the suite showed",
        "",
        f"Written by `{COMMAND}` from its own results on {began:%Y-%m-%d} at {began:%H:%M} UTC, in "
        f"{(ended - began).total_seconds() / 60:.0f} minutes.",
        "",
        f"- {_machine()}",
        f"- Seed {os.environ.get('CHURNVISION_SEED', '20261128')} (`CHURNVISION_SEED`).",
        f"- {len(outcomes.passed)} cases passed, none failed.",
        f"- {len(injected)} of {len(FAULTS)} faults were injected.",
        *(f"- {sentence[0].upper()}{sentence[1:]}." for sentence in sorted(outcomes.measured)),
        "",
        "| fault | what is done to it | cases | where |",
        "|---|---|---|---|",
    ]
    for fault in injected:
        cases = outcomes.by_fault[fault]
        files = sorted({case.split("::")[0].rsplit("/", 1)[-1] for case in cases})
        lines.append(
            f"| {fault} | {FAULTS[fault]} | {len(cases)} | {', '.join(f'`{file}`' for file in files)} |"
        )
    lines += ["", "## Not run", "", "None of these is counted above.", ""]
    lines += [f"- {fault}: {reason}." for fault, reason in NOT_INJECTED.items()]
    lines += [
        f"- {fault}: no case was run." for fault in FAULTS if fault not in NOT_INJECTED | outcomes.by_fault
    ]
    lines += [
        f"- `{case.rsplit('::', 1)[-1]}`: {reason}." for case, reason in sorted(outcomes.skipped.items())
    ]
    return "\n".join(lines) + "\n"


def _machine() -> str:
    server = program_version(find_programs(), "postgres")
    memory = psutil.virtual_memory().total / (1 << 30)
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, Python {platform.python_version()}, {server}, "
        f"{platform.system()} {platform.machine()}."
    )
