"""`make bench`: every figure as a ratio against its baseline; exit code 1 when a target is missed."""

import argparse
import platform
import sys

from benchmarks import employee_list, forecast_speed, growth, million_months, newcomer, scoring
from benchmarks.figures import HEADER

BENCHMARKS = {
    "newcomer": newcomer,
    "list": employee_list,
    "scoring": scoring,
    "million": million_months,
    "forecast": forecast_speed,
    "growth": growth,
}


def main() -> int:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which of {', '.join(BENCHMARKS)}; all when none is named")
    wanted = parser.parse_args().names or list(BENCHMARKS)
    if unknown := set(wanted) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    figures = [figure for name in wanted for figure in BENCHMARKS[name].measure()]
    print(f"Python {platform.python_version()}, {platform.machine()}\n\n{HEADER}")
    for figure in figures:
        print(figure.row())
    return 0 if all(figure.reaches for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
