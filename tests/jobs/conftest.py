"""The small world of the clock's tests."""

import pytest

from app.jobs.telling import letters
from tests.jobs.world import app, begin, someone, statements, template

__all__ = ["app", "begin", "someone", "statements", "template"]


@pytest.fixture(autouse=True)
def plain_words(monkeypatch):
    """Messages are worded here as without pages, whatever another test's pages set up."""
    monkeypatch.setattr(letters, "_writer", letters.PlainChinese())
