"""A simulated company whose true monthly hazard of leaving is known, in the form an HR system exports."""

from churnvision.ml.sample.files import WORKFORCE_FILES, FileFormat, write
from churnvision.ml.sample.options import SampleOptions, Workforce
from churnvision.ml.sample.simulation import simulate

__all__ = ["WORKFORCE_FILES", "FileFormat", "SampleOptions", "Workforce", "simulate", "write"]
