"""Java: annotations of Azure Functions, and negotiate endpoints of Spring."""

from __future__ import annotations

from typing import TypeVar

import pytest

from asrs_lint.extract.java import extract
from asrs_lint.facts.base import Fact
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.facts.server import RequestGuarded, ServiceUsedByRest, UserIdTaken
from asrs_lint.source import Document

F = TypeVar("F", bound=Fact)


def of(text: str, kind: type[F]) -> list[F]:
    return [f for f in extract(Document("A.java", text)) if isinstance(f, kind)]


def test_bindings_of_functions() -> None:
    text = """
    class A {
        static final String HUB = "chat";
        @FunctionName("negotiate")
        public Info negotiate(
            @HttpTrigger(name="req", methods = {HttpMethod.POST}, authLevel = AuthorizationLevel.ANONYMOUS, route="n")
            Req req,
            @SignalRConnectionInfoInput(name = "i", hubName = HUB, userId = "{query.user}") Info info) { return info; }
        @FunctionName("send") @SignalROutput(name = "$return", hubName = "%HUB%", connectionStringSetting = "S")
        public Message send(@TimerTrigger(name = "t", schedule = "*") String t) { return null; }
    }
    """
    info, output = of(text, FunctionBinding)
    assert (info.kind, info.function, info.route, info.methods, info.auth) == (
        BindingKind.INFO, "negotiate", "n", ("post",), "anonymous",
    )  # fmt: skip
    assert info.hub is not None and info.hub.value == "chat"
    assert info.user_id is not None and info.user_id.value == "{query.user}"
    assert (output.kind, output.function, output.auth) == (BindingKind.OUTPUT, "send", None)
    assert output.connection is not None and output.connection.value == "S"


ENDPOINT = """
/* SignalR */ @RestController {outer} class A {{
    @PostMapping("/negotiate") {inner}
    public Info negotiate({parameters}) {{
        String url = endpoint + "/client/?hub=" + hub;
        return new Info(url, generateJwt(url, {user}));
    }}
}}
"""


def endpoint(parameters: str, user: str, outer: str = "", inner: str = "") -> str:
    return ENDPOINT.format(outer=outer, inner=inner, parameters=parameters, user=user)


@pytest.mark.parametrize(
    ("text", "origin", "name", "authenticated", "route"),
    [
        (endpoint("@RequestParam String userId", "userId"), "query", "userId", False, "/negotiate"),
        (endpoint('@RequestHeader("X-User") String user', "user"), "header", "X-User", False, "/negotiate"),
        (
            endpoint("@PathVariable String user", "user", '@RequestMapping("/chat")'),
            "route",
            "user",
            False,
            "/chat/negotiate",
        ),
        (endpoint("@RequestBody Login login", "login.getUserId()"), "body", "login", False, "/negotiate"),
        (endpoint("@RequestParam String u", "u", inner='@PreAuthorize("x")'), "query", "u", True, "/negotiate"),
        (endpoint("@RequestParam String u, Principal p", "u"), "query", "u", True, "/negotiate"),
    ],
)
def test_user_ids_and_who_proves_them(text: str, origin: str, name: str, authenticated: bool, route: str) -> None:
    (taken,) = of(text, UserIdTaken)
    assert (taken.origin, taken.name, taken.authenticated, taken.route) == (origin, name, authenticated, route)
    assert text[taken.span.start] == "@"


@pytest.mark.parametrize(
    "text",
    [
        endpoint("@RequestParam String other", "principal.getName()"),
        endpoint("@RequestBody Login login", "login.hub"),
        endpoint("@RequestParam String userId", "userId").replace("/client/?hub=", "/x").replace("/negotiate", "/send"),
    ],
)
def test_what_is_no_user_id(text: str) -> None:
    assert not of(text, UserIdTaken)


def test_requests_to_the_service() -> None:
    text = (
        endpoint("", '"x"')
        + 'class B { void f() { post(e + "/api/v1/hubs/" + h); } @GetMapping("/api/hubs/") void g() {} }'
    )
    assert [(f.negotiates, f.function) for f in of(text, ServiceUsedByRest)] == [(True, "negotiate"), (False, "f")]


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ('class I implements HandlerInterceptor { String p = "/api/**"; }', [("/api/**",)]),
        ("class C { void addInterceptors(Registry r) { r.add(new I()).addPathPatterns(I.p); } }", [()]),
        ("import org.springframework.web.servlet.HandlerInterceptor;\nclass C { }", []),
    ],
)
def test_guards_before_endpoints(text: str, patterns: list[tuple[str, ...]]) -> None:
    assert [f.patterns for f in of(text, RequestGuarded)] == patterns
