"""The list of job modules: importing one declares its jobs."""

from types import ModuleType

from churnvision.features.audit import jobs as audit
from churnvision.features.predictions import jobs as predictions
from churnvision.features.training import jobs as training

JOB_MODULES: tuple[ModuleType, ...] = (audit, predictions, training)
