"""What must never be committed, and what every committed file of a kind must have."""

import json
import re

import pytest

from tests.meta.tree import ROOT, files, shown, tracked

ADDRESSES = {
    "a download": r"https?://[^\s\"']+\.(whl|tar\.gz|tgz)\b",
    "a package index": r"--(extra-)?index-url|--find-links|pythonhosted[.]|registry[.]npmjs",
    "a lock file's origin": r'"resolved"\s*:\s*"',
    "a folder of one machine": r"(?<![\w.~$}*-])/(work|root|home)/\w",
}
HOUSE = {"Makefile", "tests/meta/test_tracked_files.py", "setup.cfg"}
SECTIONS = {"Added", "Changed", "Fixed", "Removed"}


@pytest.mark.parametrize("what", ADDRESSES)
def test_no_tracked_file_carries_an_address_of_its_maker(what):
    pattern = re.compile(ADDRESSES[what])

    assert [line for line in lines() if pattern.search(line)] == []


def test_what_is_made_is_not_tracked():
    made = re.compile(r"^(node_modules|\.venv|instance)/|/(dist|__pycache__)/|\.(mo|db|pyc)$")

    assert [name for path in tracked() if made.search(name := shown(path))] == []


def test_every_test_file_tests_something():
    empty = [shown(p) for p in files("tests", "test_*.py") if "def test_" not in p.read_text()]

    assert empty == []


def test_front_end_packages_are_pinned_exactly():
    package = json.loads((ROOT / "package.json").read_text())

    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, pin in versions.items() if not re.fullmatch(r"\d+(\.\d+)+", pin)] == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_python_package_asked_for_is_pinned_with_its_hash(name):
    folder = ROOT / "config" / "requirements"
    asked = re.findall(r"^[a-z][\w-]*", (folder / f"{name}.in").read_text(), re.MULTILINE)
    pins = (folder / f"{name}.txt").read_text()

    hashed = {m[1] for m in re.finditer(r"^([\w.-]+)(\[.*\])?==\S+ \\\n\s+--hash=", pins, re.M)}
    assert [package for package in asked if package not in hashed] == []


def test_the_changelog_begins_with_what_is_not_released():
    text = (ROOT / "CHANGELOG.md").read_text()

    assert text.startswith("# Changelog\n")
    assert re.findall(r"^## (.*)$", text, re.M)[0] == "Unreleased"
    assert set(re.findall(r"^### (.*)$", text, re.M)) <= SECTIONS


def lines() -> list[str]:
    readable = [path for path in tracked() if shown(path) not in HOUSE and is_text(path)]
    return [
        f"{shown(path)}: {line[:160]}"
        for path in readable
        for line in path.read_text().splitlines()
    ]


def is_text(path) -> bool:
    return path.suffix not in {".png", ".jpg", ".ico", ".woff2"}
