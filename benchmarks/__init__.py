"""One module for each figure; each prints a ratio against a baseline taken in the same run."""
