"""`python -m asrs_lint`."""

from asrs_lint.cli.main import main

main()
