"""The shipped diagrams, tables and organisations, read once."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from app import engine, sla
from app.feel import dmn

ROOT = Path(__file__).parents[2]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
DIAGRAMS = {path.stem: path.read_bytes() for path in sorted(ROOT.glob("processes/*/*.bpmn"))}
TABLES = {path.stem: path.read_bytes() for path in sorted(ROOT.glob("processes/*/*.dmn"))}


@cache
def tree(key: str) -> etree._Element:
    """Return the root element of a diagram."""
    return etree.fromstring(DIAGRAMS[key])


def elements(key: str, *names: str) -> list[etree._Element]:
    """Return the BPMN elements of these kinds, or of every kind, in document order."""
    return list(tree(key).iter(*(BPMN + name for name in names or ("*",))))


def flow_nodes(key: str) -> list[etree._Element]:
    """Return every task, event, gateway and sub-process."""
    kinds = ("Task", "task", "Event", "Gateway", "subProcess", "callActivity")
    return [found for found in elements(key) if etree.QName(found).localname.endswith(kinds)]


def expressions(key: str) -> Iterator[str]:
    """Yield every FEEL expression of a diagram, without its equals sign."""
    for element in tree(key).iter():
        texts = [*element.attrib.values(), (element.text or "").strip()]
        yield from (str(text)[1:] for text in texts if str(text).startswith("="))


@cache
def decisions() -> dict[str, dmn.Decisions]:
    """Return the tables by decision id."""
    return {key: dmn.load(xml) for key, xml in TABLES.items()}


@cache
def definition(key: str) -> engine.Definition:
    """Return a process ready to run, with all it calls."""
    return engine.parse(DIAGRAMS, key, decisions())


@cache
def limits() -> sla.Limits:
    """Return the shipped limits."""
    return sla.read_limits(_config("parameters")["limits"], version=1)


@cache
def organisations() -> dict[str, dict[str, str]]:
    """Return code, name and kind of every organisation by code."""
    rows = _config("organisation")["organisation"]
    return {row["code"]: {k: row[k] for k in ("code", "name", "kind")} for row in rows}


def catalogue() -> list[dict[str, object]]:
    """Return the rows of the searchable catalogue."""
    return list(_config("catalogue")["row"])


def _config(name: str) -> dict:
    return tomllib.loads((ROOT / "config" / f"{name}.toml").read_text())
