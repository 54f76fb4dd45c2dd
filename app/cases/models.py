"""The case file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.crypto import EncryptedText
from app.core.db import Base, UtcDateTime, uuid7
from app.core.values import Values
from app.runtime import ProcessInstance


class Case(Base):
    """One matter from intake to archive; it shares its id with its process instance."""

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_repeat", "matter", "place_key", "received_at"),
        Index("ix_case_region", "region_id", "opened_at"),
        Index("ix_case_newest", "opened_at", "id"),
        Index("ix_case_opened_by", "opened_by_id", "opened_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    reference: Mapped[str] = mapped_column(unique=True)
    region_id: Mapped[str]
    process_key: Mapped[str]
    title: Mapped[str]
    facts: Mapped[str]
    matter: Mapped[str | None]
    matter_name: Mapped[str]
    channel: Mapped[str]
    request_type: Mapped[str | None]
    place_text: Mapped[str]
    place_key: Mapped[str | None]
    street: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[UUID | None]
    level: Mapped[str | None]
    whistle_class: Mapped[str | None]
    handler: Mapped[str | None]
    order_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str | None]
    """What ``close case`` said; without it the end event's name."""

    instance: Mapped[ProcessInstance] = relationship(
        primaryjoin="foreign(Case.id) == ProcessInstance.id", viewonly=True, lazy="joined"
    )

    @property
    def is_closed(self) -> bool:
        """Tell whether its process has ended."""
        return self.instance.ended_at is not None


class CaseNumber(Base):
    """The last case number given in a region and year."""

    __tablename__ = "case_number"

    region_id: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Party(Base):
    """The requester: the only home of personal data."""

    __tablename__ = "party"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str | None] = mapped_column(EncryptedText)
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    phone_digest: Mapped[str | None] = mapped_column(index=True)
    keep_secret: Mapped[bool]


class CasePart(Base):
    """An organisation that has, or had, a part in a case, and so may see it."""

    __tablename__ = "case_part"
    __table_args__ = (Index("ix_case_part_org", "org_code", "case_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    org_code: Mapped[str] = mapped_column(primary_key=True)


class CaseLink(Base):
    """A relation to another case: merged into it, escalated from it, supervised because of it."""

    __tablename__ = "case_link"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True)
    relation: Mapped[str]
    reason: Mapped[str | None]
    by_id: Mapped[UUID | None]
    """Who linked them by hand."""


class Copy(Base):
    """A copy sent for knowledge, with its read receipt (R17): to a post, or to one person of it."""

    __tablename__ = "copy"
    __table_args__ = (
        Index("ix_copy_group", "group", "read_at", "sent_at"),
        Index("ix_copy_user", "user_id", "read_at", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    group: Mapped[str]
    user_id: Mapped[UUID | None]
    """The one person it is for; without one, everybody of the post."""
    user_name: Mapped[str | None]
    notice_key: Mapped[str]
    sent_by_id: Mapped[UUID | None]
    sent_by_name: Mapped[str | None]
    """Who sent it by hand; the process sends the others."""
    words: Mapped[str | None]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_by: Mapped[str | None]


class Whistle(Base):
    """A whistle as its process last stood."""

    __tablename__ = "whistle"

    whistle_no: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    whistle_class: Mapped[str]
    round: Mapped[int]
    departments: Mapped[list[str]] = mapped_column(JSON)
    dispatched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Submission(Base):
    """What a person entered: one row a reply, never changed."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("by_id", "one_time_key"),
        Index("ix_submission_case", "case_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID]
    task_id: Mapped[UUID | None]
    process_key: Mapped[str]
    element_id: Mapped[str]
    department: Mapped[str | None]
    whistle_no: Mapped[str | None]
    form_key: Mapped[str]
    form_version: Mapped[int]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    by_org: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    values: Mapped[dict[str, Any]] = mapped_column(Values)
    one_time_key: Mapped[str | None]
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a device says it was entered, if it was sent later; ``at`` is when it arrived here."""
    accuracy_m: Mapped[int | None]
    """How exact the device said its position was."""


class Document(Base):
    """A file, stored under the hash of its content; a later version leaves the older ones."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("first_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    uploaded_by_id: Mapped[UUID | None]
    uploaded_by_name: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_lat: Mapped[float | None]
    taken_lon: Mapped[float | None]
    accuracy: Mapped[float | None]
    """Metres of doubt about the place."""
    source: Mapped[str | None]
    """Who says when and where: ``exif``, ``device``, or both with a plus."""
    signer: Mapped[str | None]
    signed_sha256: Mapped[str | None]
    """Under which values the signature stands: ``forms.Clean.digest``."""
    first_id: Mapped[UUID | None]
    """The first version of this document; None for the first itself."""
    number: Mapped[int] = mapped_column(default=1)
    note: Mapped[str | None]
    """Why it was added outside a form."""


class Comment(Base):
    """What a person says about a case to those who see it."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_case", "case_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    task_id: Mapped[UUID | None]
    task_name: Mapped[str | None]
    text: Mapped[str]
    """Emptied when it is taken back."""
    mentions: Mapped[list[str]] = mapped_column(JSON)
    """The names that the text mentions, as they stand in it."""
    by_id: Mapped[UUID]
    by_name: Mapped[str]
    by_org: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StartTimer(Base):
    """A timer that opens cases of a process, as its newest version says."""

    __tablename__ = "start_timer"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    process_key: Mapped[str] = mapped_column(index=True)
    element_id: Mapped[str]
    text: Mapped[str]
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    left: Mapped[int]
    """How often it still opens a case; -1 is for ever."""
