"""The shape of a configuration as types, which are checked far faster than schema/config.json is imported and asked.

Only what does not fit is put to the schema, whose validator says what is wrong: every message is one of the schema.
What fits here must be valid there.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, convert

_Text = Annotated[str, Meta(min_length=1)]
_Texts = list[_Text]
_Date = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
_Severity = Literal["error", "warning", "info"]


class _Override(Struct, forbid_unknown_fields=True):
    paths: _Texts
    select: _Texts | UnsetType = UNSET
    ignore: _Texts | UnsetType = UNSET
    severity: dict[str, _Severity] | UnsetType = UNSET


class _Resource(Struct, forbid_unknown_fields=True):
    name: _Text
    mode: Literal["Default", "Serverless", "Classic"] | UnsetType = UNSET
    sku: _Text | UnsetType = UNSET


class _Suppress(Struct, forbid_unknown_fields=True):
    rule: _Text
    path: _Text | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    until: _Date | UnsetType = UNSET


class _Suppressions(Struct, forbid_unknown_fields=True, rename="kebab"):
    require_reason: bool | UnsetType = UNSET


class _Configuration(Struct, forbid_unknown_fields=True, rename="kebab"):
    extends: _Text | UnsetType = UNSET
    select: _Texts | UnsetType = UNSET
    ignore: _Texts | UnsetType = UNSET
    environments: _Texts | UnsetType = UNSET
    exclude: _Texts | UnsetType = UNSET
    fail_on: _Severity | UnsetType = UNSET
    assume_azure_signalr: bool | UnsetType = UNSET
    severity: dict[str, _Severity] | UnsetType = UNSET
    override: list[_Override] | UnsetType = UNSET
    rules: dict[str, dict[str, Any]] | UnsetType = UNSET
    resource: list[_Resource] | UnsetType = UNSET
    suppress: list[_Suppress] | UnsetType = UNSET
    suppressions: _Suppressions | UnsetType = UNSET


def fits(table: object) -> bool:
    """Whether a table, with its dates written out, is a configuration. A table that does not fit may be one even so:
    the schema decides."""
    try:
        convert(table, _Configuration)
    except (ValidationError, RecursionError):
        return False
    return True
