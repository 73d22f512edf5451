"""A drill's report as one HTML file that needs nothing else."""

from html import escape
from typing import Any

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 44rem; color: #1b1b1f }}
table {{ border-collapse: collapse; width: 100%; margin: 1rem 0 }}
th, td {{ border-bottom: 1px solid #d5d5dc; padding: .4rem .6rem; text-align: left; vertical-align: top }}
.passed {{ color: #14693a }} .failed {{ color: #a4161a }}
small {{ overflow-wrap: anywhere; color: #55555f }}
</style></head><body>
<h1>Recovery drill: <span class="{state}">{state}</span></h1>
<p>{drill_id}, begun {began_at}, with the backup {backup_id}.</p>
<p>Recovery point: the data was {point} old. Recovery time: {time}.</p>
<h2>Checks</h2><table>{checks}</table>
<h2>Rows</h2><table>{counts}</table>
<p><small>Key {key_id}, signature {signature}</small></p>
</body></html>
"""


def as_page(report: dict[str, Any]) -> str:
    """The signed report for eyes."""
    state = "passed" if report["has_passed"] else "failed"
    return _PAGE.format(
        title=escape(f"{report['drill_id']} {state}"),
        state=state,
        point=_duration(report["recovery_point_seconds"]),
        time=_duration(report["recovery_time_seconds"]),
        checks=_rows(report["checks"]),
        counts=_rows({name: f"{count:,}" for name, count in report["counts"].items()}),
        **{
            name: escape(str(report[name]))
            for name in ("drill_id", "began_at", "backup_id", "key_id", "signature")
        },
    )


def _rows(values: dict[str, str]) -> str:
    return "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in values.items()
    )


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"
