"""The commands. A first argument that is no command is a path."""

from __future__ import annotations

from importlib import import_module

import click
from click.shell_completion import CompletionItem

_COMMANDS = ("check", "explain", "rules", "init", "config", "completion")
_SETTINGS = {"help_option_names": ["-h", "--help"]}


class _Commands(click.Group):
    """Imports the module of a command when it is called, and takes `check` where no command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = import_module(f"asrs_lint.cli.{cmd_name}").command
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if ctx.resilient_parsing and not args:  # a shell completes the first word
            return super().parse_args(ctx, args)
        asked_for_itself = args[:1] in (["-h"], ["--help"], ["--version"])
        if not asked_for_itself and args[:1] and args[0] in _COMMANDS:
            return super().parse_args(ctx, args)
        return super().parse_args(ctx, args if asked_for_itself else ["check", *args])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        return [*super().shell_complete(ctx, incomplete), CompletionItem(incomplete, type="file")]


@click.group(cls=_Commands, context_settings=_SETTINGS, invoke_without_command=True)
@click.version_option(package_name="asrs-lint", message="asrs-lint %(version)s")
def cli() -> None:
    """Find what makes an application of Azure SignalR Service fail, before it does.

    `asrs-lint PATH` is the same as `asrs-lint check PATH`. Other commands: explain,
    rules, init, config, completion.
    """
