"""Fixes: chosen, tried on the whole project in memory, and only then written.

A fix is kept when the files it edits parse as well as before, its finding is gone and no new finding has come. Writing
changes nothing but the characters of its edits: encoding, byte order mark and line ends stay.
"""
