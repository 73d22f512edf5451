"""Forecasts of leaving, stored in `churn_outputs`."""
