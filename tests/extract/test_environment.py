from __future__ import annotations

import time

import pytest

from asrs_lint.extract import launch_settings
from asrs_lint.extract.environment import extract
from asrs_lint.facts.base import Unreadable
from asrs_lint.facts.configuration import Setting, Source
from asrs_lint.source import Document

Row = tuple[str, str | None, str, str | None]


def rows(path: str, text: str) -> list[Row]:
    """Key, value, the text at the value's place and the service of every setting."""
    source = Document(path, text)
    return [
        (fact.key, fact.value, source.slice(fact.value_span), fact.service)
        for fact in extract(source)
        if isinstance(fact, Setting)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Azure__SignalR__ConnectionString=a=b;c", [("Azure:SignalR:ConnectionString", "a=b;c", "a=b;c", None)]),
        ('export Logging__LogLevel__Default = "x y" # z', [("Logging:LogLevel:Default", "x y", '"x y"', None)]),
        ("ASPNETCORE_ENVIRONMENT=Production # why", [("ASPNETCORE_ENVIRONMENT", "Production", "Production", None)]),
        ("VITE_SIGNALR_URL='u#v'\r", [("VITE_SIGNALR_URL", "u#v", "'u#v'", None)]),
        ("# Logging__A=b", []),
        ("PATH=/bin", []),
        ("OTHER=a.service.signalr.net", [("OTHER", "a.service.signalr.net", "a.service.signalr.net", None)]),
    ],
)
def test_dotenv(line: str, expected: list[Row]) -> None:
    assert rows("web/.env.local", f"A=1\n{line}\n") == expected


def test_dockerfile_in_both_forms() -> None:
    text = f"""FROM x
ENV ASPNETCORE_ENVIRONMENT=Staging \\
    Logging__LogLevel__Default="Very loud" PATH=/x
env DOTNET_ENVIRONMENT Development
ENV{" "}
RUN echo Logging__A=b
"""
    assert rows("docker/Dockerfile", text) == [
        ("ASPNETCORE_ENVIRONMENT", "Staging", "Staging", None),
        ("Logging:LogLevel:Default", "Very loud", '"Very loud"', None),
        ("DOTNET_ENVIRONMENT", "Development", "Development", None),
    ]


def test_compose_in_both_forms_with_merged_mappings() -> None:
    text = """
x-all: &all
  ASPNETCORE_ENVIRONMENT: Production
services:
  web:
    environment:
      <<: *all
      Azure__SignalR__ConnectionString: ${SIGNALR}
      Serilog__MinimumLevel:
  api:
    environment:
      - Logging__LogLevel__Default=Debug
      - AzureSignalRConnectionString
      - PATH=/x
"""
    assert rows("docker-compose.prod.yml", text) == [
        ("Azure:SignalR:ConnectionString", "${SIGNALR}", "${SIGNALR}", "web"),
        ("Serilog:MinimumLevel", None, "", "web"),
        ("ASPNETCORE_ENVIRONMENT", "Production", "Production", "web"),
        ("Logging:LogLevel:Default", "Debug", "Logging__LogLevel__Default=Debug", "api"),
        ("AzureSignalRConnectionString", None, "AzureSignalRConnectionString", "api"),
    ]


def test_compose_that_cannot_be_read() -> None:
    (fact,) = extract(Document("compose.yaml", "services: [\n"))
    assert isinstance(fact, Unreadable)


def test_kubernetes_containers_and_config_maps() -> None:
    text = """
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
      - name: web
        env:
        - {name: ASPNETCORE_ENVIRONMENT, value: "Production"}
        - name: Azure__SignalR__ConnectionString
          valueFrom: {secretKeyRef: {name: s, key: k}}
---
kind: ConfigMap
metadata: {name: shared}
data:
  Logging__LogLevel__Microsoft: Error
  other: x
"""
    assert rows("k8s/web.yaml", text) == [
        ("ASPNETCORE_ENVIRONMENT", "Production", '"Production"', "web"),
        ("Azure:SignalR:ConnectionString", None, "Azure__SignalR__ConnectionString", "web"),
        ("Logging:LogLevel:Microsoft", "Error", "Error", "shared"),
    ]


def test_other_yaml_and_helm_templates_say_nothing() -> None:
    assert list(extract(Document("pipeline.yml", "env:\n  Logging__A: b\n"))) == []
    assert list(extract(Document("templates/d.yaml", "containers:\n{{- if .x }}\n- env: [\n"))) == []


def test_launch_profiles() -> None:
    source = Document(
        "Properties/launchSettings.json",
        """{"profiles": {"Dev": {"commandName": "Project", "environmentVariables": {
          "ASPNETCORE_ENVIRONMENT": "Development", "Azure__SignalR:Hub": "h", "PATH": "x"}}, "Broken": []}}""",
    )
    found = [fact for fact in launch_settings.extract(source) if isinstance(fact, Setting)]
    assert [(f.source, f.keys, f.value, f.service) for f in found] == [
        (Source.LAUNCH, ("ASPNETCORE_ENVIRONMENT",), "Development", "Dev"),
        (Source.LAUNCH, ("Azure", "SignalR", "Hub"), "h", "Dev"),
    ]


@pytest.mark.parametrize("name", [".env", "Dockerfile"])
@pytest.mark.parametrize(
    "text",
    [
        "ENV " + "a" * 200_000,
        "ENV a=b " + "a" * 200_000,
        'ENV a="' * 50_000,
        "ENV a=\\\n" * 50_000,
        " " * 200_000,
        "A='\"" * 50_000,
    ],
)
def test_hostile_text_takes_linear_time(name: str, text: str) -> None:
    begin = time.process_time()
    list(extract(Document(name, text)))
    assert time.process_time() - begin < 2
