"""Access keys of Azure SignalR in any text file: in connection strings however written, and alone (client.md C5, A14).

Every search is linear: fixed words are found in the lower-cased text, patterns are bounded and tried only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from msgspec import Struct

from asrs_lint.extract.secrets.plausibility import SHAPE, score
from asrs_lint.extract.secrets.reading import Reading, base64_readings, lowered, reading_of
from asrs_lint.facts.secret import KeyFound
from asrs_lint.source import Document

# Constant, so that equal keys look alike in every run; of our own, so that no public table of hashes knows the digest.
_SALT = b"asrs-lint access key\x00"

_LEFT, _RIGHT, _NEAR = 600, 400, 300  # characters looked at before and behind a key, and for its context
_SHORTEST = 16  # what is shorter cannot have the entropy that makes two points
_KEY = re.compile(r"accesskey\s{0,3}=\s{0,3}")
_VALUE = re.compile(r"[^;\"'`\s<>\\,&)\]|]{1,256}")
_ENDPOINT = re.compile(r"(?<![a-z])endpoint\s{0,3}=\s{0,3}https?://([^;/\s\"'`]{0,256})")
_STRING_END = re.compile(r"[\"'`]|(?<![;\s])\s{0,80}[\r\n]")
_LONE = re.compile(rf"(?<![A-Za-z0-9+/_\-.])(?:{SHAPE})(?![A-Za-z0-9+/=_])")
# In each of the two shapes stands something rare, so many characters behind its beginning.
_IN_LONE, _BEHIND = re.compile(r"=(?<=[A-Za-z0-9+/]{43}=)|JQQJ9"), {"=": 43, "JQQJ9": 52}
_WORD = re.compile(r"[A-Za-z_][\w:.\-]*")
_ACCESS_KEY = re.compile(r"(?:access|primary|secondary)[\-_. ]?key")
_SIGNALR_KEY = re.compile(r"signalr.*key|key.*signalr")

# Services whose keys look the same. Hosts first, then words that stand near their lone keys.
_OTHER_HOSTS = (
    ".webpubsub.azure.",
    ".communication.azure.",
    ".servicebus.",
    ".azconfig.",
    ".documents.azure.",
    ".azure-devices.",
    ".core.windows.",
    ".eventgrid.",
    ".cognitiveservices.",
    ".search.windows.",
)
_OTHER_WORDS = (
    "accountkey",
    "sharedaccess",
    "storage",
    "blob",
    "cosmos",
    "servicebus",
    "service_bus",
    "service bus",
    "eventhub",
    "event_hub",
    "eventgrid",
    "event_grid",
    "iothub",
    "iot_hub",
    "deviceid",
    "pubsub",
    "communication",
    "openai",
    "cognitive",
    "aws",
    "publickey",
    "public_key",
    "machinekey",
)
_NO_NAMES = ("key", "keys", "keyvalue", "keyvaluepair")
_SERVICE_HOSTS = re.compile(r"\.service\.signalr\.(?:net|us|azure\.(?:us|cn))\.?(?::\d+)?$")


class _Seen(Struct, frozen=True):
    start: int
    end: int
    key: str
    host: str | None
    form: str
    penalty: int = 0


def extract(document: Document) -> Iterable[KeyFound]:
    """Every value that may be an access key, those of other services left out; `score` says whether it looks real."""
    lower = lowered(document.text)
    context = "signalr" in lower or "signalr" in lowered(document.path)
    for reading in _readings(document.text, lower):
        for seen in _keys(reading, context):
            if fact := _fact(document, reading, seen):
                yield fact


def _readings(text: str, lower: str) -> Iterator[Reading]:
    if "accesskey" in lower or ("key" in lower and "signalr" in lower):
        yield reading_of(text, lower)
    yield from base64_readings(text)


def _keys(reading: Reading, context: bool) -> Iterator[_Seen]:
    context = context or "signalr" in reading.lower
    taken: set[int] = set()
    for seen in _in_connection_strings(reading, context):
        taken.add(seen.start)
        yield seen
    if context:
        yield from (seen for seen in _alone(reading) if seen.start not in taken)


def _in_connection_strings(reading: Reading, context: bool) -> Iterator[_Seen]:
    for hit in _KEY.finditer(reading.lower):
        value = _VALUE.match(reading.text, hit.end())
        key = value.group().rstrip(".") if value else ""
        if len(key) < _SHORTEST or _inside_word(reading.lower, hit.start()):
            continue
        end = hit.end() + len(key)
        host = _host(reading, hit.start(), end)
        if host is not None and _ours(host, context):
            yield _Seen(hit.end(), end, key, host, "connection-string")


def _inside_word(lower: str, at: int) -> bool:
    """`SharedAccessKey` is a key of Service Bus, Event Hubs or IoT Hub; the n of an escaped line end is no word."""
    return at > 0 and lower[at - 1].isalpha() and lower[max(0, at - 2)] != "\\"


def _host(reading: Reading, start: int, end: int) -> str | None:
    """The host of the endpoint that stands in the same string, before or behind the key."""
    before = reading.lower[max(0, start - _LEFT) : start]
    at = before.rfind("endpoint")
    begin = _string_start(before) if at >= 0 else 0
    while at >= begin:
        if found := _ENDPOINT.match(before, at):
            return found[1]
        at = before.rfind("endpoint", begin, at)
    behind = reading.lower[end : end + _RIGHT]
    if "endpoint" not in behind:
        return None
    cut = _STRING_END.search(behind)
    after = _ENDPOINT.search(behind, 0, cut.start() if cut else len(behind))
    return after[1] if after else None


def _string_start(before: str) -> int:
    """Behind the last quote or line end; a line end after `;` only folds the string."""
    begin = max(before.rfind(quote) for quote in "\"'`") + 1
    line = before.rfind("\n", begin)
    while line >= 0 and before[begin:line].rstrip().endswith(";"):
        line = before.rfind("\n", begin, line)
    return max(begin, line + 1)


def _ours(host: str, context: bool) -> bool:
    if _SERVICE_HOSTS.search(host):
        return True
    return context and not any(other in host for other in _OTHER_HOSTS)


def _alone(reading: Reading) -> Iterator[_Seen]:
    for hit in _lone_shapes(reading.text):
        name = _name_before(reading, hit.start())
        penalty = _strangeness(reading, hit.start(), name) if name else None
        if penalty is not None:
            yield _Seen(hit.start(), hit.end(), hit.group(), None, "lone-key", penalty)


def _lone_shapes(text: str) -> Iterator[re.Match[str]]:
    """What has the shape of a key, in order: two never overlap, since more of the same characters spoil the shape."""
    for hit in _IN_LONE.finditer(text):
        start = hit.start() - _BEHIND[hit.group()]
        if start >= 0 and (found := _LONE.match(text, start)):
            yield found


def _name_before(reading: Reading, at: int) -> str | None:
    """The nearest word with `key` in it before a value: on its line, else above (`- name: KEY` / `value: …`).

    A bare `key` counts only where SignalR is named on these lines: `"Jwt": { "Key": … }` is another's."""
    lines = reading.lower[max(0, at - 240) : at].split("\n")[-2:]
    for line in reversed(lines):
        words = [word for word in _WORD.findall(line) if "key" in word and word not in _NO_NAMES]
        if words:
            return str(words[-1])
    bare = '"key"' in lines[-1] and any("signalr" in line for line in lines)
    return "signalr key" if bare else None


def _strangeness(reading: Reading, at: int, name: str) -> int | None:
    """What the name costs: nothing if it says SignalR and key, 2 if only its surroundings do, None for another's."""
    if any(word in name.replace("-", "") for word in _OTHER_WORDS):
        return None
    if _SIGNALR_KEY.search(name):
        return 0
    near = reading.lower[max(0, at - _NEAR) : at + _NEAR]
    line = reading.lower[max(0, at - 120) : at]
    if not _ACCESS_KEY.search(name) or any(word in line for word in _OTHER_WORDS):
        return None
    if "signalr" not in near and reading.whole is None:  # a decoded value has nothing near it
        return None
    return 0 if "service.signalr." in near else 2


def _fact(document: Document, reading: Reading, seen: _Seen) -> KeyFound | None:
    known = seen.host is not None and bool(_SERVICE_HOSTS.search(seen.host))
    points = score(seen.key, seen.host, known, document.path) - seen.penalty
    if points < 2:
        return None
    digest = sha256(_SALT + seen.key.encode("utf-8", "replace")).hexdigest()[:8]
    span = document.span(*reading.original(seen.start, seen.end))
    return KeyFound(span, seen.host, points, digest, seen.form)
