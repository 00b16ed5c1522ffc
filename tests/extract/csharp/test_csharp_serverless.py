"""Functions bindings and the origin of user ids."""

from __future__ import annotations

from typing import TypeVar

import pytest

from asrs_lint.extract.csharp import extract
from asrs_lint.facts.base import Fact
from asrs_lint.facts.functions import BindingKind, FunctionBinding
from asrs_lint.facts.server import RequestGuarded, UserIdTaken
from asrs_lint.source import Document

F = TypeVar("F", bound=Fact)


def seen(text: str, kind: type[F]) -> list[F]:
    return [f for f in extract(Document("a.cs", text)) if isinstance(f, kind)]


def test_in_process_negotiate() -> None:
    text = """
    class F { const string Hub = "chat";
      [FunctionName("negotiate")]
      public static SignalRConnectionInfo Go(
        [HttpTrigger(AuthorizationLevel.Anonymous, "POST", Route = "neg")] HttpRequest req,
        [SignalRConnectionInfo(HubName = Hub, UserId = "{query.user}", ConnectionStringSetting = "S")]
        SignalRConnectionInfo i) => i; }
    """
    (found,) = seen(text, FunctionBinding)
    assert (found.kind, found.model, found.function) == (BindingKind.INFO, "in-process", "negotiate")
    assert (found.auth, found.route, found.methods) == ("anonymous", "neg", ("post",))
    values = [v.value if v else None for v in (found.hub, found.user_id, found.connection)]
    assert values == ["chat", "{query.user}", "S"]


def test_isolated_trigger_and_outputs() -> None:
    text = """
    class F { [Function(nameof(Send))] [SignalROutput(HubName = "chat")]
      public Out Send(
        [SignalRTrigger("chat", "messages", "send", "text")] SignalRInvocationContext c, string text) => null; }
    class Out { [SignalROutput(HubName = "chat")] public object M { get; set; } }
    """
    found = seen(text, FunctionBinding)
    assert [(f.kind, f.model, f.function, f.event) for f in found] == [
        (BindingKind.OUTPUT, "isolated", "Send", None),
        (BindingKind.TRIGGER, "isolated", "Send", "send"),
        (BindingKind.OUTPUT, "isolated", None, None),
    ]


def test_class_based_model() -> None:
    text = """
    class Chat : ServerlessHub {
      [FunctionName("negotiate")]
      public SignalRConnectionInfo N([HttpTrigger(AuthorizationLevel.Function)] HttpRequest r) => Negotiate("me");
      [FunctionName(nameof(OnConnected))] public void OnConnected([SignalRTrigger] InvocationContext c) { }
      [FunctionName(nameof(Say))] public void Say([SignalRTrigger] InvocationContext c, string text) { } }
    """
    found = sorted(
        (f.kind.value, f.hub.value if f.hub else None, f.category, f.event) for f in seen(text, FunctionBinding)
    )
    assert found == [
        ("signalRConnectionInfo", "Chat", None, None),
        ("signalRTrigger", "Chat", "connections", "connected"),
        ("signalRTrigger", "Chat", "messages", "Say"),
    ]


@pytest.mark.parametrize("text", ["class A { [SignalR] void M() { } }", "class A { [SignalRThing] void M() { } }"])
def test_other_attributes_are_no_bindings(text: str) -> None:
    assert seen(text, FunctionBinding) == []


def test_imperative_binding_is_a_negotiate_too() -> None:
    text = """
    class F { [FunctionName("negotiate")]
      static Task N([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest req, IBinder b) {
        string id = req.Query["oid"];
        return b.BindAsync<SignalRConnectionInfo>(
          new SignalRConnectionInfoAttribute { HubName = "chat", UserId = id }); } }
    """
    assert [(f.kind, f.auth) for f in seen(text, FunctionBinding)] == [(BindingKind.INFO, "anonymous")]
    (user,) = seen(text, UserIdTaken)
    assert (user.origin, user.name, user.authenticated) == ("query", "oid", False)
    assert Document("a.cs", text).slice(user.span) == "id"


FUNCTION = """class F : ServerlessHub {{ [Function("negotiate")]
  public async Task N([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData req) {{ {0} }} {1} }}"""


