"""Cut the text of an expression into tokens."""

import re
from functools import lru_cache
from typing import NamedTuple

from app.feel.errors import BudgetError, FeelError
from app.feel.limits import MAX_SOURCE

_WORDS = """if then else for in return some every satisfies and or between instance
function true false null"""
KEYWORDS = frozenset(_WORDS.split())
_START = r"[^\W\d]|[\u2070-\u218F\u2C00-\u2FEF\U00010000-\U000EFFFF]"  # letters, and what FEEL adds
_PART = r"\w|[\u00B7\u0300-\u036F\u203F\u2040\u2070-\u218F\u2C00-\u2FEF\U00010000-\U000EFFFF]"
_TOKEN = re.compile(
    rf"""
    (?P<space>[\s\u180E\u200B\uFEFF]+|//[^\n]*|/\*.*?\*/)
  | (?P<number>(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<name>(?:{_START})(?:{_PART})*|\?)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<operator>\*\*|\.\.|<=|>=|!=|->|/\*|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_UNCLOSED = {'"': '"', "/*": "*/"}
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """One word, number, string or sign, and where it stands."""

    kind: str
    text: str
    start: int
    end: int


def tokenise(text: str) -> list[Token]:
    """Return the tokens of ``text``, closed by one of kind ``end``."""
    if len(text) > MAX_SOURCE:
        raise BudgetError(f"表达式超过 {MAX_SOURCE} 个字符")
    tokens = []
    for found in _TOKEN.finditer(text):
        if found[0] in _UNCLOSED:  # looking for each one's end would take quadratic time
            expected = _UNCLOSED[found[0]]
            raise FeelError(f"缺少结尾的 {expected}", found.start(), expected)
        if found.lastgroup != "space":
            tokens.append(Token(str(found.lastgroup), found[0], found.start(), found.end()))
    return [*tokens, Token("end", "", len(text), len(text))]


@lru_cache(maxsize=20_000)
def words(name: str) -> tuple[str, ...]:
    """Return the token texts a name is made of, by which it is recognised; none for no name."""
    try:
        return tuple(token.text for token in tokenise(name)[:-1])
    except FeelError:
        return ()


def unquote(literal: str) -> str:
    """Return the text a string literal stands for."""
    if "\\" not in literal:
        return literal[1:-1]
    text = _ESCAPE.sub(_unescape, literal[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(found: re.Match[str]) -> str:
    code = found.group(1)
    if code[0] in "uU" and len(code) > 1:
        return chr(min(int(code[1:], 16), 0x10FFFF))
    return _PLAIN.get(code, "\\" + code)
