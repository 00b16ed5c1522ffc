"""Suppressions: where they stand, what they speak for, which of them are used."""
