"""`asrs-lint completion`: the script that makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_INSTALL = {
    "bash": 'eval "$(asrs-lint completion bash)"  in ~/.bashrc',
    "zsh": 'eval "$(asrs-lint completion zsh)"  in ~/.zshrc',
    "fish": "asrs-lint completion fish > ~/.config/fish/completions/asrs-lint.fish",
}


@click.command(
    short_help="Print the completion script of a shell.",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\n" + "\n".join(_INSTALL.values()),
)
@click.argument("shell", type=click.Choice(list(_INSTALL)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that makes SHELL complete the commands, options and paths of asrs-lint."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, "asrs-lint", "_ASRS_LINT_COMPLETE").source())
