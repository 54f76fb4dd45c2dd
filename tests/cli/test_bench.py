"""``flask bench``."""

import json
from types import SimpleNamespace

import pytest
from flask import Flask

from app.cli import bench
from bench import row


@pytest.fixture
def run(monkeypatch):
    """Run the command with rows in place of the measurements."""
    runner = Flask("bench").test_cli_runner()

    def invoke(rows, *words):
        monkeypatch.setattr(bench, "import_module", lambda _: SimpleNamespace(run=lambda: rows))
        return runner.invoke(bench.command, words)

    return invoke


def test_one_bench_prints_its_rows_as_json(run):
    plain = row("plain", 2, "ns")

    result = run([plain, row("ours", 5, "ns", to=plain, most=3)], "tick", "--json")

    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "bench": "tick",
        "rows": [
            {"name": "plain", "value": 2, "unit": "ns", "ratio": None, "ratio_to": None},
            {"name": "ours", "value": 5, "unit": "ns", "ratio": 2.5, "ratio_to": "plain"}
            | {"most": 3, "held": True},
        ],
    }


def test_all_benches_print_a_list(run):
    result = run([row("n", 1, "rows")], "--json")

    assert [found["bench"] for found in json.loads(result.output)] == bench.names()


def test_a_promise_that_is_not_held_fails_and_is_said(run):
    result = run([row("n", 3, "rows", most=2)], "tick")

    assert result.output == "tick: n: 3.0 rows (at most 2: NOT HELD)\n"
    assert result.exit_code == 1
