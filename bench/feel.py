"""What an expression and a table cost, measured against the same thing written in Python.

*Conditions*: the text of a gateway, evaluated as a diagram does it (found in the cache of compiled
expressions, run on the variables of a case), against ``eval`` of the same condition compiled
by Python's own ``compile``, on the same variables, numbers as ``Decimal`` in both.

*Catalogue*: a decision of 300 rows with three input columns, of which one row fits, against one
look-up per input column in dictionaries that are ready made.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from app import feel
from app.feel import dmn
from bench import Row, nanoseconds, row

MOST_CONDITION = 25
MOST_LOOKUP = 100
FACTS = {
    "approved": "同意",
    "whistle_class": "攻坚",
    "planned": True,
    "attempts": Decimal(3),
    "channel": "走访",
    "departments": ["qh.wx", "qh.cg", "qh.hb"],
    "participants": ["qh.wx"],
    "duplicate_of": None,
    "部门": [{"name": "水务局", "级别": "区"}, {"name": "城管队", "级别": "街"}] * 3,
    "严重程度": "紧急",
}
CONDITIONS = (
    ('approved = "同意"', 'approved == "同意"'),
    ('whistle_class = "攻坚" and planned != true', 'whistle_class == "攻坚" and planned != True'),
    ("planned != true or attempts >= 3", "planned != True or attempts >= 3"),
    ('channel = "热线" or channel = "走访"', 'channel == "热线" or channel == "走访"'),
    ("count(participants) > 0", "len(participants) > 0"),
    ("duplicate_of != null", "duplicate_of is not None"),
    (
        'count(departments) > 2 and whistle_class = "攻坚"',
        'len(departments) > 2 and whistle_class == "攻坚"',
    ),
    (
        'count(部门[级别 = "区"]) > 2 and 严重程度 = "紧急"',
        'len([item for item in 部门 if item["级别"] == "区"]) > 2 and 严重程度 == "紧急"',
    ),
)
ROWS = 300
STREETS, KINDS = 10, 3
COLUMNS = ("matter", "street", "kind")
INPUT = (
    '<inputData id="i_{name}" name="{name}"><variable name="{name}" typeRef="string"/></inputData>'
)
NEED = '<informationRequirement><requiredInput href="#i_{name}"/></informationRequirement>'
COLUMN = '<input><inputExpression typeRef="string"><text>{name}</text></inputExpression></input>'


def run() -> list[Row]:
    return [*_conditions(), *_catalogue()]


def _conditions() -> Iterator[Row]:
    for text, source in CONDITIONS:
        ours, theirs = nanoseconds(_in_feel(text), _in_python(source))
        python = row(f"Python: {source}", theirs, "ns")
        yield python
        yield row(f"FEEL: {text}", ours, "ns", to=python, most=MOST_CONDITION)


def _in_feel(text: str) -> Callable[[], object]:
    return lambda: feel.parse_expression(text).evaluate(FACTS)


def _in_python(source: str) -> Callable[[], object]:
    code, names = compile(source, "<condition>", "eval"), {"len": len}
    return lambda: eval(code, names, FACTS)  # noqa: S307 - a constant of this module


def _catalogue() -> Iterator[Row]:
    decisions = dmn.load(_table())
    given = dict(zip(COLUMNS, _cells(ROWS // 2), strict=True))
    if decisions.evaluate("catalogue", given) != f"row {ROWS // 2}":
        raise AssertionError(given)
    ours, theirs = nanoseconds(lambda: decisions.evaluate("catalogue", given), _look_ups(given))
    python = row(f"Python: {len(COLUMNS)} dictionary look-ups", theirs, "ns")
    yield python
    yield row(f"DMN: one of {ROWS} rows", ours, "ns", to=python, most=MOST_LOOKUP)


def _look_ups(given: dict[str, str]) -> Callable[[], object]:
    matters, streets, kinds = (
        {cells[at]: position for position, cells in enumerate(map(_cells, range(ROWS)))}
        for at in range(len(COLUMNS))
    )
    matter, street, kind = (given[name] for name in COLUMNS)
    return lambda: (matters[matter], streets[street], kinds[kind])


def _cells(position: int) -> tuple[str, str, str]:
    rest, street = divmod(position, STREETS)
    matter, kind = divmod(rest, KINDS)
    return f"SW{matter:04}", f"qh.{street}", f"kind {kind}"


def _table() -> bytes:
    namespace = "https://www.omg.org/spec/DMN/20191111/MODEL/"
    inputs, needs, columns = (
        "".join(map(_filled(each), COLUMNS)) for each in (INPUT, NEED, COLUMN)
    )
    rules = "".join(map(_rule, range(ROWS)))
    table = f'<decisionTable>{columns}<output name="row"/>{rules}</decisionTable>'
    decision = f'<decision id="catalogue" name="catalogue">{needs}{table}</decision>'
    model = f'<definitions xmlns="{namespace}" namespace="urn:bench">{inputs}{decision}'
    return f"{model}</definitions>".encode()


def _filled(template: str) -> Callable[[str], str]:
    return lambda name: template.format(name=name)


def _rule(position: int) -> str:
    cells = "".join(f'<inputEntry><text>"{cell}"</text></inputEntry>' for cell in _cells(position))
    return f'<rule>{cells}<outputEntry><text>"row {position}"</text></outputEntry></rule>'
