"""Write entries, set anchors, verify the chains."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
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
ANCHORS = "anchor"
Head = tuple[int, str]
"""Position and hash of the last entry of a chain."""
FIRST: Head = (0, START)


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
    chain: str,
    actor: Actor,
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append an entry about no case to a chain such as ``"person:…"``; the chain is locked.

    The chain of a case is written by the runtime, which holds its head beside the state.
    """
    happening = Happening(action, details or {})
    return append([happening], chain=chain, after=_last(chain), actor=actor, at=at)[0]


def append(
    happenings: Sequence[Happening],
    *,
    chain: str,
    after: Head,
    actor: Actor,
    at: datetime,
) -> list[AuditEntry]:
    """Append entries to a chain whose last entry the caller knows and holds the lock of."""
    position, before = after
    written = []
    for happening in happenings:
        position += 1
        entry = AuditEntry(
            chain=chain,
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
    """Fix the heads of all chains written since the last anchor, so a cut tail is found later."""
    before = db.session.scalar(select(AuditAnchor).order_by(AuditAnchor.id.desc()).limit(1))
    newest = db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1))
    since = before.until_id if before else None
    heads = [row._tuple() for row in db.session.execute(_heads_after(since))]
    digest = _digest(before.hash if before else START, heads)
    number = before.id + 1 if before else 1
    fixed = AuditAnchor(id=number, at=at, chains=len(heads), until_id=newest, hash=digest)
    db.session.add(fixed)
    db.session.flush()
    db.session.add_all(
        AuditAnchorHead(anchor_id=number, chain=chain, position=position, hash=link)
        for chain, position, link in heads
    )
    db.session.flush()
    return fixed


def verify(heads: Mapping[str, Head] | None = None) -> list[BrokenChain]:
    """Return every chain that no longer holds, with the first broken link; empty when all hold.

    ``heads``: the last entry of chains as their owners hold it; finds a tail cut off since.
    """
    return [*_broken_links(dict(heads or {})), *_missing_tails(), *_broken_anchors()]


def _broken_links(heads: dict[str, Head]) -> Iterator[BrokenChain]:
    ordered = select(AuditEntry).order_by(AuditEntry.chain, AuditEntry.position)
    rows = db.session.scalars(ordered.execution_options(yield_per=1000))
    for chain, links in groupby(rows, key=lambda entry: entry.chain):
        broken = _first_break(chain, links, heads.pop(chain, None))
        if broken:
            yield broken
    for chain, (position, _) in heads.items():
        if position:
            yield BrokenChain(chain, 1, "every entry is missing")


def _first_break(chain: str, links: Iterator[AuditEntry], head: Head | None) -> BrokenChain | None:
    position, before = FIRST
    for entry in links:
        position += 1
        if entry.position != position:
            return BrokenChain(chain, position, "an entry is missing")
        if entry.hash != _hash(before, entry):
            return BrokenChain(chain, position, "the entry was changed")
        before = entry.hash
    if head is not None and head != (position, before):
        return BrokenChain(chain, position + 1, "the tail is missing")
    return None


def _missing_tails() -> Iterator[BrokenChain]:
    present = (
        select(AuditEntry.hash)
        .where(
            AuditEntry.chain == AuditAnchorHead.chain,
            AuditEntry.position == AuditAnchorHead.position,
        )
        .scalar_subquery()
    )
    for head, link in db.session.execute(select(AuditAnchorHead, present)):
        if link != head.hash:
            yield BrokenChain(head.chain, head.position, "the tail is missing since an anchor")


def _broken_anchors() -> Iterator[BrokenChain]:
    before = START
    anchors = db.session.execute(select(AuditAnchor.id, AuditAnchor.hash).order_by(AuditAnchor.id))
    for number, (found, link) in enumerate(anchors.all(), start=1):
        if found != number:
            yield BrokenChain(ANCHORS, number, "an anchor is missing")
            return
        if link != _digest(before, _fixed_by(number)):
            yield BrokenChain(ANCHORS, number, "the anchor was changed")
            return
        before = link


def _fixed_by(anchor_id: int) -> list[tuple[str, int, str]]:
    chosen = select(AuditAnchorHead.chain, AuditAnchorHead.position, AuditAnchorHead.hash)
    rows = db.session.execute(chosen.where(AuditAnchorHead.anchor_id == anchor_id))
    return [row._tuple() for row in rows]


def _digest(before: str, heads: list[tuple[str, int, str]]) -> str:
    digest = hashlib.sha256(before.encode())
    for chain, position, link in sorted(heads):
        digest.update(f"{chain}:{position}:{link}".encode())
    return digest.hexdigest()


def _heads_after(entry_id: UUID | None) -> Select[tuple[str, int, str]]:
    last = select(AuditEntry.chain, func.max(AuditEntry.position)).group_by(AuditEntry.chain)
    if entry_id is not None:
        last = last.where(AuditEntry.id > entry_id)
    which = tuple_(AuditEntry.chain, AuditEntry.position).in_(last)
    chosen = select(AuditEntry.chain, AuditEntry.position, AuditEntry.hash)
    return chosen.where(which).order_by(AuditEntry.chain)


def _last(chain: str) -> Head:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(chain))))
    chosen = select(AuditEntry.position, AuditEntry.hash).where(AuditEntry.chain == chain)
    last = db.session.execute(chosen.order_by(AuditEntry.position.desc()).limit(1)).first()
    return (last.position, last.hash) if last else FIRST


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
