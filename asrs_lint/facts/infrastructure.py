"""Declared Azure SignalR resources in one record, whatever tool declares them (client.md C4).

Values that come through parameters, variables and modules are carried as expressions; `model.infrastructure` resolves
them.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from asrs_lint.facts.base import Fact
from asrs_lint.source import Span


class Tool(Enum):
    ARM = "ARM template"
    BICEP = "Bicep"
    AVM = "Azure Verified Module"
    TERRAFORM = "Terraform azurerm"
    AZAPI = "Terraform azapi"
    PULUMI_NATIVE = "Pulumi azure-native"
    PULUMI_CLASSIC = "Pulumi azure classic"
    SERVICE_OPERATOR = "Azure Service Operator"
    AZ_CLI = "az CLI"
    POWERSHELL = "Azure PowerShell"
    ASPIRE = ".NET Aspire"
    DEPLOYED = "az signalr show"
    CONFIGURED = "asrs-lint configuration"


class Expression(Struct, frozen=True):
    """A value as written. `value` when it is a literal (without quotes); `reference` when it is just a name
    (`parameters:serviceMode`, `variables:x`, `var:mode`, `local:mode`, `param:mode`); neither when it is more than
    that."""

    text: str
    span: Span
    value: str | None = None
    reference: str | None = None


class ResourceDeclared(Fact, frozen=True):
    """A resource of type Microsoft.SignalRService/SignalR (never Web PubSub, never `existing`). `span` is its first
    line (ARM: its `{`), `body` the whole declaration.

    `mode` is None when no mode is written. `logs` are the values of the switches for connectivity, messaging and HTTP
    request logs that are written, in every spelling of the tool. `opaque` says why parts of the declaration cannot be
    seen into (features from an unresolvable expression, a spread, an erroneous subtree): then absence proves nothing.
    `generated` for files that tools write (Visual Studio ServiceDependencies/*.arm.json, Bicep of .NET Aspire),
    `compiled` for a JSON template compiled from Bicep. `declarative` is False for scripts. `insert` is the end of a
    line behind which a property can be put in, `indent` the indentation of its neighbours. `features` is the place of
    the features list.
    """

    tool: Tool
    name: Expression | None
    mode: Expression | None
    logs: tuple[Expression, ...]
    body: Span
    sku: Expression | None = None
    api_version: str | None = None
    symbol: str | None = None
    opaque: str | None = None
    generated: bool = False
    compiled: bool = False
    declarative: bool = True
    conditional: bool = False
    insert: Span | None = None
    indent: str = ""
    features: Span | None = None


class ParameterDeclared(Fact, frozen=True):
    """A parameter, variable or local with its default or value. `kind` is parameters, variables, var, local or param,
    as in Expression.reference; the keys of an object have dotted names (`settings.mode`). Its scope is the file (ARM,
    Bicep) or the folder (Terraform)."""

    kind: str
    name: str
    value: Expression | None


class ParameterAssigned(Fact, frozen=True):
    """A value given from outside: ARM parameter file, .bicepparam, .tfvars. `target` is the repository-relative path
    of the template or folder it is for, when the file says so; else its name and folder decide."""

    name: str
    value: Expression
    target: str | None = None


class ModuleUsed(Fact, frozen=True):
    """A module of the repository: `source` is its repository-relative file (Bicep, ARM) or folder (Terraform)."""

    tool: Tool
    source: str
    arguments: tuple[tuple[str, Expression], ...]


class ModeChanged(Fact, frozen=True):
    """A later change of the mode by script: `az signalr update --service-mode`, `az resource update … features…`."""

    value: str | None
    name: str | None


class ResourceReferenced(Fact, frozen=True):
    """A reference to a service from infrastructure (`existing`, data source) or to its keys (listKeys,
    primary_connection_string)."""

    name: str | None
    symbol: str | None
