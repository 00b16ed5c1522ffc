"""The edits of the fixes for clients, and when there is nothing to report."""

from __future__ import annotations

import pytest
from asrs_lint_rules.client.deprecated_client_package import DeprecatedClientPackage
from asrs_lint_rules.client.missing_client_logging import MissingClientLogging
from asrs_lint_rules.client.skipped_negotiation import SkippedNegotiation

from asrs_lint.rewriting import rewritten
from asrs_lint.testing import lint
from tests.rules.rewriting import fixed, problems

USE = 'import { HubConnectionBuilder } from "@aspnet/signalr";\n'
IMPORT = 'import * as signalR from "@microsoft/signalr";\n'


def script(options: str, url: str = '"/chat"') -> str:
    return f"{IMPORT}const c = new signalR.HubConnectionBuilder().withUrl({url}, {options}).build();\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{ skipNegotiation: true, transport: 1 }", "{ transport: 1 }"),
        ("{ transport: 1, skipNegotiation: true }", "{ transport: 1 }"),
        ("{ transport: 1, // WebSockets\n  skipNegotiation: true\n}", "{ transport: 1, // WebSockets\n}"),
        ("{\n  skipNegotiation: true, // saves a request\n  transport: 1\n}", "{\n  transport: 1\n}"),
        ("{\n  skipNegotiation: true,\n  transport: 1,\n}", "{\n  transport: 1,\n}"),
        ("{\r\n\ttransport: 1,\r\n\tskipNegotiation: true\r\n}", "{\r\n\ttransport: 1\r\n}"),
    ],
)
def test_skipped_negotiation_is_deleted(before: str, after: str) -> None:
    assert fixed(SkippedNegotiation(), "chat.js", script(before)) == script(after)


@pytest.mark.parametrize(
    "options", ["{ skipNegotiation: true }", "{\n  skipNegotiation: true,\n}", "{skipNegotiation:true}"]
)
def test_options_go_with_their_only_member(options: str) -> None:
    assert fixed(SkippedNegotiation(), "chat.js", script(options)) == script("{}").replace(", {}", "")


def test_an_object_of_options_stays_when_it_gets_empty() -> None:
    text = f"{IMPORT}const o = {{ skipNegotiation: true }};\n"
    text += 'const c = new signalR.HubConnectionBuilder().withUrl("/chat", o).build();\n'
    assert fixed(SkippedNegotiation(), "chat.js", text) == text.replace("{ skipNegotiation: true }", "{}")


def test_a_lambda_goes_with_its_only_statement() -> None:
    text = (
        "using Microsoft.AspNetCore.SignalR.Client;\n"
        'var c = new HubConnectionBuilder().WithUrl("https://chat.contoso.com/chat", options =>\n'
        "{\n    options.SkipNegotiation = true;\n}).Build();\n"
    )
    assert fixed(SkippedNegotiation(), "Program.cs", text) == (
        "using Microsoft.AspNetCore.SignalR.Client;\n"
        'var c = new HubConnectionBuilder().WithUrl("https://chat.contoso.com/chat").Build();\n'
    )


def test_skipped_negotiation_in_csharp_goes_with_its_line() -> None:
    text = (
        "using Microsoft.AspNetCore.SignalR.Client;\n"
        'var c = new HubConnectionBuilder().WithUrl("https://chat.contoso.com/chat", options =>\n'
        "{\n    options.SkipNegotiation = true;\n    options.Transports = HttpTransportType.WebSockets;\n}).Build();\n"
    )
    assert fixed(SkippedNegotiation(), "Program.cs", text) == text.replace("    options.SkipNegotiation = true;\n", "")


@pytest.mark.parametrize(
    "url",
    [
        "info.url",
        "connectionInfo.url",
        "negotiateUrl",
        "serviceUrl",
        '"https://x.service.signalr.net/client/?hub=chat"',
    ],
)
def test_a_client_that_has_negotiated_may_skip(url: str) -> None:
    assert problems(SkippedNegotiation(), {"chat.js": script("{ skipNegotiation: true }", url)}) == []


@pytest.mark.parametrize(
    "url", ['"/chat"', "environment.url", "this.url", "`${base}/chat`", '"https://chat.contoso.com/negotiated"']
)
def test_other_addresses_are_the_application(url: str) -> None:
    assert len(problems(SkippedNegotiation(), {"chat.js": script("{ skipNegotiation: true }", url)})) == 1


def test_self_hosted_may_skip() -> None:
    assert problems(SkippedNegotiation(), {"chat.js": script("{ skipNegotiation: true }")}, azure=False) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f'{IMPORT}const c = new signalR.HubConnectionBuilder()\n  .withUrl("/chat")\n  .build();\n',
            f'{IMPORT}const c = new signalR.HubConnectionBuilder()\n  .withUrl("/chat")\n'
            "  .configureLogging(signalR.LogLevel.Information)\n  .build();\n",
        ),
        (
            "import { HubConnectionBuilder } from '@microsoft/signalr';\n"
            "const c = new HubConnectionBuilder().withUrl('/chat').build();\n",
            "import { HubConnectionBuilder } from '@microsoft/signalr';\n"
            "const c = new HubConnectionBuilder().withUrl('/chat').configureLogging('information').build();\n",
        ),
    ],
)
def test_logging_is_inserted_before_build(before: str, after: str) -> None:
    assert fixed(MissingClientLogging(), "chat.js", before) == after


