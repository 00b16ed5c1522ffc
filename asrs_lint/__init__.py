"""What the author of a rule imports.

The names are resolved on first use (PEP 562), so that `asrs-lint --version` imports nothing. To export one more, add
its import below; its module must stand in `_PUBLIC`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asrs_lint.dotnet.log_level import LogLevel as LogLevel
    from asrs_lint.dotnet.trace_listener import INFORMATION_EVENT as INFORMATION_EVENT
    from asrs_lint.dotnet.trace_listener import SOURCE_LEVELS as SOURCE_LEVELS
    from asrs_lint.dotnet.trace_listener import Diagnostics as Diagnostics
    from asrs_lint.dotnet.trace_listener import Listener as Listener
    from asrs_lint.dotnet.trace_listener import TraceDefect as TraceDefect
    from asrs_lint.dotnet.trace_listener import TraceFault as TraceFault
    from asrs_lint.dotnet.versions import at_least as at_least
    from asrs_lint.element import Attribute as Attribute
    from asrs_lint.element import Element as Element
    from asrs_lint.evidence import CERTAIN as CERTAIN
    from asrs_lint.evidence import Certainty as Certainty
    from asrs_lint.evidence import Note as Note
    from asrs_lint.facts.base import Fact as Fact
    from asrs_lint.facts.base import Unreadable as Unreadable
    from asrs_lint.facts.client import ClientBuilt as ClientBuilt
    from asrs_lint.facts.client import ClientLogging as ClientLogging
    from asrs_lint.facts.client import ConnectionStarted as ConnectionStarted
    from asrs_lint.facts.client import ConnectionStopped as ConnectionStopped
    from asrs_lint.facts.client import Escape as Escape
    from asrs_lint.facts.client import Flavour as Flavour
    from asrs_lint.facts.client import HandlerAdded as HandlerAdded
    from asrs_lint.facts.client import PolicyKind as PolicyKind
    from asrs_lint.facts.client import Reconnect as Reconnect
    from asrs_lint.facts.code import Call as Call
    from asrs_lint.facts.code import Context as Context
    from asrs_lint.facts.code import Function as Function
    from asrs_lint.facts.code import ModuleImported as ModuleImported
    from asrs_lint.facts.configuration import Setting as Setting
    from asrs_lint.facts.configuration import SettingsFile as SettingsFile
    from asrs_lint.facts.configuration import SettingsObject as SettingsObject
    from asrs_lint.facts.configuration import Source as Source
    from asrs_lint.facts.configuration import XmlConfiguration as XmlConfiguration
    from asrs_lint.facts.dotnet import PackageUsed as PackageUsed
    from asrs_lint.facts.dotnet import ProjectFile as ProjectFile
    from asrs_lint.facts.functions import BindingKind as BindingKind
    from asrs_lint.facts.functions import FunctionBinding as FunctionBinding
    from asrs_lint.facts.infrastructure import Expression as Expression
    from asrs_lint.facts.infrastructure import ModeChanged as ModeChanged
    from asrs_lint.facts.infrastructure import ResourceDeclared as ResourceDeclared
    from asrs_lint.facts.infrastructure import ResourceReferenced as ResourceReferenced
    from asrs_lint.facts.infrastructure import Tool as Tool
    from asrs_lint.facts.package import PackageReferenced as PackageReferenced
    from asrs_lint.facts.secret import KeyFound as KeyFound
    from asrs_lint.facts.server import HostBuilt as HostBuilt
    from asrs_lint.facts.server import HubDeclared as HubDeclared
    from asrs_lint.facts.server import HubMapped as HubMapped
    from asrs_lint.facts.server import LoggingCall as LoggingCall
    from asrs_lint.facts.server import RequestGuarded as RequestGuarded
    from asrs_lint.facts.server import ServiceAdded as ServiceAdded
    from asrs_lint.facts.server import ServiceUsedByRest as ServiceUsedByRest
    from asrs_lint.facts.server import TraceLevelSet as TraceLevelSet
    from asrs_lint.facts.server import UserIdTaken as UserIdTaken
    from asrs_lint.model.chaining import call_before as call_before
    from asrs_lint.model.chaining import call_behind as call_behind
    from asrs_lint.model.client_library import RETIRED_PACKAGES as RETIRED_PACKAGES
    from asrs_lint.model.client_library import ClientLibraries as ClientLibraries
    from asrs_lint.model.grade import Grade as Grade
    from asrs_lint.model.insertion import is_free as is_free
    from asrs_lint.model.insertion import json_member as json_member
    from asrs_lint.model.insertion import json_object as json_object
    from asrs_lint.model.insertion import xml_child as xml_child
    from asrs_lint.model.insertion import xml_first_child as xml_first_child
    from asrs_lint.model.insertion import xml_text as xml_text
    from asrs_lint.model.log_invalid import InvalidLevel as InvalidLevel
    from asrs_lint.model.log_invalid import invalid_levels as invalid_levels
    from asrs_lint.model.log_rules import ROOT_CATEGORY as ROOT_CATEGORY
    from asrs_lint.model.log_rules import Origin as Origin
    from asrs_lint.model.logging import Decision as Decision
    from asrs_lint.model.logging import LoggingPipeline as LoggingPipeline
    from asrs_lint.model.logging import Pipeline as Pipeline
    from asrs_lint.model.needs import mode_evidence as mode_evidence
    from asrs_lint.model.needs import needed_modes as needed_modes
    from asrs_lint.model.statements import statements_before as statements_before
    from asrs_lint.model.trace_edits import with_autoflush as with_autoflush
    from asrs_lint.model.trace_edits import with_information as with_information
    from asrs_lint.model.tracing import TraceSetup as TraceSetup
    from asrs_lint.model.tracing import TraceState as TraceState
    from asrs_lint.model.workspace import Application as Application
    from asrs_lint.model.workspace import Client as Client
    from asrs_lint.model.workspace import FunctionApp as FunctionApp
    from asrs_lint.model.workspace import Mode as Mode
    from asrs_lint.model.workspace import Project as Project
    from asrs_lint.model.workspace import Resource as Resource
    from asrs_lint.model.workspace import RestBackend as RestBackend
    from asrs_lint.model.workspace import Server as Server
    from asrs_lint.model.workspace import Workspace as Workspace
    from asrs_lint.rule import Edit as Edit
    from asrs_lint.rule import Fix as Fix
    from asrs_lint.rule import Problem as Problem
    from asrs_lint.rule import Rule as Rule
    from asrs_lint.rule import RuleMeta as RuleMeta
    from asrs_lint.rule import Safety as Safety
    from asrs_lint.scale import Confidence as Confidence
    from asrs_lint.scale import Severity as Severity
    from asrs_lint.source import Document as Document
    from asrs_lint.source import Located as Located
    from asrs_lint.source import Position as Position
    from asrs_lint.source import Span as Span
    from asrs_lint.suppression import SuppressedRule as SuppressedRule
    from asrs_lint.suppression import SuppressionRule as SuppressionRule
    from asrs_lint.suppression import SuppressionUse as SuppressionUse

__version__ = "0.1.0"

_PUBLIC = (
    "source",
    "scale",
    "element",
    "evidence",
    "facts.base",
    "facts.client",
    "facts.code",
    "facts.configuration",
    "facts.dotnet",
    "facts.functions",
    "facts.infrastructure",
    "facts.package",
    "facts.secret",
    "facts.server",
    "dotnet.log_level",
    "dotnet.trace_listener",
    "dotnet.versions",
    "model.chaining",
    "model.client_library",
    "model.grade",
    "model.insertion",
    "model.log_invalid",
    "model.log_rules",
    "model.logging",
    "model.needs",
    "model.statements",
    "model.trace_edits",
    "model.tracing",
    "model.workspace",
    "rule",
    "suppression",
)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        from importlib import import_module
        from importlib.machinery import PathFinder

        if name.startswith("__") or PathFinder.find_spec(name, __path__):  # a module: it is imported for this error
            raise AttributeError(name)

        for module in _PUBLIC:
            found = getattr(import_module(f"asrs_lint.{module}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
        raise AttributeError(f"module 'asrs_lint' has no attribute {name!r}")
