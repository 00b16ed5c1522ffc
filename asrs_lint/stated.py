"""Resources that somebody states from outside the repository: [[resource]] of the configuration, `az signalr show`."""

from __future__ import annotations

from pathlib import Path

from asrs_lint.config import Config, StatedResource
from asrs_lint.facts.infrastructure import Expression, ResourceDeclared, Tool
from asrs_lint.source import Document, Span

Stated = tuple[Document, tuple[ResourceDeclared, ...]]


def configured(config: Config, root: Path) -> Stated:
    """The resources of the configuration, at their lines in its file."""
    path = Path(config.origin) if config.origin else root / "asrs-lint.toml"
    document = Document.decode(shown_path(path, root), path.read_bytes() if path.is_file() else b"")
    return document, tuple(_configured(resource, document) for resource in config.resources)


def deployed_in(file: Path, root: Path) -> Stated:
    """The services in what `az signalr show -o json` wrote. Raises OSError, and ValueError when it holds none."""
    from asrs_lint.extract import deployed

    document = Document.decode(shown_path(file, root), file.read_bytes())
    found = tuple(deployed.extract(document))
    if not found:
        raise ValueError(f"{file} is no output of `az signalr show -o json`")
    return document, found


def shown_path(path: Path, root: Path) -> str:
    """Relative to the root where it lies below it, else as it is."""
    whole = path.resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else path).as_posix()


def _configured(resource: StatedResource, document: Document) -> ResourceDeclared:
    start = document.offset(resource.line, 1)
    span = document.span(start, start + len(document.line_text(resource.line)))
    return ResourceDeclared(
        span=span,
        tool=Tool.CONFIGURED,
        name=_written(resource.name, span),
        mode=_written(resource.mode, span) if resource.mode else None,
        logs=(),
        body=span,
        sku=_written(resource.sku, span) if resource.sku else None,
        opaque=None if resource.mode else "the configuration does not state its mode",
        declarative=False,
    )


def _written(text: str, span: Span) -> Expression:
    return Expression(text, span, text)
