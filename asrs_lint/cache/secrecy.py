"""What may be kept: no facts of a file that holds a secret, or text that could be one.

Facts carry source text: arguments of calls, values of settings, elements of web.config. The test is coarse, for a file
whose facts are not kept is merely read again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from asrs_lint.cache.codec import Packed
from asrs_lint.cache.harmless import doubtful
from asrs_lint.facts.base import Fact
from asrs_lint.facts.secret import KeyFound

_WORDS = tuple(
    b"""
    password passwd passphrase pwd secret token credential signature sig= apikey api-key api_key accountkey accesskey
    access-key access_key privatekey private_key sharedkey shared_key masterkey master_key licensekey license_key
    signingkey encryptionkey jwtkey jwt:key authkey auth_key
    """.split()
)
# What follows such a word, in text of lower case in which `'` stands for every quotation mark of the source and `"`
# parts the values of JSON: a secret within a text (`password=…;`), a literal (`'apikey', '…'`), one given to a call.
_VALUE = (
    rb"(?:(?<==)|\w{0,20}=)[^\s\"',;&<>(){}$=]{2}"
    rb"|\w{0,20}['\])\s]{0,4}(?:=>|[=:,(]|\",\")\s{0,4}['`][^\s'`]{2}"
    rb"|\w{0,20}\",\"receiver\":(?:null|\"[^\"]{0,200}\"),\"arguments\":\[\"[$@]?['`]"
)
_ADDRESS = b"://"
_WITH_PASSWORD = rb"[^/\s:@\"']{0,80}:[^/\s@\"']{1,200}@"
# What keys, tokens and hashes are made of. Those of the service end in `=`; others are told from a path or a
# name by how short its words are.
_RUN = re.compile(rb"[A-Za-z\d+/_-]{32,}={0,2}")
_UUID = re.compile(rb"[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}")
_NAMED_UUID = re.compile(rb"(?:[A-Za-z]{2,20}[_-]){1,4}" + _UUID.pattern)
_HEXADECIMAL = re.compile(rb"[\da-f]{32}|[\dA-F]{32}")
_WORD_OF_NAME = re.compile(rb"[A-Z]?[a-z]+|[A-Z]+|\d+")
_RANDOM = 0.36  # words for each character: more than 0.4 in base64, less than 0.3 in paths and long names
# Given a name and nothing else: that of a secret in a vault, of a file of secrets, of a kind of tokens.
_ASKED = rb"(?:(?:get|require)secret(?:async|output|object)?|keyvaultsecret|addusersecrets|addtokenprovider)"
_NAME = rb"\$?'[\w.:/{}-]{1,80}'"
_ASKED_FOR = re.compile(
    rb"\b%b\(%b\)|\"%b\",\"receiver\":(?:null|\"[^\"]{0,200}\"),\"arguments\":\[\"%b\"\]"
    % (_ASKED, _NAME, _ASKED, _NAME)
)


def may_be_kept(facts: Sequence[Fact], packed: Packed) -> bool:
    """Whether facts of a file, here also as they are packed, tell no secret as far as anybody can see."""
    if any(isinstance(fact, KeyFound) for fact in facts):
        return False
    if any(_names_secret(text) for fact in facts for text in doubtful(fact)):
        return False
    return not any(_could_tell(kind, data) for kind, data in packed)


def tells_no_secret(data: bytes) -> bool:
    """Whether JSON may be kept whose texts were written for people."""
    return not _could_tell("", data)


def _names_secret(text: str) -> bool:
    """In XML and settings the name of a secret and its value stand apart."""
    told = text.replace("publickeytoken", "").encode("utf-8", "replace")
    return any(word in told for word in _WORDS)


def _could_tell(kind: str, data: bytes) -> bool:
    text = data.replace(b'\\"', b"'")
    lowered = text.lower().replace(b"publickeytoken", b"")
    if b"secret" in lowered or b"tokenprovider" in lowered:
        lowered = _ASKED_FOR.sub(b"", lowered)
    if any(_given(word).search(lowered) for word in (*_WORDS, _ADDRESS) if word in lowered):
        return True
    runs = (match[0] for match in _RUN.finditer(text))
    return any(_is_random(run) for run in runs if kind != "ProjectFile" or not _NAMED_UUID.fullmatch(run))


@cache
def _given(word: bytes) -> re.Pattern[bytes]:
    """A literal prefix makes it quick; each is compiled for the first file in which its word stands."""
    return re.compile(re.escape(word) + (_WITH_PASSWORD if word == _ADDRESS else b"(?:" + _VALUE + b")"))


def _is_random(run: bytes) -> bool:
    if run.endswith(b"=") and len(run) >= 40:
        return True
    if _UUID.fullmatch(run):
        return False
    return bool(_HEXADECIMAL.search(run)) or len(_WORD_OF_NAME.findall(run)) > _RANDOM * len(run)