CHAIN = 'const c = new HubConnectionBuilder().withUrl("/c").build();\n'


@pytest.mark.parametrize("package", ["@microsoft/signalr", "@aspnet/signalr"])
def test_a_level_that_is_imported_is_used_by_its_name(package: str) -> None:
    text = f'import {{ HubConnectionBuilder, LogLevel }} from "{package}";\n{CHAIN}'
    named = text.replace(".build", ".configureLogging(LogLevel.Information).build")
    assert fixed(MissingClientLogging(), "chat.ts", text) == named


def test_the_quotes_are_those_of_the_chain() -> None:
    text = "import { HubConnectionBuilder } from '@microsoft/signalr';\nconst a = 'b';\n" + CHAIN
    assert fixed(MissingClientLogging(), "chat.ts", text) == text.replace(
        ".build", '.configureLogging("information").build'
    )


def test_dots_at_the_end_of_lines_stay_there() -> None:
    text = f'{IMPORT}const c = new signalR.HubConnectionBuilder().\n  withUrl("/c").\n  build()\n'
    after = text.replace("  build()", "  configureLogging(signalR.LogLevel.Information).\n  build()")
    assert fixed(MissingClientLogging(), "chat.js", text) == after


def test_a_dot_in_a_comment_is_none_of_the_chain() -> None:
    text = f'{IMPORT}const c = new signalR.HubConnectionBuilder()\n  .withUrl("/c")\n  // .withUrl("/d")\n  .build()\n'
    after = text.replace("  .build()", "  .configureLogging(signalR.LogLevel.Information)\n  .build()")
    assert fixed(MissingClientLogging(), "chat.js", text) == after


def test_python_logs_where_logging_is_imported() -> None:
    code = "from signalrcore.hub_connection_builder import HubConnectionBuilder\n"
    code += 'c = HubConnectionBuilder() \\\n    .with_url("/c") \\\n    .build()\n'
    logged = code.replace("    .build", "    .configure_logging(logging.INFO) \\\n    .build")
    assert fixed(MissingClientLogging(), "chat.py", code) is None
    assert fixed(MissingClientLogging(), "chat.py", f"import logging\n{code}") == f"import logging\n{logged}"


def test_text_is_no_level_for_the_retired_client() -> None:
    text = USE + 'const c = new HubConnectionBuilder().withUrl("/c").build();\n'
    assert fixed(MissingClientLogging(), "chat.js", text) is None


MANIFEST = """{
  "dependencies": {
    "@aspnet/signalr": "^1.1.4",
    "@aspnet/signalr-protocol-msgpack": "^1.1.0"
  }
}
"""


def test_one_finding_for_manifest_protocol_and_imports() -> None:
    (found,) = problems(DeprecatedClientPackage(), {"package.json": MANIFEST, "src/chat.ts": USE})
    assert found.span.path == "package.json"
    assert {note.span.path for note in found.evidence} == {"package.json", "src/chat.ts"}


def test_imports_without_a_manifest() -> None:
    found = problems(DeprecatedClientPackage(), {"src/a.ts": USE, "src/b.ts": USE})
    assert [p.span.path for p in found] == ["src/a.ts", "src/b.ts"]


def test_a_name_that_nobody_owns() -> None:
    (found,) = problems(DeprecatedClientPackage(), {"package.json": '{"dependencies": {"@dotnet/signalr": "1.0.0"}}'})
    assert "does not exist" in found.message


def test_a_self_hosted_application_is_not_judged() -> None:
    assert problems(DeprecatedClientPackage(), {"package.json": MANIFEST}, azure=False) == []


PAGE = """<script src="Scripts/jquery.signalR-2.4.3.min.js"></script>
<script>
  var chat = $.connection.chatHub;
  // Begin.
  $.connection.hub.start();
</script>
"""
SERVER = {
    "Chat/Chat.csproj": """<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net48</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Azure.SignalR.AspNet" Version="1.25.1" /></ItemGroup>
</Project>
""",
    "Chat/Startup.cs": """using Owin;
public class Startup
{
    public void Configuration(IAppBuilder app) => app.MapAzureSignalR(GetType().FullName);
}
""",
}
RESTART = """  $.connection.hub.disconnected(function () {
    setTimeout(function () { $.connection.hub.start(); }, 200 + Math.random() * 1800);
  });
"""


def page_fixed(page: str, rule: str) -> str | None:
    (finding,) = [f for f in lint({**SERVER, "Chat/index.html": page}) if f.id == rule]
    assert finding.problem.fix is not None
    return rewritten(page, finding.problem.fix.edits) if finding.problem.fix.edits else None


def test_an_aspnet_client_is_started_again_and_logs() -> None:
    assert page_fixed(PAGE, "ASRS402") == PAGE.replace("  // Begin", f"{RESTART}  // Begin")
    assert page_fixed(PAGE, "ASRS430") == PAGE.replace("  // Begin", "  $.connection.hub.logging = true;\n  // Begin")


@pytest.mark.parametrize(
    "more",
    [
        "  function off() {\n    $.connection.hub.stop();\n  }\n",
        "  f(function () {\n    $.connection.hub.start();\n  });\n",
    ],
)
def test_who_stops_or_starts_twice_has_to_write_the_restart(more: str) -> None:
    assert page_fixed(PAGE.removesuffix("</script>\n") + more + "</script>\n", "ASRS402") is None
