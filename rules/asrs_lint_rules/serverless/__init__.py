"""Functions, REST and negotiation (8xx)."""
