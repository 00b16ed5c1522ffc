"""What every reader of infrastructure sees: tool, mode, logs, and where."""

from __future__ import annotations

from importlib import import_module

import pytest

from asrs_lint.facts.base import Fact
from asrs_lint.facts.infrastructure import (
    Expression,
    ModeChanged,
    ModuleUsed,
    ResourceDeclared,
    ResourceReferenced,
    Tool,
)
from asrs_lint.source import Document


def facts(reader: str, path: str, text: str) -> list[Fact]:
    return list(import_module(f"asrs_lint.extract.{reader}").extract(Document(path, text)))


def shown(value: Expression | None) -> str | None:
    return None if value is None else value.value or value.reference or f"?{value.text}"


def row(fact: ResourceDeclared, text: str) -> tuple[object, ...]:
    mode = fact.mode
    assert mode is None or mode.text in text[mode.span.start : mode.span.end]
    line = text.count("\n", 0, fact.span.start) + 1
    return fact.tool, line, shown(fact.name), shown(mode), [shown(log) for log in fact.logs], fact.opaque


def arm(properties: str, more: str = "") -> str:
    return (
        '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", '
        + more
        + '"resources": [\n{"type": "Microsoft.SignalRService/signalr", "apiVersion": "2023-02-01", "name": "chat", '
        + f'"properties": {properties}}}]}}'
    )


SERVERLESS = '{"features": [{"flag": "ServiceMode", "value": "Serverless"}]}'

