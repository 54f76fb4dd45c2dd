"""What is drawn in the diagrams of a set of versions: what a mapping can lead from and to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from app import definitions
from app.web.shell.languages import label

NODES = ("Task", "Event", "Gateway", "ubProcess", "transaction", "callActivity")


@dataclass(frozen=True)
class Drawn:
    """An element of a diagram; ``place`` is its process and id."""

    place: str
    kind: str
    name: str

    @property
    def words(self) -> str:
        """Return its name with its id."""
        element = self.place.partition("/")[2]
        return f"{label(self.name)} · {element}" if self.name else element


@dataclass(frozen=True)
class Row:
    """An element of the old version, what it may become and what is suggested."""

    old: Drawn
    offered: Sequence[Drawn]
    chosen: str

    @property
    def is_same(self) -> bool:
        """Tell whether it keeps its place."""
        return self.chosen == self.old.place

    @property
    def has_own(self) -> bool:
        """Tell whether the new version has the very same element: then it is never nowhere."""
        return any(new.place == self.old.place for new in self.offered)


def changed(old_set: str, new_set: str) -> dict[str, tuple[int | None, int | None]]:
    """Return the diagrams whose version differs, with both versions."""
    old, new = (definitions.pinned(each).members for each in (old_set, new_set))
    named = sorted(name for name in {*old, *new} if name.startswith("bpmn:"))
    return {
        name.removeprefix("bpmn:"): (old.get(name), new.get(name))
        for name in named
        if old.get(name) != new.get(name)
    }


def rows(old_set: str, new_set: str, mapping: Mapping[str, str]) -> list[Row]:
    """Return the elements of the diagrams that changed, those without a counterpart first."""
    versions = changed(old_set, new_set)
    before = [each for key, (old, _) in versions.items() for each in _drawn_in(key, old)]
    after = [each for key, (_, new) in versions.items() for each in _drawn_in(key, new)]
    found = [
        Row(each, [new for new in after if new.kind == each.kind], mapping.get(each.place, ""))
        for each in before
    ]
    return sorted(found, key=lambda row: (bool(row.chosen), row.is_same))


def _drawn_in(key: str, version: int | None) -> Sequence[Drawn]:
    """Return the flow elements of one version of a diagram, in the order they stand there."""
    return _drawn(definitions.at_version("bpmn", key, version).source) if version else ()


@lru_cache(maxsize=64)
def _drawn(source: bytes) -> tuple[Drawn, ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return tuple(_nodes(etree.fromstring(source, parser)))


def _nodes(root: etree._Element) -> Iterator[Drawn]:
    for process in root.iter("{*}process"):
        for element in process.iter("{*}*"):
            kind = etree.QName(element).localname
            if element.get("id") and (kind.endswith(NODES) or kind == "task"):
                place = f"{process.get('id')}/{element.get('id')}"
                yield Drawn(place, kind, element.get("name") or "")
