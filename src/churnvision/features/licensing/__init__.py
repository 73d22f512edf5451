"""The licence: an offline signed file; without one the evaluation edition, fully working."""
