"""The rules in force, as the plain values that sla and the engine take."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select

from app import sla
from app.core.db import Base, db
from app.core.errors import NotFoundError
from app.policies.cache import parsed
from app.policies.catalogue import CatalogueRow, search
from app.policies.models import CatalogueEntry, CatalogueVersion, ParameterSet, WorkCalendar
from app.policies.notices import WORK


class UnknownMatterError(NotFoundError):
    """派单目录中没有这个事项。"""


class UnknownVersionError(NotFoundError):
    """没有这个版本的参数、日历或目录，请先导入。"""


@dataclass(frozen=True)
class Versions:
    """What a case that begins now runs under."""

    parameters: int
    calendar: int
    catalogue: int


@dataclass(frozen=True)
class Parameters:
    """One version of the parameters; ``body`` is as in the parameter file."""

    version: int
    body: Mapping[str, Any]


def current_versions(now: datetime) -> Versions:
    """Return the versions in force at ``now``, in one statement."""
    row = db.session.execute(
        select(
            _newest(ParameterSet.version).where(ParameterSet.valid_from <= now).scalar_subquery(),
            _newest(WorkCalendar.version).scalar_subquery(),
            _newest(CatalogueVersion.version)
            .where(CatalogueVersion.valid_from <= now)
            .scalar_subquery(),
        )
    ).one()
    if None in row:
        raise UnknownVersionError
    return Versions(*row)


def current_parameters(now: datetime) -> Parameters:
    """Return the parameters in force at ``now``."""
    newest = _newest(ParameterSet.version).where(ParameterSet.valid_from <= now)
    version = _required(newest)
    return Parameters(version, parameters(version))


def parameters(version: int) -> dict[str, Any]:
    """Return all parameters of a version, as in the parameter file."""
    return parsed("parameters", version, lambda number: dict(_row(ParameterSet, number).body))


def limits(version: int) -> sla.Limits:
    """Return the named limits of a version of the parameters."""
    return parsed(
        "limits", version, lambda _: sla.read_limits(parameters(version)["limits"], version)
    )


def calendar(version: int) -> sla.Calendar:
    """Return the working calendar of that version."""
    return parsed("calendar", version, _calendar)


def current_calendar() -> sla.Calendar:
    """Return the newest working calendar."""
    return calendar(current_calendar_version())


def current_calendar_version() -> int:
    """Return the number of the newest working calendar."""
    return _required(_newest(WorkCalendar.version))


def calendar_source(version: int) -> str:
    """Return whence the calendar's days are known."""
    return str(_row(WorkCalendar, version).body["source"])


def horizon_months(now: datetime) -> int:
    """Return for how many whole months from ``now`` the calendar knows its days."""
    end = date.fromisoformat(_row(WorkCalendar, current_calendar_version()).body["covers_until"])
    today = now.astimezone(sla.SHANGHAI).date()
    return (end.year - today.year) * 12 + end.month - today.month


def catalogue_rows(version: int | None = None) -> tuple[CatalogueRow, ...]:
    """Return every matter of a version (of the newest), by code."""
    number = version or _required(_newest(CatalogueVersion.version))
    return parsed("catalogue", number, _catalogue)


def catalogue_row(code: str, version: int | None = None) -> CatalogueRow:
    """Return the matter of that code."""
    found = next((matter for matter in catalogue_rows(version) if matter.code == code), None)
    if found is None:
        raise UnknownMatterError(f"派单目录中没有“{code}”。")
    return found


def search_catalogue(text: str, limit: int = 8, version: int | None = None) -> list[CatalogueRow]:
    """Return the matters that a code, name, keyword, pinyin or initials mean, best first."""
    return search(catalogue_rows(version), text, limit)


def _newest(version: Any) -> Any:
    return select(func.max(version))


def _required(query: Any) -> int:
    found = db.session.scalar(query)
    if found is None:
        raise UnknownVersionError
    return int(found)


def _row(table: type[Base], version: int) -> Any:
    found = db.session.get(table, version)
    if found is None:
        raise UnknownVersionError
    return found


def _calendar(version: int) -> sla.Calendar:
    body = _row(WorkCalendar, version).body
    return sla.Calendar(
        version=version,
        exceptions={
            date.fromisoformat(day): kind == WORK for day, kind in body["exceptions"].items()
        },
        hours=tuple(
            (time.fromisoformat(opens), time.fromisoformat(closes))
            for opens, closes in body["hours"]
        ),
        provisional_from=date.fromisoformat(body["provisional_from"]),
    )


def _catalogue(version: int) -> tuple[CatalogueRow, ...]:
    rows = (
        select(CatalogueEntry)
        .where(CatalogueEntry.version == version)
        .order_by(CatalogueEntry.code)
    )
    found = tuple(_matter(row) for row in db.session.scalars(rows))
    if not found:
        raise UnknownVersionError
    return found


def _matter(entry: CatalogueEntry) -> CatalogueRow:
    values = {field.name: getattr(entry, field.name) for field in fields(CatalogueRow)}
    frozen = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return CatalogueRow(**{**values, **frozen})
