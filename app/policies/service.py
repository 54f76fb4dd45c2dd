"""Commands: a new version of parameters, calendar or catalogue. The same again adds none."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import select

from app import identity, sla
from app.core.db import db
from app.core.errors import InvalidError
from app.policies.catalogue import spelled
from app.policies.models import (
    CatalogueEntry,
    CatalogueVersion,
    ParameterSet,
    Versioned,
    WorkCalendar,
)
from app.policies.notices import OFF, WORK, seeded_calendar, with_notice
from app.policies.queries import UnknownVersionError

USUAL_KIND, USUAL_CLOCK = "街道吹哨部门报到", sla.Clock.NATURAL_DAYS.value
LEVELS, CLASSES, ROLES = ("L1", "L2", "L3", "L4"), ("日常", "攻坚", "紧急"), ("M", "C")

Edition = TypeVar("Edition", bound=Versioned)


class BadParametersError(InvalidError):
    """参数有误。"""


class BadCalendarError(InvalidError):
    """工作日历有误。"""


class BadCatalogueError(InvalidError):
    """派单目录有误。"""


def import_parameters(body: Mapping[str, Any], *, valid_from: datetime) -> ParameterSet:
    """Make the parameters the rule from ``valid_from`` on; unreadable limits are refused."""
    _check_parameters(body)
    newest = _newest(ParameterSet)
    if newest is not None and newest.body == body:
        return newest
    return _added(ParameterSet(version=_next(newest), valid_from=valid_from, body=dict(body)))


def import_calendar(body: Mapping[str, Any] | None = None, *, now: datetime) -> WorkCalendar:
    """Make a calendar the newest; without one, what the holiday libraries know."""
    body = seeded_calendar() if body is None else body
    _check_calendar(body)
    newest = _newest(WorkCalendar)
    if newest is not None and newest.body == body:
        return newest
    return _added(WorkCalendar(version=_next(newest), imported_at=now, body=dict(body)))


def import_notice(year: int, text: str, source: str, *, now: datetime) -> WorkCalendar:
    """Replace one year of the newest calendar by an official notice in CSV (day, off or work)."""
    newest = _newest(WorkCalendar)
    if newest is None:
        raise UnknownVersionError
    return import_calendar(with_notice(newest.body, year, text, source), now=now)


def import_catalogue(body: Mapping[str, Any], *, valid_from: datetime) -> CatalogueVersion:
    """Make a catalogue the newest; its unit names are resolved to organisations now."""
    for row in body["row"]:
        _check_matter(row)
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    newest = _newest(CatalogueVersion)
    if newest is not None and newest.digest == digest:
        return newest
    edition = CatalogueVersion(
        version=_next(newest), valid_from=valid_from, title=body["title"], digest=digest
    )
    _added(edition)
    db.session.add_all(_matter(edition.version, row) for row in body["row"])
    db.session.flush()
    return edition


def _newest(table: type[Edition]) -> Edition | None:
    return db.session.scalar(select(table).order_by(table.version.desc()).limit(1))


def _next(newest: Versioned | None) -> int:
    return 1 if newest is None else newest.version + 1


def _added(row: Edition) -> Edition:
    db.session.add(row)
    db.session.flush()
    return row


def _check_parameters(body: Mapping[str, Any]) -> None:
    limits = sla.read_limits(body["limits"])
    for key, row in limits.rows.items():
        if key in row.anchors:
            raise BadParametersError(f"时限“{key}”以自身为起算时间。")
    for name in ("assessment", "rates"):
        if abs(sum(body[name]["weights"].values()) - 1) > 1e-9:
            raise BadParametersError(f"“{name}”的权重之和应为 1。")


def _check_calendar(body: Mapping[str, Any]) -> None:
    try:
        days = [date.fromisoformat(day) for day in body["exceptions"]]
        days += [date.fromisoformat(body[name]) for name in ("covers_until", "provisional_from")]
        hours = [time.fromisoformat(hour) for session in body["hours"] for hour in session]
    except (KeyError, ValueError) as error:
        raise BadCalendarError from error
    if (
        not hours
        or hours != sorted(set(hours))
        or not {*body["exceptions"].values()} <= {OFF, WORK}
    ):
        raise BadCalendarError


def _check_matter(row: Mapping[str, Any]) -> None:
    known = row["level"] in LEVELS and row["whistle_class"] in CLASSES
    if not known or row["street_role"] not in ROLES:
        raise BadCatalogueError(f"“{row['code']}”的等级、哨级或街道角色有误。")


def _matter(version: int, row: Mapping[str, Any]) -> CatalogueEntry:
    pinyin, initials = spelled([row["names"][-1], *row["keywords"]])
    usual = {"whistle_kind": USUAL_KIND, "is_direct": False, "clock": USUAL_CLOCK}
    computed = {
        "version": version,
        "lead_code": identity.resolve_name(row["lead"]),
        "cooperating_codes": [identity.resolve_name(name) for name in row["cooperating"]],
        "pinyin": pinyin,
        "initials": initials,
    }
    return CatalogueEntry(**{**usual, **row, **computed})
