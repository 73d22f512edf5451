"""Which act of recovery reaches which steps of the engine; the crash cases are made of it."""

from churnvision.dr.steps import STEPS

_OF_ARCHIVE = ("prune.archive_", "prune.base_")
ACTS = {
    "backup": [step for step in STEPS if step.startswith("backup.")],
    "restore": [step for step in STEPS if step.startswith("restore.")],
    "drill": [step for step in STEPS if step.startswith("drill.")],
    "prune": [step for step in STEPS if step.startswith("prune.") and not step.startswith(_OF_ARCHIVE)],
    "push": [step for step in STEPS if step.startswith("archive.")],
    "base": [step for step in STEPS if step.startswith("base.")],
    "recover": [step for step in STEPS if step.startswith("recover.")],
    "prune-archive": [step for step in STEPS if step.startswith(_OF_ARCHIVE)],
}


def is_from(act: str, step: str, since: str) -> bool:
    """Whether the act reaches `step` at `since` or later."""
    return ACTS[act].index(step) >= ACTS[act].index(since)
