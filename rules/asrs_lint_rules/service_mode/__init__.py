"""Service mode (3xx)."""
