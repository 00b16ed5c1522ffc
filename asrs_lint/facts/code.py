"""Functions and what they call, in one shape for every language: the reconnect grade and the wiring of hosts rest on
it."""

from __future__ import annotations

from enum import Flag, auto

from msgspec import Struct

from asrs_lint.facts.base import Fact
from asrs_lint.source import Span


class Context(Flag):
    """Under what circumstances a call is made, as the syntax around it tells."""

    PLAIN = 0
    LOOP = auto()  # inside while/for/do, or a callback of a retry library or of setInterval
    FAILURE = auto()  # inside a catch block, or a callback for rejection (.catch, second argument of .then, .fail)
    TIMER = auto()  # deferred: setTimeout, Task.Delay before it, asyncAfter, Handler.postDelayed, asyncio.sleep …
    CONDITIONAL = auto()  # under an if/switch/ternary/&& or a preprocessor condition
    DEVELOPMENT = auto()  # only where the environment is Development (IsDevelopment(), #if DEBUG)
    AWAITED = auto()  # awaited, .then-ed, .Wait()-ed …
    HANDLED = auto()  # its failure is caught (try around it, .catch, .fail)


class Call(Struct, frozen=True):
    """One call. `receiver` is what stands before the last dot without `this.`/`self.`/`_`-neutral decoration:
    `this.connection?.start()` has receiver `connection`; `a.b.start()` has receiver `a.b`; a bare call has None.
    `arguments` are source texts, cut at 120 characters; in C# only those of names, members and short literals, the
    others are empty. A function passed by name to a timer or to a failure callback (`setTimeout(start, 5000)`,
    `.catch(retry)`) counts as a call of that function with the proper context.

    Calls are by far the most of what is known of a repository: nothing is kept of them that no link rests on."""

    name: str
    receiver: str | None
    arguments: tuple[str, ...]
    span: Span
    context: Context = Context.PLAIN


class Function(Fact, frozen=True):
    """A function, method, lambda or top-level code. `calls` holds those of nested anonymous functions too (their
    context added), not those of nested named functions. `span` is the whole function: an anonymous handler is found by
    it. `name` is None for an anonymous function that is bound to no name, `""` for the top level of a file.
    `parameters` are their names; `owner` is the class, struct, component or module object around it."""

    name: str | None
    owner: str | None
    parameters: tuple[str, ...]
    calls: tuple[Call, ...]
    exported: bool = False


class ModuleImported(Fact, frozen=True):
    """An import: JS `import {names} from source` / `require`, Python `from source import names`."""

    source: str
    names: tuple[str, ...]
