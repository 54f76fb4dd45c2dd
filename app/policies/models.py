"""Versioned rows: parameters, working calendar, catalogue. A version never changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class Versioned(Base):
    """A table whose rows are editions, numbered from 1."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ParameterSet(Versioned):
    """All numbers of the rules, as one version; ``body`` is the parameter file."""

    __tablename__ = "parameter_set"

    valid_from: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class WorkCalendar(Versioned):
    """Days off and 调休 days, working hours, source, and from when on it is provisional."""

    __tablename__ = "work_calendar"

    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class CatalogueVersion(Versioned):
    """One edition of the dispatch catalogue."""

    __tablename__ = "catalogue_version"

    valid_from: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    title: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))


class CatalogueEntry(Base):
    """A matter of the catalogue; a unit that no organisation is has no code."""

    __tablename__ = "catalogue_entry"

    version: Mapped[int] = mapped_column(
        ForeignKey("catalogue_version.version"), primary_key=True, autoincrement=False
    )
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    names: Mapped[list[str]] = mapped_column(JSON)
    name_en: Mapped[str] = mapped_column(String(80))
    lead: Mapped[str] = mapped_column(String(60))
    lead_code: Mapped[str | None] = mapped_column(String(40))
    cooperating: Mapped[list[str]] = mapped_column(JSON)
    cooperating_codes: Mapped[list[str | None]] = mapped_column(JSON)
    street_role: Mapped[str] = mapped_column(String(1))
    level: Mapped[str] = mapped_column(String(2))
    whistle_class: Mapped[str] = mapped_column(String(4))
    whistle_kind: Mapped[str] = mapped_column(String(20))
    is_direct: Mapped[bool]
    clock: Mapped[str] = mapped_column(String(20))
    duty_text: Mapped[str] = mapped_column(Text)
    keywords: Mapped[list[str]] = mapped_column(JSON)
    pinyin: Mapped[list[str]] = mapped_column(JSON)
    initials: Mapped[list[str]] = mapped_column(JSON)
