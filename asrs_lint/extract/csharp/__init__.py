"""C#: everything asrs-lint sees in a .cs file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asrs_lint.extract.csharp.bindings import bindings
from asrs_lint.extract.csharp.clients import clients
from asrs_lint.extract.csharp.connections import Connections
from asrs_lint.extract.csharp.functions import functions
from asrs_lint.extract.csharp.lifetime import lifetime
from asrs_lint.extract.csharp.logging import logging
from asrs_lint.extract.csharp.management import management
from asrs_lint.extract.csharp.policies import retry_policies
from asrs_lint.extract.csharp.services import services
from asrs_lint.extract.csharp.tracing import tracing
from asrs_lint.extract.csharp.unit import Unit, read
from asrs_lint.extract.csharp.users import users
from asrs_lint.extract.csharp.walk import Walker
from asrs_lint.facts.base import Fact
from asrs_lint.source import Document


def extract(document: Document) -> Iterable[Fact]:
    """All facts of a C# file."""
    return facts(read(document))


def facts(unit: Unit) -> Iterator[Fact]:
    """All facts of a parsed unit: of a file, or of the C# in a Razor file."""
    program = Walker(unit).run()
    yield from functions(unit, program)
    yield from services(unit, program)
    yield from logging(unit, program)
    yield from tracing(unit, program)
    connections = Connections(unit, program)
    yield from clients(unit, program, connections)
    yield from lifetime(unit, program, connections)
    yield from retry_policies(unit, program)
    yield from bindings(unit, program)
    yield from management(unit, program)
    yield from users(unit, program)
