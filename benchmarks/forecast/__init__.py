"""`make bench-ml`: our forecasts beside public models on the same folds of public HR files."""
