"""What can be wrong with data or files for a model; each message says what to do."""

from collections.abc import Sequence

from churnvision.kit.errors import ChurnVisionError


class ModellingError(ChurnVisionError):
    """The data or the files do not allow a model."""

    code = "modelling_error"
    status = 422


class SampleOptionsInvalid(ModellingError):
    """The options of the sample simulation cannot be simulated."""

    code = "sample_options_invalid"


class WorkbookTooLarge(ModellingError):
    """A table has more rows than an Excel sheet."""

    code = "workbook_too_large"

    def __init__(self, rows: int) -> None:
        super().__init__(f"Excel holds 1,048,576 rows and the table has {rows}: write CSV or Parquet.")


class InputInvalid(ModellingError):
    """A frame lacks a column or holds one of the wrong type."""

    code = "model_input_invalid"


class NobodyLeft(ModellingError):
    """The data holds no leaver."""

    code = "nobody_left"

    def __init__(self) -> None:
        super().__init__(
            "Nobody left in this data: import the leavers too, map another column, or say of snapshots that "
            "absence means leaving."
        )


class NobodyStayed(ModellingError):
    """The data holds leavers only."""

    code = "nobody_stayed"

    def __init__(self) -> None:
        super().__init__("Everybody left in this data: import the employees who stayed too.")


class TooFewEvents(ModellingError):
    """There are leavers, but too few to learn from."""

    code = "too_few_events"

    def __init__(self, events: int, needed: int) -> None:
        super().__init__(f"Only {events} people left in this data and {needed} are needed: import more.")
        self.events = events
        self.needed = needed


class NoUsableAttribute(ModellingError):
    """No attribute varies, so there is nothing to learn from."""

    code = "no_usable_attribute"

    def __init__(self) -> None:
        super().__init__("No attribute differs between people: map at least one column that varies.")


class EverythingTellsTheOutcome(ModellingError):
    """No attribute is left to learn from, because each one tells who left."""

    code = "everything_tells_the_outcome"

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(["No column is left to learn from: each one tells who left.", *sentences]))


class HistoryTooShort(ModellingError):
    """Dated records do not cover one whole month."""

    code = "history_too_short"

    def __init__(self) -> None:
        super().__init__("The snapshots cover less than one whole month: import older ones.")


class BacktestImpossible(ModellingError):
    """The history is too short, or holds too few leavers, to look back from any month."""

    code = "backtest_impossible"


class ThresholdsInvalid(ModellingError):
    """Limits of risk bands are not between 0 and 1 and rising."""

    code = "thresholds_invalid"


class CurveInvalid(ModellingError):
    """Numbers that cannot be a survival curve."""

    code = "curve_invalid"


class ArtifactMissing(ModellingError):
    """A file of a model version is not there."""

    code = "artifact_missing"

    def __init__(self, name: str) -> None:
        super().__init__(f"The model file {name} is missing: write it again from the database.")
        self.name = name


class ArtifactChanged(ModellingError):
    """A file of a model version is not the one that was stored."""

    code = "artifact_changed"

    def __init__(self, name: str) -> None:
        super().__init__(f"The model file {name} was changed: write it again from the database.")
        self.name = name


class ArtifactUnreadable(ModellingError):
    """A file has the right hash and cannot be read, as under another library version."""

    code = "artifact_unreadable"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The model file {name} cannot be read ({reason}): train again.")
        self.name = name
