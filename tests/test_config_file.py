from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint import Rule, RuleMeta, Safety, Severity
from asrs_lint.config import Config, Override, StatedResource, StatedSuppression
from asrs_lint.config_file import read_config
from asrs_lint.config_layers import ConfigError
from asrs_lint.testing import lint

Write = Callable[[dict[str, str]], Path]
RULES = [
    RuleMeta("ASRS101", "signalr-logs-hidden", "", Severity.WARNING, Safety.SAFE, "0.1.0", ("logging",)),
    RuleMeta("ASRS401", "missing-client-reconnect", "", Severity.WARNING, Safety.UNSAFE, "0.1.0", ("client",)),
]
WHOLE = """
select = ["ALL"]
ignore = ["1"]
environments = ["Staging"]
exclude = ["samples/**"]
fail-on = "error"
assume-azure-signalr = true
[severity]
"ASRS401" = "info"
[[override]]
paths = ["tests/**"]
ignore = ["client"]
severity = { "4" = "error" }
[rules.missing-client-reconnect]
most = 4
[[resource]]
name = "chat-prod"
mode = "Default"
[[resource]]
name = "chat-test"
[[suppress]]
rule = "ASRS401"
path = "old/**"
reason = "goes away"
until = 2027-01-31
[suppressions]
require-reason = true
"""


def test_every_key_is_read(project: Write) -> None:
    path = project({"asrs-lint.toml": WHOLE}) / "asrs-lint.toml"
    assert read_config(path, RULES) == Config(
        origin=str(path),
        select=("ALL",),
        ignore=("1",),
        environments=("Staging",),
        exclude=("samples/**",),
        fail_on=Severity.ERROR,
        assume_azure_signalr=True,
        severity={"ASRS401": Severity.INFO},
        overrides=(Override(("tests/**",), (), ("client",), {"4": Severity.ERROR}),),
        rules={"ASRS401": {"most": 4}},
        resources=(StatedResource("chat-prod", "Default", None, 16), StatedResource("chat-test", None, None, 19)),
        suppress=(StatedSuppression("ASRS401", "old/**", "goes away", "2027-01-31", str(path), 21),),
        require_reason=True,
    )


def test_an_empty_file_changes_nothing(project: Write) -> None:
    path = project({"asrs-lint.toml": ""}) / "asrs-lint.toml"
    assert read_config(path, RULES) == Config(origin=str(path))


def test_pyproject_holds_it_in_its_table(project: Write) -> None:
    text = '[project]\nname = "x"\n[tool.asrs-lint]\nfail-on = "info"\n[[tool.asrs-lint.resource]]\nname = "a"\n'
    config = read_config(project({"pyproject.toml": text}) / "pyproject.toml", RULES)
    assert (config.fail_on, config.resources) == (Severity.INFO, (StatedResource("a", line=5),))


