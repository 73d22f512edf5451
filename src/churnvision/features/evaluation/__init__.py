"""Backtests: what the forecast would have said month by month, beside what happened."""
