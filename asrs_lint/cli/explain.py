"""`asrs-lint explain`: the page of a rule, or the rules behind an error seen at run time."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import click

from asrs_lint.documentation import page_of
from asrs_lint.output.style import Style
from asrs_lint.plugins import installed_rules, nearest
from asrs_lint.rule import Rule
from asrs_lint.symptoms import Symptom, symptoms_of

_EXPECTATIONS = re.compile(r"^```expect\n(?:.*\n)*?```\n\n?", re.MULTILINE)
_PATHS = re.compile(r"^```(\w+) (\S.*)$", re.MULTILINE)


@click.command(
    short_help="Explain a rule or a run-time error.", context_settings={"help_option_names": ["-h", "--help"]}
)
@click.argument("words", nargs=-1, required=True, metavar="RULE|ERROR TEXT")
def command(words: tuple[str, ...]) -> None:
    """Explain a rule, by its id or name; or find the rules behind a pasted run-time error."""
    text = " ".join(words)
    rules = installed_rules()
    rule = _named(text, rules)
    if rule:
        _show(_readable(page_of(rule).text))
        return
    causes = [symptom for symptom in symptoms_of(rules) if symptom.is_in(text)]
    if not causes:
        known = [word for rule in rules for word in (rule.meta.id, rule.meta.name)]
        raise click.UsageError(f"{text!r} is no rule and no known error{nearest(text, known)}")
    click.echo(_causes(causes, rules))


def _named(text: str, rules: Sequence[type[Rule]]) -> type[Rule] | None:
    wanted = text.strip().lower()
    return next((rule for rule in rules if wanted in _names(rule)), None)


def _names(rule: type[Rule]) -> tuple[str, ...]:
    """Its id, the number of its id, its name."""
    return rule.meta.id.lower(), re.sub(r"\D", "", rule.meta.id), rule.meta.name


def _readable(page: str) -> str:
    """The page as a person wants it: without what the tests expect, the path of an example above its code."""
    return _PATHS.sub(r"`\2`\n\n```\1", _EXPECTATIONS.sub("", page)).replace("{{access-key}}", "<access key>")


def _show(page: str) -> None:
    if not Style.of_stream(sys.stdout).colours:
        click.echo(page, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(force_terminal=True).print(Markdown(page))


def _causes(symptoms: Sequence[Symptom], rules: Sequence[type[Rule]]) -> str:
    metas = {rule.meta.id: rule.meta for rule in rules}
    behind = [metas[name] for name in dict.fromkeys(n for s in symptoms for n in s.rules) if name in metas]
    means = list(dict.fromkeys(symptom.means for symptom in symptoms))
    return "\n".join(
        [
            *means,
            "",
            "Rules that find the cause:",
            *(f"  {meta.id}  {meta.name}: {meta.summary}" for meta in behind),
            "",
            f"see  asrs-lint explain {behind[0].id}" if behind else "",
        ]
    ).rstrip()
