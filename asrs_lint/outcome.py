"""What the rules found in a project, before configuration, suppressions and baseline decide what is reported of it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from asrs_lint.facts.comment import CommentFound
from asrs_lint.finding import Coverage
from asrs_lint.rule import Problem, RuleMeta
from asrs_lint.source import Span


class Outcome(Struct, frozen=True):
    """`problems` stand beside the meta data of their rules. `readable`: the files that rules and reports may look into;
    `comments`: those of files in which `asrs-lint:` stands; `secrets`: the places of access keys. `whole`: no file that
    matters was unreadable. `lasting`: none was given up for what reading it costs, so that the same would be found
    again. `signalr`: some file shows a use of SignalR; where none does, no rule was asked."""

    coverage: Coverage
    problems: Sequence[tuple[RuleMeta, Problem]] = ()
    readable: Sequence[str] = ()
    comments: Sequence[CommentFound] = ()
    secrets: Sequence[Span] = ()
    whole: bool = True
    lasting: bool = True
    signalr: bool = True

    def among(self, files: int) -> Outcome:
        """The same in a project of so many files."""
        return replace(self, coverage=replace(self.coverage, files=files))
