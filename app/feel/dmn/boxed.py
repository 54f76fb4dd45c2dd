"""Boxed expressions become the same tree that texts become."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.feel.dmn.nodes import BoxedContext, Broken, Condition, Guarded, Typed
from app.feel.dmn.tables import read_table
from app.feel.dmn.types import type_ref
from app.feel.dmn.xml import Element, child, children, id_of, local, logic, name_of, text_of
from app.feel.errors import FeelError
from app.feel.expression import BUILTIN_SCOPE
from app.feel.syntax.nodes import (
    Call,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    If,
    Iterator,
    ListOf,
    Literal,
    Node,
    Quantified,
    TypeRef,
)
from app.feel.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

_WEIGHT = 20


class Reader:
    """Reads the boxed expressions of one model; collects what is wrong and what is wanted."""

    def __init__(self, fields: frozenset[str], types: frozenset[str], *, lenient: bool) -> None:
        """Know the field and type names of the model."""
        self.fields, self.types, self.lenient = fields, types, lenient
        self.problems: list[tuple[str, str, FeelError]] = []
        self.wanted: dict[str, None] = {}
        self.mentioned: set[str] = set()
        self._at = self._owner = ""

    def begin(self, element: Element) -> None:
        """Turn to the logic of another element of the graph."""
        self._at, self._owner = id_of(element), name_of(element)
        self.wanted, self.mentioned = {}, set()

    def expression(self, element: Element | None, names: frozenset[str]) -> Node:
        """Return the tree of a boxed expression with ``names`` in scope."""
        if element is None:
            return Literal(None)
        self._at = element.get("id") or self._at
        read = self._KINDS.get(local(element))
        if read is None:
            return self._broken(FeelError(f"不支持的表达式 {local(element)}"))
        node = read(self, element, names)
        wanted = type_ref(element.get("typeRef"))
        return Typed(node, wanted) if wanted and local(element) != "functionDefinition" else node

    def inside(
        self, element: Element | None, names: frozenset[str], *, is_test: bool = False
    ) -> Node:
        """Return the tree of the text an element holds: null, or a dash, where it holds none."""
        self._at = (None if element is None else element.get("id")) or self._at
        text = text_of(element) or ("-" if is_test else "null")
        try:
            found = parse(
                text, names, BUILTIN_SCOPE, is_test=is_test, fields=self.fields, types=self.types
            )
        except FeelError as error:
            return self._broken(error)
        self.mentioned.update(found.free)
        self.wanted.update(dict.fromkeys(sorted(found.certain - names)))
        return self.guarded(found.node)

    def guarded(self, node: Node) -> Node:
        """Let errors become null where the model is read as the standard says."""
        return Guarded(node) if self.lenient else node

    def function(self, element: Element, names: frozenset[str]) -> Node:
        """Return the tree of a function definition or encapsulated logic."""
        if element.get("kind", "FEEL") != "FEEL":
            return self._broken(FeelError("不能使用外部函数"))
        parameters = tuple(
            (name_of(each), type_ref(each.get("typeRef")))
            for each in children(element, "formalParameter")
        )
        inner = names | {name for name, _ in parameters}
        return FunctionOf(parameters, self.expression(logic(element), inner), _WEIGHT)

    def problem(self, element: Element, error: FeelError) -> None:
        """Note what an author has to mend."""
        self.problems.append((id_of(element) or self._at, self._owner or name_of(element), error))

    def _broken(self, error: FeelError) -> Node:
        self.problems.append((self._at, self._owner, error))
        return self.guarded(Broken(error))

    def _context(self, element: Element, names: frozenset[str]) -> Node:
        entries: list[tuple[str, Node]] = []
        result: Node = Literal(None)
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            if variable is None:
                result = self.expression(logic(entry), names)
                return BoxedContext(tuple(entries), result)
            node = self.expression(logic(entry), names)
            wanted = type_ref(variable.get("typeRef"))
            entries.append((name_of(variable), Typed(node, wanted) if wanted else node))
            names |= {name_of(variable)}
        return ContextOf(tuple(entries))

    def _invocation(self, element: Element, names: frozenset[str]) -> Node:
        keys, arguments = [], []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            keys.append("" if parameter is None else name_of(parameter))
            arguments.append(self._inner(binding, names, skip="parameter"))
        function = self._inner(element, names, skip="binding")
        return self.guarded(Call(_bare(function), tuple(arguments), tuple(keys)))

    def _inner(self, element: Element, names: frozenset[str], skip: str = "") -> Node:
        inner = (each for each in element.iterchildren("*") if local(each) in self._KINDS)
        return self.expression(next((e for e in inner if local(e) != skip), None), names)

    def _list(self, element: Element, names: frozenset[str]) -> Node:
        items = (each for each in element.iterchildren("*") if local(each) in self._KINDS)
        return ListOf(tuple(self.expression(item, names) for item in items))

    def _relation(self, element: Element, names: frozenset[str]) -> Node:
        columns = [name_of(column) for column in children(element, "column")]
        rows = []
        for row in children(element, "row"):
            cells = (each for each in row.iterchildren("*") if local(each) in self._KINDS)
            values = (self.expression(cell, names) for cell in cells)
            rows.append(ContextOf(tuple(zip(columns, values, strict=False))))
        return ListOf(tuple(rows))

    def _conditional(self, element: Element, names: frozenset[str]) -> Node:
        condition, yes, no = (self._part(element, part, names) for part in ("if", "then", "else"))
        return self.guarded(If(Condition(condition), yes, no))

    def _part(self, element: Element, part: str, names: Iterable[str]) -> Node:
        found = child(element, part)
        return self.expression(None if found is None else logic(found), frozenset(names))

    def _filter(self, element: Element, names: frozenset[str]) -> Node:
        source = self._part(element, "in", names)
        wanted = dict(self.wanted)
        condition = self._part(element, "match", names | {"item"})
        fields = tuple(names) + tuple(name for name in self.wanted if name not in wanted)
        self.wanted = wanted
        return self.guarded(Filter(source, Condition(condition), fields, _WEIGHT))

    def _for(self, element: Element, names: frozenset[str]) -> Node:
        iterators, inner = self._iterators(element, names)
        body = self._part(element, "return", inner | {"partial"})
        return self.guarded(For(iterators, body, _WEIGHT, True))

    def _quantified(self, element: Element, names: frozenset[str]) -> Node:
        iterators, inner = self._iterators(element, names)
        body = Condition(self._part(element, "satisfies", inner))
        return self.guarded(Quantified(local(element) == "every", iterators, body, _WEIGHT))

    def _iterators(
        self, element: Element, names: frozenset[str]
    ) -> tuple[tuple[Iterator, ...], frozenset[str]]:
        name = " ".join(element.get("iteratorVariable", "").split())
        return (Iterator(name, self._part(element, "in", names), None),), names | {name}

    def _table(self, element: Element, names: frozenset[str]) -> Node:
        return self.guarded(read_table(self, element, names))

    _KINDS: dict[str, Callable[[Reader, Element, frozenset[str]], Node]] = {  # noqa: RUF012
        "literalExpression": inside,
        "decisionTable": _table,
        "context": _context,
        "invocation": _invocation,
        "functionDefinition": function,
        "encapsulatedLogic": function,
        "list": _list,
        "relation": _relation,
        "conditional": _conditional,
        "filter": _filter,
        "for": _for,
        "some": _quantified,
        "every": _quantified,
    }


def _bare(node: Node) -> Node:
    return node.node if isinstance(node, Guarded) else node


def result_type(element: Element | None) -> TypeRef | None:
    """Return the type an element's variable declares."""
    variable = None if element is None else child(element, "variable")
    return None if variable is None else type_ref(variable.get("typeRef"))
