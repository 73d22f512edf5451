"""What a benchmark reports, and how it is printed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured ratio and its target; `reaches` says whether the target is met."""

    name: str
    ours: str
    baseline: str
    ratio: float
    target: float
    higher_is_better: bool
    unit: str = "×"

    @property
    def reaches(self) -> bool:
        """Whether the ratio is on the right side of the target."""
        return self.ratio >= self.target if self.higher_is_better else self.ratio <= self.target

    def row(self) -> str:
        """The figure as a line of a Markdown table."""
        sign = "≥" if self.higher_is_better else "≤"
        verdict = "reached" if self.reaches else "**missed**"
        return (
            f"| {self.name} | {self.ours} | {self.baseline} | {self.ratio:.2f} {self.unit} "
            f"| {sign} {self.target:g} | {verdict} |"
        )


HEADER = "| figure | ours | baseline | ratio | target | |\n|---|---|---|---|---|---|"
