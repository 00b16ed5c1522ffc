from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import asrs_lint
from asrs_lint.cache.place import cache_file, cache_folder, code_key


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"ASRS_LINT_CACHE_DIR": "/own", "XDG_CACHE_HOME": "/xdg"}, "/own"),
        ({"XDG_CACHE_HOME": "/xdg"}, "/xdg/asrs-lint"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/ann"}, "/home/ann/.cache/asrs-lint"),
        ({"HOME": "/home/ann"}, "/home/ann/.cache/asrs-lint"),
    ],
)
def test_the_folder_is_where_the_environment_says(
    environment: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ASRS_LINT_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(folder)


def test_each_root_has_its_own_file(tmp_path: Path) -> None:
    assert cache_file(tmp_path / "a") != cache_file(tmp_path / "b")


@pytest.mark.parametrize("inside", ["", "cache", "a/b"])
def test_no_cache_is_taken_from_the_repository(inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASRS_LINT_CACHE_DIR", str(tmp_path / inside))
    assert cache_file(tmp_path) is None


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return shutil.copytree(Path(asrs_lint.__file__).parent, tmp_path / "asrs_lint")


@pytest.fixture
def own_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("own_rules", "own_rules-1.0.dist-info"):
        (tmp_path / name).mkdir()
    (tmp_path / "own_rules-1.0.dist-info" / "entry_points.txt").write_text(
        "[console_scripts]\nmain = other:main\n\n[asrs_lint.rules]\n# ours\nown = own_rules:rules\n"
    )
    (tmp_path / "own_rules" / "__init__.py").write_text("rules = ()\n")
    return tmp_path / "own_rules"


@pytest.mark.usefixtures("own_rules")
def test_where_the_code_lies_does_not_matter(package: Path, tmp_path: Path) -> None:
    """Nor whether its path comes before or after the path of rules."""
    before, after = (shutil.copytree(package, tmp_path / name / "asrs_lint") for name in ("a", "z"))
    assert code_key(before) == code_key(after)


def test_an_edited_extractor_is_other_code(package: Path) -> None:
    before = code_key(package)
    with (package / "extract" / "arm.py").open("a") as file:
        file.write("\n")
    assert code_key(package) != before


def test_an_edited_rule_is_other_code(own_rules: Path) -> None:
    before = code_key()
    (own_rules / "rule.py").touch()
    assert code_key() != before


def test_another_version_of_a_package_is_other_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "tree_sitter-1.0.dist-info").mkdir()
    before = code_key()
    (tmp_path / "tree_sitter-1.0.dist-info").rename(tmp_path / "tree_sitter-1.1.dist-info")
    assert code_key() != before
