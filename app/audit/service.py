"""Write entries, set anchors, verify the chains."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, func, select, tuple_

from app.audit.models import AuditAnchor, AuditAnchorHead, AuditEntry
from app.core.db import db
from app.core.values import to_json
from app.identity import Actor

START = "0" * 64


@dataclass(frozen=True)
class BrokenChain:
    """The first place where a chain no longer holds."""

    chain: str
    position: int
    reason: str


@dataclass(frozen=True)
class Happening:
    """What an entry says; written in batches so that a step costs few statements."""

    action: str
    details: Mapping[str, Any]


def record(
    action: str,
    *,
    chain: UUID | str,
    actor: Actor,
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry to ``chain`` (a case id, or ``"kind:key"`` for entries about no case)."""
    return record_all([Happening(action, details or {})], chain=chain, actor=actor, at=at)[0]


def record_all(
    happenings: list[Happening], *, chain: UUID | str, actor: Actor, at: datetime
) -> list[AuditEntry]:
    """Append several entries at once, in order.

    The chain of a case is written under the lock of its instance; other chains lock themselves.
    """
    position, before = _last(chain)
    written = []
    for happening in happenings:
        position += 1
        entry = AuditEntry(
            chain=str(chain),
            position=position,
            at=at.astimezone(UTC),
            action=happening.action,
            actor_id=actor.user_id,
            actor_name=actor.name,
            actor_org=actor.org_codes[0] if actor.org_codes else None,
            details=to_json(dict(happening.details)),
        )
        before = entry.hash = _hash(before, entry)
        written.append(entry)
    db.session.add_all(written)
    db.session.flush()
    return written


def anchor(*, at: datetime) -> AuditAnchor:
    """Fix all chain heads in one digest, so that a missing tail is found later."""
    before = db.session.scalar(select(AuditAnchor).order_by(AuditAnchor.id.desc()).limit(1))
    heads = db.session.execute(_heads()).all()
    digest = hashlib.sha256((before.hash if before else START).encode())
    for chain, position, link in heads:
        digest.update(f"{chain}:{position}:{link}".encode())
    number = before.id + 1 if before else 1
    fixed = AuditAnchor(id=number, at=at, chains=len(heads), hash=digest.hexdigest())
    db.session.add(fixed)
    db.session.flush()
    db.session.add_all(
        AuditAnchorHead(anchor_id=number, chain=chain, position=position, hash=link)
        for chain, position, link in heads
    )
    db.session.flush()
    return fixed


def verify() -> list[BrokenChain]:
    """Return every chain that no longer holds, with the first broken link; empty when all hold."""
    return [*_broken_links(), *_missing_tails()]


def _broken_links() -> Iterator[BrokenChain]:
    ordered = select(AuditEntry).order_by(AuditEntry.chain, AuditEntry.position)
    rows = db.session.scalars(ordered.execution_options(yield_per=1000))
    for chain, links in groupby(rows, key=lambda entry: entry.chain):
        broken = _first_break(chain, links)
        if broken:
            yield broken


def _first_break(chain: str, links: Iterator[AuditEntry]) -> BrokenChain | None:
    before = START
    for position, entry in enumerate(links, start=1):
        if entry.position != position:
            return BrokenChain(chain, position, "an entry is missing")
        if entry.hash != _hash(before, entry):
            return BrokenChain(chain, position, "the entry was changed")
        before = entry.hash
    return None


def _missing_tails() -> Iterator[BrokenChain]:
    newest = select(func.max(AuditAnchor.id)).scalar_subquery()
    present = (
        select(AuditEntry.hash)
        .where(
            AuditEntry.chain == AuditAnchorHead.chain,
            AuditEntry.position == AuditAnchorHead.position,
        )
        .scalar_subquery()
    )
    fixed = select(AuditAnchorHead, present).where(AuditAnchorHead.anchor_id == newest)
    for head, link in db.session.execute(fixed):
        if link != head.hash:
            yield BrokenChain(head.chain, head.position, "the tail is missing since an anchor")


def _heads() -> Select[tuple[str, int, str]]:
    last = select(AuditEntry.chain, func.max(AuditEntry.position)).group_by(AuditEntry.chain)
    which = tuple_(AuditEntry.chain, AuditEntry.position).in_(last)
    chosen = select(AuditEntry.chain, AuditEntry.position, AuditEntry.hash)
    return chosen.where(which).order_by(AuditEntry.chain)


def _last(chain: UUID | str) -> tuple[int, str]:
    if isinstance(chain, str) and db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(chain))))
    chosen = select(AuditEntry.position, AuditEntry.hash).where(AuditEntry.chain == str(chain))
    last = db.session.execute(chosen.order_by(AuditEntry.position.desc()).limit(1)).first()
    return (last.position, last.hash) if last else (0, START)


def _hash(before: str, entry: AuditEntry) -> str:
    said = [
        before,
        entry.chain,
        entry.position,
        entry.at.isoformat(),
        entry.action,
        str(entry.actor_id),
        entry.actor_name,
        entry.actor_org,
        entry.details,
    ]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
