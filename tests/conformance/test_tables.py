"""The DMN conformance kit, run by the command that a person runs."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app import create_app
from config.settings import ROOT, Settings
from tests.conformance.test_diagrams import FOLDER

KIT = FOLDER / "dmn-tck" / "TestCases"
IN_ALL_FILES = 3427  # how often a result is written there, in comments too
LISTED = re.compile(r"^\| `(\d{4}-[^`]+)` \| `([^`]+)` \| `([^`]+)` \| \w+ \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def kit():
    settings = Settings(secret_key="x", party_key=Fernet.generate_key().decode())
    runner = create_app(settings).test_cli_runner()
    return json.loads(runner.invoke(args=["feel", "tck", str(KIT), "--json"]).stdout)


@pytest.fixture(scope="module")
def page():
    return (ROOT / "docs" / "feel.md").read_text()


def test_every_result_of_level_two_is_the_expected_one(kit):
    assert kit["levels"]["2"] == {"passed": 126, "total": 126}


def test_nearly_every_result_of_level_three_is_the_expected_one(kit):
    level = kit["levels"]["3"]

    assert level["passed"] >= 0.97 * IN_ALL_FILES
    assert level["total"] - level["passed"] == len(kit["failures"])


def test_what_fails_is_exactly_what_the_page_says(kit, page):
    failures = Counter(
        (Path(failure["file"]).parts[1], failure["case"], failure["result"])
        for failure in kit["failures"]
    )

    assert failures == Counter(LISTED.findall(page))


def test_the_page_tells_the_counts(kit, page):
    for level, counts in kit["levels"].items():
        assert f"| {level} | {counts['passed']:,} | {counts['total']:,} |" in page


def test_a_failure_says_what_was_expected_and_what_came(kit):
    assert {frozenset(failure) for failure in kit["failures"]} == {
        frozenset(("file", "case", "result", "expected", "got"))
    }
