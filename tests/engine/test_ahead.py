"""What comes after an element, as drawn."""

import itertools
from pathlib import Path

from lxml import etree

from app.engine import Ahead, ahead, reading
from app.engine.extensions import bpmn
from tests.engine.models import diagram, end, flows, node, start, users

PROCESSES = Path("processes")


def shipped(key: str, element: str) -> Ahead:
    found = ahead((PROCESSES / key / f"{key}.bpmn").read_bytes(), element)
    assert found is not None
    return found


def said(found: Ahead | None) -> list[tuple[str, str]]:
    assert found is not None
    return [("，".join(q + a for q, a in way.labels), way.name) for way in found.ways]


def test_a_gateway_asks_and_its_flows_answer():
    found = shipped("p_ledger", "check_proof")

    assert found.due == "=proof_due_at"
    assert said(found) == [("属实？是", "已销账"), ("属实？否", "每周报进展")]
    assert [way.kind for way in found.ways] == ["end", "task"]


def test_behind_a_sub_process_it_goes_on_outside():
    assert said(shipped("p_report_in", "contact_street")) == [("", "到场登记")]
    assert ("", "处置反馈") in said(shipped("p_report_in", "arrive"))


def test_calls_and_waiting_events_are_places_to_rest():
    kinds = {way.name: way.kind for way in shipped("p_callback", "call_requester").ways}

    assert kinds["工单重办"] == "call"
    assert kinds["改日再访"] == "wait"


def test_what_is_not_drawn_has_nothing_ahead():
    xml = (PROCESSES / "p_ledger" / "p_ledger.bpmn").read_bytes()

    assert ahead(xml, "nobody") is None


def test_a_loop_of_gateways_ends():
    assert len(shipped("p_whistle", "draft_whistle").ways) <= 8


def test_every_task_that_ships_leads_somewhere():
    for path in PROCESSES.glob("*/*.bpmn"):
        xml = path.read_bytes()
        names = [node.get("id") for node in etree.fromstring(xml).iter(bpmn("userTask"))]

        assert names
        assert [name for name in names if not ahead(xml, name).ways] == []


def test_an_error_end_leads_to_what_catches_it():
    thrown = '<errorEventDefinition errorRef="er"/>'
    inside = node("startEvent", "in") + users("a") + node("endEvent", "bad", thrown)
    inside += flows("in>a", "a>bad")
    caught = node("boundaryEvent", "no", thrown, attachedToRef="sub")
    body = start() + node("subProcess", "sub", inside) + caught + users("fine", "mend") + end()
    xml = diagram(body + flows("s>sub", "sub>fine", "no>mend", "fine>e", "mend>e"))

    assert said(ahead(xml, "a")) == [("no", "mend")]


def test_a_thousand_gateways_are_read_without_falling():
    names = [f"g{n}" for n in range(1000)]
    gates = "".join(node("exclusiveGateway", name) for name in names)
    chain = flows(*(f"{a}>{b}" for a, b in itertools.pairwise(names)))
    xml = diagram(start() + users("a") + gates + end() + flows("s>a", "a>g0", "g999>e") + chain)

    assert said(ahead(xml, "a")) == []


def test_a_diagram_is_read_along_its_flows_scope_by_scope():
    stops = reading((PROCESSES / "p_report_in" / "p_report_in.bpmn").read_bytes())

    names = [stop.name for stop in stops]
    order = ["收到吹哨", "报到", "报到签收", "到场登记", "处置反馈"]
    assert sorted(order, key=names.index) == order
    assert next(stop.scope for stop in stops if stop.name == "到场登记") == "履责"
    assert not any(stop.kind.endswith("Gateway") for stop in stops)


def test_what_is_no_diagram_has_nothing_to_read():
    assert reading(b"<definitions") == []
