"""Every example of every rule's page does what the page says."""

from __future__ import annotations

import pytest

from asrs_lint.documentation import Example
from asrs_lint.plugins import installed_rules
from asrs_lint.rule import Rule
from asrs_lint.testing import examples, run_example

CASES = [
    pytest.param(
        rule, example, id=f"{rule.meta.id}-{'good' if example.good else 'bad'}-{example.title.replace(' ', '-')}"
    )
    for rule in installed_rules()
    for example in examples(rule)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example(rule: type[Rule], example: Example) -> None:
    outcome = run_example(rule, example)
    assert outcome.found == outcome.expected
