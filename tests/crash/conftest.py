"""The same installations as the flows have, with writes as durable as in production."""

from tests.flows.conftest import app, backend, player

__all__ = ["app", "backend", "player"]
