"""What a person has typed and not yet sent."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.crypto import EncryptedText
from app.core.db import Base, UtcDateTime


class Draft(Base):
    """One person's words on one subject, as typed; readable by that person alone."""

    __tablename__ = "draft"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    """``task:<id>``, ``action:<id>``, ``sheets:<whistle>`` or ``new:<form>``."""
    task_id: Mapped[UUID | None] = mapped_column(index=True)
    form_key: Mapped[str]
    form_version: Mapped[int]
    typed: Mapped[str] = mapped_column(EncryptedText)
    """JSON. All of it is encrypted: a note may name the requester as well as a field does."""
    revision: Mapped[int]
    page: Mapped[str | None]
    """The one-time key of the page it was typed on: that page never conflicts with itself."""
    device: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    @property
    def raw(self) -> dict[str, Any]:
        """Return the values as they were sent, wrong ones included."""
        return dict(json.loads(self.typed))
