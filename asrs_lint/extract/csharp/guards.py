"""What demands an authenticated caller for endpoints of other files: policies, filters and middleware."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asrs_lint.extract.csharp.scopes import Program
from asrs_lint.extract.csharp.tree import LEFT, RIGHT, arguments
from asrs_lint.extract.csharp.unit import Unit
from asrs_lint.facts.server import RequestGuarded

_FILTER = re.compile(r"\bnew\s+(?:\w+\.)*AuthorizeFilter\b|typeof\(\s*\w*Authoriz\w*\s*\)")
_MIDDLEWARE = re.compile(r"(?i)auth|jwt|token|apikey")
_ENDPOINTS = re.compile(r"\bMap(?:Controllers|ControllerRoute|DefaultControllerRoute|Group)\b")


def guards(unit: Unit, program: Program) -> Iterator[RequestGuarded]:
    """None of them tells its paths: each may cover everything in its application."""
    for site in program.assignments:
        left, right = site.node.child_by_field_id(LEFT), site.node.child_by_field_id(RIGHT)
        if left is not None and right is not None and unit.text(left).endswith("FallbackPolicy"):
            if unit.text(right) in ("null", "default"):
                continue
            yield RequestGuarded(unit.span(site.node), ())
    for site in program.called("Add", "SetFallbackPolicy"):
        receiver = unit.text(site.receiver) if site.receiver is not None else ""
        filtering = receiver.endswith("Filters") and any(
            _FILTER.search(unit.text(a.value)) for a in arguments(site.node)
        )
        if filtering or site.name == "SetFallbackPolicy":
            yield RequestGuarded(unit.span(site.node), ())
    for site in program.called("RequireAuthorization"):
        if site.receiver is not None and _ENDPOINTS.search(unit.text(site.receiver)[:400]):
            yield RequestGuarded(unit.span(site.node), ())
    for site in program.called("UseMiddleware", "UseWhen"):
        if any(_MIDDLEWARE.search(unit.text(kind)) for kind in site.type_arguments):
            yield RequestGuarded(unit.span(site.node), ())
