"""Names in scope: FEEL names hold spaces and signs, so reading depends on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.feel.syntax.lexer import KEYWORDS, Token, words

_OPENING = frozenset(("if", "for", "some", "every", "function", "true", "false", "null"))


class Match(NamedTuple):
    """A known name found in the text, and how many tokens it takes."""

    length: int
    name: str


class Scope:
    """Known names, inner scopes first; finds the longest one a text begins with.

    ``binds`` says that the expression itself defines the names here; ``fields`` collects
    the names a filter condition may find in the element it looks at.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        outer: Scope | None = None,
        *,
        binds: bool = True,
        fields: set[str] | None = None,
    ) -> None:
        """Know ``names`` besides those of ``outer``."""
        self.outer, self.binds, self.fields = outer, binds, fields
        self.own: set[str] = set()
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Learn one more name."""
        spelled = words(name)
        if name in self.own or not spelled or spelled[0] in _OPENING or name in KEYWORDS:
            return
        self.own.add(name)
        self._by_first.setdefault(spelled[0], []).append((spelled, name))

    def match(self, tokens: Sequence[Token], index: int) -> Match | None:
        """Return the longest known name standing at ``index``, or None."""
        best = self.outer.match(tokens, index) if self.outer else None
        for spelled, name in self._by_first.get(tokens[index].text, ()):
            longer = best is None or len(spelled) >= best.length
            if longer and _stands(spelled, tokens[index : index + len(spelled)]):
                best = Match(len(spelled), name)
        return best

    def resolve(self, name: str) -> tuple[bool, bool]:
        """Note a use of ``name``; say whether it is bound, and whether a filter sees it."""
        filtered = False
        scope: Scope | None = self
        while scope is not None:
            if scope.fields is not None:
                scope.fields.add(name)
                filtered = True
            if scope.binds and name in scope.own:
                return True, filtered
            scope = scope.outer
        return False, filtered


def _stands(spelled: tuple[str, ...], tokens: Sequence[Token]) -> bool:
    return spelled == tuple(token.text for token in tokens)
