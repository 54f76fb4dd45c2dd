"""Where cases are looked for: in one's own few, among those a word stands in, or among all.

What a row must fulfil beside its index is asked of it alone, by scalar sub-selects: no planner
can turn them round and begin at the other, endless side.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from app import identity, runtime
from app.cases import searching
from app.cases.finding.asked import FEW, Wanted
from app.cases.models import Case, CasePart
from app.core.db import db
from app.core.paging import Turn
from app.core.walking import Stretch, Walk, beyond
from app.identity import Actor

EVERYWHERE = "case.read.district"


def of(actor: Actor, wanted: Wanted) -> list[Walk]:
    """Return the walks that hold all that is wanted; a case may be in several."""
    if wanted.has_text:
        return [_among(each, actor, _fits(wanted)) for each in _said(wanted.text)]
    if identity.may(actor, EVERYWHERE):
        return [Walk(select(Case.id).where(*_fits(wanted)), Case.opened_at, Case.id)]
    return [_of_org(org, _fits(wanted)) for org in actor.org_codes]


def few(actor: Actor, wanted: Wanted) -> Walk | None:
    """Return all that is wanted, found once to be counted and sorted; None of who may see many."""
    if identity.may(actor, EVERYWHERE) or not _sees_few(actor):
        return None
    fits = [*_fits(wanted), *searching.spelled(wanted.text, Case.id)]
    opened = _of_case(Case.opened_at, CasePart.case_id).label("opened_at")
    theirs = select(CasePart.case_id, opened).where(CasePart.org_code.in_(actor.org_codes))
    found = theirs.where(*_of(fits, CasePart.case_id)).distinct().cte("few")
    return Walk(select(found.c.case_id), found.c.opened_at, found.c.case_id)


def newest(actor: Actor, wanted: Wanted, turn: Turn, many: int) -> Walk:
    """Return those of so many newest cases on from a place that fit, looked at one by one."""
    start, is_down = turn.start, not turn.is_backward
    near = select(Case.id, Case.opened_at)
    if start is not None:
        near = near.where(beyond(Case.opened_at, Case.id, start, is_down=is_down))
    order = (Case.opened_at, Case.id)
    ordered = near.order_by(*(column.desc() if is_down else column for column in order))
    window = ordered.limit(many).subquery()
    chosen = select(window.c.id).where(*_seen(actor, window.c.id), *_of(_fits(wanted), window.c.id))
    chosen = chosen.where(*searching.spelled(wanted.text, window.c.id))
    return Walk(chosen, window.c.opened_at, window.c.id)


def ordered(walks: list[Walk]) -> list[Stretch]:
    """Return the list of cases, the newest first."""
    return [Stretch(0, walks, is_descending=True)]


def _sees_few(actor: Actor) -> bool:
    parts = select(CasePart.case_id).where(CasePart.org_code.in_(actor.org_codes))
    some = parts.limit(FEW + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) <= FEW


def _of_org(org: str, fits: list[Any]) -> Walk:
    chosen = select(CasePart.case_id).where(CasePart.org_code == org)
    return _dated(chosen.where(*_of(fits, CasePart.case_id)), CasePart.case_id)


def _said(text: str) -> list[Select[Any]]:
    found = searching.found(text)
    return [] if found is None else [found]


def _among(found: Select[Any], actor: Actor, fits: list[Any]) -> Walk:
    case_id = found.selected_columns[0]
    return _dated(found.where(*_seen(actor, case_id), *_of(fits, case_id)), case_id)


def _dated(chosen: Select[Any], case_id: Any) -> Walk:
    return Walk(chosen, _of_case(Case.opened_at, case_id), case_id, is_indexed=False)


def _of(fits: list[Any], case_id: Any) -> list[Any]:
    return [_of_case(and_(*fits), case_id)] if fits else []


def _of_case(value: Any, case_id: Any) -> Any:
    return select(value).where(Case.id == case_id).correlate_except(Case).scalar_subquery()


def _seen(actor: Actor, case_id: Any) -> list[ColumnElement[bool]]:
    if identity.may(actor, EVERYWHERE):
        return []
    part = select(CasePart.case_id).where(CasePart.case_id == case_id)
    mine = part.where(CasePart.org_code.in_(actor.org_codes))
    return [mine.correlate_except(CasePart).exists()]


def _fits(wanted: Wanted) -> list[ColumnElement[bool]]:
    same = {
        Case.level: wanted.level,
        Case.street: wanted.street,
        Case.matter: wanted.matter,
        Case.place_key: wanted.place_key,
    }
    found: list[ColumnElement[bool]] = [c == value for c, value in same.items() if value]
    if wanted.closed is not None:
        ended = runtime.ProcessInstance.ended_at
        state = ended.is_not(None) if wanted.closed else ended.is_(None)
        of_case = select(state).where(runtime.ProcessInstance.id == Case.id)
        found.append(of_case.correlate(Case).scalar_subquery())
    return found
