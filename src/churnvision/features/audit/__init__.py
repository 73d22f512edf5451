"""Who did what and who read whom: append-only events, sealed by a hash chain."""
