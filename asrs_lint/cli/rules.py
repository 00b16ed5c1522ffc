"""`asrs-lint rules`: all rules."""

from __future__ import annotations

import json

import click

from asrs_lint.plugins import installed_rules
from asrs_lint.rule import RuleMeta


@click.command(short_help="List all rules.", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print them.")
def command(form: str) -> None:
    """List all rules with id, name, severity, fix and summary."""
    metas = [rule.meta for rule in installed_rules()]
    click.echo(json.dumps([_as_json(meta) for meta in metas], indent=2) if form == "json" else _as_text(metas))


def _as_json(meta: RuleMeta) -> dict[str, object]:
    return {
        "id": meta.id,
        "name": meta.name,
        "severity": str(meta.severity),
        "fix": meta.fix.value,
        "summary": meta.summary,
        "since": meta.since,
        "tags": list(meta.tags),
    }


def _as_text(metas: list[RuleMeta]) -> str:
    width = max((len(meta.name) for meta in metas), default=0)
    return "\n".join(f"{m.id}  {m.name:{width}}  {m.severity!s:7}  {m.fix.value:6}  {m.summary}" for m in metas)
