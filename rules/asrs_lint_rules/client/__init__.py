"""Clients: reconnect, negotiation, logging, packages (4xx)."""
