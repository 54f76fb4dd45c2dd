"""A Pratt parser for FEEL that knows the names in scope."""

from typing import NamedTuple

from app.feel.errors import BudgetError
from app.feel.limits import MAX_CHAIN
from app.feel.syntax.lexer import Token
from app.feel.syntax.names import Match, Scope
from app.feel.syntax.nodes import (
    Between,
    Binary,
    Call,
    Filter,
    In,
    InstanceOf,
    Junction,
    Node,
    Path,
)
from app.feel.syntax.primaries import PrimaryGrammar
from app.feel.syntax.types import type_scope

_JUNCTION = {"or": 1, "and": 2}
_COMPARISON = dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), 3)
_ARITHMETIC = {"+": 4, "-": 4, "*": 5, "/": 5, "**": 6}
_SPECIAL = {"between": 3, "in": 3, "instance": 7, ".": 9, "[": 9, "(": 9}
_POWERS = {**_JUNCTION, **_COMPARISON, **_ARITHMETIC, **_SPECIAL}


class Parsed(NamedTuple):
    """A tree, the names it leaves to its surroundings and where each first stands."""

    node: Node
    free: dict[str, int]
    certain: frozenset[str]


def parse(
    text: str,
    names: frozenset[str],
    builtins: Scope,
    *,
    is_test: bool = False,
    fields: frozenset[str] = frozenset(),
    types: frozenset[str] = frozenset(),
) -> Parsed:
    """Read a whole expression, or the unary tests of a table cell."""
    return Parser(text, names, builtins, fields, type_scope(types)).whole(is_test=is_test)


class Parser(PrimaryGrammar):
    """Adds the operators that follow an expression."""

    def whole(self, *, is_test: bool) -> Parsed:
        """Read to the end of the text."""
        node = self.cell() if is_test else self.expression()
        if self.token.kind != "end":
            raise self.unexpected("运算符或表达式的结尾")
        return Parsed(node, self.free, frozenset(self.certain))

    def expression(self, level: int = 0) -> Node:
        """Read an expression whose operators bind tighter than ``level``."""
        with self.nested():
            left = self.prefix()
            for _ in range(MAX_CHAIN):
                if self._power() <= level:
                    return left
                left = self._continued(left)
        raise BudgetError(f"连续的运算符超过 {MAX_CHAIN} 个", self.token.start)

    def _power(self) -> int:
        token = self.token
        if token.kind == "string" or (token.text == "[" and self.closes_range()):
            return 0
        return _POWERS.get(token.text, 0)

    def _continued(self, left: Node) -> Node:
        token = self.advance()
        if token.text in _JUNCTION:
            return self._junction(left, token)
        rule = self._FOLLOWERS.get(token.text)
        if rule is not None:
            return rule(self, left, token)
        right = self.expression(_POWERS[token.text])
        return Binary(token.text, left, right, at=token.start)

    def _junction(self, left: Node, token: Token) -> Node:
        operands = [left, self.expression(_JUNCTION[token.text])]
        while self.take(token.text):
            operands.append(self.expression(_JUNCTION[token.text]))
        return Junction(token.text, tuple(operands), at=token.start)

    def _between(self, left: Node, token: Token) -> Node:
        low = self.expression(_COMPARISON["="])
        self.expect("and")
        return Between(left, low, self.expression(_COMPARISON["="]), at=token.start)

    def _in(self, left: Node, token: Token) -> Node:
        return In(left, self.membership(), at=token.start)

    def _instance(self, left: Node, token: Token) -> Node:
        self.expect("of")
        return InstanceOf(left, self.type_ref(), at=token.start)

    def _path(self, left: Node, token: Token) -> Node:
        found = self.fields.match(self.tokens, self.index) or self.joined()
        if found is None and self.token.kind == "name":
            found = Match(1, self.token.text)
        if found is None:
            raise self.unexpected("字段名")
        self.index += found.length
        return Path(left, found.name, at=token.start)

    def _filter(self, left: Node, token: Token) -> Node:
        fields: set[str] = set()
        with self.inner(["item"], fields):
            start = self.index
            condition = self.expression()
        self.expect("]")
        return Filter(left, condition, tuple(fields), self.index - start, at=token.start)

    def _call(self, left: Node, token: Token) -> Node:
        arguments: list[Node] = []
        keys: list[str] = []
        while not self.take(")"):
            key = self.key()
            if key is not None:
                keys.append(key)
            arguments.append(self._item())
            if not self.at(")"):
                self.expect(",")
        if keys and len(keys) != len(arguments):
            raise self.unexpected("全部按名称或全部按位置的参数")
        return Call(left, tuple(arguments), tuple(keys) or None, at=token.start)

    _FOLLOWERS = {  # noqa: RUF012 - a table of rules, not a field
        "between": _between,
        "in": _in,
        "instance": _instance,
        ".": _path,
        "[": _filter,
        "(": _call,
    }
