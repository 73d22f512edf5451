"""The page in a real Chromium, on the real web and worker processes."""
