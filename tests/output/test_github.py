from __future__ import annotations

from asrs_lint import Rule
from asrs_lint.output.github import render, summary
from asrs_lint.testing import report


def test_a_finding_is_one_command(word_rule: type[Rule]) -> None:
    found = report({"a,b:c%/x\n.cs": "SignalR BAD"}, rules=[word_rule])
    assert render(found).splitlines()[0] == (
        "::warning file=a%2Cb%3Ac%25/x%0A.cs,line=1,endLine=1,col=9,endColumn=12,"
        "title=TEST401 bad-word::BAD is a bad word"
    )


def test_more_than_github_shows_goes_into_a_summary(word_rule: type[Rule]) -> None:
    few = report({"a.cs": "SignalR BAD"}, rules=[word_rule])
    assert summary(few) == ""
    many = report({f"{number:02}|x.cs": "SignalR BAD" for number in range(11)}, rules=[word_rule])
    text = summary(many)
    assert text.count("BAD is a bad word") == 11
    assert "- `00|x.cs:1` **TEST401** bad-word  \n  BAD is a bad word\n" in text
