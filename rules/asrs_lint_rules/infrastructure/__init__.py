"""Infrastructure (9xx)."""
