"""What a picker offers while somebody types, by kind; never more than they may see."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app import cases, identity, policies
from app.core.errors import NotFoundError
from app.identity import Actor, Organisation
from app.tasks.pickers.spelling import rank

MOST = 20
MANY = 1000
WORKING = ("department", "utility", "street", "town")
DEPARTMENTS = ("department", "utility")


@dataclass(frozen=True)
class Entry:
    """One answer: the value sent, the words shown, a second line, a WGS84 position."""

    value: str
    label: str
    hint: str = ""
    position: str = ""


@dataclass(frozen=True)
class Found:
    """The best answers and how many more there are."""

    entries: tuple[Entry, ...]
    more: int


class UnknownPickerError(NotFoundError):
    """没有这种选择器。"""


def search(kind: str, text: str, *, actor: Actor) -> Found:
    """Return the best answers of one kind; of everything when nothing has been typed."""
    if kind not in KINDS:
        raise UnknownPickerError
    entries = KINDS[kind](text, actor)
    return Found(tuple(entries[:MOST]), max(0, len(entries) - MOST))


def people(actor: Actor) -> list[Entry]:
    """Return the people an actor may name: of the whole district, or of the own units."""
    units = identity.organisations()
    if not identity.may(actor, "case.read.district"):
        parents = {unit.code: unit.parent_code for unit in units}
        units = [unit for unit in units if _is_within(unit.code, actor.org_codes, parents)]
    names = {unit.code: unit.name for unit in units}
    groups = [f"{code}/{post.name}" for code in names for post in identity.posts()]
    found: dict[str, Entry] = {}
    for group, members in identity.members_by_group(groups).items():
        code, post = identity.split_group(group)
        for person in members:
            hint = f"{names[code]} · {post}"
            found.setdefault(str(person.id), Entry(str(person.id), person.name, hint))
    return list(found.values())


def _is_within(code: str | None, own: Iterable[str], parents: Mapping[str, str | None]) -> bool:
    while code is not None and code not in own:
        code = parents.get(code)
    return code is not None


def _answering(entries: Iterable[Entry], text: str) -> list[Entry]:
    if not text.strip():
        return list(entries)
    ranked = [(_rank(entry, text), at, entry) for at, entry in enumerate(entries)]
    found = [(best, at, entry) for best, at, entry in ranked if best is not None]
    return [entry for _, _, entry in sorted(found, key=lambda each: each[:2])]


def _rank(entry: Entry, text: str) -> int | None:
    return 0 if entry.value == text.strip() else rank(entry.label, text)


def _units(kinds: tuple[str, ...]) -> Callable[[str, Actor], list[Entry]]:
    def found(text: str, _actor: Actor) -> list[Entry]:
        units = (_unit(unit) for unit in identity.organisations(kinds))
        return _answering(units, text)

    return found


def _unit(unit: Organisation) -> Entry:
    known = unit.lat is not None and unit.lon is not None
    return Entry(unit.code, unit.name, "", f"{unit.lat},{unit.lon}" if known else "")


def _matters(text: str, _actor: Actor) -> list[Entry]:
    rows = policies.search_catalogue(text, MANY) if text.strip() else policies.catalogue_rows()
    return [Entry(row.code, f"{row.code} {row.name}", row.level) for row in rows]


def _people(text: str, actor: Actor) -> list[Entry]:
    return _answering(people(actor), text)


def _places(text: str, actor: Actor) -> list[Entry]:
    recent = (Entry(place, place, "近期工单地点") for place in cases.recent_places(actor))
    street = next((code for code in actor.org_codes if identity.street_of(code)), None)
    grids = identity.grids(identity.street_of(street) if street else None)
    centres = (_unit(grid) for grid in grids)
    named = (Entry(c.label, c.label, "网格中心", c.position) for c in centres)
    return _answering([*recent, *named], text)


KINDS: Mapping[str, Callable[[str, Actor], list[Entry]]] = {
    "orgs": _units(WORKING),
    "departments": _units(DEPARTMENTS),
    "grids": _units(("grid",)),
    "catalogue": _matters,
    "people": _people,
    "places": _places,
}
