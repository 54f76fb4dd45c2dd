"""Whatever is done to a diagram, it is refused with reasons or it runs; nothing breaks."""

import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app import engine
from app.core.errors import ShaodaoError
from app.engine.diagram.parser import ELEMENTS
from app.engine.extensions import BPMN, bpmn
from tests.engine.models import CASE, START, Table

FILES = sorted(Path("processes").rglob("*.bpmn"))
KINDS = [
    *ELEMENTS, "complexGateway", "process", "sequenceFlow", "laneSet", "extensionElements",
    "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "timerEventDefinition",
    "messageEventDefinition", "linkEventDefinition", "compensateEventDefinition",
    "cancelEventDefinition", "signalEventDefinition", "conditionalEventDefinition",
]  # fmt: skip


def drop(chance: random.Random, element: Any, root: Any) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)


def forget(chance: random.Random, element: Any, root: Any) -> None:
    if element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]


def mistake(chance: random.Random, element: Any, root: Any) -> None:
    if element.attrib:
        ids = [each.get("id") for each in root.iter() if each.get("id")]
        text = chance.choice(["", "x", "true", "=1", "=", chance.choice(ids)])
        element.set(chance.choice(list(element.attrib)), text)


def confuse(chance: random.Random, element: Any, root: Any) -> None:
    element.tag = bpmn(chance.choice(KINDS))


def add(chance: random.Random, element: Any, root: Any) -> None:
    etree.SubElement(element, bpmn(chance.choice(KINDS))).set("id", f"n{chance.random()}")


def mutilated(seed: int) -> bytes:
    chance = random.Random(seed)
    root = etree.fromstring(chance.choice(FILES).read_bytes())
    for _ in range(chance.randint(1, 5)):
        elements = [each for each in root.iter() if str(each.tag).startswith(f"{{{BPMN}}}")]
        how = chance.choice([drop, forget, mistake, confuse, add])
        how(chance, chance.choice(elements), root)
    return etree.tostring(root)


@pytest.mark.parametrize("seed", range(0, 400, 20))
def test_it_is_refused_with_reasons_or_it_runs(seed):
    for xml in map(mutilated, range(seed, seed + 20)):
        problems = engine.check(xml)

        assert all(each.reason and each.rule != "refused" for each in problems)
        if not any(each.severity == "error" for each in problems):
            begin(xml)


def begin(xml: bytes) -> None:
    processes = etree.fromstring(xml).iter(bpmn("process"))
    key = next(each.get("id") for each in processes if each.get("isExecutable") == "true")
    with suppress(ShaodaoError):
        definition = engine.parse({key: xml}, key, {})
        engine.start(definition, CASE, {}, now=START, host=Table())
