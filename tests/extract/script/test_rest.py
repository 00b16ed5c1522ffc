"""Node code that uses the service by hand."""

from __future__ import annotations

import pytest

from asrs_lint.facts.client import ServiceUrlWritten
from asrs_lint.facts.server import RequestGuarded, ServiceUsedByRest, UserIdTaken
from tests.extract.script.reading import of_kind, one, read

SIGN = "function sign(url, userId) { return jwtSign({ aud: url, nameid: userId }); } // SignalR\n"


@pytest.mark.parametrize(
    ("handler", "origin", "name", "authenticated"),
    [
        (
            "app.post('/n', (req, res) => res.json(sign(`${e}/client/?hub=chat`, req.query.user)))",
            "query",
            "user",
            False,
        ),
        (
            "app.post('/n', (req, res) => { const userId = req.headers['x-user']; go(`/client/?hub=c`); })",
            "header",
            "x-user",
            False,
        ),
        (
            "app.post('/n', requireAuth, (req, res) => { const userId = req.body.id; go(`/client/?hub=c`); })",
            "body",
            "id",
            True,
        ),
        (
            "app.post('/n', (req, res) => { verifyToken(req); const userId = req.body.id; go(`/client/?hub=c`); })",
            "body",
            "id",
            True,
        ),
        ("app.post('/n', requireAuth, (req, res) => sign(`${e}/client/?hub=chat`, req.user.id))", "claims", None, True),
        ("export function f(req) { const userId = req.query.get('u'); go(`/client/?hub=c`); }", "query", "u", None),
    ],
)
def test_user_id(handler: str, origin: str, name: str | None, authenticated: bool | None) -> None:
    found = one(SIGN + handler, UserIdTaken, "server.js")
    assert (found.origin, found.name, found.authenticated) == (origin, name, authenticated)


def test_user_ids_without_a_token_for_the_service_do_not_count() -> None:
    assert (
        of_kind(read(SIGN + "app.get('/x', (req) => { const userId = req.query.u; });", "s.js")[1], UserIdTaken) == []
    )


def test_rest_uses() -> None:
    text = "const a = `${signalrEndpoint}/client/?hub=${h}`; post(`${e}/api/v1/hubs/${h}`); // /client/?hub=comment"
    assert [f.negotiates for f in of_kind(read(text, "s.js")[1], ServiceUsedByRest)] == [True, False]


def test_service_url_written_out() -> None:
    found = of_kind(
        read(
            "const env = { signalRUrl: 'https://x.service.signalr.net' }; const csp = 'https://*.service.signalr.net';"
        )[1],
        ServiceUrlWritten,
    )
    assert [(f.name, f.value) for f in found] == [("signalRUrl", "https://x.service.signalr.net")]


@pytest.mark.parametrize(
    ("code", "patterns"),
    [
        ("app.use(requireAuth)", [()]),
        ("app.use('/api', requireAuth, routes)", [("/api/**",)]),
        ("app.use('/signalr', signalrRouter)", []),
        ("app.use(passport.initialize())", []),
        ("app.use('/authors', authorRouter)", []),
    ],
)
def test_guards(code: str, patterns: list[tuple[str, ...]]) -> None:
    assert [f.patterns for f in of_kind(read(code, "s.js")[1], RequestGuarded)] == patterns
