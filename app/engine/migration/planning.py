"""A suggestion which element became which: by id, then by name, then by what is around it."""

from collections.abc import Callable, Hashable
from typing import Any

from app.engine.definition import Definition
from app.engine.migration.crossing import drawn, kind, place

Mapping = dict[str, str]
Elements = dict[str, Any]
Neighbours = dict[str, tuple[set[str], set[str]]]
Sign = Callable[[str, Any], Hashable | None]


def plan_migration(old: Definition, new: Definition) -> Mapping:
    """Return ``process key/element id`` of old elements with their place in the new definition.

    The same id and kind come first, then the same kind and name, then the same kind between the
    same neighbours. An element without a counterpart, or with several, is not named.
    """
    left = {place(element): element for _, element in drawn(old)}
    free = {place(element): element for _, element in drawn(new)}
    mapping: Mapping = {}
    for where in sorted(left.keys() & free.keys()):
        if kind(left[where]) == kind(free[where]):
            _pair(mapping, left, free, where, where)
    _match(mapping, left, free, (_by_name, _by_name))
    around = _neighbours(old), _neighbours(new)
    while any(_match(mapping, left, free, _beside(mapping, around, side)) for side in (0, 1)):
        pass
    return dict(sorted(mapping.items()))


def _pair(mapping: Mapping, left: Elements, free: Elements, old: str, new: str) -> None:
    mapping[old] = new
    del left[old], free[new]


def _match(mapping: Mapping, left: Elements, free: Elements, signs: tuple[Sign, Sign]) -> bool:
    """Pair what alone bears the same sign on both sides; say whether anything was paired."""
    before, after = _only(left, signs[0]), _only(free, signs[1])
    found = sorted((before[each], after[each]) for each in before.keys() & after.keys())
    for old, new in found:
        _pair(mapping, left, free, old, new)
    return bool(found)


def _only(elements: Elements, sign: Sign) -> dict[Hashable, str]:
    found: dict[Hashable, list[str]] = {}
    for where, element in elements.items():
        found.setdefault(sign(where, element), []).append(where)
    return {each: ways[0] for each, ways in found.items() if each is not None and len(ways) == 1}


def _by_name(where: str, element: Any) -> Hashable | None:
    return (element.process_key, kind(element), element.title) if element.title else None


def _beside(
    mapping: Mapping, around: tuple[Neighbours, Neighbours], side: int
) -> tuple[Sign, Sign]:
    """Return how to tell elements by what leads to them (0) or what they lead to (1)."""
    names = dict(mapping), {new: new for new in mapping.values()}

    def sign(version: int) -> Sign:
        def by_neighbours(where: str, element: Any) -> Hashable | None:
            beside = around[version][where][side]
            known = frozenset(names[version][each] for each in beside if each in names[version])
            return (kind(element), known) if known and len(known) == len(beside) else None

        return by_neighbours

    return sign(0), sign(1)


def _neighbours(definition: Definition) -> Neighbours:
    """Return what leads to each element and what it leads to; its activity leads to an event."""
    found: Neighbours = {place(element): (set(), set()) for _, element in drawn(definition)}
    for scope, element in drawn(definition):
        for flow in element.flows:
            target = place(scope.task_specs[flow.target])
            found[place(element)][1].add(target)
            found[target][0].add(place(element))
        for name in (*element.boundaries, element.handler):
            if name:
                found[place(scope.task_specs[name])][0].add(place(element))
    return found