@pytest.mark.parametrize(
    ("body", "origin", "name", "authenticated"),
    [
        (
            'await NegotiateAsync(new() { UserId = req.Headers.GetValues("userId").First() });',
            "header",
            "userId",
            False,
        ),
        (
            'req.Headers.TryGetValues("u", out var v); await NegotiateAsync(new() { UserId = v.First() });',
            "header",
            "u",
            False,
        ),
        ('var q = HttpUtility.ParseQueryString(req.Url.Query); Negotiate(q["id"]);', "query", "id", False),
        (
            'var found = GetClaims(req.Headers["Authorization"]); Negotiate(found.First(c => c.Type == "sub").Value);',
            "claims",
            "Authorization",
            False,
        ),
        ("var t = new JwtSecurityTokenHandler().ReadJwtToken(x); Negotiate(t.Subject);", "claims", None, False),
        ('if (!Validate(req)) return; Negotiate(req.Query["id"]);', "query", "id", None),
        ('Negotiate("demo");', "constant", "demo", None),
        ("Negotiate(Id(req));", "query", "id", False),
        ("Negotiate(other);", "unknown", None, None),
    ],
)
def test_users_of_functions(body: str, origin: str, name: str | None, authenticated: bool | None) -> None:
    (user,) = seen(FUNCTION.format(body, 'string Id(HttpRequestData r) { return r.Query["id"]; }'), UserIdTaken)
    assert (user.origin, user.name, user.authenticated) == (origin, name, authenticated)


@pytest.mark.parametrize(
    ("attributes", "parameter", "value", "origin", "authenticated"),
    [
        ("", "string user", "user", "query", False),
        ('[HttpPost("{user}")]', "string user", "user", "route", False),
        ("", "[FromBody] Dto user", "user.Id", "body", False),
        ("[Authorize]", "string user", "user", "query", True),
        ("", "string user", "User.Identity.Name", "claims", True),
    ],
)
def test_users_of_controllers(
    attributes: str, parameter: str, value: str, origin: str, authenticated: bool | None
) -> None:
    text = f"""[ApiController] public class C : ControllerBase {{ ServiceHubContext hub;
      {attributes} public Task Negotiate({parameter}) => Inner({value});
      private Task Inner(string id) => hub.NegotiateAsync(new NegotiationOptions {{ UserId = id }}); }}"""
    (user,) = seen(text, UserIdTaken)
    assert (user.origin, user.authenticated) == (origin, authenticated)


@pytest.mark.parametrize(("demand", "authenticated"), [("", False), (".RequireAuthorization()", True)])
def test_users_of_minimal_endpoints(demand: str, authenticated: bool) -> None:
    text = f"""app.MapPost("/negotiate", async (string user, ServiceHubContext hub) =>
      {{ return await hub.NegotiateAsync(new() {{ UserId = user }}); }}){demand};"""
    (user,) = seen(text, UserIdTaken)
    assert (user.origin, user.name, user.authenticated) == ("query", "user", authenticated)


@pytest.mark.parametrize(
    ("value", "origin", "authenticated"),
    [
        ('c.Request.Query["user"]', "query", False),
        ('c.Request.Headers["user"]', "header", False),
        ("c.User.Identity.Name", "claims", True),
        ("settings.User1", "unknown", None),
    ],
)
def test_claims_of_hub_servers(value: str, origin: str, authenticated: bool | None) -> None:
    claim = f"new Claim(ClaimTypes.NameIdentifier, {value})"
    text = f"s.AddSignalR().AddAzureSignalR(o => o.ClaimsProvider = c => new[] {{ {claim} }});"
    (user,) = seen(text, UserIdTaken)
    assert (user.origin, user.authenticated) == (origin, authenticated)


def test_other_claims_are_no_user_ids() -> None:
    text = 's.AddAzureSignalR(o => o.ClaimsProvider = c => new[] { new Claim("color", c.Request.Query["c"]) });'
    assert seen(text, UserIdTaken) == []


def test_a_user_id_provider_is_open() -> None:
    text = """class P : IUserIdProvider { public string GetUserId(HubConnectionContext c) =>
      c.GetHttpContext().Request.Query["user"]; }"""
    (user,) = seen(text, UserIdTaken)
    assert (user.origin, user.name, user.authenticated) == ("query", "user", None)


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("o.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();", True),
        ("o.FallbackPolicy = null;", False),
        ("services.AddControllers(o => o.Filters.Add(new AuthorizeFilter()));", True),
        ("services.AddControllers(o => o.Filters.Add(new LogFilter()));", False),
        ("app.MapControllers().RequireAuthorization();", True),
        ("app.MapHub<A>(x).RequireAuthorization();", False),
        ("worker.UseMiddleware<JwtMiddleware>();", True),
        ("app.UseMiddleware<ErrorMiddleware>();", False),
    ],
)
def test_guards_of_other_files(text: str, guarded: bool) -> None:
    assert bool(seen(text, RequestGuarded)) is guarded


def test_escaped_argument_names() -> None:
    text = """class F { [Function("x")] void X(
      [SignalRTrigger(hubName: "h", category: "messages", @event: "go")] SignalRInvocationContext c) { } }"""
    assert seen(text, FunctionBinding)[0].event == "go"
