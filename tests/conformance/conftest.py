"""The installation that the API's tests use, for outside material to be sent to."""

from tests.api.conftest import app, backend, operator, program, reference

__all__ = ["app", "backend", "operator", "program", "reference"]
