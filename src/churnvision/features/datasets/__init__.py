"""Imports: upload, mapping, checks, dry run, commit, undo."""
