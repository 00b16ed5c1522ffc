"""SignalR clients as they are written: builders, handlers, starts and stops."""

from __future__ import annotations

from enum import Enum, Flag, auto

from msgspec import Struct

from asrs_lint.facts.base import Fact
from asrs_lint.facts.code import Context
from asrs_lint.source import Located, Span


class Flavour(Enum):
    CORE = "ASP.NET Core SignalR"
    ASPNET = "ASP.NET SignalR"


class Escape(Flag):
    """Ways in which a connection or its builder leaves the code at hand."""

    NONE = 0
    RETURNED = auto()  # the builder or connection is returned by the enclosing function
    EXPORTED = auto()  # the symbol is exported, public or static
    PASSED = auto()  # the *builder* (not the built connection) is passed to code that may add to it
    OPTIONS = auto()  # options of the connection (url, transport, logger) are built elsewhere or spread
    COMPUTED = auto()  # a method of the builder is computed or unknown: it may add whatever a builder can


class PolicyKind(Enum):
    DEFAULT = "default"  # no argument: the library's own delays
    DELAYS = "delays"  # a list of delays
    POLICY = "policy"  # an object, function or class that decides
    UNKNOWN = "unknown"  # an argument that cannot be seen into


class Reconnect(Struct, frozen=True):
    """The automatic reconnect of a builder. `delays` are milliseconds, when written out; `infinite` is None when it
    cannot be told; `conditional` when it is added under an `if` only. `policy` is the class that decides, when it is
    named: a RetryPolicyDeclared of another file may tell whether it is infinite."""

    kind: PolicyKind
    span: Span
    delays: tuple[int, ...] | None = None
    infinite: bool | None = None
    conditional: bool = False
    policy: str | None = None


class RetryPolicyDeclared(Fact, frozen=True):
    """A class that decides about reconnecting (`IRetryPolicy` of .NET). `infinite`: it has no way to return null."""

    name: str
    infinite: bool


class ClientBuilt(Fact, frozen=True):
    """One builder expression (`new HubConnectionBuilder()…build()`), or for ASP.NET SignalR one connection object
    (`$.connection.hub`, `$.hubConnection(…)`, `new HubConnection(…)`). `span` starts at the builder.

    `language` is one of javascript, csharp, java, kotlin, swift, dart, go, python. `library` is the package as
    client.md A4 names it, when it can be told. `symbol` is the variable, field or property that keeps the connection,
    without `this.`. `url` is the literal; `url_text` the source of the expression when it is none. `build` is the
    place of the `.build` call (from its dot), where a call can be inserted before. `framework` names who else owns the
    lifetime (blazor, react-use-signalr …). `short_lived`: used within one call of
    a function only, which stops it or ends after its one answer.
    """

    language: str
    flavour: Flavour
    library: str | None = None
    symbol: str | None = None
    function: str | None = None
    owner: str | None = None
    url: Located[str] | None = None
    url_text: str | None = None
    reconnect: Reconnect | None = None
    stateful: bool = False
    logging: Located[str] | None = None
    skip_negotiation: Span | None = None
    build: Span | None = None
    escapes: Escape = Escape.NONE
    framework: str | None = None
    short_lived: bool = False


class HandlerAdded(Fact, frozen=True):
    """A handler for an event of a connection: `connection.onclose(f)`, `Closed += f`, `.disconnected(f)`.

    `event` is one of close, reconnecting, reconnected, error, state, slow. (`.disconnected` of ASP.NET SignalR is
    close.) The handler is either named (`target`: a function or method name) or written in place (`body`: the span of
    its Function).
    """

    event: str
    receiver: str | None
    target: str | None = None
    body: Span | None = None
    function: str | None = None
    owner: str | None = None


class ConnectionStarted(Fact, frozen=True):
    """A start of a connection. `guarded` is the text of the condition when a state check stands before it (`if (state
    !== Connected) await c.start()`)."""

    receiver: str | None
    function: str | None
    owner: str | None
    context: Context = Context.PLAIN
    flavour: Flavour = Flavour.CORE
    guarded: str | None = None


class ConnectionStopped(Fact, frozen=True):
    receiver: str | None
    function: str | None
    owner: str | None


class ClientLogging(Fact, frozen=True):
    """Client-side logging switched on outside the builder: `$.connection.hub.logging = true`, TraceWriter, an SLF4J
    binding."""

    what: str


class ServiceUrlWritten(Fact, frozen=True):
    """A literal `https://….service.signalr.net…` in a script, wherever it stands. `span` is the text without quotes,
    `name` the variable or property that keeps it: a client whose `url_text` reads that name may connect there
    (client.md CN client-direct-service-url)."""

    value: str
    name: str | None
    function: str | None = None
