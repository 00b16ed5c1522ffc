from __future__ import annotations

import json

import pytest

from asrs_lint import Document, Tool
from asrs_lint.extract.deployed import extract

SERVICE = {
    "name": "chat-prod",
    "type": "Microsoft.SignalRService/SignalR",
    "sku": {"name": "Standard_S1", "tier": "Standard"},
    "features": [{"flag": "ServiceMode", "value": "Default"}, {"flag": "EnableMessagingLogs", "value": "False"}],
    "resourceLogConfiguration": {"categories": [{"name": "ConnectivityLogs", "enabled": "true"}]},
}


@pytest.mark.parametrize("shown", [SERVICE, [SERVICE]])
def test_a_service_is_read_with_its_places(shown: object) -> None:
    document = Document("az.json", json.dumps(shown, indent=2))
    (resource,) = extract(document)
    assert resource.tool is Tool.DEPLOYED
    assert resource.name and resource.name.value == "chat-prod"
    assert resource.sku and resource.sku.value == "Standard_S1"
    assert resource.mode and document.slice(resource.mode.span) == '"Default"'
    assert [log.value for log in resource.logs] == ["true", "False"]
    assert document.slice(resource.span) == "{"


@pytest.mark.parametrize(
    "text", ["", "[]", "null", '"x"', json.dumps({**SERVICE, "type": "Microsoft.SignalRService/WebPubSub"})]
)
def test_other_output_holds_no_service(text: str) -> None:
    assert list(extract(Document("az.json", text))) == []
