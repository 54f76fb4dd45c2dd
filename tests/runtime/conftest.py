"""What runs, at a time of the sample case that each file says."""

from datetime import UTC, datetime

import pytest
import zstandard
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.core.db import db
from app.runtime import ProcessInstance

NOW = datetime(2026, 7, 14, 0, 30, tzinfo=UTC)


@pytest.fixture
def stored(player):
    """A function that returns the state of the case as it is stored now."""

    def read():
        db.session.rollback()
        chosen = select(ProcessInstance).where(ProcessInstance.id == player.case_id)
        found = db.session.scalars(
            chosen.options(undefer(ProcessInstance.state)).execution_options(populate_existing=True)
        ).one()
        return zstandard.decompress(found.state)

    return read
