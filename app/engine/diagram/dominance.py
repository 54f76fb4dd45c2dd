"""Which node every way to another one must pass (Cooper, Harvey and Kennedy's algorithm)."""

from collections.abc import Callable, Iterable, Mapping, Sequence

ROOT = ""


def dominators(entries: Sequence[str], after: Callable[[str], Iterable[str]]) -> Mapping[str, str]:
    """Return, for each node reached from the entries, the last one that all ways to it pass."""
    order, before = _ordered(entries, after)
    rank = {name: number for number, name in enumerate(order)}
    found = {ROOT: ROOT}
    is_changed = True
    while is_changed:
        is_changed = False
        for name in order[1:]:
            known = [each for each in before[name] if each in found]
            nearest = known[0]
            for other in known[1:]:
                nearest = _common(nearest, other, found, rank)
            is_changed |= found.get(name) != nearest
            found[name] = nearest
    return found


def passes(found: Mapping[str, str], name: str, wanted: str) -> bool:
    """Say whether every way to ``name`` passes ``wanted`` before."""
    while name != ROOT:
        name = found[name]
        if name == wanted:
            return True
    return False


def _ordered(
    entries: Sequence[str], after: Callable[[str], Iterable[str]]
) -> tuple[list[str], dict[str, list[str]]]:
    """Return the nodes, each before those it leads to except in loops, and what leads to each."""
    finished: list[str] = []
    before: dict[str, list[str]] = {ROOT: []}
    todo = [(ROOT, iter(entries))]
    while todo:
        name, targets = todo[-1]
        target = next(targets, None)
        if target is None:
            finished.append(name)
            todo.pop()
        elif target in before:
            before[target].append(name)
        else:
            before[target] = [name]
            todo.append((target, iter(list(after(target)))))
    return finished[::-1], before


def _common(one: str, other: str, found: Mapping[str, str], rank: Mapping[str, int]) -> str:
    while one != other:
        while rank[one] > rank[other]:
            one = found[one]
        while rank[other] > rank[one]:
            other = found[other]
    return one
