"""On the diagrams of SpiffWorkflow's own tests both engines offer the same tasks, step by step.

``SPIFF`` is the suite's folder ``tests/SpiffWorkflow``; docs/engine.md tells the differences.
"""

import os
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from app.engine import InvalidDiagramError
from tests.conformance.spiff import dialect
from tests.conformance.spiff.engines import Ours, Stock

FOLDER = Path(os.environ["SPIFF"]) if "SPIFF" in os.environ else None
FOLDERS = sorted({path.parent for path in FOLDER.rglob("*.bpmn*")}) if FOLDER else []
PROCESSES = [
    pytest.param(found, key, id=f"{folder.relative_to(FOLDER)}/{key}")
    for folder in FOLDERS
    for found in [dialect.processes(folder)]
    for key in found
]
OURS_IS_RIGHT = {
    "sid-41eb2b6c-08bc-4a61-b38b-5f32052139c5": "a join in a loop fires early the second time",
    "sid-57c563e3-fb68-4961-ae34-b6201e0c09e8": "a second token at an inclusive join is lost",
    "sid-669ddebf-4196-41ee-8b04-bcc90bc5f983": "stock wants a start event; the standard does not",
    "Level3": "stock does not come back from a process that calls itself",
}
STEPS = 30


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("found", "key"), PROCESSES)
def test_both_engines_offer_the_same_tasks(found, key):
    documents = called(found, key)
    if key in OURS_IS_RIGHT:
        pytest.skip(OURS_IS_RIGHT[key])
    for pick, choice in product(range(4), range(3)):
        try:
            ours = Ours(documents, key, pick)
        except InvalidDiagramError as refusal:
            pytest.skip(str(refusal.problems[0]))
        walk(ours, Stock(documents, key, pick), choice)


def walk(ours: Ours, stock: Stock, choice: int) -> None:
    """Complete the first task that waits, the last, or each in turn."""
    for number in range(STEPS):
        assert (ours.waiting, ours.is_over) == (stock.waiting, stock.is_over)
        if not ours.waiting:
            return
        chosen = ours.waiting[(0, -1, number % len(ours.waiting))[choice]]
        ours.complete(chosen)
        stock.complete(chosen)


def called(found: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the process and all it calls."""
    keys = [key]
    for each in keys:
        for call in found[each].iter(f"{{{dialect.MODEL}}}callActivity"):
            target = call.get("calledElement")
            if target in found and target not in keys:
                keys.append(target)
    return {each: found[each] for each in keys}
