"""What an expression can begin with."""

from app.feel.errors import FeelError
from app.feel.syntax.lexer import Token, unquote
from app.feel.syntax.names import Match
from app.feel.syntax.nodes import (
    ContextOf,
    For,
    FunctionOf,
    If,
    Iterator,
    ListOf,
    Literal,
    Name,
    Negate,
    Node,
    Quantified,
    TypeRef,
)
from app.feel.syntax.tests import COMPARISONS, TestGrammar
from app.feel.syntax.types import TypeGrammar
from app.feel.temporal.literals import at_literal
from app.feel.values import number

_CONSTANTS = {"true": True, "false": False, "null": None}
_ABOVE_NEGATION = 8


class PrimaryGrammar(TestGrammar, TypeGrammar):
    """Reads literals, names, brackets and the expressions a keyword opens."""

    def prefix(self) -> Node:
        """Read whatever an expression begins with."""
        token = self.token
        if token.kind == "number":
            return self._number(self.advance())
        if token.kind == "string":
            return Literal(unquote(self.advance().text), at=token.start)
        rule = self._RULES.get(token.text)
        if rule is not None and token.kind != "end":
            self.index += 1
            return rule(self, token.start)
        return self._name()

    def _number(self, token: Token) -> Node:
        try:
            return Literal(number(token.text), at=token.start)
        except ArithmeticError as error:
            raise FeelError(f"不能使用数 {token.text[:40]}", token.start) from error

    def _name(self) -> Node:
        start = self.token.start
        found = self._known_name()
        if found is None:
            raise self.unexpected("表达式")
        self.index += found.length
        self.questions += found.name == "?"
        self.partials += found.name == "partial"
        bound, filtered = self.scope.resolve(found.name)
        if not bound and found.name != "?":
            self.free.setdefault(found.name, start)
            if not filtered:
                self.certain.add(found.name)
        return Name(found.name, at=start)

    def _known_name(self) -> Match | None:
        own = self.scope.match(self.tokens, self.index)
        if own is not None:
            return own
        builtin = self.builtins.match(self.tokens, self.index)
        words = self.joined()
        if builtin is None or words is None:
            return words
        called = self.tokens[self.index + builtin.length].text == "("
        if called or builtin.length == words.length:
            return builtin
        return words

    def _constant(self, at: int) -> Node:
        return Literal(_CONSTANTS[self.tokens[self.index - 1].text], at=at)

    def _at_literal(self, at: int) -> Node:
        if self.token.kind != "string":
            raise self.unexpected("引号中的日期、时间或时长")
        value = at_literal(unquote(self.advance().text))
        if value is None:
            raise FeelError("不是有效的日期、时间或时长", at, '如 @"2026-07-14"、@"PT4H"')
        return Literal(value, at=at)

    def _negation(self, at: int) -> Node:
        with self.nested():
            return Negate(self.expression(_ABOVE_NEGATION), at=at)

    def _parentheses(self, at: int) -> Node:
        if self.at(*COMPARISONS):
            inner: Node = self.comparison()
        else:
            inner = self.expression()
            if self.at(".."):
                return self.range_from(inner, included=False, at=at)
        self.expect(")")
        return inner

    def _brackets(self, at: int) -> Node:
        if self.take("]"):
            return ListOf((), at=at)
        items = [self._item()]
        if self.at(".."):
            return self.range_from(items[0], included=True, at=at)
        while self.take(","):
            items.append(self._item())
        self.expect("]")
        return ListOf(tuple(items), at=at)

    def _item(self) -> Node:
        return self.comparison() if self.at(*COMPARISONS) else self.expression()

    def _open_range(self, at: int) -> Node:
        return self.range_from(self.expression(), included=False, at=at)

    def _context(self, at: int) -> Node:
        entries: dict[str, Node] = {}
        with self.inner() as scope:
            while not self.take("}"):
                key = self._entry_key()
                if key in entries:
                    raise FeelError(f"重复的键“{key}”", at)
                entries[key] = self.expression()
                scope.add(key)
                self.fields.add(key)
                if not self.at("}"):
                    self.expect(",")
        return ContextOf(tuple(entries.items()), at=at)

    def _entry_key(self) -> str:
        if self.token.kind == "string":
            key = unquote(self.advance().text)
            self.expect(":")
            return key
        key_name = self.key()
        if key_name is None:
            raise self.unexpected("键和“:”")
        return key_name

    def _if(self, at: int) -> Node:
        condition = self.expression()
        self.expect("then")
        yes = self.expression()
        self.expect("else")
        return If(condition, yes, self.expression(), at=at)

    def _for(self, at: int) -> Node:
        with self.inner(["partial"]):
            iterators = self._iterators("return")
            read, start = self.partials, self.index
            body = self.expression()
            return For(iterators, body, self.index - start, self.partials > read, at=at)

    def _quantified(self, at: int) -> Node:
        every = self.tokens[self.index - 1].text == "every"
        with self.inner():
            iterators = self._iterators("satisfies")
            start = self.index
            body = self.expression()
            return Quantified(every, iterators, body, self.index - start, at=at)

    def _iterators(self, end: str) -> tuple[Iterator, ...]:
        found = [self._iterator()]
        while self.take(","):
            found.append(self._iterator())
        self.expect(end)
        return tuple(found)

    def _iterator(self) -> Iterator:
        name = self.name_before("in")
        self.expect("in")
        source = self.expression()
        last = self.expression() if self.take("..") else None
        self.scope.add(name)
        return Iterator(name, source, last)

    def _function(self, at: int) -> Node:
        self.expect("(")
        parameters: list[tuple[str, TypeRef | None]] = []
        while not self.take(")"):
            name = self.name_before(":", ",", ")")
            parameters.append((name, self.type_ref() if self.take(":") else None))
            if not self.at(")"):
                self.expect(",")
        if self.at("external"):
            raise FeelError("不能使用外部函数", at)
        with self.inner(name for name, _ in parameters):
            start = self.index
            body = self.expression()
            return FunctionOf(tuple(parameters), body, self.index - start, at=at)

    _RULES = {  # noqa: RUF012 - a table of rules, not a field
        "true": _constant,
        "false": _constant,
        "null": _constant,
        "@": _at_literal,
        "-": _negation,
        "(": _parentheses,
        "[": _brackets,
        "]": _open_range,
        "{": _context,
        "if": _if,
        "for": _for,
        "some": _quantified,
        "every": _quantified,
        "function": _function,
    }
