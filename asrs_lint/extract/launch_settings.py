"""Properties/launchSettings.json: the environment variables of each profile, which only local runs see."""

from __future__ import annotations

from collections.abc import Iterator

from asrs_lint.extract.appsettings import first_line, leaf_value, unreadable
from asrs_lint.extract.setting_keys import matters, names_service, split_key
from asrs_lint.facts.base import Fact
from asrs_lint.facts.configuration import Setting, SettingsFile, Source
from asrs_lint.parse.json import JsonMember, JsonObject, parse_json
from asrs_lint.source import Document


def extract(document: Document) -> Iterator[Fact]:
    """A Setting for each variable that matters, its service the profile's name."""
    parsed = parse_json(document)
    yield SettingsFile(first_line(document), Source.LAUNCH, None)
    yield from unreadable(parsed, document)
    profiles = parsed.root.get("profiles") if isinstance(parsed.root, JsonObject) else None
    for profile in profiles.members if isinstance(profiles, JsonObject) else ():
        variables = profile.value.get("environmentVariables") if isinstance(profile.value, JsonObject) else None
        for variable in variables.members if isinstance(variables, JsonObject) else ():
            yield from variable_setting(variable, Source.LAUNCH, profile.key)


def variable_setting(member: JsonMember, source: Source, service: str | None) -> Iterator[Setting]:
    """The Setting of an environment variable that is a member of a JSON object, if it matters."""
    keys, leaf = split_key(member.key), leaf_value(member.value)
    if leaf and (matters(keys) or names_service(leaf[1])):
        yield Setting(member.span, source, keys, leaf[1], leaf[0], member.key_span, member.value.span, service=service)
