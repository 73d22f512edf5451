"""The embedded stack: PostgreSQL, Valkey, worker and web as child processes of one supervisor."""
