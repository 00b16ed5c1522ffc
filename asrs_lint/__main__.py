"""`python -m asrs_lint`."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder: what is analysed must bring neither modules nor rules

from asrs_lint.cli.main import main

main()
