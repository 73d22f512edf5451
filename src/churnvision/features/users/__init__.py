"""People who may sign in, and their roles."""
