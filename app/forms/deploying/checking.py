"""What keeps a form file from being deployed."""

import re
from collections import Counter
from collections.abc import Iterator

from app.feel import FeelError, parse_expression
from app.forms.conditions import is_template
from app.forms.deploying import shape
from app.forms.looks import prose, templating
from app.forms.model import CONTAINERS, DESTINATIONS, DISPLAYS, INPUTS, SEES, Component, Form
from app.forms.reading import UnreadableFormError, decode, expressions, load, told

SUPPORTED = INPUTS | CONTAINERS | DISPLAYS
KINDS = frozenset(
    [
        "catalogue",
        "grid",
        "org",
        "departments",
        "staff",
        "position",
        "evidence",
        "place",
        "person",
        "signature",
    ]
)
STEP = "[A-Za-z][A-Za-z0-9_]*"
KEY = re.compile(rf"{STEP}(\.{STEP})*")


def problems(source: bytes | str) -> list[str]:
    """Return a Chinese sentence for each fault of a form file; empty when it can be deployed."""
    try:
        data = decode(source)
    except UnreadableFormError as error:
        return [str(error)]
    if found := list(shape.problems(data)):
        return found
    try:
        form = load(source)
    except (ValueError, ArithmeticError, KeyError, TypeError, AttributeError):
        return ["表单中有写错的值，无法读取"]
    return [*_of_form(form), *(told for each in form.walk() for told in _of(each))]


def _of_form(form: Form) -> Iterator[str]:
    if not form.id:
        yield "表单没有 id"
    yield from _of_level(form.components, form.fields, "")


def _of_level(
    components: tuple[Component, ...], fields: tuple[Component, ...], where: str
) -> Iterator[str]:
    counted = Counter(field.key for field in fields)
    yield from (f"{where}{key}：这个键用了 {n} 次" for key, n in counted.items() if n > 1)
    for outer, inner in ((a, b) for a in counted for b in counted if b.startswith(f"{a}.")):
        yield f"{where}{inner}：{outer} 已经是一个字段的键，不能再放进别的字段"
    names = Counter(each.name for each in _standing(components)) - counted
    taken = (name for name in names if names[name] > 1 or name in counted)
    yield from (f"{where}{name}：这个 id 已经用过" for name in taken)
    for rows in (field for field in fields if field.is_rows):
        yield from _of_level(rows.children, rows.fields, f"{where}{rows.key}.")


def _standing(components: tuple[Component, ...]) -> Iterator[Component]:
    for each in components:
        yield each
        if not each.is_rows:
            yield from _standing(each.children)


def _of(each: Component) -> Iterator[str]:
    name = each.label or each.name
    yield from (
        f"{name}：{told}"
        for told in (*_unsupported(each), *_unsafe(each), *_misnamed(each), *_faulty(each))
    )


def _unsupported(each: Component) -> Iterator[str]:
    if each.type not in SUPPORTED:
        yield f"不支持组件 {each.type}"
    if each.is_field and not KEY.fullmatch(each.key):
        yield f"键 {each.key} 只能用字母、数字和下划线，并以字母开头，层级之间用点"


def _unsafe(each: Component) -> Iterator[str]:
    source = each.looks.source
    is_literal = bool(source) and not is_template(source)
    if each.type == "iframe" and is_literal and not source.startswith("https://"):
        yield "只能内嵌 https 开头的网页"
    if each.type == "image" and is_literal and not prose.is_own_picture(source):
        yield "图片只能放在本系统里（以 / 开头）或写成 data:image，外部图片会泄露访问者"
    if each.kind == "signature" and each.type not in ("filepicker", "textfield"):
        yield "签名只能是 filepicker 或 textfield"


def _misnamed(each: Component) -> Iterator[str]:
    if unknown := each.destinations - DESTINATIONS.keys():
        yield f"不认识的去向 {'、'.join(sorted(unknown))}"
    if each.sees not in SEES:
        yield f"不认识的可见范围 {each.sees}"
    if each.kind and each.kind not in KINDS:
        yield f"不认识的选择器 {each.kind}"
    if any(not check.message for check in each.checks):
        yield "检查没有写提示语"
    if each.rule("warn") and not each.rule("warn_message"):
        yield "提醒没有写提示语"
    if absent := each.offers.keys() - {option.value for option in each.options}:
        yield f"没有选项 {'、'.join(sorted(absent))}"


def _faulty(each: Component) -> Iterator[str]:
    shown = (text for name in ("prefill", "reason", "show") if (text := each.rule(name)))
    for text in (*expressions(each), *shown):
        try:
            parse_expression(text)
        except FeelError as error:
            yield f"表达式“{text}”有误：{error}"
    yield from (fault for text in told(each) if (fault := _fault_of_text(text)))


def _fault_of_text(text: str) -> str | None:
    try:
        templating.names(text) if is_template(text) else None
    except templating.TemplateError as error:
        return f"“{text[:40]}”：{error.__doc__}"
    except FeelError as error:
        return f"文字“{text[:40]}”中的表达式有误：{error}"
    return None
