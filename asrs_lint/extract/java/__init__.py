"""Java: the SignalR client, Azure Functions annotations, and negotiate endpoints written by hand."""

from __future__ import annotations

from collections.abc import Iterable

from asrs_lint.extract.java.bindings import bindings
from asrs_lint.extract.java.client import DIALECT
from asrs_lint.extract.java.reading import JAVA
from asrs_lint.extract.java.rest import rest
from asrs_lint.extract.outline.clients import clients
from asrs_lint.extract.outline.functions import functions
from asrs_lint.extract.outline.nesting import Nesting
from asrs_lint.extract.outline.tree import outline
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientLogging
from asrs_lint.source import Document


def extract(document: Document) -> Iterable[Fact]:
    nesting = Nesting(outline(document, JAVA))
    yield from functions(nesting)
    yield from clients(nesting, DIALECT)
    yield from _logging(nesting)
    yield from bindings(document)
    yield from rest(nesting, document)


def _logging(nesting: Nesting) -> Iterable[ClientLogging]:
    """`System.setProperty("org.slf4j.simpleLogger…")`: an SLF4J binding is set up in code."""
    for call in nesting.outline.calls:
        if call.name == "setProperty" and call.arguments and "org.slf4j" in call.arguments[0].text:
            yield ClientLogging(nesting.outline.span(call.start, call.end), "SLF4J")
