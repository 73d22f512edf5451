"""What can go wrong with backtests."""

from churnvision.kit.errors import ChurnVisionError


class BacktestNotFound(ChurnVisionError):
    """There is no backtest with this id."""

    code = "backtest_not_found"
    status = 404


class BacktestFinished(ChurnVisionError):
    """This backtest has already ended, so there is nothing to cancel."""

    code = "backtest_finished"
    status = 409


class MonthNotLookedBackFrom(ChurnVisionError):
    """This backtest holds no list of that month: ask for one of its months, by their first days."""

    code = "month_not_looked_back_from"
    status = 404


class DatedRecordsNeeded(ChurnVisionError):
    """Only dated records can be backtested: the newest import is one table with a left flag, which does not
    say what was known when. Import snapshots of several dates together with leaving dates."""

    code = "dated_records_needed"
    status = 409
