"""Health and metrics of the running system."""
