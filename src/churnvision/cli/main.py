"""The entry of `churnvision`: finds the command group by name and turns errors into one sentence.

Groups are imported only when they are used, so `doctor`, `up` and `down` work on a machine where the
application's own libraries do not.
"""

import gc
import importlib
import logging
import sys
import traceback
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from churnvision.cli import exit_codes
from churnvision.cli.reach import reach_stack
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.logging import configure_logging


@dataclass(frozen=True, slots=True)
class Group:
    """A command group: `module:attribute` of its Typer app or function, and its line in the help."""

    target: str
    help: str
    needs_stack: bool = False


GROUPS = {
    "demo": Group(
        "churnvision.cli.demo:app", "Start everything, import people, train, score, and show where to look."
    ),
    "up": Group("churnvision.cli.up:up", "Start the stack."),
    "down": Group("churnvision.cli.up:down", "Stop the stack."),
    "status": Group("churnvision.cli.up:status", "Say what runs and how it fares."),
    "doctor": Group("churnvision.cli.doctor:doctor", "Check this installation and say what to do."),
    "migrate": Group(
        "churnvision.cli.migrate:migrate", "Bring the database's schema up to date.", needs_stack=True
    ),
    "sample": Group("churnvision.cli.sample:sample", "Simulate a workforce and write its HR files."),
    "import": Group("churnvision.cli.import_file:app", "Import people from an HR file.", needs_stack=True),
    "train": Group("churnvision.cli.train:app", "Train a churn model.", needs_stack=True),
    "score": Group(
        "churnvision.cli.score:app", "Forecast everybody with the promoted model.", needs_stack=True
    ),
    "evaluate": Group("churnvision.cli.evaluate:app", "Forecast the test folds of any table, to compare."),
    "backtest": Group(
        "churnvision.cli.backtest:app", "Compare past forecasts with what happened.", needs_stack=True
    ),
    "models": Group(
        "churnvision.cli.models:app", "List model versions, promote one, or roll back.", needs_stack=True
    ),
    "employees": Group("churnvision.cli.employees:app", "List people and their forecasts.", needs_stack=True),
    "users": Group("churnvision.cli.users:app", "Make and change users.", needs_stack=True),
    "dr": Group("churnvision.cli.dr:app", "Back up, verify and restore."),
    "version": Group("churnvision.cli.version:version", "Print the version."),
}


class LazyGroups(TyperGroup):
    """Lists the groups without importing them; imports the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """Every group, in the order of the help."""
        return list(GROUPS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Typer's signature
        """A stand-in with the group's help line, or None."""
        group = GROUPS.get(cmd_name)
        return TyperCommand(cmd_name, help=group.help) if group else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real command of the group that is called."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        if stand_in is None or name is None:
            return name, stand_in, rest
        if GROUPS[name].needs_stack and "--help" not in rest:
            reach_stack()
        command = load(name)
        command.name = name
        return name, command, rest


def load(name: str) -> Any:
    """Import a group and return its command."""
    target, _, attribute = GROUPS[name].target.partition(":")
    found = getattr(_import_whole(target), attribute)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    single = typer.Typer(add_completion=False)
    single.command(name, help=found.__doc__)(found)
    return typer.main.get_command(single)


def _import_whole(target: str) -> ModuleType:
    """Import a module whose objects stay until the end: looked through again and again by the garbage
    collector, while they come and once more at the exit, they would cost a quarter of the start."""
    gc.disable()
    try:
        return importlib.import_module(target)
    finally:
        gc.freeze()
        gc.enable()


app = typer.Typer(cls=LazyGroups, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def churnvision(
    traceback: bool = typer.Option(False, "--traceback", help="Show where an unexpected error came from."),
) -> None:
    """Forecasts of who is likely to leave, when and why, on your own machine."""


def run() -> None:
    """Run the command line and exit with a documented code."""
    # Logs belong to standard error: with --json standard output is one document.
    configure_logging(as_json=False, level=logging.WARNING)
    try:
        app(prog_name="churnvision")
    except ChurnVisionError as error:
        _fail(error.message, exit_codes.code_of(error))
    except KeyboardInterrupt:
        sys.exit(exit_codes.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the command line's last resort: a sentence, not a trace
        if "--traceback" in sys.argv:
            traceback.print_exc()
        if type(error).__name__ == "OperationalError":
            _fail(
                f"The database did not answer ({_first_line(error)}); see `churnvision status`.",
                exit_codes.NOT_RUNNING,
            )
        _fail(f"Unexpected error: {type(error).__name__}: {_first_line(error)}", exit_codes.UNEXPECTED)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0]


def _fail(sentence: str, code: int) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    run()
