"""Hub servers (7xx)."""
