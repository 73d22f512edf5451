"""Signing in and out: sessions, tokens, login back-off."""
