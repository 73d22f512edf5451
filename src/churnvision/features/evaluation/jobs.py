"""The job that looks back."""

from churnvision.features.evaluation import repository, running
from churnvision.kit.attempts import declare_job

run = declare_job(repository.RUNS, running.run)
