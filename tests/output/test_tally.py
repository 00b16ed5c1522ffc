from __future__ import annotations

import pytest

from asrs_lint.finding import Coverage, Report
from asrs_lint.output.tally import closing_line


@pytest.mark.parametrize(
    ("coverage", "line"),
    [
        (
            Coverage(412, 3, 2, 1, 5, 2, azure=True),
            "No findings. 3 projects use Azure SignalR (2 servers, 1 function app), 5 clients, 2 resources; "
            "412 files looked at.",
        ),
        (
            Coverage(1, 1, 1, azure=True),
            "No findings. 1 project uses Azure SignalR (1 server); 1 file looked at.",
        ),
        (
            Coverage(9, 0, 0, 0, 0, 1, azure=True),
            "No findings. No project here uses Azure SignalR, 1 resource; 9 files looked at.",
        ),
        (Coverage(9), "No use of Azure SignalR Service found; 9 files looked at."),
    ],
)  # fmt: skip
def test_silence_says_what_it_rests_on(coverage: Coverage, line: str) -> None:
    assert closing_line(Report((), (), (), coverage, {})) == line
