"""A root process with everything it may call, parsed once and shared by all its instances."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.elements.process import ProcessSpec


@dataclass(frozen=True)
class Definition:
    """Specifications by name and decisions by id; nothing in it changes while instances run.

    ``nulls`` are the variables that some element may set: until then they read as null. Any
    other name is a slip of the pen and fails.
    """

    root: str
    specs: Mapping[str, ProcessSpec]
    decisions: Mapping[str, Any]
    nulls: dict[str, Any]
