"""What a column may mean, in words for the mapping's drop-down."""

from churnvision.features.datasets.schemas import Target, TargetView

_TARGETS: list[tuple[Target, str, str]] = [
    ("employee_number", "Employee number", "identifies a person across files; never changes"),
    ("full_name", "Full name", "shown to those who may see names; no model learns from it"),
    ("first_name", "First name", "put together with the last name"),
    ("last_name", "Last name", "put together with the first name"),
    (
        "snapshot_on",
        "Date of the snapshot",
        "from when the row's values hold; makes the file dated snapshots",
    ),
    ("hired_on", "Date of hire", "when the present employment began"),
    ("left_on", "Date of leaving", "the last day; empty for those who are still there"),
    ("left_flag", "Has left", "yes or no, 1 or 0, active or terminated"),
    ("end_reason", "Reason for leaving", "kept with the employment; no model learns from it"),
    ("end_cause", "Kind of leaving", "voluntary, involuntary, retirement; no model learns from it"),
    ("status", "Employment status", "repeats whether somebody left; checked, not kept"),
    ("birth_date", "Date of birth", "models learn from the age"),
    ("org_unit", "Org unit", "a path with '/' from the top, or one name"),
    ("department", "Department", "also the org unit where none is given"),
    ("team", "Team", "below the department"),
    ("job_title", "Job title", "what the person does"),
    ("location", "Location", "where the person works"),
    ("manager_number", "Manager's employee number", "kept; no model learns from it"),
    ("attribute", "Attribute", "kept under its own name; models may learn from it"),
    ("leak", "Tells the outcome", "kept, but no model learns from it"),
    ("ignore", "Ignore", "not kept"),
]


def all_targets() -> list[TargetView]:
    """Every target with its label and description."""
    return [TargetView(target=target, label=label, description=words) for target, label, words in _TARGETS]