def test_a_file_is_laid_over_the_one_it_extends(project: Write) -> None:
    root = project(
        {
            "base.toml": 'fail-on = "info"\nignore = ["1"]\n[severity]\n"1" = "info"\n[[resource]]\nname = "a"\n',
            "app/asrs-lint.toml": 'extends = "../base.toml"\nignore = ["4"]\n[severity]\n"4" = "error"\n'
            '[[resource]]\nname = "b"\n',
        }
    )
    config = read_config(root / "app" / "asrs-lint.toml", RULES)
    assert (config.fail_on, config.ignore) == (Severity.INFO, ("4",))
    assert config.severity == {"1": Severity.INFO, "4": Severity.ERROR}
    assert [resource.name for resource in config.resources] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = ['ALL']", "unknown key 'selct'; did you mean select?"),
        ("colour = 'red'", "unknown key 'colour'"),
        ("[[override]]\npath = ['a']", "unknown key 'path' in override.0; did you mean paths?"),
        ("[[override]]\nignore = ['4']", "override.0: 'paths' is a required property"),
        ("fail-on = 'warn'", "fail-on: 'warn' is none of error, warning, info"),
        ("select = 'ALL'", "select: 'ALL' is not of type 'array'"),
        ("ignore = ['ASRS410']", "unknown rule 'ASRS410' in ignore; did you mean ASRS401 or ASRS101?"),
        ("ignore = ['mising-client-reconnect']", "did you mean missing-client-reconnect?"),
        ("ignore = ['nothing-like-it']", "unknown rule 'nothing-like-it' in ignore"),
        ("[severity]\nASRS999 = 'info'", "unknown rule 'ASRS999' in severity"),
        ("[rules.ASRS402]\nmost = 1", "unknown rule 'ASRS402' in rules; did you mean ASRS401?"),
        ("[[resource]]\nname = 'a'\nmode = 'default'", "mode: 'default' is none of Default, Serverless"),
        ("extends = 'https://example.com/a.toml'", "extends must name a file, not https://example.com/a.toml"),
        ("extends = '/etc/passwd'", "extends must be relative to its file, not /etc/passwd"),
        (r"extends = '\\server\share\a.toml'", r"extends must be relative to its file, not \\server\share"),
        ("extends = 'C:/a.toml'", "extends must be relative to its file, not C:/a.toml"),
        (r'extends = "a\u0000.toml"', "extends must name a file"),
        ("extends = '.'", "Is a directory"),
        ("a = " + "[" * 9000, "recursion"),
        ("extends = 'asrs-lint.toml'", "extends goes round in a circle, or is longer than 10 files"),
        ("extends = 'gone.toml'", "No such file or directory"),
        ("a = ", "Invalid value"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_line(project: Write, text: str, message: str) -> None:
    path = project({"asrs-lint.toml": text}) / "asrs-lint.toml"
    with pytest.raises(ConfigError) as error:
        read_config(path, RULES)
    said = str(error.value)
    assert "\n" not in said
    assert message in said
    assert ("did you mean" in said) is ("did you mean" in message)


SECRET = "hunter2-in-a-file"


@pytest.mark.parametrize(
    "text",
    [
        f"root:x:0:0:{SECRET}",
        f"{SECRET} = 1",
        f"fail-on = '{SECRET}'",
        f"select = '{SECRET}'",
        f"ignore = ['{SECRET}']",
        f"exclude = ['!{SECRET}[']\nselect = ['{SECRET}']",
        f"extends = 'https://{SECRET}'",
        f"[{SECRET}",
    ],
)
@pytest.mark.parametrize("linked", [True, False])
def test_nothing_is_shown_of_a_file_outside(project: Write, text: str, linked: bool) -> None:
    root = project({"secret.txt": text, "app/asrs-lint.toml": f"extends = '{'link' if linked else '../secret.txt'}'"})
    (root / "app" / "link").symlink_to(root / "secret.txt")
    with pytest.raises(ConfigError) as error:
        read_config(root / "app" / "asrs-lint.toml", RULES)
    assert SECRET not in str(error.value)
    assert str(error.value).endswith("is no configuration of asrs-lint")


def test_what_is_no_file_is_not_waited_for(project: Write) -> None:
    root = project({"asrs-lint.toml": "extends = 'pipe'"})
    os.mkfifo(root / "pipe")
    with pytest.raises(ConfigError, match="no regular file"):
        read_config(root / "asrs-lint.toml", RULES)


def test_a_large_file_is_not_read(project: Write) -> None:
    root = project({"asrs-lint.toml": "extends = 'large'", "large": "#" * (1 << 21)})
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        read_config(root / "asrs-lint.toml", RULES)


def test_links_in_a_circle(project: Write) -> None:
    root = project({"asrs-lint.toml": "extends = 'loop'"})
    (root / "loop").symlink_to("loop")
    with pytest.raises(ConfigError, match="loop"):
        read_config(root / "asrs-lint.toml", RULES)


def test_a_mistake_is_told_of_the_file_that_holds_it(project: Write) -> None:
    root = project({"asrs-lint.toml": "extends = 'base.toml'", "base.toml": "ignore = ['ASRS999']"})
    with pytest.raises(ConfigError, match=r"base\.toml: unknown rule 'ASRS999' in ignore"):
        read_config(root / "asrs-lint.toml", RULES)


def test_a_resource_of_an_extended_file_is_stated_where_it_is_extended(project: Write) -> None:
    root = project(
        {
            "base.toml": "[[resource]]\nname = 'a'\n",
            "asrs-lint.toml": "# mine\nextends = 'base.toml'\n\n[[resource]]\nname = 'b'\n",
        }
    )
    resources = read_config(root / "asrs-lint.toml", RULES).resources
    assert [(resource.name, resource.line) for resource in resources] == [("a", 2), ("b", 4)]


def test_the_last_override_of_a_path_decides(word_rule: type[Rule]) -> None:
    overrides = (
        Override(("src/**",), severity={"TEST401": Severity.INFO}),
        Override(("src/new/**",), severity={"TEST401": Severity.ERROR}),
        Override(("src/old/**",), ignore=("TEST401",)),
    )
    files = dict.fromkeys(("a.cs", "src/a.cs", "src/new/a.cs", "src/old/a.cs"), "SignalR BAD")
    found = lint(files, Config(overrides=overrides), [word_rule])
    assert {finding.path: finding.severity for finding in found} == {
        "a.cs": Severity.WARNING,
        "src/a.cs": Severity.INFO,
        "src/new/a.cs": Severity.ERROR,
    }
