"""The DMN conformance kit, run by the command that a person runs."""

import json

import pytest
from cryptography.fernet import Fernet

from app import create_app
from config.settings import Settings
from tests.conformance.test_diagrams import FOLDER

KIT = FOLDER / "dmn-tck" / "TestCases"
DIFFERING = 15  # may only go down
EXTERNAL = "0076-feel-external-java"  # runs Java classes, which nothing here ever will


@pytest.fixture(scope="module")
def kit():
    settings = Settings(secret_key="x", party_key=Fernet.generate_key().decode())
    runner = create_app(settings).test_cli_runner()
    return json.loads(runner.invoke(args=["feel", "tck", str(KIT), "--json"]).stdout)


def test_every_result_of_level_two_is_the_expected_one(kit):
    assert kit["levels"]["2"]["passed"] == kit["levels"]["2"]["total"] > 100


def test_nearly_every_result_of_level_three_is_the_expected_one(kit):
    ours = [failure for failure in kit["failures"] if EXTERNAL not in failure["file"]]

    assert kit["levels"]["3"]["total"] > 3000
    assert len(ours) <= DIFFERING, ours
