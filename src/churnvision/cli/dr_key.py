"""`churnvision dr key`: the key ring, which only ever grows."""

import typer

from churnvision.cli.output import AsJson, print_json, print_table
from churnvision.dr import keys
from churnvision.dr.settings import read_settings
from churnvision.kit.clock import utc_now

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The backup keys.")


@app.command("new")
def new_key(as_json: AsJson = False) -> None:
    """Make a new backup key; older ones stay and go on opening their backups."""
    file = keys.add_key(read_settings().keys, utc_now().strftime("%Y%m%d_%H%M%S"))
    if as_json:
        print_json({"file": file})
    else:
        print(f"Backups from now on are made with {file}; keep a copy of it away from this machine.")


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
