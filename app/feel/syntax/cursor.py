"""A place in the token list, and the steps every rule of the grammar takes there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from app.feel.errors import BudgetError, FeelError
from app.feel.limits import MAX_NESTING
from app.feel.syntax.lexer import KEYWORDS, Token, tokenise
from app.feel.syntax.names import Match, Scope
from app.feel.syntax.nodes import Node

_IN_NAMES = frozenset("-+*/.'")


class Cursor:
    """Reads tokens one by one; the grammar is built on top of it."""

    def __init__(
        self, text: str, names: Iterable[str], builtins: Scope, fields: Iterable[str], types: Scope
    ) -> None:
        """Stand before the first token of ``text``."""
        self.text = text
        self.tokens = tokenise(text)
        self.index = 0
        self.builtins = builtins
        self.scope = Scope(names, binds=False)
        self.fields = Scope(fields)
        self.types = types
        self.free: dict[str, int] = {}
        self.certain: set[str] = set()
        self.questions = 0
        self.partials = 0
        self._depth = 0

    def expression(self, level: int = 0) -> Node:
        """Read an expression whose operators bind tighter than ``level``."""
        raise NotImplementedError

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.index]

    def at(self, *texts: str) -> bool:
        """Say whether one of ``texts`` comes next."""
        return self.token.text in texts and self.token.kind != "end"

    def advance(self) -> Token:
        """Step over one token and return it."""
        token = self.token
        self.index += token.kind != "end"
        return token

    def take(self, text: str) -> bool:
        """Step over ``text`` if it comes next."""
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> None:
        """Step over ``text`` or raise."""
        if not self.take(text):
            raise self.unexpected(f"“{text}”")

    def unexpected(self, expected: str) -> FeelError:
        """Return the error for the token that stands here."""
        if self.token.kind == "end":
            return FeelError("表达式没有写完", self.token.start, expected)
        return FeelError(f"看不懂“{self.token.text}”", self.token.start, expected)

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Count one level of nesting."""
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise BudgetError("表达式嵌套太深", self.token.start)
        yield
        self._depth -= 1

    @contextmanager
    def inner(self, names: Iterable[str] = (), fields: set[str] | None = None) -> Iterator[Scope]:
        """Read with more names in scope."""
        outer = self.scope
        self.scope = Scope(names, outer, fields=fields)
        yield self.scope
        self.scope = outer

    def joined(self) -> Match | None:
        """Return the unknown name made of the words that stand here."""
        end = self.index
        while self.tokens[end].kind == "name" and self.tokens[end].text not in KEYWORDS:
            end += 1
        if end == self.index:
            return None
        return Match(end - self.index, self.slice(self.index, end))

    def slice(self, start: int, end: int) -> str:
        """Return the text of some tokens, its spaces made one."""
        return " ".join(self.text[self.tokens[start].start : self.tokens[end - 1].end].split())

    def key(self) -> str | None:
        """Step over ``key:`` and return the key, or stay and return None."""
        end = self.index
        while self._may_be_in_name(self.tokens[end]):
            end += 1
        if end == self.index or self.tokens[end].text != ":":
            return None
        key = self.slice(self.index, end)
        self.index = end + 1
        return key

    def name_before(self, *ends: str) -> str:
        """Step over the name of a new binding, up to one of ``ends``."""
        start = self.index
        while not self.at(*ends) and self._may_be_in_name(self.token):
            self.index += 1
        if start == self.index:
            raise self.unexpected("名称")
        return self.slice(start, self.index)

    @staticmethod
    def _may_be_in_name(token: Token) -> bool:
        return token.kind in ("name", "number") or token.text in _IN_NAMES
