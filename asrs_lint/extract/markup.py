"""Scripts inside pages (HTML, Vue, Svelte, Razor, templates) and the SignalR packages their script tags load."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from asrs_lint.extract.script import extract_text
from asrs_lint.facts.base import Fact
from asrs_lint.facts.package import PackageReferenced
from asrs_lint.parse.html import ScriptElement, scripts
from asrs_lint.parse.template import blank_directives, blank_razor
from asrs_lint.source import Document, Span

_RAZOR = ("cshtml", "razor")
_DIRECTIVES = ("ejs", "hbs", "php", "jsp")
_TYPES = frozenset(
    {
        "",
        "module",
        "text/javascript",
        "application/javascript",
        "application/ecmascript",
        "text/ecmascript",
        "text/jsx",
        "text/babel",
        "text/typescript",
    }
)
_NPM = re.compile(r"(@(?:aspnet|microsoft)/signalr)(?:@([\w.^~-]+))?(?=[/?+]|$)")
_LIBRARY = re.compile(r"/(?P<vendor>aspnet|microsoft)-signalr/(?P<version>[\w.-]+)/")
_FOLDER = re.compile(r"(?:^|/)@?(?P<vendor>aspnet|microsoft)[/-]signalr/(?:[\w.-]+/)*signalr(?:\.min)?\.js(?:\?|$)")
_JQUERY = re.compile(
    r"jquery\.signalr(?:-(?P<version>\d[\w.]*?))?(?:\.min)?\.js|/signalr\.js/(?P<cdn>\d[\w.-]*)/", re.IGNORECASE
)


def extract(document: Document) -> Iterator[Fact]:
    """Script tags that load SignalR, and the facts of the scripts written into the page."""
    elements = _elements(document)
    for element in elements:
        yield from _loaded(element)
    for language, text in _written(document, elements):
        yield from extract_text(document, text, language)


def written_scripts(document: Document) -> Iterator[tuple[str, str]]:
    """Each language in which scripts are written into a page, with the page's text in which all else is blank."""
    return _written(document, _elements(document))


def _elements(document: Document) -> list[ScriptElement]:
    return list(scripts(document, razor=_extension(document) in _RAZOR))


def _written(document: Document, elements: list[ScriptElement]) -> Iterator[tuple[str, str]]:
    written = [e for e in elements if _is_script(e) and document.slice(e.body).strip()]
    for language in ("javascript", "typescript", "tsx"):
        bodies = [e.body for e in written if _language(e) == language]
        if bodies:
            yield language, only(document.text, bodies, _cleaner(_extension(document)))


def _extension(document: Document) -> str:
    return document.path.rsplit(".", 1)[-1].lower()


def _cleaner(extension: str) -> Callable[[str], str]:
    if extension in _RAZOR:
        return blank_razor
    return blank_directives if extension in _DIRECTIVES else str


def only(text: str, bodies: list[Span], clean: Callable[[str], str]) -> str:
    """The bodies at their places, everything else blank but for line ends. A semicolon behind each body keeps
    it apart from the next."""
    parts: list[str] = []
    at = 0
    for body in bodies:
        outside = _blank(text[at : body.start])
        parts += [(";" + outside[1:]) if at and outside else outside, clean(text[body.start : body.end])]
        at = body.end
    parts.append(_blank(text[at:]))
    return "".join(parts)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _is_script(element: ScriptElement) -> bool:
    return element.get("src") is None and (element.get("type") or "").strip().lower() in _TYPES


def _language(element: ScriptElement) -> str:
    told = (element.get("lang") or "").lower()
    if told == "tsx":
        return "tsx"
    return "typescript" if told in ("ts", "typescript") or element.get("type") == "text/typescript" else "javascript"


def _loaded(element: ScriptElement) -> Iterator[PackageReferenced]:
    source = element.get("src") or element.get("asp-fallback-src")
    name, version = package_of(source.replace("@@", "@")) if source else (None, None)
    if name is not None:
        yield PackageReferenced(element.tag, "script", name, version)


def package_of(source: str) -> tuple[str | None, str | None]:
    """The SignalR client an address of a script belongs to: a CDN's, or a copy in a folder named for it."""
    if found := _NPM.search(source):
        return found[1], found[2]
    if found := _LIBRARY.search(source):
        return f"@{found['vendor']}/signalr", found["version"]
    if found := _FOLDER.search(source):
        return f"@{found['vendor']}/signalr", None
    if found := _JQUERY.search(source):
        return "signalr", found["version"] or found["cdn"]
    return None, None
