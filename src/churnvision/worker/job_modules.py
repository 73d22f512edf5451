"""The list of job modules: importing one declares its jobs."""

from types import ModuleType

from churnvision.features.audit import jobs as audit
from churnvision.features.employees import jobs as employees
from churnvision.features.evaluation import jobs as evaluation
from churnvision.features.predictions import jobs as predictions
from churnvision.features.recovery import jobs as recovery
from churnvision.features.training import jobs as training

JOB_MODULES: tuple[ModuleType, ...] = (audit, employees, evaluation, predictions, recovery, training)
