"""Training jobs and model versions with the bytes of their files."""
