"""How a comment is written in a file, so that whoever reads the file takes it for one."""

from __future__ import annotations

import re

from msgspec import Struct

from asrs_lint.extract.razor import is_member_code
from asrs_lint.parse.comments import comments_in, syntax_of
from asrs_lint.source import Document


class Form(Struct, frozen=True):
    """`behind`: may stand behind code on a line. `between_tags`: only where no tag is open."""

    opener: str
    closer: str = ""
    behind: bool = True
    between_tags: bool = False


_SLASHES, _HASH = Form("// "), Form("# ")
_LINE_OF_ITS_OWN = Form("# ", behind=False)
_ANGLES = Form("<!-- ", " -->", between_tags=True)
_FORMS = {
    **dict.fromkeys(("csharp", "java", "kotlin", "swift", "c", "fsharp"), (_SLASHES,)),
    **dict.fromkeys(("javascript", "typescript", "tsx"), (_SLASHES, Form("{/* ", " */}"))),
    "script": (_SLASHES,),
    **dict.fromkeys(("hcl", "python", "shell", "powershell"), (_HASH,)),
    **dict.fromkeys(("lines", "ini"), (_LINE_OF_ITS_OWN,)),
    "batch": (Form("rem ", behind=False),),
    "basic": (Form("' "),),
    "sql": (Form("-- "),),
    "xml": (_ANGLES,),
    "page": (_SLASHES, _ANGLES),
    "mustache": (_SLASHES, Form("{{!-- ", " --}}", between_tags=True)),
}  # fmt: skip
# A server page is `//` in its scripts and text elsewhere; only some kinds have comments that no browser gets to see.
_SERVER_PAGES = re.compile(r".*\.(jspx?|aspx|master|ascx)")
# In a variable file of a shell or Docker what stands behind a value is part of it.
_YAML = re.compile(r".*\.ya?ml")
# The configuration of .NET skips comments (JsonConfigurationFileParser), and so does `dotnet run`. Others are strict,
# or were: npm; Azure CLI for ARM templates; Azure Functions, which ignored a whole host.json for one comment
# (https://github.com/Azure/azure-functions-host/issues/9583); VS Code with local.settings.json
# (https://github.com/microsoft/vscode-azurefunctions/issues/2359). A file that holds a comment has no strict reader.
_COMMENTED_JSON = re.compile(r"appsettings(\..*)?\.json|launchsettings\.json|.*\.jsonc|.*\.json5")
_SPECIAL_TO_BATCH = frozenset("%^&|<>")


def forms_for(document: Document, offset: int, reason: str) -> tuple[Form, ...]:
    """The forms to try in turn at a place; none where a comment would not be safe."""
    syntax = syntax_of(document.path)
    name = document.path.rpartition("/")[2].lower()
    if syntax == "json":
        tolerant = _COMMENTED_JSON.fullmatch(name) or comments_in(document)
        return (_SLASHES,) if tolerant else ()
    if syntax == "hash":
        return (_HASH if _YAML.fullmatch(name) else _LINE_OF_ITS_OWN,)
    if syntax == "razor":
        return (_SLASHES if is_member_code(document, offset) else Form("@* ", " *@", between_tags=True),)
    if syntax == "server":
        return (Form("<%-- ", " --%>", between_tags=True),) if _SERVER_PAGES.fullmatch(name) else ()
    if syntax == "batch" and not _SPECIAL_TO_BATCH.isdisjoint(reason):
        return ()
    return _FORMS.get(syntax or "", ())
