"""Into whose list a notice is put: the reader's, and that of who stands in for a reader."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy import case as sql_case

from app.core.db import db
from app.identity import Membership, User, holding, split_group
from app.notifications.models import Notice, Preference, Receipt
from app.notifications.texts import BEARING, kind_of

MOST_LETTERS = 60
COLUMNS = ["notice_id", "user_id", "read_at", "for_name"]


def put_into_lists(notice: Notice, readers: Collection[UUID]) -> None:
    """Write the receipts, in one statement.

    Whoever silenced the kind has it as read already. A reader who is away has it as read too, and
    their substitutes have it in their place; what comes to somebody through a post that they only
    hold for another is marked likewise.
    """
    stood = holding.substitutes(notice.at)
    theirs = _in_posts(stood, notice) if _posts(notice) else true()
    own = _columns(
        notice, _mark(stood, notice), away=exists().where(stood.c.of_id == User.id, theirs)
    )
    instead = _columns(notice, _names(stood)).join(stood, stood.c.user_id == User.id)
    also = stood.c.of_id.in_(readers), User.id.not_in(readers), User.is_active, theirs
    both = union_all(
        own.where(User.id.in_(readers)), instead.where(*also).group_by(User.id)
    ).subquery()
    db.session.execute(insert(Receipt).from_select(COLUMNS, select(both)))


def _columns(notice: Notice, mark: Any, away: ColumnElement[bool] | None = None) -> Select[Any]:
    silent = [] if kind_of(notice.key) in BEARING else [_muted(notice)]
    silent += [] if away is None else [away]
    at = literal(notice.at, Receipt.read_at.type)
    read_at = sql_case((or_(*silent), at), else_=None) if silent else _nothing(at)
    notice_id = literal(notice.id, Receipt.notice_id.type).label("notice_id")
    return select(notice_id, User.id.label("user_id"), read_at.label("read_at"), mark.label("name"))


def _nothing(like: ColumnElement[Any]) -> ColumnElement[Any]:
    return sql_case((null().is_not(None), like), else_=None)


def _muted(notice: Notice) -> ColumnElement[bool]:
    named = cast(Preference.muted, String).contains(f'"{kind_of(notice.key)}"')
    return exists().where(Preference.user_id == User.id, named)


def _mark(stood: Subquery, notice: Notice) -> Any:
    """Return for whom a reader has it: nobody, when they hold one of its posts themselves."""
    posts = _posts(notice)
    place = tuple_(Membership.org_code, Membership.post)
    own = Membership.user_id == User.id, place.in_(posts), *Membership.in_force(notice.at)
    mine = exists().where(*own).correlate_except(Membership)
    through = stood.c.user_id == User.id, _in_posts(stood, notice), ~mine
    return select(_names(stood)).where(*through).correlate(User).scalar_subquery()


def _names(stood: Subquery) -> ColumnElement[Any]:
    """Return the names of all who are stood in for, as far as there is room."""
    each = stood.c.of_name.distinct()
    if db.engine.dialect.name == "sqlite":  # it joins distinct values by commas alone
        together = func.replace(func.group_concat(each), ",", "、")
    else:
        together = func.string_agg(each, literal("、"))
    return func.substr(together, 1, MOST_LETTERS)


def _in_posts(stood: Subquery, notice: Notice) -> ColumnElement[bool]:
    return tuple_(stood.c.org_code, stood.c.post).in_(_posts(notice))


def _posts(notice: Notice) -> list[tuple[str, str]]:
    return [split_group(group) for group in notice.groups if "/" in group]
