"""A decision table as rows to read, straight from its file."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

HIT_POLICY = "UNIQUE"


@dataclass(frozen=True)
class Table:
    """One decision; a decision without a table has its expression in ``rules``."""

    id: str
    name: str
    hit_policy: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    rules: Sequence[Sequence[str]]


def tables(source: bytes) -> list[Table]:
    """Return the decisions of a DMN file in its order; unreadable XML gives none."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:
        return []
    return [_table(decision) for decision in root.iter("{*}decision")]


def _table(decision: etree._Element) -> Table:
    table = decision.find("{*}decisionTable")
    named = {"id": decision.get("id", ""), "name": decision.get("name", "")}
    if table is None:
        text = "".join(t.strip() for t in decision.itertext() if t.strip())
        return Table(**named, hit_policy="", inputs=[], outputs=["="], rules=[[text]])
    return Table(
        **named,
        hit_policy=table.get("hitPolicy", HIT_POLICY),
        inputs=[_input(each) for each in table.findall("{*}input")],
        outputs=[_output(each) for each in table.findall("{*}output")],
        rules=[_rule(each) for each in table.findall("{*}rule")],
    )


def _input(each: etree._Element) -> str:
    return each.get("label") or _text(each.find("{*}inputExpression"))


def _output(each: etree._Element) -> str:
    return each.get("label") or each.get("name") or ""


def _rule(rule: etree._Element) -> list[str]:
    entries = [*rule.findall("{*}inputEntry"), *rule.findall("{*}outputEntry")]
    return [_text(entry) for entry in entries]


def _text(element: etree._Element | None) -> str:
    found = element.find("{*}text") if element is not None else None
    return (found.text or "").strip() if found is not None else ""
