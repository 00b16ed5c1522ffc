"""What each tool finds, reduced to shape, path and line: all that can be compared between tools that word, count and
extend their findings differently."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figures import TooSlow, end_group

RULES = Path(__file__).resolve().parent / "rules"

# The rules of the other tools have ids that begin with these.
SHAPES = {
    "reconnect": "client without automatic reconnect (ASRS401)",
    "logs": "hidden logs in appsettings (ASRS101)",
    "key": "hard-coded access key (ASRS601)",
    "mode": "Classic or unset service mode (ASRS301, ASRS302)",
    "hub": "hub mapped, AddAzureSignalR called (facts, no finding)",
}

# All that git tracks, as asrs-lint reads it: else ast-grep leaves out what .gitignore names although it is tracked, and
# semgrep tests. (semgrep warns that the option may change.)
AST_GREP = (
    *("ast-grep", "scan", "--config", str(RULES / "ast-grep" / "sgconfig.yml")),
    *("--no-ignore", "vcs", "--json=compact"),
)
SEMGREP = (
    *("semgrep", "scan", "--metrics=off", "--disable-version-check", "--quiet", "--json"),
    *("--x-ignore-semgrepignore-files", "--config", str(RULES / "semgrep.yml")),
)
# The files that sgconfig.yml has read as Markdown, and Markdown itself.
_AS_A_WHOLE = re.compile(
    r"\.(bicep|bicepparam|config|csproj|props|targets|xml|properties|toml|txt|ps1|psm1|bat|cmd|gradle|env|md|markdown)$"
    r"|(^|/)\.env[^/]*$"
)
QUIET = {"SEMGREP_ENABLE_VERSION_CHECK": "0"}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line; line 0 stands for the whole file."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


Places = Mapping[str, set[Place]]  # by shape


def by_shape(found: Iterable[tuple[str, str, int]]) -> Places:
    """From (shape, path, line). Files count as a whole where ast-grep knows no grammar in which they have lines."""
    places: dict[str, set[Place]] = defaultdict(set)
    for shape, path, line in found:
        places[shape].add(Place(path, 0 if _AS_A_WHOLE.search(path) else line))
    return places


def of_ast_grep(tree: Path, timeout: float) -> Places:
    return by_shape(
        (_shape(match["ruleId"]), _inside(match["file"]), match["range"]["start"]["line"] + 1)
        for match in _output(AST_GREP, tree, timeout)
    )


def of_semgrep(tree: Path, timeout: float) -> Places:
    return by_shape(
        (_shape(result["check_id"].rpartition(".")[2]), _inside(result["path"]), result["start"]["line"])
        for result in _output((*SEMGREP, "."), tree, timeout)["results"]
    )


def _shape(rule: str) -> str:
    return rule.partition("-")[0]


def _inside(path: str) -> str:
    return path.removeprefix("./")


def _output(command: Sequence[str], tree: Path, timeout: float) -> Any:
    process = subprocess.Popen(
        command,
        cwd=tree,
        env={**os.environ, **QUIET},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, told = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as late:
        end_group(process.pid)
        process.communicate()
        raise TooSlow(f"{command[0]} took more than {timeout:.0f} s") from late
    try:
        return json.loads(out)
    except ValueError as error:
        raise SystemExit(f"{command[0]} failed: {told.decode(errors='replace')[:2000]}") from error
