"""A working calendar and the shipped limits."""

import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from app import sla

PARAMETERS = Path(__file__).parents[2] / "config" / "parameters.toml"


def at(text: str) -> datetime:
    """Return the Shanghai wall time ``2026-07-14 08:15``."""
    return datetime.fromisoformat(text).replace(tzinfo=sla.SHANGHAI)


def wall(moment: datetime | None) -> str | None:
    """Show a moment as Shanghai wall time."""
    return moment and moment.astimezone(sla.SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def calendar() -> sla.Calendar:
    """2026 with National Day off, one 调休 Saturday worked, and 2027 provisional."""
    off = {date(2026, 10, day): False for day in range(1, 8)}
    worked = {date(2026, 10, 10): True}
    return sla.Calendar(1, off | worked, provisional_from=date(2027, 1, 1))


@pytest.fixture(scope="session")
def limits() -> sla.Limits:
    """The limits shipped with the project."""
    return sla.read_limits(tomllib.loads(PARAMETERS.read_text())["limits"], version=1)
