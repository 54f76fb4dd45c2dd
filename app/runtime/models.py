"""Process instances and what is projected from their state, committed together."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.db import Base, UtcDateTime, uuid7
from app.core.values import Packed, Values, add_kind
from app.feel import YearsMonths

add_kind(YearsMonths, "months", lambda span: span.months, YearsMonths)
MESSAGE, SIGNAL = "message", "signal"


def _where(condition: str) -> dict[str, Any]:
    """Return the options of an index over some rows only."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class ProcessInstance(Base):
    """One running or ended process; its state is a cache of its commands."""

    __tablename__ = "process_instance"
    __table_args__ = (
        Index("ix_process_instance_running", "process_key", "set_id", **_where("ended_at IS NULL")),
        Index("ix_process_instance_paused", "suspended_at", **_where("suspended_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(index=True)
    region_id: Mapped[str]
    set_id: Mapped[str] = mapped_column(ForeignKey("definition_set.id"))
    process_key: Mapped[str]
    parameters_version: Mapped[int]
    calendar_version: Mapped[int]
    state: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    projected: Mapped[dict[str, Any]] = deferred(mapped_column(JSON))
    """What the rows below say, so that a step writes only what changed."""
    lock_version: Mapped[int] = mapped_column()
    commands: Mapped[int] = mapped_column(default=0)
    audit_position: Mapped[int] = mapped_column(default=0)
    audit_hash: Mapped[str]
    """The head of the case's audit chain, under the same lock."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when its clocks stand still and nobody may act in it."""
    pauses: Mapped[list[dict[str, Any]] | None] = mapped_column(Values)
    """When the clocks of its limits stood still, as its commands said."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_event: Mapped[str | None]

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012

    @property
    def is_ended(self) -> bool:
        """Tell whether nothing more can happen in it."""
        return self.ended_at is not None

    @property
    def is_suspended(self) -> bool:
        """Tell whether it stands still until somebody resumes it."""
        return self.suspended_at is not None


class Command(Base):
    """One thing done to an instance, with all it looked up: enough to do it again."""

    __tablename__ = "command"
    __table_args__ = (UniqueConstraint("instance_id", "ordinal"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    ordinal: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    calendar_version: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(Packed)
    lookups: Mapped[list[Any]] = mapped_column(Packed)
    trail: Mapped[list[Any]] = mapped_column(Packed)


class UserTask(Base):
    """A task that waits, or waited, for a person; its id is its token."""

    __tablename__ = "user_task"
    __table_args__ = (
        Index("ix_user_task_case", "case_id", "opened_at"),
        Index("ix_user_task_mine", "assignee_id", "due_at", "id", **_where("ended_at IS NULL")),
        Index("ix_user_task_open", "case_id", **_where("ended_at IS NULL")),
        Index("ix_user_task_done", "completed_by_id", "ended_at", "id"),
        Index("ix_user_task_warn", "warned_at", "warn_at", **_where("ended_at IS NULL")),
        Index("ix_user_task_due", "overdue_at", "due_at", **_where("ended_at IS NULL")),
        Index("ix_user_task_owner", "owner_id", **_where("owner_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    case_id: Mapped[UUID]
    region_id: Mapped[str]
    process_key: Mapped[str]
    element_id: Mapped[str]
    name: Mapped[str]
    form_key: Mapped[str | None]
    form_version: Mapped[int | None]
    groups: Mapped[list[str]] = mapped_column(JSON)
    department: Mapped[str | None]
    whistle_no: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(Values)
    """Visible variables while it is open; emptied when it ends."""
    properties: Mapped[dict[str, Any]] = mapped_column(JSON)
    signing: Mapped[str | None]
    """``before`` or ``after`` the task of the same element, when it is somebody's co-signature."""
    signers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Whom the task still waits for: ``token``, ``groups`` and ``when`` of each."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    anchor_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    overdue_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When lateness was announced; lateness itself is derived from ``due_at``."""
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused: Mapped[dict[str, Any] | None] = mapped_column(Values)
    """While its clock stands still: ``since`` when and for what ``reason``."""
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    owner_id: Mapped[UUID | None]
    """Who gets it back, while somebody else prepares it (委派)."""
    delegated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None]
    """``completed`` or ``cancelled``."""
    ended_by: Mapped[str | None]
    """The kind of command that ended it: ``complete``, ``wake``, ``deliver`` …"""
    completed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    completed_by_name: Mapped[str | None]
    completed_for_id: Mapped[UUID | None]
    """In whose name, when a substitute completed it."""

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits."""
        return self.ended_at is None

    @property
    def is_delegated(self) -> bool:
        """Tell whether somebody prepares it for its owner."""
        return self.owner_id is not None

    @property
    def is_held(self) -> bool:
        """Tell whether others must sign before it can be completed."""
        return any(signer["when"] == "before" for signer in self.signers)


class Candidate(Base):
    """A group whose people may do an open task; gone when the task ends."""

    __tablename__ = "candidate"
    __table_args__ = (
        Index("ix_candidate_group", "group", "due_at", "task_id"),
        Index("ix_candidate_newest", "group", "opened_at", "task_id"),
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    group: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Timer(Base):
    """A timer event that waits; its id is its token."""

    __tablename__ = "timer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    process_key: Mapped[str]
    element_id: Mapped[str]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    attempts: Mapped[int] = mapped_column(default=0)


class Subscription(Base):
    """A message or signal that is waited for; with ``groups`` the case page offers it."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_message", "message", "key"),
        Index("ix_subscription_machine", "message", "key", **_where("form_key IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default=MESSAGE)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(index=True)
    process_key: Mapped[str]
    element_id: Mapped[str]
    name: Mapped[str]
    message: Mapped[str]
    key: Mapped[str]
    groups: Mapped[list[str]] = mapped_column(JSON)
    form_key: Mapped[str | None]
    is_offered: Mapped[bool]
    department: Mapped[str | None]
    whistle_no: Mapped[str | None]


class Message(Base):
    """A message between cases or from outside: delivered in a transaction of its own, once.

    A signal is one such row for each case that listened when it was sent.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_undelivered", "delivered_at", "expires_at"),
        Index("ix_message_waited_for", "name", "key", "delivered_at"),
        Index("ix_message_one_time_key", "sender_id", "one_time_key", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(default=MESSAGE)
    name: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(Values)
    sender_case_id: Mapped[UUID | None]
    receiver_case_id: Mapped[UUID | None]
    """The case that has it; of a signal, the case that shall have it."""
    sender_id: Mapped[UUID | None]
    """Who sent it from outside."""
    one_time_key: Mapped[str | None]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_expired(self, now: datetime) -> bool:
        """Tell whether its time to live passed with nobody waiting for it."""
        return self.delivered_at is None and self.expires_at <= now


class Incident(Base):
    """Work that failed and waits for a person."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_open", "resolved_at", "opened_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    case_id: Mapped[UUID]
    token: Mapped[UUID | None]
    process_key: Mapped[str]
    element_id: Mapped[str]
    name: Mapped[str]
    expression: Mapped[str | None]
    reason: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=1)
    """How often it has failed."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by: Mapped[str | None]
