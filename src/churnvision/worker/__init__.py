"""Runs the jobs of the queue: `python -m churnvision.worker`."""
