"""Everything that opens a case: the hotline's form and a street's own whistle."""

from app.intake.queries import blank, blank_whistle, duplicates, proposal
from app.intake.service import blow, register

__all__ = ["blank", "blank_whistle", "blow", "duplicates", "proposal", "register"]
