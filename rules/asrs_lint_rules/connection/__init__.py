"""Connection strings and keys (6xx)."""
