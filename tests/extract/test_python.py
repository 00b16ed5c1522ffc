"""Python: signalrcore and pysignalr clients, bindings of Azure Functions v2, and negotiate endpoints."""

from __future__ import annotations

from typing import TypeVar

import pytest

from asrs_lint.extract.python import extract
from asrs_lint.facts.base import Fact
from asrs_lint.facts.client import ClientBuilt, ClientLogging, ConnectionStarted, HandlerAdded, PolicyKind
from asrs_lint.facts.code import Context, Function, ModuleImported
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.facts.server import RequestGuarded, ServiceUsedByRest, UserIdTaken
from asrs_lint.source import Document

F = TypeVar("F", bound=Fact)
CORE = "from signalrcore.hub_connection_builder import HubConnectionBuilder\n"


def of(text: str, kind: type[F]) -> list[F]:
    return [f for f in extract(Document("a.py", text)) if isinstance(f, kind)]


def only(text: str, kind: type[F]) -> F:
    found = of(text, kind)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "chain",
    [
        "HubConnectionBuilder().with_url('u').build()",
        "HubConnectionBuilder() \\\n    .with_url('u') \\\n    .build()",
        "(HubConnectionBuilder()\n    .with_url('u')  # here\n    .build())",
    ],
)
def test_builder_chains(chain: str) -> None:
    built = only(f"{CORE}hub = {chain}\n", ClientBuilt)
    assert (built.symbol, built.library, built.reconnect) == ("hub", "signalrcore", None)
    assert built.url is not None and built.url.value == "u"
    assert built.build is not None and (CORE + f"hub = {chain}\n")[built.build.start :].startswith(".build()")


@pytest.mark.parametrize(
    ("settings", "kind", "infinite", "delays"),
    [
        ('{"type": "raw", "reconnect_interval": 5}', "policy", True, None),
        ('{"type": "raw", "max_attempts": None}', "policy", True, None),
        ('{"type": "raw", "reconnect_interval": 5, "max_attempts": 2}', "delays", False, (5000, 5000)),
        ('{"type": "interval", "intervals": [1, 2.5]}', "delays", False, (1000, 2500)),
        ('{"type": kind}', "unknown", None, None),
        ("settings", "unknown", None, None),
    ],
)
def test_automatic_reconnect(settings: str, kind: str, infinite: bool | None, delays: tuple[int, ...] | None) -> None:
    text = f"{CORE}c = HubConnectionBuilder().with_url(u).with_automatic_reconnect({settings}).build()\n"
    reconnect = only(text, ClientBuilt).reconnect
    assert reconnect is not None
    assert (reconnect.kind, reconnect.infinite, reconnect.delays) == (PolicyKind(kind), infinite, delays)


def test_options_of_the_builder() -> None:
    text = (
        CORE + 'c = HubConnectionBuilder().with_url(u, {"skip_negotiation": True}).configure_logging(DEBUG).build()\n'
    )
    built = only(text, ClientBuilt)
    assert built.skip_negotiation is not None and text[built.skip_negotiation.start :].startswith(
        '"skip_negotiation": True'
    )
    assert built.logging is not None and built.logging.value == "DEBUG"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('url = f"{base}/hub"', 'f"{base}/hub"'),
        ('url = answer["url"].replace("https", "wss")', "url"),
        ("url = one\nurl = two", "url"),
    ],
)
def test_the_source_of_an_address(given: str, told: str) -> None:
    built = only(f"{CORE}{given}\nc = HubConnectionBuilder().with_url(url).build()\n", ClientBuilt)
    assert (built.url, built.url_text) == (None, told)


def test_pysignalr_reconnects_by_itself() -> None:
    text = "from pysignalr.client import SignalRClient\nclient = SignalRClient('u')\n"
    text += "async def main():\n    await client.run()\n"
    built = only(text, ClientBuilt)
    assert built.reconnect is not None
    assert (built.reconnect.kind, built.reconnect.infinite) == (PolicyKind.DEFAULT, None)
    assert only(text, ConnectionStarted).context & Context.AWAITED


def test_another_builder_of_that_name_is_no_client() -> None:
    assert not of("from other import HubConnectionBuilder\nc = HubConnectionBuilder().build()\n", ClientBuilt)


def test_handlers_and_starts() -> None:
    text = (
        f"{CORE}class Chat:\n    def open(self):\n        self.hub = HubConnectionBuilder().with_url(u).build()\n"
        "        self.hub.on_close(self.again)\n        self.hub.on_close(lambda: self.hub.start())\n"
        "    def again(self):\n        while True:\n            try:\n                self.hub.start()\n"
        "            except Exception:\n                time.sleep(5)\n"
    )
    named, written = of(text, HandlerAdded)
    assert (named.event, named.receiver, named.target, named.owner) == ("close", "hub", "again", "Chat")
    assert written.body is not None and text[written.body.start :].startswith("lambda: self.hub.start()")
    looping = next(f for f in of(text, ConnectionStarted) if f.function == "again")
    assert looping.context & (Context.LOOP | Context.HANDLED) == Context.LOOP | Context.HANDLED


def test_a_retry_decorator_is_a_loop() -> None:
    text = f"{CORE}@retry(wait=wait_fixed(5))\ndef connect():\n    hub.start()\n"
    assert only(text, ConnectionStarted).context & Context.LOOP


def test_other_things_that_start_are_no_connections() -> None:
    assert not of(f"{CORE}Thread(target=work).start()\napp.run()\n", ConnectionStarted)


def test_functions_imports_and_loggers() -> None:
    text = 'from .hub import connection, start\nimport a.b\nlogging.getLogger("SignalRCoreClient").setLevel(1)\n'
    assert [(f.source, f.names) for f in of(text, ModuleImported)] == [(".hub", ("connection", "start")), ("a.b", ())]
    assert only(text, ClientLogging).what == "SignalRCoreClient"
    assert [c.name for c in only(text, Function).calls] == ["getLogger", "setLevel"]


