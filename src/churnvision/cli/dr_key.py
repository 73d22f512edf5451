"""`churnvision dr key`: the key ring, which only ever grows, and the recovery kit."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from churnvision.cli.output import AsJson, print_json, print_table
from churnvision.dr import keys, recovery_kit
from churnvision.dr.settings import read_settings
from churnvision.kit.clock import utc_now
from churnvision.kit.errors import Malformed

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The backup keys.")


@app.command("new")
def new_key(as_json: AsJson = False) -> None:
    """Make a new backup key; older ones stay and go on opening their backups."""
    file = keys.add_key(read_settings().keys, utc_now().strftime("%Y%m%d_%H%M%S"))
    if as_json:
        print_json({"file": file})
    else:
        print(
            f"Backups from now on are made with {file}; print it with `churnvision dr key export-kit` and "
            "keep the paper away from this machine."
        )


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys by where they are, the one that writes first; a key itself is never shown."""
    settings = read_settings()
    found = [key.origin for key in keys.find_keys(settings)]
    rows = [(origin, "writes" if place == 0 else "opens older backups") for place, origin in enumerate(found)]
    if as_json:
        print_json([{"origin": origin, "use": use} for origin, use in rows])
    else:
        print_table(("key", "use"), rows)


@app.command("export-kit")
def export_kit(
    to: Annotated[Path, typer.Option("--to", help="The page to write (HTML).", metavar="FILE")] = Path(
        "recovery-kit.html"
    ),
) -> None:
    """Write the recovery kit: a page to print, with every key, its QR code and the check words."""
    settings = read_settings()
    try:
        recovery_kit.write_kit(settings, keys.find_keys(settings), to)
    except FileExistsError as error:
        raise Malformed(f"{to} exists already; name another file with --to.") from error
    except OSError as error:
        raise Malformed(f"{to} cannot be written ({error.strerror}); name another file with --to.") from error
    print(
        f"Print {to}, delete the file, keep the paper in a safe, and type its check words into "
        "`churnvision dr key confirm`."
    )


@app.command("confirm")
def confirm_kit(
    words: Annotated[
        list[str] | None, typer.Argument(help="The check words on the paper; asked for unless given.")
    ] = None,
) -> None:
    """Type the check words of the printed recovery kit: it exists, and somebody can read it."""
    if not words and not sys.stdin.isatty():
        raise Malformed("Give the four check words that are printed on the recovery kit.")
    typed = " ".join(words) if words else str(typer.prompt("The check words on the paper", err=True))
    settings = read_settings()
    recovery_kit.confirm_kit(settings, keys.find_keys(settings)[0], typed)
    print("Confirmed: backups made with this key are recoverable on another machine.")
