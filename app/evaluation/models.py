"""What is computed for a sheet; what people said stays in their replies."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime
from app.core.values import Values


class Assessment(Base):
    """One department's sheet for one whistle (R10)."""

    __tablename__ = "assessment"

    whistle_no: Mapped[str] = mapped_column(primary_key=True)
    department: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(index=True)
    parameters_version: Mapped[int]
    attendance: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(Values)
    """Recorded times and their limits: signed, arrived, staffing."""
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    final_total: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    final_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
