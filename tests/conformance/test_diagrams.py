"""Diagrams drawn by others: each is supported, or refused with an element and a reason."""

import os
from pathlib import Path

import pytest

from app import engine

FOLDER = Path(os.environ.get("DATA", "../shared/data"))
DIAGRAMS = sorted(
    path for kind in ("bpmn", "soundness") for path in (FOLDER / kind).rglob("*.bpmn")
)


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_foreign_diagram_is_supported_or_refused_with_reasons(path):
    problems = engine.check(path.read_bytes())

    assert [problem for problem in problems if not problem.reason] == []
