"""Every rule module has one rule and one page, and they agree with the catalogue."""

from __future__ import annotations

import os
import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import asrs_lint_rules
import pytest

from asrs_lint import Rule
from asrs_lint.documentation import page_of
from asrs_lint.plugins import installed_rules
from asrs_lint.symptoms import symptoms_of

ROOT = Path(__file__).parent.parent
RULES = installed_rules()
MODULES = sorted(path for path in Path(asrs_lint_rules.__path__[0]).rglob("*.py") if path.name != "__init__.py")


def catalogue() -> dict[str, dict[str, Any]]:
    """The whole catalogue where it stands beside the repository, else the rules of the first version."""
    whole = ROOT.parent / "shared" / "catalogue.toml"
    path = whole if whole.is_file() else ROOT / "tests" / "catalogue.toml"
    return {rule["id"]: rule for rule in tomllib.loads(path.read_text("utf-8"))["rule"]}


def first_version() -> list[dict[str, Any]]:
    return list(tomllib.loads((ROOT / "tests" / "catalogue.toml").read_text("utf-8"))["rule"])


by_id = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.meta.id)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_has_one_rule_and_a_page(path: Path) -> None:
    name = ".".join(path.with_suffix("").relative_to(Path(asrs_lint_rules.__path__[0]).parent).parts)
    own = [
        thing
        for thing in vars(import_module(name)).values()
        if isinstance(thing, type) and issubclass(thing, Rule) and thing.__module__ == name
    ]
    assert len(own) == 1
    assert own[0] in RULES
    assert path.stem == own[0].meta.name.replace("-", "_")
    assert path.with_suffix(".md").is_file()


def test_every_page_belongs_to_a_rule() -> None:
    pages = {path.with_suffix(".py") for path in Path(asrs_lint_rules.__path__[0]).rglob("*.md")}
    assert pages <= set(MODULES)


def test_ids_and_names_are_unique() -> None:
    assert len({rule.meta.id for rule in RULES}) == len({rule.meta.name for rule in RULES}) == len(RULES)


@by_id
def test_a_rule_is_as_the_catalogue_has_it(rule: type[Rule]) -> None:
    entry = catalogue()[rule.meta.id]
    meta = rule.meta
    assert (meta.name, str(meta.severity), meta.fix.value) == (entry["name"], entry["severity"], entry["fix"])
    assert meta.summary == entry.get("summary", meta.summary)


@by_id
def test_a_page_has_the_title_examples_and_references(rule: type[Rule]) -> None:
    page = page_of(rule)
    assert page.title == f"{rule.meta.id} {rule.meta.name}"
    assert {example.good for example in page.examples()} == {True, False}
    assert all(page.sections[heading] for heading in ("What it is", "Why", "Fix", "When to ignore it"))
    assert page.references
    assert all(example.title for example in page.examples())


def test_the_first_version_is_whole() -> None:
    folders = {rule.meta.id: rule.__module__.split(".")[1] for rule in RULES}
    assert folders == {entry["id"]: entry["family"] for entry in first_version()}


def test_symptoms_name_rules_that_exist() -> None:
    known = {rule.meta.id for rule in RULES}
    symptoms = symptoms_of(RULES)
    assert symptoms
    assert {rule for symptom in symptoms for rule in symptom.rules} <= known


def test_no_key_is_committed() -> None:
    """The pages are read by everybody's secret scanner."""
    lone = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])")
    folders = [ROOT / name for name in ("rules", "tests", "asrs_lint", "fixtures")]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in (".py", ".md", ".json", ".toml", ".txt", ".cs", ".config"):
                assert not lone.search(path.read_text("utf-8", "replace")), os.fspath(path)
