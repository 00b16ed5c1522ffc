from __future__ import annotations

import pytest

from asrs_lint.extract.functions_json import extract
from asrs_lint.facts.base import Unreadable
from asrs_lint.facts.configuration import Setting, SettingsObject, Source
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.source import Document

NEGOTIATE = """{
  %s
  "bindings": [
    { "authLevel": "Anonymous", "type": "httpTrigger", "methods": ["POST"], "route": "hub/negotiate" },
    { "type": "http", "direction": "out", "name": "res" },
    {
      "type": "signalRConnectionInfo", "direction": "in", "name": "info", // the client
      "hubName": "chat", "userId": "{headers.x-user}", "connectionStringSetting": "SignalR"
    }
  ]
}"""


def test_a_binding_and_the_http_trigger_beside_it() -> None:
    source = Document("api/negotiate/function.json", NEGOTIATE % '"scriptFile": "../dist/negotiate/index.js",')
    (binding,) = extract(source)
    assert isinstance(binding, FunctionBinding)
    assert (binding.kind, binding.language, binding.model) == (BindingKind.INFO, "javascript", "v3")
    assert (binding.function, binding.route, binding.methods) == ("negotiate", "hub/negotiate", ("post",))
    assert binding.auth == "anonymous"
    assert [f and (f.value, source.slice(f.span)) for f in (binding.hub, binding.user_id, binding.connection)] == [
        ("chat", '"chat"'),
        ("{headers.x-user}", '"{headers.x-user}"'),
        ("SignalR", '"SignalR"'),
    ]


@pytest.mark.parametrize(
    ("script", "language", "model"),
    [
        ('"scriptFile": "__init__.py",', "python", "v1"),
        ('"scriptFile": "../app.jar",', "java", "java"),
        ('"scriptFile": "run.csx",', "csharp", "in-process"),
        ("", "javascript", "v3"),
    ],
)
def test_the_script_tells_the_language(script: str, language: str, model: str) -> None:
    (binding,) = extract(Document("negotiate/function.json", NEGOTIATE % script))
    assert isinstance(binding, FunctionBinding)
    assert (binding.language, binding.model) == (language, model)


def test_triggers_and_outputs_without_http() -> None:
    text = """{"bindings": [
      {"type": "SignalRTrigger", "hubName": "h", "category": "connections", "event": "connected"},
      {"type": "signalR", "direction": "out", "hubName": "%Hub%"}, {"type": "timerTrigger"}]}"""
    trigger, output = extract(Document("f/function.json", text))
    assert isinstance(trigger, FunctionBinding) and isinstance(output, FunctionBinding)
    assert (trigger.kind, trigger.category, trigger.event) == (BindingKind.TRIGGER, "connections", "connected")
    assert (output.kind, output.auth, output.connection) == (BindingKind.OUTPUT, None, None)


def test_an_http_trigger_without_a_level_asks_for_a_function_key() -> None:
    text = '{"bindings": [{"type": "httpTrigger"}, {"type": "signalRConnectionInfo"}]}'
    (binding,) = extract(Document("f/function.json", text))
    assert isinstance(binding, FunctionBinding)
    assert (binding.auth, binding.methods, binding.route, binding.hub) == ("function", (), None, None)


def test_functions_without_signalr_are_not_ours_even_when_broken() -> None:
    assert list(extract(Document("f/function.json", '{"bindings": [{"type": "blob"}'))) == []
    broken = '{"bindings": [{"type": "signalR" "hubName": "h"}]}'
    assert [type(fact) for fact in extract(Document("f/function.json", broken))] == [FunctionBinding, Unreadable]


def test_host_json_whole() -> None:
    text = '{"version": "2.0", "logging": {"logLevel": {"default": "Warning"}}, "extensionBundle": {"version": "4"}}'
    found = list(extract(Document("host.json", text)))
    assert {f.key: f.value for f in found if isinstance(f, Setting)} == {
        "version": "2.0",
        "logging:logLevel:default": "Warning",
        "extensionBundle:version": "4",
    }
    objects = [f.keys for f in found if isinstance(f, SettingsObject)]
    assert objects == [(), ("logging",), ("logging", "logLevel"), ("extensionBundle",)]


def test_values_of_local_settings_are_environment_variables() -> None:
    text = """{"IsEncrypted": false, "Host": {"CORS": "*"}, "ConnectionStrings": {"Sql__A": "x"},
      "Values": {"FUNCTIONS_WORKER_RUNTIME": "node", "Azure__SignalR:Hub": "h", "Empty": ""}}"""
    found = [f for f in extract(Document("local.settings.json", text)) if isinstance(f, Setting)]
    assert {f.source for f in found} == {Source.LOCAL}
    assert {f.keys: f.value for f in found} == {
        ("Host", "CORS"): "*",
        ("ConnectionStrings", "Sql__A"): "x",
        ("FUNCTIONS_WORKER_RUNTIME",): "node",
        ("Azure", "SignalR", "Hub"): "h",
        ("Empty",): "",
    }


def test_a_sample_of_local_settings_is_not_loaded() -> None:
    text = '{"Values": {"AzureSignalRConnectionString": ""}}'
    (setting,) = [f for f in extract(Document("local.settings.sample.json", text)) if isinstance(f, Setting)]
    assert (setting.source, setting.key) == (Source.JSON, "AzureSignalRConnectionString")
