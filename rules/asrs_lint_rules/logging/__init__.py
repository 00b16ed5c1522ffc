"""Server-side logs (1xx)."""
