"""What the mode and the logs of a service come to, through every way a value can take."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import pytest

from asrs_lint.extract.registry import readers_of
from asrs_lint.model.index import FactIndex
from asrs_lint.model.infrastructure import resources
from asrs_lint.model.workspace import Resource
from asrs_lint.scale import Confidence
from asrs_lint.source import Document

READERS = ("arm", "bicep", "terraform", "pulumi", "service_operator", "commands", "aspire", "deployed")


def modelled(files: Mapping[str, str]) -> list[Resource]:
    facts = [
        fact
        for path, text in files.items()
        for reader in ([r.module for r in readers_of(path)] if not path.startswith("stated") else ["deployed"])
        if reader in READERS
        for fact in import_module(f"asrs_lint.extract.{reader}").extract(Document(path, text))
    ]
    return resources(FactIndex.of_facts(facts))


def mode_of(resource: Resource, files: Mapping[str, str]) -> tuple[object, ...] | None:
    """Value, where it stands, and how sure."""
    mode = resource.mode
    if mode is None:
        return None
    line = files[mode.span.path].count("\n", 0, mode.span.start) + 1
    return mode.value, f"{mode.span.path}:{line}", str(mode.certainty.confidence)


BICEP = """param serviceMode string
resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {
  name: 'chat'
  properties: {
    features: [
      { flag: 'ServiceMode', value: serviceMode }
    ]
  }
}
"""
WITH_DEFAULT = BICEP.replace("string\n", "string = 'Default'\n", 1)
TERRAFORM = """variable "mode" {
  default = "Default"
}
resource "azurerm_signalr_service" "s" {
  name         = "chat"
  service_mode = var.mode
}
"""
SETTINGS = """variable "settings" {
  type = object({ mode = string })
}
resource "azurerm_signalr_service" "s" {
  name         = "chat"
  service_mode = var.settings.mode
}
"""


def caller(mode: str) -> str:
    return "module m 'signalr.bicep' = {\n  params: {\n    serviceMode: " + mode + "\n  }\n}\n"


def parameters(mode: str) -> str:
    return '{"$schema": "…/deploymentParameters.json#", "parameters": {"serviceMode": {"value": "' + mode + '"}}}'


def template(parameter: str) -> str:
    return (
        '{"$schema": "…/deploymentTemplate.json#", "parameters": {"serviceMode": {' + parameter + '}}, "resources": ['
        '{"type": "Microsoft.SignalRService/SignalR", "name": "chat", "properties": {"features": ['
        '{"flag": "ServiceMode", "value": "[parameters(\'serviceMode\')]"}]}}]}'
    )


MODES: dict[str, tuple[dict[str, str], tuple[object, ...] | None]] = {
    "a parameter without a value": ({"signalr.bicep": BICEP}, (None, "signalr.bicep:6", "low")),
    "a parameter's default": ({"signalr.bicep": WITH_DEFAULT}, ("Default", "signalr.bicep:1", "medium")),
    "a caller passes it": (
        {"signalr.bicep": BICEP, "main.bicep": caller("'Serverless'")},
        ("Serverless", "main.bicep:3", "high"),
    ),
    "a caller leaves the default": (
        {"signalr.bicep": WITH_DEFAULT, "main.bicep": "module m 'signalr.bicep' = {\n  params: {}\n}\n"},
        ("Default", "signalr.bicep:1", "high"),
    ),
    "a caller passes its own variable": (
        {"signalr.bicep": BICEP, "main.bicep": "var x = 'Classic'\n" + caller("x")},
        ("Classic", "main.bicep:1", "high"),
    ),
    "a caller passes what it is given": (
        {
            "signalr.bicep": BICEP,
            "main.bicep": "param x string\n" + caller("x"),
            "main.bicepparam": "using 'main.bicep'\nparam x = 'Classic'\n",
        },
        ("Classic", "main.bicepparam:2", "high"),
    ),
    "callers differ": (
        {"signalr.bicep": BICEP, "a.bicep": caller("'Default'"), "b.bicep": caller("'Serverless'")},
        (None, "a.bicep:3", "low"),
    ),
    "callers agree": (
        {"signalr.bicep": BICEP, "a.bicep": caller("'default'"), "b.bicep": caller("'Default'")},
        ("Default", "a.bicep:3", "high"),
    ),
    "modules that call each other": (
        {"signalr.bicep": BICEP + caller("serviceMode")},
        (None, "signalr.bicep:6", "low"),
    ),
    "a parameter file in a folder of its own": (
        {"signalr.bicep": WITH_DEFAULT, "parameters/signalr.prod.json": parameters("Classic")},
        ("Classic", "parameters/signalr.prod.json:1", "high"),
    ),
    "a parameter file of the only template near by": (
        {
            "signalr.bicep": BICEP,
            "main.bicep": "param serviceMode string\n" + caller("serviceMode"),
            "prod.json": parameters("Classic"),
        },
        ("Classic", "prod.json:1", "high"),
    ),
    "a parameter file far away": (
        {"infra/signalr.bicep": WITH_DEFAULT, "other/parameters.json": parameters("Classic")},
        ("Default", "infra/signalr.bicep:1", "medium"),
    ),
    "a parameter file by its name": (
        {"signalr.bicep": WITH_DEFAULT, "signalr.parameters.json": parameters("Classic")},
        ("Classic", "signalr.parameters.json:1", "high"),
    ),
    "a parameter file filled in by azd": (
        {"signalr.bicep": WITH_DEFAULT, "signalr.parameters.json": parameters("${MODE}")},
        (None, "signalr.parameters.json:1", "low"),
    ),
    "a parameter file with a default for azd": (
        {"signalr.bicep": WITH_DEFAULT, "signalr.parameters.json": parameters("${MODE=Serverless}")},
        ("Serverless", "signalr.parameters.json:1", "high"),
    ),
    "the command that deploys": (
        {
            "infra/signalr.bicep": WITH_DEFAULT,
            "infra/deploy.sh": "az deployment group create -g g --template-file signalr.bicep"
            " --parameters serviceMode=Serverless # Microsoft.SignalRService\n",
        },
        ("Serverless", "infra/deploy.sh:1", "high"),
    ),
    "ARM, a default": (
        {"azuredeploy.json": template('"defaultValue": "Serverless"')},
        ("Serverless", "azuredeploy.json:1", "medium"),
    ),
    "ARM, a parameter file": (
        {"azuredeploy.json": template(""), "azuredeploy.parameters.json": parameters("Classic")},
        ("Classic", "azuredeploy.parameters.json:1", "high"),
    ),
    "ARM, a parameter file of another template": (
        {
            "signalr.json": template(""),
            "sql.bicep": "param serviceMode string\n",
            "sql.parameters.json": parameters("Classic"),
        },
        (None, "signalr.json:1", "low"),
    ),
    "Terraform, a default": ({"main.tf": TERRAFORM}, ("Default", "main.tf:2", "medium")),
    "Terraform, terraform.tfvars": (
        {"main.tf": TERRAFORM, "terraform.tfvars": 'mode = "Serverless"\n'},
        ("Serverless", "terraform.tfvars:1", "high"),
    ),
    "Terraform, a file for one environment": (
        {"main.tf": TERRAFORM, "terraform.tfvars": 'mode = "Serverless"\n', "env/prod.tfvars": 'mode = "Classic"\n'},
        ("Classic", "env/prod.tfvars:1", "high"),
    ),
    "Terraform, a module": (
        {
            "m/main.tf": TERRAFORM,
            "main.tf": 'module "m" {\n  source = "./m"\n  mode   = local.mode\n}\n',
            "l.tf": 'locals {\n  mode = "Classic"\n}\n',
        },
        ("Classic", "l.tf:2", "high"),
    ),
    "Terraform, an object": (
        {"main.tf": SETTINGS, "terraform.tfvars": 'settings = {\n  mode = "Classic"\n}\n'},
        ("Classic", "terraform.tfvars:2", "high"),
    ),
    "Terraform, an object passed on": (
        {
            "m/main.tf": SETTINGS,
            "main.tf": 'variable "s" {}\nmodule "m" {\n  source = "./m"\n  settings = var.s\n}\n',
            "x.auto.tfvars": 's = { mode = "Serverless" }\n',
        },
        ("Serverless", "x.auto.tfvars:1", "high"),
    ),
    "Terraform, an object without that key": (
        {"main.tf": SETTINGS, "terraform.tfvars": "settings = {}\n"},
        (None, "main.tf:6", "low"),
    ),
    "Terraform's own default": (
        {"main.tf": 'resource "azurerm_signalr_service" "s" {\n  name = "chat"\n}\n'},
        ("Default", "main.tf:1", "high"),
    ),
    "no mode": (
        {"a.bicep": "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n  name: 'a'\n  location: 'x'\n}\n"},
        None,
    ),
    "no mode in the verified module": (
        {"a.bicep": "module s 'br/public:avm/res/signal-r-service/signal-r:0.9.0' = {\n  params: { name: 'a' }\n}\n"},
        ("Serverless", "a.bicep:1", "high"),
    ),
    "features without a mode in the verified module": (
        {
            "a.bicep": "module s 'br/public:avm/res/signal-r-service/signal-r:0.9.0' = {\n"
            "  params: { features: [] }\n}\n"
        },
        None,
    ),
    "features that cannot be seen": (
        {
            "a.bicep": "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n"
            "  properties: { features: f() }\n}\n"
        },
        (None, "a.bicep:1", "low"),
    ),
    "a value that is no mode": (
        {"main.tf": 'resource "azurerm_signalr_service" "s" {\n  service_mode = "serverless "\n}\n'},
        (None, "main.tf:2", "low"),
    ),
    "az": ({"a.sh": "az signalr create -n chat\n"}, ("Default", "a.sh:1", "high")),
    "az with a default of the script": (
        {"a.sh": "MODE=${MODE:-Classic}\naz signalr create -n chat --service-mode $MODE\n"},
        ("Classic", "a.sh:1", "medium"),
    ),
    "changed later": (
        {"a.sh": "az signalr create -n $N\naz signalr update --name ${N} --service-mode Serverless\n"},
        ("Serverless", "a.sh:2", "high"),
    ),
    "changed before": (
        {"a.sh": "az signalr update -n chat --service-mode Classic\naz signalr create -n chat\n"},
        ("Default", "a.sh:2", "high"),
    ),
    "PowerShell without a mode": ({"a.ps1": "New-AzSignalR -Name chat\n"}, None),
    "stated from outside": (
        {
            "main.tf": TERRAFORM,
            "stated.json": '[{"name": "chat", "features": [{"flag": "ServiceMode", "value": "Serverless"}]}]',
        },
        ("Serverless", "stated.json:1", "high"),
    ),
}


@pytest.mark.parametrize("name", MODES)
def test_mode(name: str) -> None:
    files, expected = MODES[name]
    found = modelled(files)
    assert [mode_of(resource, files) for resource in found] == [expected]


def test_alternatives_are_kept() -> None:
    files = {"main.tf": TERRAFORM, "env/a.tfvars": 'mode = "Classic"\n', "env/b.tfvars": 'mode = "Default"\n'}
    mode = modelled(files)[0].mode
    assert mode is not None and mode.value is None
    assert [(one.value, one.span.path) for one in mode.alternatives] == [
        ("Classic", "env/a.tfvars"),
        ("Default", "env/b.tfvars"),
    ]


def test_the_chain_leads_to_the_resource() -> None:
    files = {"signalr.bicep": BICEP, "main.bicep": "param x string = 'Default'\n" + caller("x")}
    mode = modelled(files)[0].mode
    assert mode is not None
    assert [(note.span.path, note.message) for note in mode.chain] == [
        ("main.bicep", "the value comes from parameter x"),
        ("signalr.bicep", "the value comes from parameter serviceMode"),
    ]
    assert mode.certainty.because == "parameter x can be given another value at deployment"


def test_a_template_compiled_from_bicep_is_not_listed_beside_it() -> None:
    compiled = template('"defaultValue": "Classic"').replace("{", '{"metadata": {"_generator": {"name": "bicep"}}, ', 1)
    assert len(modelled({"main.json": compiled})) == 1
    assert [r.declared.span.path for r in modelled({"main.json": compiled, "main.bicep": BICEP})] == ["main.bicep"]


def test_a_generated_template_is_less_sure() -> None:
    found = modelled({"Properties/ServiceDependencies/p/signalr1.arm.json": template('"defaultValue": "Default"')})
    assert [resource.certainty.confidence for resource in found] == [Confidence.MEDIUM]


def logs(value: str) -> dict[str, str]:
    feature = "{ flag: 'EnableConnectivityLogs', value: " + value + " }"
    text = (
        "resource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n  properties: { features: ["
        + feature
        + "] }\n}\n"
    )
    return {"a.bicep": "param on bool = true\nparam off bool = false\nparam free string\n" + text}


LOGS: dict[str, tuple[dict[str, str], bool | None]] = {
    "on": (logs("'True'"), True),
    "off": (logs("'false'"), False),
    "on by default": (logs("string(on)"), True),
    "off by default": (logs("string(off)"), False),
    "not in the repository": (logs("free"), None),
    "computed": (logs("on ? 'true' : 'false'"), None),
    "nothing written": ({"main.tf": TERRAFORM}, False),
    "the verified module": (
        {"a.bicep": "module s 'br/public:avm/res/signal-r-service/signal-r:0.9.0' = {\n  params: {}\n}\n"},
        True,
    ),
    "the verified module, none chosen": (
        {
            "a.bicep": "module s 'br/public:avm/res/signal-r-service/signal-r:0.9.0' = {\n"
            "  params: { resourceLogConfigurationsToEnable: [] }\n}\n"
        },
        False,
    ),
    "a script": ({"a.sh": "az signalr create -n chat\n"}, None),
}


@pytest.mark.parametrize("name", LOGS)
def test_logs(name: str) -> None:
    files, expected = LOGS[name]
    assert [resource.logs for resource in modelled(files)] == [expected]


def test_a_body_that_only_names_a_resource_creates_none() -> None:
    """`@existing` on a line of its own, as people write it who mean the keyword."""
    text = "@existing\nresource s 'Microsoft.SignalRService/signalR@2023-02-01' = {\n  name: signalRName\n}\n"
    assert modelled({"a.bicep": text}) == []
