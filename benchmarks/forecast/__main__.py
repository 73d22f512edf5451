"""`python -m benchmarks.forecast [part ...]`: prints the tables and writes docs/evidence."""

import argparse
import sys
from collections.abc import Callable

from threadpoolctl import threadpool_limits

from benchmarks.forecast import mfg_part, sample_truth, static_part, survival_part
from benchmarks.forecast.ours import EvaluationFailed
from benchmarks.forecast.report import section, write_evidence
from benchmarks.forecast.tables import RealDataMissing, hr_comma_sep, ibm

HEADINGS = {
    "ibm": (
        "IBM",
        "IBM HR Analytics Employee Attrition (fictional people), 1,470 rows, without EmployeeCount, "
        "EmployeeNumber, Over18 and StandardHours; means over 5 folds × 2 repeats. Ours by `churnvision "
        "evaluate`.",
    ),
    "hrsep": (
        "hr_comma_sep",
        "Human Resources Analytics, 11,991 rows without duplicates; means over 5 folds. Ours by `churnvision "
        "evaluate`.",
    ),
    "survival": (
        "Durations",
        "Public tables of scikit-survival, patients instead of employees; folds drawn once by the flag. Ours "
        "by `churnvision evaluate --duration --event`. The integrated Brier score (IPCW) is over times "
        "between a twentieth and nine tenths of the events; concordance is Harrell's, of the curve's mean.",
    ),
    "mfg": (
        "mfg, point in time",
        "Ten years of yearly snapshots; the forecast is of the 365 days after the end of 2013 and of 2014, "
        "and training knows nothing later. Without lay-offs: people laid off in the forecast year are left "
        "out. A probability that falls: lower for a longer horizon among 30, 90, 180 and 365 days. CPU-s of "
        "the peers leaves out making their rows. Two settings of peers were not fixed in advance: a first "
        "run of the monthly hazard on 2014 diverged, and the survival models first had one row a person, "
        "which draws leavers too often. The variants made after that stand beside the first ones; choosing "
        "among them favours the peers. The classifier a horizon was kept with the raised floor alone. People "
        "are laid off by whole stores, so the intervals of this part are of bootstrap samples of stores.",
    ),
    "sample": (
        "The sample workforce, whose truth is known",
        "`churnvision.ml.sample`, seeds that no test uses.",
    ),
}


def main() -> int:
    """Run the parts that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecast", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"which of {', '.join(HEADINGS)}; default all"
    )
    parser.add_argument("--seeds", type=int, default=sample_truth.SEEDS, help="workforces of the part sample")
    parser.add_argument(
        "--autogluon", action="store_true", help="add AutoGluon on the folds it was measured on"
    )
    options = parser.parse_args()
    parts = options.parts or list(HEADINGS)
    if unknown := set(parts) - set(HEADINGS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}: name some of {', '.join(HEADINGS)}")
    runs: dict[str, Callable[[], list[str]]] = {
        "ibm": lambda: static_part.run(ibm(), with_autogluon=options.autogluon),
        "hrsep": lambda: static_part.run(hr_comma_sep(), with_autogluon=options.autogluon),
        "survival": survival_part.run,
        "mfg": mfg_part.run,
        "sample": lambda: sample_truth.run(options.seeds),
    }
    for part in parts:
        try:
            with threadpool_limits(1):
                shown = section(part, *HEADINGS[part], runs[part]())
        except (RealDataMissing, EvaluationFailed) as error:
            print(error, file=sys.stderr)
            return 1
        print(shown, flush=True)
        write_evidence({part: shown})
    return 0


if __name__ == "__main__":
    sys.exit(main())