def test_bindings_of_functions() -> None:
    text = (
        "import azure.functions as func\nHUB = 'chat'\nbp = func.Blueprint()\n"
        "@bp.route(route='negotiate', methods=['POST'], auth_level=func.AuthLevel.ANONYMOUS)\n"
        "@bp.generic_input_binding(arg_name='info', type='signalRConnectionInfo', hubName=HUB, userId='{query.user}')\n"
        "def negotiate(req, info): return info\n"
    )
    binding = only(text, FunctionBinding)
    assert (binding.kind, binding.model, binding.function) == (BindingKind.INFO, "v2", "negotiate")
    assert binding.hub is not None and binding.hub.value == "chat"
    assert binding.user_id is not None and binding.user_id.value == "{query.user}"
    assert (binding.route, binding.methods, binding.auth) == ("negotiate", ("post",), "anonymous")


@pytest.mark.parametrize(
    ("head", "arguments", "auth"),
    [
        ("app = func.FunctionApp()\n", "", "function"),
        ("app = func.FunctionApp(http_auth_level=func.AuthLevel.ADMIN)\n", "", "admin"),
        ("bp = func.Blueprint()\napp = bp\n", "", None),
        ("app = func.FunctionApp()\n", ", auth_level='anonymous'", "anonymous"),
    ],
)
def test_authorization_level_of_a_function(head: str, arguments: str, auth: str | None) -> None:
    text = f"{head}@app.route(route='n'{arguments})\n"
    text += "@app.generic_output_binding(arg_name='o', type='signalR', hub_name='h')\n"
    assert only(text + "def n(req, o): pass\n", FunctionBinding).auth == auth


@pytest.mark.parametrize(
    ("text", "negotiates"),
    [
        ('url = f"{endpoint}/client/?hub={hub}"\n', [True]),
        ('url = endpoint + "/api/v1/hubs/" + hub\n', [False]),
        ('url = "{}/api/hubs/{}".format(endpoint, hub)\n', [False]),
        ('router = APIRouter(prefix="/api/v1/hubs/chat")\n', []),
    ],
)
def test_rest_by_hand(text: str, negotiates: list[bool]) -> None:
    found = of("# Azure SignalR\ntoken = jwt.encode(claims)\n" + text, ServiceUsedByRest)
    assert [f.negotiates for f in found] == negotiates


ENDPOINT = "# SignalR\n@app.post('/negotiate')\nasync def negotiate({}):\n{}    return sign(url)\n"


@pytest.mark.parametrize(
    ("parameters", "body", "origin", "name", "authenticated"),
    [
        ("user_id: str", "    t = make_token(user_id)\n", "query", "user_id", False),
        ("user_id: str = Header(...)", "    t = make_token(user_id)\n", "header", "user_id", False),
        (
            "x: str = Header(alias='x-ms-client-principal-id')",
            "    t = make_token(user_id=x)\n",
            "claims",
            "x-ms-client-principal-id",
            True,
        ),
        ("body: Login", "    t = make_token(user_id=body.user_id)\n", "body", "user_id", False),
        (
            "user: User = Depends(get_current_user)",
            "    t = make_token(user_id=str(user.id))\n",
            "claims",
            "user",
            True,
        ),
        (
            "user: Annotated[User, Depends(get_current_user)]",
            "    t = make_token(user_id=user.id)\n",
            "claims",
            "user",
            True,
        ),
        (
            "",
            "    u = request.args.get('userId') or 'x'\n    t = jwt.encode({'nameid': u})\n",
            "query",
            "userId",
            False,
        ),
        ("", "    data = request.get_json()\n    u = data['userId']\n    t = make_token(u)\n", "body", "userId", False),
        (
            "",
            "    t = make_token(get_jwt_identity(), user_id=get_jwt_identity())\n",
            "claims",
            "get_jwt_identity",
            True,
        ),
    ],
)
def test_user_ids_and_who_proves_them(parameters: str, body: str, origin: str, name: str, authenticated: bool) -> None:
    taken = of(ENDPOINT.format(parameters, body), UserIdTaken)[0]
    assert (taken.origin, taken.name, taken.authenticated, taken.route) == (origin, name, authenticated, "/negotiate")


@pytest.mark.parametrize(
    ("parameters", "body"),
    [
        ("hub: str", "    t = make_token(hub)\n"),
        ("user_id: str", "    log(user_id)\n"),
        ("db: AsyncSession = Depends(get_db)", "    t = make_token(db)\n"),
    ],
)
def test_what_is_no_user_id(parameters: str, body: str) -> None:
    assert not of(ENDPOINT.format(parameters, body), UserIdTaken)


def test_middleware_leaves_it_open() -> None:
    text = ENDPOINT.format("user_id: str", "    t = make_token(user_id)\n") + "app.add_middleware(AuthMiddleware)\n"
    assert only(text, UserIdTaken).authenticated is None
    assert only(text, RequestGuarded).patterns == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "def f(:",
        "(" * 3000,
        "x = " + "-" * 5000 + "1",
        "print 'a'",
        "\0",
        "é😀 = 1\rif x:\f\n  y()\r\n",
        "a.b().c()",
    ],
)
def test_broken_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(of(text, Fact), list)


def test_places_count_characters() -> None:
    text = f"{CORE}s = 'é😀'; hub = HubConnectionBuilder().with_url('u').build()\n"
    built = only(text, ClientBuilt)
    assert text[built.span.start : built.span.end] == "HubConnectionBuilder().with_url('u').build()"
