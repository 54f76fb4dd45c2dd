"""Values put away as text: what nobody looks at costs a state next to nothing."""

from typing import Any

import orjson

from app.engine.instance.values import from_json, kept, to_json


def packed(value: Any) -> str:
    """Return a value as text."""
    return orjson.dumps(to_json(kept(value))).decode()


def unpacked(text: str) -> Any:
    """Return the value of a text."""
    return from_json(orjson.loads(text))
