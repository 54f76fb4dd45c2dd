"""The installation that the API's tests use, for outside material to be sent to."""

import os

from tests.api.conftest import app, backend, operator, program, reference

__all__ = ["app", "backend", "operator", "program", "reference"]

collect_ignore = [] if "SPIFF" in os.environ else ["test_spiff.py"]
