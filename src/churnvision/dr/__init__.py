"""Disaster recovery: backups that are proved, restores that change everything or nothing.

Needs Python, psycopg, cryptography and PostgreSQL's own programs, and nothing of the application.
"""
