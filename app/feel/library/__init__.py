"""The built-in functions of DMN 1.5."""

from app.feel.library import (
    aggregates,
    contexts,
    conversion,
    lists,
    numbers,
    ranges,
    strings,
    temporal,
)
from app.feel.library.external import external
from app.feel.library.registry import BUILTINS

__all__ = [
    "BUILTINS",
    "aggregates",
    "contexts",
    "conversion",
    "external",
    "lists",
    "numbers",
    "ranges",
    "strings",
    "temporal",
]
