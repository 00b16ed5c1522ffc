"""The edits ASRS901 proposes, and the services none can be proposed for."""

from __future__ import annotations

import pytest
from asrs_lint_rules.infrastructure.disabled_resource_logs import DisabledResourceLogs

from asrs_lint.extract import arm, bicep, terraform
from asrs_lint.model.index import FactIndex
from asrs_lint.model.infrastructure import resources
from asrs_lint.model.workspace import Application, Workspace
from asrs_lint.rule import Problem
from asrs_lint.source import Document

EXTRACTORS = {"bicep": bicep.extract, "json": arm.extract, "tf": terraform.extract}


def problem(path: str, text: str) -> Problem:
    document = Document(path, text)
    facts = EXTRACTORS[path.rpartition(".")[2]](document)
    application = Application("", resources=tuple(resources(FactIndex.of_facts(facts))))
    (found,) = DisabledResourceLogs().check(Workspace({path: document}, [application], []))
    return found


def fixed(path: str, text: str) -> str | None:
    fix = problem(path, text).fix
    assert fix is not None
    if not fix.edits:
        return None
    (edit,) = fix.edits
    return text[: edit.span.start] + edit.text + text[edit.span.end :]


TEMPLATE = """{"resources": [{
  "type": "Microsoft.SignalRService/SignalR",
  "apiVersion": "2023-02-01",
  "name": "chat",
  "properties": {
    "cors": {}
  }
}]}
"""

FIXES: dict[str, tuple[str, str, str | None]] = {
    "terraform": (
        "a.tf",
        'resource "azurerm_signalr_service" "s" {\r\n  name = "chat" # the name\r\n  sku {\r\n  }\r\n}\r\n',
        'resource "azurerm_signalr_service" "s" {\r\n  name = "chat" # the name\r\n\r\n'
        "  connectivity_logs_enabled = true\r\n"
        "  sku {\r\n  }\r\n}\r\n",
    ),
    "terraform, off": (
        "a.tf",
        'resource "azurerm_signalr_service" "s" {\n  messaging_logs_enabled = false\n'
        "  connectivity_logs_enabled = false\n}\n",
        'resource "azurerm_signalr_service" "s" {\n  messaging_logs_enabled = false\n'
        "  connectivity_logs_enabled = true\n}\n",
    ),
    "terraform, provider 2": (
        "a.tf",
        'resource "azurerm_signalr_service" "s" {\n  name = "a"\n  features {\n    flag = "ServiceMode"\n'
        '    value = "Default"\n  }\n}\n',
        None,
    ),
    "terraform, on one line": ("a.tf", 'resource "azurerm_signalr_service" "s" { name = "chat" }\n', None),
    "bicep": (
        "a.bicep",
        "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n\tproperties: { // all\n\t\tcors: {}\n\t}\n}\n",
        "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n\tproperties: { // all\n\t\tcors: {}\n"
        "\t}\n}\n".replace(
            "{ // all",
            "{ // all\n\t\tresourceLogConfiguration: {\n\t\t\tcategories: [\n\t\t\t\t{\n"
            "\t\t\t\t\tname: 'ConnectivityLogs'\n"
            "\t\t\t\t\tenabled: 'true'\n\t\t\t\t}\n\t\t\t]\n\t\t}",
        ),
    ),
    "bicep, before resourceLogConfiguration": (
        "a.bicep",
        "resource s 'Microsoft.SignalRService/signalR@2020-05-01' = {\n  properties: {\n    cors: {}\n  }\n}\n",
        None,
    ),
    "bicep, no properties": (
        "a.bicep",
        "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n  name: 'chat'\n  location: 'x'\n}\n",
        None,
    ),
    "bicep, off": (
        "a.bicep",
        "resource s 'Microsoft.SignalRService/signalR@2020-05-01' = {\n  properties: {\n    features: [\n"
        "      { flag: 'EnableConnectivityLogs', value: 'False' }\n    ]\n  }\n}\n",
        "resource s 'Microsoft.SignalRService/signalR@2020-05-01' = {\n  properties: {\n    features: [\n"
        "      { flag: 'EnableConnectivityLogs', value: 'True' }\n    ]\n  }\n}\n",
    ),
    "bicep, off by a parameter": (
        "a.bicep",
        "param logs string = 'false'\nresource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n  properties: {\n"
        "    features: [\n      { flag: 'EnableConnectivityLogs', value: logs }\n    ]\n  }\n}\n",
        None,
    ),
    "arm": (
        "a.json",
        TEMPLATE,
        TEMPLATE.replace(
            '"properties": {',
            '"properties": {\n    "resourceLogConfiguration": {\n      "categories": [\n        {\n'
            '          "name": "ConnectivityLogs",\n          "enabled": "true"\n        }\n      ]\n    },',
        ),
    ),
    "arm, behind an empty line": (
        "a.json",
        TEMPLATE.replace('": {\n    "cors"', '": {\n\n    "cors"'),
        TEMPLATE.replace(
            '"properties": {',
            '"properties": {\n    "resourceLogConfiguration": {\n      "categories": [\n        {\n'
            '          "name": "ConnectivityLogs",\n          "enabled": "true"\n        }\n      ]\n    },\n',
        ),
    ),
    "arm, nothing to put it before": ("a.json", TEMPLATE.replace('    "cors": {}\n', "    // none\n"), None),
    "bicep, nothing to put it before": (
        "a.bicep",
        "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n  properties: {\n  }\n}\n",
        None,
    ),
    "arm, written by a tool": ("Properties/ServiceDependencies/p/signalr1.arm.json", TEMPLATE, None),
}


@pytest.mark.parametrize("name", FIXES)
def test_fix(name: str) -> None:
    path, text, expected = FIXES[name]
    after = fixed(path, text)
    assert after == expected
    if after is not None:
        document = Document(path, after)
        found = resources(FactIndex.of_facts(EXTRACTORS[path.rpartition(".")[2]](document)))
        assert [resource.logs for resource in found] == [True]
