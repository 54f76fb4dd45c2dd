"""Check and deploy files; pin the versions an instance will use."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from lxml import etree

from app import audit, forms
from app.core.db import db
from app.core.errors import InvalidError
from app.definitions.checking import Draft, check
from app.definitions.models import Definition, DefinitionSet
from app.definitions.queries import latest, latest_all
from app.engine import Problem
from app.feel import dmn
from app.identity import Actor

T = TypeVar("T")
TIMES = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"


_followers: dict[str, Callable[[Definition, datetime], None]] = {}


class RefusedError(InvalidError):
    """这份定义还不能部署。"""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("；".join(f"{p.name or p.element_id}：{p.reason}" for p in problems))
        self.problems = problems


def on_deployed(follow: Callable[[Definition, datetime], None]) -> None:
    """Call ``follow`` with every new version, in the transaction that deploys it."""
    _followers[follow.__qualname__] = follow


def deploy(draft: Draft, *, actor: Actor, now: datetime, note: str = "") -> Definition:
    """Store a draft as the next version; the same content again gives the version there is."""
    wrong = [problem for problem in check(draft) if problem.severity == "error"]
    if wrong:
        raise RefusedError(wrong)
    key, name, parts = _describe(draft)
    before = latest(draft.kind, key)
    digest = hashlib.sha256(draft.source).hexdigest()
    if before is not None and before.digest == digest:
        return before
    definition = Definition(
        kind=draft.kind,
        key=key,
        version=before.version + 1 if before else 1,
        name=name,
        digest=digest,
        source=draft.source,
        parts=parts,
        note=note,
        deployed_at=now,
        deployed_by=actor.name,
    )
    db.session.add(definition)
    db.session.flush()
    said = {"key": key, "version": definition.version, "digest": digest, "note": note}
    audit.record(
        "definition.deployed", chain=f"{draft.kind}:{key}", actor=actor, at=now, details=said
    )
    for follow in _followers.values():
        follow(definition, now)
    return definition


def deploy_all(paths: Iterable[Path], *, actor: Actor, now: datetime) -> list[Definition]:
    """Deploy many files: forms, then tables, then diagrams."""
    order = {".form": 0, ".dmn": 1, ".bpmn": 2}
    chosen = sorted(paths, key=lambda path: (order[path.suffix], path.name))
    return [deploy(Draft.read(path), actor=actor, now=now) for path in chosen]


def pin(root: str) -> DefinitionSet:
    """Return the set of newest versions of ``root`` and of everything it may call."""
    chosen = _closure(root)
    members = {name: member.version for name, member in chosen.items()}
    contents = sorted([name, each.version, each.digest] for name, each in chosen.items())
    set_id = hashlib.sha256(json.dumps([root, contents]).encode()).hexdigest()[:32]
    found = db.session.get(DefinitionSet, set_id)
    if found is None:
        found = DefinitionSet(id=set_id, root=root, members=members)
        db.session.add(found)
        db.session.flush()
    return found


def _closure(root: str) -> dict[str, Definition]:
    processes = {d.key: d for d in latest_all("bpmn")}
    tables = {decision: d for d in latest_all("dmn") for decision in d.parts["decisions"]}
    newest_forms = {d.key: d for d in latest_all("form")}
    members: dict[str, Definition] = {}
    waiting = [root]
    while waiting:
        key = waiting.pop()
        if f"bpmn:{key}" in members:
            continue
        definition = _required(processes, key)
        members[f"bpmn:{key}"] = definition
        waiting += definition.parts["calls"]
        for decision in definition.parts["decisions"]:
            table = _required(tables, decision)
            members[f"dmn:{table.key}"] = table
        for form_key in definition.parts["forms"]:
            members[f"form:{form_key}"] = _required(newest_forms, form_key)
    return members


def _required(known: Mapping[str, T], key: str) -> T:
    if key not in known:
        raise RefusedError([Problem(key, key, "被引用，但尚未部署", "error")])
    return known[key]


def _describe(draft: Draft) -> tuple[str, str, dict[str, Any]]:
    if draft.kind == "form":
        form = forms.load(draft.source)
        return form.id, form.id, {}
    root = etree.fromstring(draft.source, etree.XMLParser(resolve_entities=False, no_network=True))
    if draft.kind == "dmn":
        tables = dmn.load(draft.source)
        return root.get("id") or "", root.get("name") or "", {"decisions": sorted(tables.ids)}
    process = next(p for p in root.iter(f"{BPMN}process") if p.get("isExecutable") == "true")
    return process.get("id") or "", process.get("name") or "", _parts(process)


def _parts(process: etree._Element) -> dict[str, Any]:
    every = process.iter
    properties = {e.get("value") for e in every(f"{ZEEBE}property") if e.get("name") == "form"}
    linked = {e.get("formId") for e in every(f"{ZEEBE}formDefinition")}
    return {
        "calls": sorted({_called(call) for call in every(f"{BPMN}callActivity")}),
        "decisions": sorted({str(e.get("decisionId")) for e in every(f"{ZEEBE}calledDecision")}),
        "forms": sorted(str(f) for f in (properties | linked) if f),
        "starts": _starts(process),
    }


def _starts(process: etree._Element) -> list[list[str]]:
    """Return what starts the process: kind, name of the message or signal or time, element id."""
    kinds, root = ("message", "signal"), process.getroottree().getroot()
    named = {e.get("id"): e.get("name") for kind in kinds for e in root.iter(f"{BPMN}{kind}")}
    found = [
        [kind, str(named.get(event.get(f"{kind}Ref"))), str(start.get("id"))]
        for start in process.findall(f"{BPMN}startEvent")
        for kind in kinds
        for event in start.findall(f"{BPMN}{kind}EventDefinition")
    ]
    return found + [
        [kind, (time.text or "").strip(), str(start.get("id"))]
        for start in process.findall(f"{BPMN}startEvent")
        for kind, name in TIMES.items()
        for time in start.findall(f"{BPMN}timerEventDefinition/{BPMN}{name}")
    ]


def _called(call: etree._Element) -> str:
    """Name the process of a call as the dialect does, or else as BPMN does."""
    extension = next(call.iter(f"{ZEEBE}calledElement"), None)
    named = call.get("calledElement", "").rpartition(":")[2]
    return str(extension.get("processId")) if extension is not None else named
