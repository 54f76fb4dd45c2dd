"""Read a test file of the DMN conformance kit and compare what it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from app.feel.comparison import equal
from app.feel.dmn import Decisions
from app.feel.errors import FeelError
from app.feel.temporal import literals
from app.feel.values import number

_NS = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One asserted result."""

    case: str
    result: str
    expected: Any
    got: Any
    passed: bool


def model_name(xml: bytes) -> str:
    """Return the file name of the model a test file is about."""
    return (_root(xml).findtext(f"{_NS}modelName") or "").strip()


def outcomes(
    xml: bytes, decisions: Decisions, functions: Mapping[str, Callable[..., Any]]
) -> Iterator[Outcome]:
    """Yield what becomes of every result a test file asserts."""
    for case in _root(xml).iterchildren(f"{_NS}testCase"):
        given = {
            node.get("name", ""): _value(node) for node in case.iterchildren(f"{_NS}inputNode")
        }
        several = (
            case.get("type") == "decisionService" and len(case.findall(f"{_NS}resultNode")) > 1
        )
        for result in case.iterchildren(f"{_NS}resultNode"):
            wanted = case.get("invocableName") or result.get("name") or ""
            expected = _value(next(result.iterchildren(f"{_NS}expected")))
            got = _evaluated(decisions, wanted, given, functions)
            if several and isinstance(got, dict):
                got = got.get(result.get("name", ""))
            passed = alike(expected, got)
            yield Outcome(case.get("id", ""), result.get("name", ""), expected, got, passed)


def alike(expected: Any, got: Any) -> bool:
    """Compare as the kit does: numbers to eight places, all else exactly."""
    if isinstance(expected, Decimal) and isinstance(got, Decimal):
        return abs(expected - got) <= _TOLERANCE * max(Decimal(1), abs(expected))
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(alike, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(alike(expected[k], got[k]) for k in got)
    return equal(expected, got) is True


def _evaluated(
    decisions: Decisions,
    name: str,
    given: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]],
) -> Any:
    try:
        return decisions.evaluate(name, given, functions)
    except FeelError:
        return None


def _root(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    return etree.fromstring(xml, parser)


def _value(node: etree._Element) -> Any:
    inner = next((each for each in node.iterchildren("*") if _tag(each) in _READERS), None)
    return None if inner is None else _READERS[_tag(inner)](inner)


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname


def _scalar(element: etree._Element) -> Any:
    if element.get(f"{_XSI}nil") == "true":
        return None
    text = element.text or ""
    kind = (element.get(f"{_XSI}type") or "string").rpartition(":")[2]
    read = _SCALARS.get(kind)
    return text if read is None else read(text.strip())


def _list(element: etree._Element) -> Any:
    if element.get(f"{_XSI}nil") == "true":
        return None
    return [_value(item) for item in element.iterchildren(f"{_NS}item")]


def _components(node: etree._Element) -> dict[str, Any]:
    return {each.get("name", ""): _value(each) for each in node.iterchildren(f"{_NS}component")}


def _component(element: etree._Element) -> Any:
    parent = element.getparent()
    return None if parent is None else _components(parent)


_SCALARS: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: text == "true",
    "decimal": number,
    "double": number,
    "integer": number,
    "date": literals.date_of,
    "time": literals.time_of,
    "dateTime": literals.date_and_time,
    "duration": literals.duration,
}
_READERS: dict[str, Callable[[etree._Element], Any]] = {
    "value": _scalar,
    "list": _list,
    "component": _component,
}
