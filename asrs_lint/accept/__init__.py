"""Accepting findings: suppressions written into the files, or into the configuration where no comment can stand.

Nothing is written before the whole project was analysed with it: the findings are suppressed, and no new one has come.
"""
