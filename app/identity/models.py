"""Organisations, people, their posts, and tokens for programs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, uuid7


class Organisation(Base):
    """A node of the tree: district, office, street, community, grid, department or utility."""

    __tablename__ = "organisation"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20), index=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("organisation.code"), index=True)
    region_id: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    is_active: Mapped[bool] = mapped_column(default=True)

    @property
    def is_government(self) -> bool:
        """Tell whether it may ever see who asked; a utility never does."""
        return self.kind != "utility"


class OrganisationName(Base):
    """A name by which policy tables mean an organisation: its own or an alias."""

    __tablename__ = "organisation_name"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    org_code: Mapped[str] = mapped_column(ForeignKey("organisation.code"), index=True)


class User(Base):
    """A person who signs in."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(5), default="zh")
    session_version: Mapped[int] = mapped_column(default=1)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    region_id: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(20))
    """The telephone on the desk, for colleagues in the same case."""


class Membership(Base):
    """A post that a person holds in an organisation, from and until."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "org_code", "post"),
        Index("ix_membership_org_code_post", "org_code", "post"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    org_code: Mapped[str] = mapped_column(ForeignKey("organisation.code"))
    post: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def in_force(cls, now: datetime) -> tuple[Any, ...]:
        """Return the conditions under which a membership counts at ``now``."""
        return (
            cls.valid_from.is_(None) | (cls.valid_from <= now),
            cls.valid_to.is_(None) | (cls.valid_to > now),
        )


class Absence(Base):
    """A person is away from and until; one that is ended early keeps what was planned."""

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_person", "user_id", "ends_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it is over; equal to ``starts_at`` when it was cancelled beforehand."""
    planned_until: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by_name: Mapped[str] = mapped_column(String(130))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody cancelled it or ended it early."""
    ended_by_name: Mapped[str | None] = mapped_column(String(130))

    @classmethod
    def in_force(cls, now: datetime) -> tuple[Any, ...]:
        """Return the conditions under which the person is away at ``now``."""
        return cls.starts_at <= now, cls.ends_at > now

    @classmethod
    def touching(cls, start: datetime, end: datetime) -> tuple[Any, ...]:
        """Return the conditions under which the person is away for some of the time."""
        return cls.starts_at < end, cls.ends_at > start, cls.ends_at > cls.starts_at

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it never came into force."""
        return self.ends_at <= self.starts_at


class Substitution(Base):
    """Who holds a post while its holder is away; without a row, the post's colleagues do."""

    __tablename__ = "substitution"
    __table_args__ = (
        UniqueConstraint("absence_id", "org_code", "post"),
        Index("ix_substitution_org_code_post", "org_code", "post"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    absence_id: Mapped[UUID] = mapped_column(ForeignKey("absence.id"))
    org_code: Mapped[str] = mapped_column(ForeignKey("organisation.code"))
    post: Mapped[str] = mapped_column(String(20))
    substitute_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)


class ApiToken(Base):
    """A program's key to act as a person; only its digest is kept."""

    __tablename__ = "api_token"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
