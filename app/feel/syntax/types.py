"""Type names as they stand after ``instance of`` and in parameters."""

from app.feel.syntax.cursor import Cursor
from app.feel.syntax.names import Scope
from app.feel.syntax.nodes import TypeRef

TYPE_NAMES = (
    "Any",
    "Null",
    "boolean",
    "context",
    "date",
    "date and time",
    "dateTime",
    "dayTimeDuration",
    "days and time duration",
    "function",
    "list",
    "number",
    "range",
    "string",
    "time",
    "yearMonthDuration",
    "years and months duration",
)


def type_scope(names: frozenset[str]) -> Scope:
    """Return the built-in type names and those a model defines."""
    return Scope(names, Scope(TYPE_NAMES))


class TypeGrammar(Cursor):
    """Reads types."""

    def type_ref(self) -> TypeRef:
        """Read one type with what stands in its angle brackets."""
        name = self._type_name()
        if name == "function":
            return self._function_type()
        if not self.take("<"):
            return TypeRef(name)
        if name == "context":
            return self._context_type()
        inner = self.type_ref()
        self.expect(">")
        return TypeRef(name, (inner,))

    def _type_name(self) -> str:
        if self.take("null"):
            return "Null"
        if self.at("function"):
            return self.advance().text
        found = self.types.match(self.tokens, self.index) or self.joined()
        if found is None:
            raise self.unexpected("类型")
        self.index += found.length
        name = found.name
        while self.take("."):
            name = f"{name}.{self.advance().text}"
        return name

    def _context_type(self) -> TypeRef:
        keys, inner = [], []
        while not self.take(">"):
            keys.append(self.name_before(":"))
            self.expect(":")
            inner.append(self.type_ref())
            if not self.at(">"):
                self.expect(",")
        return TypeRef("context", tuple(inner), tuple(keys))

    def _function_type(self) -> TypeRef:
        if not self.take("<"):
            return TypeRef("function")
        inner = []
        while not self.take(">"):
            inner.append(self.type_ref())
            if not self.at(">"):
                self.expect(",")
        self.expect("->")
        return TypeRef("function", (*inner, self.type_ref()))
