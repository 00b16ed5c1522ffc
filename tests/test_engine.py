from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from asrs_lint import Rule
from asrs_lint.config import Config, StatedResource
from asrs_lint.engine import Run, check
from asrs_lint.extract import registry
from asrs_lint.output import json
from asrs_lint.reading import extraction
from asrs_lint.testing import DefectMet, access_key, lint, report

Write = Callable[[dict[str, str]], Path]
HOST = "var builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddSignalR().AddAzureSignalR();\n"


def test_a_repository_without_signalr_is_only_looked_at(word_rule: type[Rule]) -> None:
    found = report({"a.cs": "BAD", "appsettings.json": "{ BAD"}, rules=[word_rule])
    assert (found.findings, found.coverage.files, found.coverage.azure) == ((), 2, False)


def test_findings_are_sorted_by_severity_path_and_place(word_rule: type[Rule]) -> None:
    files = {"b.cs": "SignalR BAD\nBAD2", "a.cs": "SignalR BAD", "c.cs": "nothing SignalR"}
    found = lint(files, rules=[word_rule])
    assert [(f.path, f.line, f.column) for f in found] == [("a.cs", 1, 9), ("b.cs", 1, 9), ("b.cs", 2, 1)]


def test_a_rule_that_crashes_is_named_and_the_others_go_on(
    project: Write, word_rule: type[Rule], crashing_rule: type[Rule]
) -> None:
    root = project({"a.cs": "SignalR BAD"})
    found = check(root, run=Run(1, [crashing_rule, word_rule]))
    assert [f.id for f in found.findings] == ["TEST401"]
    assert [(f.rule, f.error) for f in found.failures] == [("TEST501", "LookupError: no such luck")]
    assert "raise LookupError" in found.failures[0].traceback


def test_a_reader_that_crashes_is_named_by_its_file(
    project: Write, word_rule: type[Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(document: object) -> tuple[()]:
        raise LookupError("no such luck")

    real = registry.extractor
    monkeypatch.setattr(extraction, "extractor", lambda module: crash if module == "csharp" else real(module))
    root = project({"a.cs": "SignalR BAD", "b.ts": "signalR BAD"})
    found = check(root, run=Run(1, [word_rule]))
    assert [f.path for f in found.findings] == ["a.cs", "b.ts"]
    assert [(f.path, f.error) for f in found.failures] == [("a.cs", "LookupError: no such luck")]


def test_lint_does_not_hide_a_defect(crashing_rule: type[Rule]) -> None:
    with pytest.raises(DefectMet, match="no such luck"):
        lint({"a.cs": "SignalR"}, rules=[crashing_rule])


def test_overlays_stand_for_the_files_on_disk(project: Write, word_rule: type[Rule]) -> None:
    root = project({"a.cs": "SignalR BAD", "b.cs": "SignalR"})
    found = check(root, overlays={"a.cs": "SignalR", "b.cs": "SignalR\nBAD"}, run=Run(1, [word_rule]))
    assert [(f.path, f.line) for f in found.findings] == [("b.cs", 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_is_looked_into(tmp_path: Path, word_rule: type[Rule], encoding: str) -> None:
    (tmp_path / "a.cs").write_text("// é SignalR\nBAD", encoding)
    found = check(tmp_path, run=Run(1, [word_rule]))
    assert [(f.line, f.column) for f in found.findings] == [(2, 1)]


def test_the_number_of_processes_changes_nothing(
    project: Write, word_rule: type[Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"src/{n}/Program{n}.cs": HOST + f"// BAD{n}\n" * 40 for n in range(40)}
    root = project({**files, "src/1/appsettings.json": '{ "Logging": { "LogLevel": { "Default": "Warning" } } }'})
    monkeypatch.setattr(extraction, "PAYS_FOR_PROCESSES", 0)
    monkeypatch.setattr(extraction, "_BATCH", 4000)
    alone, many = (check(root, run=Run(jobs, [word_rule])) for jobs in (1, 4))
    assert json.render(alone) == json.render(many)
    assert len(alone.findings) == 1600


def test_a_host_that_calls_an_extension_method_is_read(word_rule: type[Rule]) -> None:
    files = {
        "lib/Realtime.cs": "public static class Realtime { public static void AddRealtime(this IServiceCollection s)"
        " { s.AddSignalR().AddAzureSignalR(); } }",
        "lib/Setup.cs": "static class Setup { public static void AddEverything(object s) { s.AddRealtime(); } }",
        "web/Entry.cs": "class Entry { void Begin() { s.AddEverything(); } } // BAD",
        "web/Other.cs": "class Other { } // BAD",
    }
    assert [f.path for f in lint(files, rules=[word_rule])] == ["web/Entry.cs"]


def test_a_consumer_of_a_connection_factory_is_read(word_rule: type[Rule]) -> None:
    files = {
        "src/hub.ts": "import { HubConnectionBuilder } from '@microsoft/signalr';\n"
        "export function openChat() { return new HubConnectionBuilder().withUrl('/chat').build(); }",
        "src/page.ts": "import { openChat } from './hub';\nconst c = openChat(); c.start(); // BAD",
        "src/other.ts": "// BAD",
    }
    assert [f.path for f in lint(files, rules=[word_rule])] == ["src/page.ts"]


def test_options_of_rules_come_from_the_configuration(word_rule: type[Rule]) -> None:
    config = Config(rules={"TEST401": {"word": "WORSE"}})
    assert [f.message for f in lint({"a.cs": "SignalR BAD WORSE"}, config, [word_rule])] == ["WORSE is a bad word"]


def test_a_file_over_the_limit_is_unreadable() -> None:
    text = "// SignalR\n" + "// filler\n" * 160_000
    found = lint({"Program.cs": HOST, "Large.cs": text})
    assert [(f.id, f.path, f.line) for f in found if f.id == "ASRS001"] == [("ASRS001", "Large.cs", 1)]


def test_stated_resources_are_part_of_the_model() -> None:
    config = Config(resources=(StatedResource("chat", "Classic"),))
    found = lint({"Program.cs": HOST}, config)
    assert ("ASRS301", "asrs-lint.toml") in [(f.id, f.path) for f in found]


def test_a_made_key_has_the_shape_of_one() -> None:
    assert len(access_key()) == 44
    assert access_key() == access_key()