CASES: dict[str, tuple[str, str, str, list[tuple[object, ...]]]] = {
    "arm": ("arm", "a.json", arm(SERVERLESS), [(Tool.ARM, 2, "chat", "Serverless", [], None)]),
    "arm, comments and nothing set": ("arm", "a.json", arm("{ /* x */ }"), [(Tool.ARM, 2, "chat", None, [], None)]),
    "arm, a parameter": (
        "arm",
        "a.json",
        arm('{"features": [{"flag": "ServiceMode", "value": "[parameters(\'mode\')]"}]}'),
        [(Tool.ARM, 2, "chat", "parameters:mode", [], None)],
    ),
    "arm, features in a variable": (
        "arm",
        "a.json",
        arm(
            '{"features": "[variables(\'f\')]"}', '"variables": {"f": [{"flag": "ServiceMode", "value": "Default"}]}, '
        ),
        [(Tool.ARM, 2, "chat", "Default", [], None)],
    ),
    "arm, features in a parameter": (
        "arm",
        "a.json",
        arm('{"features": "[parameters(\'f\')]"}'),
        [(Tool.ARM, 2, "chat", None, [], "its features come from [parameters('f')]")],
    ),
    "arm, log categories": (
        "arm",
        "a.json",
        arm('{"resourceLogConfiguration": {"categories": [{"name": "MessagingLogs", "enabled": "true"}]}}'),
        [(Tool.ARM, 2, "chat", None, ["true"], None)],
    ),
    "arm, symbolic names": (
        "arm",
        "a.json",
        '{"languageVersion": "2.0", "resources": {"a": {"type": "Microsoft.SignalRService/SignalR", "name": "a"},'
        ' "b": {"existing": true, "type": "Microsoft.SignalRService/SignalR", "name": "b"}}}',
        [(Tool.ARM, 1, "a", None, [], None)],
    ),
    "arm, an inner template": (
        "arm",
        "a.json",
        '{"resources": [{"type": "Microsoft.Resources/deployments", "properties": {'
        '"expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"m": {"value": "Classic"}}, "template": {'
        '"parameters": {"m": {}, "n": {"defaultValue": "inner"}}, "resources": [{"type": '
        '"Microsoft.SignalRService/SignalR", "name": "[parameters(\'n\')]", "properties": {"features": [{"flag": '
        '"ServiceMode", "value": "[parameters(\'m\')]"}]}}]}}}]}',
        [(Tool.ARM, 1, "inner", "Classic", [], None)],
    ),
    "arm, Web PubSub": (
        "arm",
        "a.json",
        '{"resources": [{"type": "Microsoft.SignalRService/WebPubSub"}, {"type": "Microsoft.SignalRService/SignalR",'
        ' "kind": "RawWebSockets"}, {"type": "Microsoft.SignalRService/SignalR/replicas"}]}',
        [],
    ),
    "bicep": (
        "bicep",
        "a.bicep",
        "param mode string\nparam logs bool = true\nresource s 'Microsoft.SignalRService/SignalR@2023-02-01' = {\n"
        "  name: 'chat'\n  properties: {\n    features: [\n      { flag: 'ServiceMode', value: mode }\n"
        "      { flag: 'EnableConnectivityLogs', value: string(logs) }\n    ]\n  }\n}\n",
        [(Tool.BICEP, 3, "chat", "param:mode", ["param:logs"], None)],
    ),
    "bicep, features in a variable": (
        "bicep",
        "a.bicep",
        "var f = [\n { flag: 'ServiceMode', value: 'Default' }\n]\n"
        "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n  properties: { features: f }\n}\n",
        [(Tool.BICEP, 4, None, "Default", [], None)],
    ),
    "bicep, computed features": (
        "bicep",
        "a.bicep",
        "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n  properties: { features: concat(a, b) }\n}\n",
        [(Tool.BICEP, 1, None, None, [], "its features come from concat(a, b)")],
    ),
    "bicep, a ternary": (
        "bicep",
        "a.bicep",
        "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n  properties: {\n    features: [\n      {\n"
        "        flag: 'ServiceMode' // 'Classic'\n        value: a ? 'Default' : 'Classic'\n      }\n    ]\n  }\n}\n",
        [(Tool.BICEP, 1, None, "?a ? 'Default' : 'Classic'", [], None)],
    ),
    "bicep, existing": (
        "bicep",
        "a.bicep",
        "resource s 'Microsoft.SignalRService/signalR@2023-02-01' existing = {\n  name: 'chat'\n}\n",
        [],
    ),
    "the verified module": (
        "bicep",
        "a.bicep",
        "module s 'br/public:avm/res/signal-r-service/signal-r:0.9.0' = {\n  params: {\n    name: 'chat'\n"
        "    features: [{ flag: 'ServiceMode', value: 'Default' }]\n    resourceLogConfigurationsToEnable: []\n  }\n}\n"
        "module w 'br/public:avm/res/signal-r-service/web-pub-sub:0.9.0' = {\n  params: {}\n}\n",
        [(Tool.AVM, 1, "chat", "Default", ["false"], None)],
    ),
    "terraform": (
        "terraform",
        "a.tf",
        'resource "azurerm_signalr_service" "s" {\n  name = local.name\n  service_mode = "${var.mode}"\n'
        "  connectivity_logs_enabled = false\n  messaging_logs_enabled = var.logs\n}\n"
        'data "azurerm_signalr_service" "d" {\n  name = "other"\n}\n',
        [(Tool.TERRAFORM, 1, "local:name", "var:mode", ["false", "var:logs"], None)],
    ),
    "terraform, provider 2": (
        "terraform",
        "a.tf",
        'resource "azurerm_signalr_service" "s" {\n  name = "chat"\n  features {\n    flag = "ServiceMode"\n'
        '    value = "Serverless"\n  }\n  features {\n    flag = "EnableMessagingLogs"\n    value = "True"\n  }\n}\n',
        [(Tool.TERRAFORM, 1, "chat", "Serverless", ["True"], None)],
    ),
    "terraform, dynamic features": (
        "terraform",
        "a.tf",
        'resource "azurerm_signalr_service" "s" {\n  name = "chat"\n  dynamic "features" {\n    for_each = var.f\n'
        "  }\n}\n",
        [(Tool.TERRAFORM, 1, "chat", None, [], "its features hold a dynamic block")],
    ),
    "terraform, a commented mode": (
        "terraform",
        "a.tf",
        'resource "azurerm_signalr_service" "s" {\n  name = "chat"\n  # service_mode = "Classic"\n}\n',
        [(Tool.TERRAFORM, 1, "chat", None, [], None)],
    ),
    "azapi": (
        "terraform",
        "a.tf",
        'resource "azapi_resource" "s" {\n  type = "Microsoft.SignalRService/signalR@2023-02-01"\n  name = "chat"\n'
        '  body = {\n    properties = {\n      features = [{ flag = "ServiceMode", value = "Default" }]\n    }\n'
        "  }\n}\n",
        [(Tool.AZAPI, 1, "chat", "Default", [], None)],
    ),
    "pulumi, C#": (
        "pulumi",
        "a.cs",
        'using Pulumi.AzureNative.SignalRService;\nvar s = new SignalR("s", new SignalRArgs {\n'
        '  ResourceName = "chat",\n'
        '  Features = { new SignalRFeatureArgs { Flag = FeatureFlags.ServiceMode, Value = "Default" } } });',
        [(Tool.PULUMI_NATIVE, 2, "chat", "Default", [], None)],
    ),
    "pulumi, C#, arguments from elsewhere": (
        "pulumi",
        "a.cs",
        'using Pulumi.AzureNative.SignalRService;\nvar s = new SignalR("s", Arguments());',
        [(Tool.PULUMI_NATIVE, 2, None, None, [], "its arguments are built elsewhere")],
    ),
    "pulumi, TypeScript": (
        "pulumi",
        "a.ts",
        'import * as signalrservice from "@pulumi/azure-native/signalrservice";\n'
        'new signalrservice.SignalR("s", { features: [{ flag: "ServiceMode", value: mode }, { flag: '
        '"EnableConnectivityLogs", value: "true" }] });',
        [(Tool.PULUMI_NATIVE, 2, None, "?mode", ["true"], None)],
    ),
    "pulumi, TypeScript, a spread": (
        "pulumi",
        "a.ts",
        'import { SignalR } from "@pulumi/azure-native/signalrservice";\nnew SignalR("s", { ...common });',
        [(Tool.PULUMI_NATIVE, 2, None, None, [], "its properties hold a spread")],
    ),
    "pulumi, classic": (
        "pulumi",
        "a.ts",
        'import * as azure from "@pulumi/azure";\n'
        'new azure.signalr.Service("s", { name: "chat", serviceMode: "Classic" });',
        [(Tool.PULUMI_CLASSIC, 2, "chat", "Classic", [], None)],
    ),
    "pulumi, Python": (
        "pulumi",
        "a.py",
        "from pulumi_azure_native import signalrservice\n"
        "name = 'ä'; s = signalrservice.SignalR('s', resource_name='chat',"
        " features=[signalrservice.SignalRFeatureArgs(flag='ServiceMode', value='Default')])\n",
        [(Tool.PULUMI_NATIVE, 2, "chat", "Default", [], None)],
    ),
    "pulumi, YAML": (
        "pulumi",
        "Pulumi.yaml",
        "runtime: yaml # pulumi\nresources:\n  chat:\n    type: azure-native:signalrservice:SignalR\n    properties:\n"
        "      resourceName: chat\n      features:\n        - flag: ServiceMode\n          value: Serverless\n",
        [(Tool.PULUMI_NATIVE, 3, "chat", "Serverless", [], None)],
    ),
    "service operator": (
        "service_operator",
        "a.yaml",
        "apiVersion: signalrservice.azure.com/v1api20211001\nkind: SignalR\nmetadata:\n  name: chat\nspec:\n"
        "  features:\n    - flag: ServiceMode\n      value: Classic\n---\nkind: SignalR\napiVersion: other/v1\n",
        [(Tool.SERVICE_OPERATOR, 1, "chat", "Classic", [], None)],
    ),
    "az": (
        "commands",
        "a.sh",
        'MODE="Serverless"\n# az signalr create --name no\necho "az signalr create --name no"\n'
        "az signalr create \\\n  -n chat --sku=Free_F1 \\\n  --service-mode $MODE | tee log\n",
        [(Tool.AZ_CLI, 4, "chat", "variables:mode", [], None)],
    ),
    "az in a folded scalar": (
        "commands",
        "a.yml",
        "steps:\n  - run: >\n      az signalr create\n      --name chat\n      --service-mode Default\n  - run: echo\n",
        [(Tool.AZ_CLI, 3, "chat", "Default", [], None)],
    ),
    "powershell": (
        "commands",
        "a.ps1",
        "New-AzSignalR -ResourceGroupName g `\n  -Name chat `\n  -ServiceMode 'Classic'\nNew-AzSignalR @settings\n",
        [
            (Tool.POWERSHELL, 1, "chat", "Classic", [], None),
            (Tool.POWERSHELL, 4, None, None, [], "its arguments come from a variable"),
        ],
    ),
    "aspire": (
        "aspire",
        "AppHost.cs",
        "var builder = DistributedApplication.CreateBuilder(args);\n"
        'var s = builder.AddAzureSignalR("chat", AzureSignalRServiceMode.Serverless).RunAsEmulator();\n'
        'builder.AddAzureSignalR("plain");\nservices.AddSignalR().AddAzureSignalR("not a resource");\n'
        'builder.AddAzureSignalR("old").AsExisting(a, b);\n',
        [
            (Tool.ASPIRE, 2, "chat", "Serverless", [], None),
            (Tool.ASPIRE, 3, "plain", None, [], None),
            (Tool.ASPIRE, 5, "old", None, [], "it uses a service that exists already"),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_declared(name: str) -> None:
    reader, path, text, expected = CASES[name]
    found = [fact for fact in facts(reader, path, text) if isinstance(fact, ResourceDeclared)]
    assert [row(fact, text) for fact in found] == expected


CHANGES = {
    "az signalr update -n chat --service-mode Default\n": ("Default", "chat"),
    "az resource update \\\n --resource-type Microsoft.SignalRService/SignalR --name $N \\\n"
    " --set properties.features[flag=ServiceMode].value=Serverless\n": ("Serverless", "$N"),
    "Update-AzSignalR -Name chat -ServiceMode $mode\n": (None, "chat"),
}


@pytest.mark.parametrize("text", CHANGES)
def test_changes(text: str) -> None:
    found = [fact for fact in facts("commands", "a.sh", text) if isinstance(fact, ModeChanged)]
    assert [(fact.value, fact.name) for fact in found] == [CHANGES[text]]


def test_a_command_without_arguments() -> None:
    assert facts("commands", "a.sh", "az resource update; az signalr update\naz deployment group create\n") == []


def test_other_updates_change_no_mode() -> None:
    text = "az resource update --resource-type Microsoft.Web/sites --set properties.features[0].value=Classic\n"
    assert facts("commands", "a.sh", text) == []


def test_generated_and_compiled_templates_are_told() -> None:
    generated = facts("arm", "Properties/ServiceDependencies/x/signalr1.arm.json", arm("{}"))
    compiled = facts("arm", "main.json", arm("{}", '"metadata": {"_generator": {"name": "bicep"}}, '))
    assert [(f.generated, f.compiled) for f in [*generated, *compiled] if isinstance(f, ResourceDeclared)] == [
        (True, False),
        (False, True),
    ]


def test_modules_name_their_files() -> None:
    bicep = facts("bicep", "infra/main.bicep", "module m '../shared/s.bicep' = {\n  params: { mode: 'Default' }\n}\n")
    terraform = facts("terraform", "infra/main.tf", 'module "m" {\n  source = "./s"\n  mode = var.mode\n}\n')
    linked = facts(
        "arm",
        "infra/a.json",
        '{"$schema": "deploymentTemplate.json", "resources": [{"type": "Microsoft.Resources/deployments", '
        '"properties": '
        '{"templateLink": {"uri": "[uri(deployment().properties.templateLink.uri, \'nested/s.json\')]"}, "parameters": '
        '{"mode": {"value": "Classic"}}}}]}',
    )
    used = [f for f in [*bicep, *terraform, *linked] if isinstance(f, ModuleUsed)]
    assert [(f.source, [(name, shown(value)) for name, value in f.arguments]) for f in used] == [
        ("shared/s.bicep", [("mode", "Default")]),
        ("infra/s", [("mode", "var:mode")]),
        ("infra/nested/s.json", [("mode", "Classic")]),
    ]


def test_references() -> None:
    bicep = "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n}\noutput k string = s.listKeys().x\n"
    terraform = 'output "c" {\n  value = azurerm_signalr_service.s.primary_connection_string\n}\n'
    found = [*facts("bicep", "a.bicep", bicep), *facts("terraform", "a.tf", terraform)]
    assert [f.symbol for f in found if isinstance(f, ResourceReferenced)] == ["s", "s"]


@pytest.mark.parametrize(
    ("reader", "path"),
    [("arm", "a.json"), ("bicep", "a.bicep"), ("terraform", "a.tf"), ("commands", "a.sh"), ("pulumi", "a.py")],
)
@pytest.mark.parametrize(
    "unit", ["az signalr create '", '{"a":[', "${", "signalrservice.SignalR(pulumi_azure_native", "\\\n"]
)
def test_hostile_text(reader: str, path: str, unit: str) -> None:
    facts(reader, path, "Microsoft.SignalRService/SignalR pulumi\n" + unit * 3000)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f\n"])
def test_lines_of_python_end_where_those_of_its_document_do(end: str) -> None:
    text = f'from pulumi_azure_native import signalrservice{end}x = "é"{end}s = signalrservice.SignalR("s", sku=None)\n'
    if end == "\r":  # no line end for a document: what follows stands on the same line
        text = text.replace("signalrservice\r", "signalrservice;\r").replace('"é"\r', '"é";\r')
    (found,) = facts("pulumi", "__main__.py", text)
    assert Document("__main__.py", text).slice(found.span).startswith("signalrservice.SignalR(")
