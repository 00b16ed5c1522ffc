"""What stands before an endpoint lowers what is said of it; test code is left alone."""

from __future__ import annotations

import pytest

from asrs_lint.testing import lint

NEGOTIATE = """const express = require('express');
const jwt = require('jsonwebtoken');
const app = express();
app.post('/api/negotiate', (req, res) => {
  const userId = req.query.user;
  const url = `https://chat.service.signalr.net/client/?hub=chat`;
  const accessToken = jwt.sign({ aud: url, sub: userId }, key);
  res.json({ url, accessToken });
});
"""


@pytest.mark.parametrize(
    ("before", "confidence"),
    [
        pytest.param("", "high", id="nothing"),
        pytest.param("app.use('/api', requireAuth);", "low", id="its path"),
        pytest.param("app.use('/admin', requireAuth);", "high", id="another path"),
        pytest.param("app.use(requireAuth);", "low", id="any path"),
        pytest.param(
            "app.use(requireAuth);\napp.use('/admin', requireAuth);", "high", id="another path stands over any"
        ),
    ],
)
def test_guards(before: str, confidence: str) -> None:
    found = [
        f
        for f in lint({"server.js": NEGOTIATE, "guards.js": f"{before} // and signalr", "package.json": "{}"})
        if f.id == "ASRS801"
    ]
    assert [str(f.problem.confidence) for f in found] == [confidence]


@pytest.mark.parametrize("path", ["test/server.js", "src/server.test.js"])
def test_test_code(path: str) -> None:
    assert not [f for f in lint({path: NEGOTIATE, "package.json": "{}"}) if f.id == "ASRS801"]


USE = "public class Startup { public void Configure(IApplicationBuilder app) { app.UseAzureSignalR(r => {}); } }"
PROJECT = """<Project Sdk="Microsoft.NET.Sdk.Web">
<PropertyGroup><TargetFramework>net6.0</TargetFramework></PropertyGroup>
<ItemGroup><PackageReference Include="Microsoft.Azure.SignalR" Version="1.30.3" />%s</ItemGroup></Project>"""
RUNNER = '<PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.0.0" />'


@pytest.mark.parametrize(
    ("folder", "package", "expected"),
    [("Web", "", ["ASRS703"]), ("Web.Tests", "", []), ("Checks", RUNNER, []), ("test/Web", "", [])],
)
def test_obsolete_use_in_test_code(folder: str, package: str, expected: list[str]) -> None:
    files = {f"{folder}/Web.csproj": PROJECT % package, f"{folder}/Startup.cs": USE}
    assert [f.id for f in lint(files) if f.id == "ASRS703"] == expected
