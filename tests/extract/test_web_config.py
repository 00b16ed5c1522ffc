from __future__ import annotations

import pytest

from asrs_lint.extract.web_config import extract
from asrs_lint.facts.base import Fact, Unreadable
from asrs_lint.facts.configuration import Setting, XmlConfiguration
from asrs_lint.source import Document

XDT = 'xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"'


def facts(path: str, text: str) -> list[Fact]:
    return list(extract(Document(path, text)))


@pytest.mark.parametrize(
    ("path", "text", "transform"),
    [
        ("Web.config", "<configuration/>", None),
        ("app.config", f"<configuration {XDT}/>", None),
        ("web.RELEASE.config", "<configuration/>", "RELEASE"),
        ("Configs/trace.Prod.config", f'<system.diagnostics {XDT} xdt:Transform="Replace"/>', "Prod"),
        ("Configs/trace.config", "<system.diagnostics/>", None),
        ("Service.exe.config", "<configuration/>", None),
        ("NLog.config", '<nlog xmlns="http://www.nlog-project.org/schemas/NLog.xsd"><rules/></nlog>', None),
    ],
)
def test_which_files_and_transforms(path: str, text: str, transform: str | None) -> None:
    (found,) = facts(path, text)
    assert isinstance(found, XmlConfiguration)
    assert found.transform == transform
    assert "}" not in found.root.tag


@pytest.mark.parametrize("text", ["<packages/>", "<repositories/>", "not xml"])
def test_other_config_files_are_not_ours(text: str) -> None:
    assert facts("repositories.config", text) == []


def test_a_web_config_that_is_no_xml() -> None:
    (found,) = facts("src/Web.config", "<configuration>\n  <a></b>\n</configuration>")
    assert isinstance(found, Unreadable)
    assert "mismatch" in found.reason and found.span.start > 16


def test_the_namespace_that_visual_studio_wrote_is_ignored() -> None:
    text = (
        '<configuration xmlns="http://schemas.microsoft.com/.NetConfiguration/v2.0">'
        '<runtime><assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1"/></runtime></configuration>'
    )
    (found,) = facts("web.config", text)
    assert isinstance(found, XmlConfiguration)
    assert [e.tag for e in found.root.walk()] == [
        "configuration",
        "runtime",
        "{urn:schemas-microsoft-com:asm.v1}assemblyBinding",
    ]


def test_settings() -> None:
    source = Document(
        "web.config",
        """<configuration>
  <connectionStrings>
    <add name="Azure:SignalR:ConnectionString" connectionString="Endpoint=a;&#10;b"/><add name="Sql"/>
  </connectionStrings>
  <appSettings><add key="webpages:Version" value="3"/><add key="Azure:SignalR:Hub" value="h"/></appSettings>
  <location path="."><system.webServer><aspNetCore><environmentVariables>
    <environmentVariable name="Logging__LogLevel__Default" value="Debug" />
    <environmentVariable name="PATH" value="x" />
  </environmentVariables></aspNetCore></system.webServer></location>
</configuration>""",
    )
    found = [fact for fact in extract(source) if isinstance(fact, Setting)]
    assert [(f.keys, f.value, source.slice(f.key_span), source.slice(f.value_span)) for f in found] == [
        (
            ("ConnectionStrings", "Azure:SignalR:ConnectionString"),
            "Endpoint=a;\nb",
            "Azure:SignalR:ConnectionString",
            "Endpoint=a;&#10;b",
        ),
        (("ConnectionStrings", "Sql"), None, "Sql", "Sql"),
        (("Azure:SignalR:Hub",), "h", "Azure:SignalR:Hub", "h"),
        (("Logging", "LogLevel", "Default"), "Debug", "Logging__LogLevel__Default", "Debug"),
    ]
