"""Rules about the analysis itself."""
