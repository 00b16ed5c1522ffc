"""Names to look for in files that are not read yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set
from hashlib import blake2b

from msgspec import Struct, field

from asrs_lint.extract.literals import none, search_for

_UNTOLD = "-"  # stands for names that are not kept
_LANGUAGES = {
    "cs": "dotnet", "razor": "dotnet", "cshtml": "dotnet",
    "js": "web", "jsx": "web", "ts": "web", "tsx": "web", "mjs": "web", "cjs": "web", "mts": "web", "cts": "web",
    "html": "web", "htm": "web", "vue": "web", "svelte": "web", "java": "jvm", "kt": "jvm", "kts": "jvm",
}  # fmt: skip


class Wanted(Struct, frozen=True):
    """Names to look for, and the files that give them, by language."""

    names: dict[str, tuple[bytes, ...]]
    givers: Mapping[str, Set[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names)

    def questions(self) -> dict[str, str]:
        """By language. Questions are kept with their answers, and no name is that could be a secret."""
        return {language: _question(language, b" ".join(names)) for language, names in self.names.items()}

    def search(self) -> Callable[[str, bytes], bool]:
        """Tells of a file, by its path and bytes, whether one of the names stands in it as a whole word."""
        searches = {language: search_for(names) for language, names in self.names.items()}

        def stand_in(path: str, data: bytes) -> bool:
            language = language_of(path)
            stands = searches[language](data) if language in searches else none
            return stands is not none and any(stands(n) and _is_word(n, data) for n in self.names[language])

        return stand_in


def _is_word(name: bytes, data: bytes) -> bool:
    return re.search(rb"(?<![\w$])" + re.escape(name) + rb"(?![\w$])", data) is not None


def language_of(path: str) -> str:
    suffix = path.rpartition(".")[2].lower()
    return _LANGUAGES.get(suffix, suffix)


def asked_for(questions: Iterable[str]) -> Wanted | None:
    """The names that these questions were about; None where some were not kept."""
    names: dict[str, tuple[bytes, ...]] = {}
    for language, *asked in (question.split(" ") for question in questions):
        if asked[:1] == [_UNTOLD]:
            return None
        names[language] = (*names.get(language, ()), *(name.encode() for name in asked))
    return Wanted(names)


def _question(language: str, names: bytes) -> str:
    from asrs_lint.cache.secrecy import tells_no_secret

    if tells_no_secret(names):
        return f"{language} {names.decode()}"
    return f"{language} {_UNTOLD} {blake2b(names, digest_size=16).hexdigest()}"
