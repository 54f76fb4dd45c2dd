"""Generated expressions: mostly well-formed, sometimes broken, often of the wrong types."""

from random import Random

from app.feel import FeelError, evaluate, unary_test
from app.feel.library import BUILTINS
from app.feel.text import text_of

_VALUES = (
    "1 0 -3 2.5 1e400 9999999999999999999999999999999999 .5 true false null x y 名称 列表 部门 "
    '"" "abc" "\\u4e2d" "[a-z]+" "(" "2026-07-14" [] {} [1,2,3] '
    '@"2026-07-14" @"P1Y2M" @"PT36H" @"08:15:00+08:00" @"2026-07-14T08:15:00@Asia/Shanghai" '
    '@"-999999999-12-31" @"P999999999D" [1..5] ]1..5[ (null..3] (<5)'
)
_ATOMS = _VALUES.split()
_SIGNS = "+ - * / ** = != < <= > >= and or"
_OPERATORS = _SIGNS.split()
_FUNCTIONS = sorted(BUILTINS)
_MARKS = "( ) [ ] { } , .. : in of then else \" @ - ' # \\ __class__ satisfies"
_NOISE = _MARKS.split()
_SIGNS_OF_OTHERS = "#$%&|^~`_ \t\n09eE不二¹²１٣\u00a0\u200b\ufeff\u202e\0\U0001f600\ud800"
_STRANGE = [*"()[]{}<>=!*/+-.,:;?@\"'\\", *_SIGNS_OF_OTHERS]
CONTEXT = {
    "x": 3,
    "y": "text",
    "名称": None,
    "列表": [1, "a", None],
    "部门": [{"级别": "区", "n": 1}],
    "part-time": 0.5,
}
FUNCTIONS = {"work days": lambda n: n * 2, "leader of": lambda org: org.lower()}


def expression(random: Random, depth: int = 3) -> str:
    """Return one expression."""
    text = _made(random, depth)
    chance = random.random()
    if chance < 0.2:
        return _spliced(random, text, random.choice(_NOISE))
    if chance < 0.4:
        for _ in range(random.randrange(1, 4)):
            text = _spliced(random, text, random.choice([*_STRANGE, *text[:40], ""]))
    return text


def outcome(text: str) -> str:
    """Return the value of ``text``, or the sentence of its error, as text; also as a test."""
    try:
        unary_test(text, 3, CONTEXT)
        return text_of(evaluate(text, CONTEXT, FUNCTIONS))
    except FeelError as error:
        return str(error)


def _spliced(random: Random, text: str, piece: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + piece + text[at + random.randrange(3) :]


def _made(random: Random, depth: int) -> str:
    if depth == 0 or random.random() < 0.15:
        return random.choice(_ATOMS)
    return random.choice(_FORMS)(random, lambda: _made(random, depth - 1))


_FORMS = (
    lambda random, inner: f"{inner()} {random.choice(_OPERATORS)} {inner()}",
    lambda random, inner: f"({inner()})",
    lambda random, inner: f"-{inner()}",
    lambda random, inner: f"[{inner()}, {inner()}]",
    lambda random, inner: f"{{a: {inner()}, 级别: {inner()}}}",
    lambda random, inner: f"if {inner()} then {inner()} else {inner()}",
    lambda random, inner: f"for i in {inner()} return [i, {inner()}]",
    lambda random, inner: f"for i in {inner()}..{inner()} return [i, partial]",
    lambda random, inner: f"{random.choice(('some', 'every'))} i in {inner()} satisfies {inner()}",
    lambda random, inner: f"{inner()}[item = {inner()}]",
    lambda random, inner: (
        f"{inner()}.{random.choice(('a', '级别', 'year', 'time offset', 'start'))}"
    ),
    lambda random, inner: f"{inner()} between {inner()} and {inner()}",
    lambda random, inner: f"{inner()} in ({inner()}, >{inner()})",
    lambda random, inner: (
        f"{inner()} instance of {random.choice(('number', 'list<string>', 'date'))}"
    ),
    lambda random, inner: f"(function(a, b) {inner()})({inner()}, {inner()})",
    lambda random, inner: _call(random, inner),
    lambda random, inner: _call(random, inner),
    lambda random, inner: _call(random, inner),
    lambda random, inner: f"sort({inner()}, function(a, b) {inner()})",
    lambda random, inner: f"[{inner()}..{inner()}]",
)


def _call(random: Random, inner) -> str:
    if random.random() < 0.05:
        return f"{random.choice(sorted(FUNCTIONS))}({inner()})"
    function = BUILTINS[random.choice(_FUNCTIONS)]
    most = len(function.parameters)
    count = most if random.random() < 0.8 else random.randrange(most + 2)
    return f"{function.name}({', '.join(inner() for _ in range(count))})"
