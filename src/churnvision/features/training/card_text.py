"""A model card as Markdown, to be kept beside a decision or sent to an auditor."""

from collections.abc import Iterable, Sequence

from fastapi.responses import PlainTextResponse

from churnvision.features.training.schemas import (
    AttributeSummary,
    DataCard,
    LeakageFindings,
    ModelCard,
    ModelDescription,
)


class MarkdownResponse(PlainTextResponse):
    """A text of the type of Markdown."""

    media_type = "text/markdown"


def as_file(card: ModelCard) -> MarkdownResponse:
    """The card as a file that a browser saves under the version's number."""
    headers = {"content-disposition": f'attachment; filename="model-{card.model_version_id}.md"'}
    return MarkdownResponse(as_markdown(card), headers=headers)


def as_markdown(card: ModelCard) -> str:
    """The whole card."""
    learnt = card.as_of if card.trained_from is None else f"{card.trained_from} to {card.as_of}"
    parts = [
        f"# Model version {card.model_version_id}",
        _facts(
            ("Status", card.status),
            ("Trained", card.created_at.isoformat(timespec="seconds")),
            ("Kept candidate", card.algorithm),
            ("Learnt from", learnt),
            ("Window in days", card.window_days),
        ),
        "## Intended use",
        card.intended_use,
        "## Limits",
        "\n".join(f"- {limit}" for limit in card.limits),
        "## Validation",
        _facts(*card.validation.items()),
    ]
    if card.model is not None:
        parts += _model(card.model)
    if card.data is not None:
        parts += _data(card.data)
    parts += [
        "## Libraries",
        _facts(*card.libraries.items()),
        "## Files",
        _table(("file", "bytes", "SHA-256"), ((one.name, one.size_bytes, one.sha256) for one in card.files)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _model(model: ModelDescription) -> list[str]:
    members = ((one.name, f"{one.weight:.4f}", one.rounds, one.boosters) for one in model.members)
    return [
        "## Model",
        _facts(
            ("Kind", "monthly hazard" if model.kind == "hazard" else "one window"),
            ("Calibration", model.calibration),
            ("Floor of the probability", f"{model.floor:.4f}"),
            ("Bags", model.bags),
            ("Seed", model.seed),
            ("Features", ", ".join(model.features)),
        ),
        _table(("member", "weight in the log-odds", "rounds", "boosters"), members),
    ]


def _data(data: DataCard) -> list[str]:
    causes = [f"{one.cause} {one.count}" for one in data.causes or []]
    imports = (
        (
            one.dataset_id,
            one.filename,
            one.shape,
            one.row_count,
            one.as_of,
            "; ".join(_finding(found.code, found.column, found.count) for found in one.findings),
            one.sha256,
        )
        for one in data.imports
    )
    attributes = (
        (one.name, one.kind, f"{one.missing_share:.1%}", one.known_people, _distribution(one))
        for one in data.attributes
    )
    return [
        "## Data",
        _facts(
            ("SHA-256", data.sha256),
            ("Rows", data.rows),
            ("Identical rows", data.identical_rows),
            ("People", data.people),
            ("Leavers", data.leavers),
            ("Causes of leaving", ", ".join(causes) or "not told"),
            ("Period", f"{data.period_from or ''} to {data.period_until}"),
        ),
        _table(("import", "file", "shape", "rows", "as of", "found by the checks", "SHA-256"), imports),
        _table(("attribute", "kind", "missing", "people", "distribution"), attributes),
        *_leakage(data.leakage),
    ]


def _leakage(found: LeakageFindings | None) -> list[str]:
    if found is None:
        return []
    columns = [(one.column, one.verdict, one.reason) for one in found.columns]
    said = "No column was found that tells the outcome."
    table = _table(("suspect column", "verdict", "because"), columns) if columns else said
    return ["### Leakage", table, "\n".join(f"- {one}" for one in found.findings)]


def _finding(code: str, column: str | None, count: int) -> str:
    return f"{code}{f' in {column}' if column else ''}: {count}"


def _distribution(one: AttributeSummary) -> str:
    if one.levels is not None:
        levels = [f"{level.level} {level.count}" for level in one.levels]
        return ", ".join([*levels, f"others {one.other_people}"] if one.other_people else levels)
    if one.quantiles is None:
        return "too few people"
    return ", ".join(f"{name} {_number(value)}" for name, value in one.quantiles.items())


def _number(value: object) -> str:
    return f"{value:,.6g}" if isinstance(value, float) else str(value)


def _facts(*pairs: tuple[str, object]) -> str:
    return "\n".join(f"- {name}: {_number(value)}" for name, value in pairs if value is not None)


def _table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [[*headers], ["---"] * len(headers)]
    lines += [["" if cell is None else _cell(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
