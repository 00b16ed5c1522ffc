"""Traces of ASP.NET SignalR (2xx)."""
