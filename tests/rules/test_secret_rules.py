"""What is said about a key, and what never is."""

from __future__ import annotations

import pytest
from asrs_lint_rules.connection.hardcoded_access_key import HardcodedAccessKey
from asrs_lint_rules.serverless.user_id_from_request import UserIdFromRequest

from asrs_lint import Confidence, Problem
from asrs_lint.testing import access_key, lint
from tests.rules.rewriting import problems

KEY = access_key()
STRING = f"Endpoint=https://chat-prod.service.signalr.net;AccessKey={KEY};Version=1.0;"


def keys(**files: str) -> list[Problem]:
    return problems(
        HardcodedAccessKey(), {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    )


def test_nothing_of_the_key_is_said() -> None:
    (found,) = keys(appsettings_json=f'{{"x": "{STRING}"}}')
    said = repr(found)
    assert not any(KEY[at : at + 6] in said for at in range(len(KEY) - 6))
    assert "chat-prod.service.signalr.net" in found.message
    assert found.fix and "--name chat-prod" in found.fix.title


def test_the_same_key_in_another_file_is_evidence() -> None:
    first, second = keys(a_cs=f'"{STRING}"', b_cs=f'"{STRING}"')
    assert [note.span.path for note in (*first.evidence, *second.evidence)] == ["b.cs", "a.cs"]


def test_one_finding_a_line() -> None:
    assert len(keys(a_cs=f'"{STRING}" "{STRING}"\n"{STRING}"')) == 2


@pytest.mark.parametrize(
    ("path", "confidence"),
    [("src__a_cs", Confidence.HIGH), ("README_md", Confidence.HIGH), ("tests__a_cs", Confidence.MEDIUM)],
)
def test_confidence(path: str, confidence: Confidence) -> None:
    (found,) = keys(**{path: f'"{STRING}"'})
    assert found.confidence is confidence


@pytest.mark.parametrize(
    ("user_id", "auth", "count"),
    [
        ("{query.userid}", "anonymous", 1),
        ("{headers.x-user}", "function", 1),
        ("{headers.x-ms-client-principal-id}", "anonymous", 0),
        ("{headers.X-MS-CLIENT-PRINCIPAL-NAME}", "anonymous", 0),
        ("{query.userid}", "admin", 0),
        ("{userId}", "anonymous", 1),
        ("{query.device}-{headers.x-ms-client-principal-id}", "anonymous", 0),
        ("{rand-guid}", "anonymous", 0),
        ("{sys.randguid}", "anonymous", 0),
        ("%UserId%", "anonymous", 0),
        ("alice", "anonymous", 0),
        ("", "anonymous", 0),
    ],
)
def test_user_id_of_a_binding(user_id: str, auth: str, count: int) -> None:
    text = (
        f'{{"bindings": [{{"type": "httpTrigger", "authLevel": "{auth}"}},'
        f' {{"type": "signalRConnectionInfo", "hubName": "chat", "userId": "{user_id}"}}]}}'
    )
    found = problems(UserIdFromRequest(), {"negotiate/function.json": text})
    assert len(found) == count
    assert all(p.evidence for p in found if auth == "function")


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        ('"httpTrigger", "route": "{userId:guid}/negotiate"', "the route parameter userId"),
        ('"httpTrigger", "route": "negotiate"', "the query or body parameter userId"),
        ('"queueTrigger"', ""),
    ],
)
def test_a_name_alone_is_what_the_request_says(trigger: str, said: str) -> None:
    text = (
        f'{{"bindings": [{{"type": {trigger}}},'
        ' {"type": "signalRConnectionInfo", "hubName": "chat", "userId": "{userId}"}]}'
    )
    found = problems(UserIdFromRequest(), {"negotiate/function.json": text})
    assert [said in problem.message for problem in found] == ([True] if said else [])


@pytest.mark.parametrize(
    ("code", "confidence"),
    [
        ("module.exports = async (c, req, info) => { c.res.body = info; };", Confidence.MEDIUM),
        (
            "// verify nothing\nmodule.exports = (c) => { c.res = { status: 401, unauthorized: true }; };",
            Confidence.MEDIUM,
        ),
        ("module.exports = async (c, req, info) => { await verifyToken(req); c.res.body = info; };", Confidence.LOW),
        ("const user = jwt.verify(token, key);", Confidence.LOW),
    ],
)
@pytest.mark.parametrize("language", ["index.js", "index.ts"])
def test_the_code_beside_a_function_json(code: str, confidence: Confidence, language: str) -> None:
    """It names neither the service nor the binding, and is read all the same."""
    text = (
        '{"bindings": [{"type": "httpTrigger", "authLevel": "anonymous"},'
        ' {"type": "signalRConnectionInfo", "hubName": "chat", "userId": "{query.userid}"}]}'
    )
    (found,) = lint({"negotiate/function.json": text, f"negotiate/{language}": code, "other/index.js": "verify();"})
    assert (found.id, found.problem.confidence) == ("ASRS801", confidence)


@pytest.mark.parametrize(
    ("handler", "count"),
    [
        ("async (request) => { const userId = request.query.get('userId'); return access(userId, 'x'); }", 1),
        ("async (request) => access(request.headers.get('x-user'))", 1),
        ("async (request) => service.access(request.headers.get('x-user'))", 1),
        ("async (request) => { const user = await verifyToken(request); return access(user.id); }", 0),
        ("async (request) => { const userId = request.query.get('userId'); return greet(userId); }", 0),
        ("async (request) => access(request.query.get('game'))", 0),
    ],
)
def test_a_user_id_given_to_what_makes_the_token_in_another_file(handler: str, count: int) -> None:
    made = """
        export function access(userId) {
          const url = `${endpoint}/client/?hub=chat`; // SignalR
          return { url, accessToken: jwt(url, { nameid: userId }) };
        }
        export const greet = (userId) => "hello " + userId;
    """
    negotiate = f"""
        import {{ app }} from "@azure/functions";
        import {{ access, greet }} from "../signalr";
        import * as service from "../signalr";
        app.http("negotiate", {{ authLevel: "anonymous", handler: {handler} }});
    """
    files = {"package.json": "{}", "src/signalr.js": made, "src/functions/negotiate.js": negotiate}
    found = [f for f in lint(files) if f.id == "ASRS801"]
    assert [(f.path, f.problem.confidence) for f in found] == [
        ("src/functions/negotiate.js", Confidence.MEDIUM)
    ] * count
