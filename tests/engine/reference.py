"""A second, independent reading of BPMN: what remains of a block-structured process.

A block is a tuple. Running it leaves a *rest*, or None when it is done; completing a task or
sending a message gives the next rest. Nothing here knows of tokens, trees or diagrams.
"""

from typing import Any

Block = tuple[Any, ...]


def begin(block: Block) -> Block | None:
    """Return what remains once everything automatic has run."""
    kind, *parts = block
    if kind in ("task", "many"):
        return ("open", parts[0], parts[1] if kind == "many" else 1) if parts[-1] else None
    if kind == "seq":
        return _sequence(parts[0])
    if kind == "and":
        return _all([begin(part) for part in parts[0]])
    if kind == "xor":
        return begin(parts[0][parts[1]])
    if kind == "loop":
        return _loop(parts[0], parts[1])
    inner = begin(parts[0])
    return None if inner is None else ("guarded", inner, *parts[1:])


def _sequence(blocks: list[Block]) -> Block | None:
    for number, block in enumerate(blocks):
        rest = begin(block)
        if rest is not None:
            return ("then", rest, blocks[number + 1 :])
    return None


def _all(rests: list[Block | None]) -> Block | None:
    left = [rest for rest in rests if rest is not None]
    return ("all", left) if left else None


def _loop(block: Block, times: int) -> Block | None:
    for left in range(times - 1, -1, -1):
        rest = begin(block)
        if rest is not None:
            return ("round", rest, block, left)
    return None


def waiting(rest: Block | None) -> list[str]:
    """Return the tasks and messages (with a leading !) that wait now."""
    if rest is None:
        return []
    kind, *parts = rest
    if kind == "open":
        return [parts[0]] * parts[1]
    if kind == "all":
        return sorted(name for part in parts[0] for name in waiting(part))
    if kind == "guarded":
        return sorted([*waiting(parts[0]), f"!{parts[1]}"])
    return waiting(parts[0])


def after(rest: Block | None, name: str) -> Block | None:
    """Return what remains after the first task or message of that name."""
    kind, *parts = rest
    if kind == "open":
        return ("open", parts[0], parts[1] - 1) if parts[1] > 1 else None
    if kind == "then":
        inner = after(parts[0], name)
        return ("then", inner, parts[1]) if inner is not None else _sequence(parts[1])
    if kind == "round":
        inner = after(parts[0], name)
        return ("round", inner, *parts[1:]) if inner is not None else _loop(parts[1], parts[2])
    if kind == "all":
        return _one_of_all(parts[0], name)
    if name == f"!{parts[1]}":
        return ("open", parts[2], 1)
    inner = after(parts[0], name)
    return None if inner is None else ("guarded", inner, *parts[1:])


def _one_of_all(rests: list[Block], name: str) -> Block | None:
    for number, rest in enumerate(rests):
        if name in waiting(rest):
            return _all([*rests[:number], after(rest, name), *rests[number + 1 :]])
    raise AssertionError(name)
