"""The small world of the clock's tests."""

from tests.jobs.world import app, begin, someone, statements, template

__all__ = ["app", "begin", "someone", "statements", "template"]
