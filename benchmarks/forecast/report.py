"""Tables and sentences in Markdown, and the evidence file of which each run replaces its own parts."""

import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.forecast.measures import COMPARED, HIGHER_IS_BETTER, Difference, Predictions
from churnvision.kit.clock import today_on

EVIDENCE = Path(__file__).resolve().parents[2] / "docs" / "evidence" / "forecast.md"
LIBRARIES = (
    "churnvision",
    "numpy",
    "scikit-learn",
    "lightgbm",
    "catboost",
    "interpret-core",
    "xgboost-cpu",
    "scikit-survival",
    "autogluon.tabular",
)
_WORDS = {"auc": "AUC", "log_loss": "log loss", "brier": "Brier score"}
_INTRODUCTION = """# Forecasts beside public models

Printed by `make bench-ml` (one part: `make bench-ml PARTS=ibm`), with the public files in the folder that
`CHURNVISION_REAL_DATA` names. Every model has the same training and test rows and one thread; settings are
defaults where nothing else is said, and fixed in advance except where a part says otherwise. CPU-s is
processor time of one fit and its forecasts. ECE has 15 bins of equal mass on the forecasts pooled over the
folds of a repeat. Differences are ours minus the peer's on the pooled forecasts, with 90 % intervals of 1,000
bootstrap samples of people; they do not hold the randomness of training, and the best peer is chosen by the
same rows, which favours it. The mfg file looks fabricated: it tests the point-in-time machinery, not the
accuracy of real forecasts.
"""


def number(value: float | None, digits: int = 3) -> str:
    """ ".845", "1.02", "-.013", or "–" for what does not exist."""
    if value is None:
        return "–"
    text = f"{value:.{digits}f}"
    return re.sub(r"^(-?)0\.", r"\1.", text)


def markdown_table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def folded_table(rows: list[tuple[Predictions, dict[str, float]]]) -> str:
    """Models by their means over the folds."""
    return markdown_table(
        ["model", "AUC", "AP", "log loss", "Brier", "ECE", "CPU-s", "settings"],
        [
            [
                one.name,
                number(found["auc"]),
                number(found["average_precision"]),
                number(found["log_loss"], 4),
                number(found["brier"], 4),
                number(found["ece"]),
                number(one.cpu_seconds, 2),
                one.note,
            ]
            for one, found in rows
        ],
    )


def point_table(rows: list[tuple[Predictions, dict[str, float | None]]]) -> str:
    """Models by their forecasts of one year, all exits and without lay-offs."""
    head = ["model", "AUC", "AP", "log loss", "Brier", "ECE", "expected / observed"]
    head += ["AUC without lay-offs", "AP without lay-offs", "people with a falling probability"]
    return markdown_table(
        [*head, "CPU-s", "settings"],
        [
            [
                one.name,
                number(found["auc"]),
                number(found["average_precision"]),
                number(found["log_loss"], 4),
                number(found["brier"], 4),
                number(found["ece"]),
                number(found["expected_over_observed"], 2),
                number(found["auc_kept"]),
                number(found["average_precision_kept"]),
                "–" if found["falls"] is None else f"{found['falls']:,.0f}",
                number(one.cpu_seconds, 2),
                one.note,
            ]
            for one, found in rows
        ],
    )


def interval(difference: Difference) -> str:
    """ "-.0198 (-.0286 to -.0119)"."""
    signed = [f"{value:+.4f}" for value in (difference.point, difference.lower, difference.upper)]
    point, lower, upper = (re.sub(r"^([+-])0\.", r"\1.", text) for text in signed)
    return f"{point} ({lower} to {upper})"


def _verdict(measure: str, differences: dict[str, dict[str, Difference]]) -> str:
    """The best peer by one measure, and whether ours is better or worse."""
    sign = 1 if HIGHER_IS_BETTER[measure] else -1
    # the peer whose measure is best is the one from which ours differs least in its favour
    name = min(differences, key=lambda peer: sign * differences[peer][measure].point)
    found = differences[name][measure]
    if not found.is_shown:
        word = "no difference shown"
    else:
        word = "ours is better" if sign * found.point > 0 else "ours is worse"
    return f"- {_WORDS[measure]}: best peer {name}, ours minus it {interval(found)}: {word}."


def comparison(differences: dict[str, dict[str, Difference]]) -> list[str]:
    """Sentences on the best peer by each measure, then the differences from every peer."""
    rows = [
        [name, *(interval(found[measure]) for measure in COMPARED)] for name, found in differences.items()
    ]
    return [
        "\n".join(_verdict(measure, differences) for measure in COMPARED),
        markdown_table(["ours minus", *(_WORDS[measure] for measure in COMPARED)], rows),
    ]


def _versions() -> str:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def section(part: str, title: str, data: str, paragraphs: list[str]) -> str:
    """One part of the evidence between its marks."""
    command = f"`python -m benchmarks.forecast {part}`"
    made = f"Made by {command} on {today_on()}; Python {platform.python_version()}, {_versions()}."
    body = "\n\n".join([f"## {title}", data, *paragraphs, made])
    return f"<!-- part {part} -->\n{body}\n<!-- end {part} -->"


def write_evidence(sections: dict[str, str], path: Path = EVIDENCE) -> None:
    """Writes the evidence: the new parts, and the older ones that are not among them, in the parts' order."""
    written = path.read_text() if path.is_file() else ""
    kept = {
        match.group(2): match.group(1)
        for match in re.finditer(r"(<!-- part (\w+) -->\n.*?<!-- end \2 -->)", written, flags=re.DOTALL)
    }
    kept |= sections
    order = [part for part in ("ibm", "hrsep", "survival", "mfg", "sample") if part in kept]
    path.write_text("\n\n".join([_INTRODUCTION.rstrip("\n"), *(kept[part] for part in order)]) + "\n")
