"""Places, and the steps that move tokens between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Throw = tuple[str, str | None]
"""What leaves a scope: ``("error", code)``, ``("escalation", code)`` or ``("cancel", None)``."""


@dataclass
class Move:
    """One step of the token game.

    ``path`` are the elements that happen in it; ``give`` may name a place twice. A ``read`` place
    must be marked and stays so. ``is_merge``: takes from whichever of its places is marked, by
    the inclusive gateway's rule. ``is_lone``: happens only while what it gave before is gone.
    ``clears``: every other token of the scope goes first. ``is_free``: needs nothing but that
    the scope is alive.
    """

    owner: str
    path: list[str]
    take: list[int]
    give: list[int]
    read: list[int] = field(default_factory=list)
    is_merge: bool = False
    is_lone: bool = False
    is_free: bool = False
    clears: bool = False
    thrown: Throw | None = None
    host: str = ""
    """The activity beside which a non-interrupting boundary event happens."""
    also: list[tuple[int, list[str]]] = field(default_factory=list)
    """Other paths that do the same: so much of ``path``, then these elements."""

    @property
    def is_plain(self) -> bool:
        """Say whether it only takes tokens and gives tokens."""
        special = self.read or self.is_merge or self.is_lone or self.is_free
        return not (special or self.clears or self.thrown)

    def go_on(self, onward: "Move", times: int) -> None:
        """Let another move happen right after this one, so many times."""
        self.also += [(len(self.path) + so_far, other) for so_far, other in onward.also]
        self.path += onward.path * times

    def remember(self, other: "Move") -> None:
        """Keep what another move passes that does the same."""
        self.also.append((0, other.path))
        self.also += [(0, [*other.path[:so_far], *rest]) for so_far, rest in other.also]

    def paths(self) -> Iterator[list[str]]:
        """Yield its path and those that do the same."""
        yield self.path
        yield from ([*self.path[:so_far], *rest] for so_far, rest in self.also)


@dataclass(frozen=True)
class Aside:
    """What runs beside an activity and was found sound: each element in it, and the way there."""

    host: str
    ways: dict[str, list[str]]


@dataclass
class Net:
    """The token game of one scope.

    ``places`` names, for each place, the element where a token there is. Place 0 holds the first
    token. Tokens in ``ended`` stay: they remember which end events were reached.
    """

    places: list[str] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    ended: set[int] = field(default_factory=set)
    stuck: dict[int, str] = field(default_factory=dict)
    """Places of sub-processes that never end, with their ids."""
    ends: set[str] = field(default_factory=set)
    """The end events that a token may reach, all but those that throw or terminate."""
    asides: list[Aside] = field(default_factory=list)
    is_whole: bool = True
    """False when some ways were left out because there are too many."""

    @property
    def weight(self) -> int:
        """How much there is to look up: the whole net, for each move whose rule is not local."""
        apart = sum(len(move.take) if move.is_merge else move.is_lone for move in self.moves)
        return len(self.moves) * (1 + apart)

    def place(self, element: str) -> int:
        """Return a new place."""
        self.places.append(element)
        return len(self.places) - 1

    def move(self, owner: str, path: list[str], take: Sequence[int], give: Sequence[int]) -> Move:
        """Add a plain move and return it."""
        made = Move(owner, path, list(take), list(give))
        self.moves.append(made)
        return made
