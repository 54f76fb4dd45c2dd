"""The authors' page: try an expression, a cell or a table, and see what every part says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required

from app import definitions, identity
from app.core.errors import NotFoundError
from app.engine import Scope
from app.feel import FeelError
from app.feel.library import BUILTINS
from app.modeler import trying
from app.modeler.trying import Setting, Situation, TooLongError
from app.web.shell.languages import label, said
from app.web.shell.sessions import actor, now
from app.web.trying import shown
from app.web.words.labels import dotted, org_name

bp = Blueprint("trying", __name__, url_prefix="/processes/try")

UNPROCESSABLE = 422
KINDS = {"expression": _l("表达式"), "test": _l("单元格"), "table": _l("决策表")}
OURS = (
    ("now()", _l("现在")),
    ('limit("sign")', _l("某个时限到何时")),
    ("work days(3)", _l("几个工作日之后")),
    ("work hours(4)", _l("几个工作小时之后")),
    ("leader of(street)", _l("机构的负责人")),
    ("org(street)", _l("机构的名称和类别")),
    ('active("arrive")', _l("在某一步等着的有几个")),
)

POLICIES = {
    "UNIQUE": _l("只许一条符合"),
    "FIRST": _l("取最前的一条"),
    "ANY": _l("几条符合时结果须相同"),
    "PRIORITY": _l("取结果最优先的一条"),
    "RULE ORDER": _l("取全部，按规则的顺序"),
    "OUTPUT ORDER": _l("取全部，按结果的优先"),
    "COLLECT": _l("取全部"),
}
EXAMPLES = (
    'if count(["L1", "L2"]) > 1 then "紧急" else "日常"',
    'some d in ["qh.urban", "qh.wx"] satisfies starts with(d, "qh.w")',
    "work days(3) - now()",
)


@dataclass(frozen=True)
class Asked:
    """What stands in the page's form; a link may bring some of it."""

    kind: str
    text: str
    value: str
    table: str
    setting: Setting

    @property
    def bare_text(self) -> str:
        """Return the text without the equals sign a diagram puts first; places stay the same."""
        return re.sub(r"^(\s*)=(?!=)", r"\1 ", self.text)

    @property
    def decision(self) -> tuple[str, str]:
        """Return the key of the chosen table's file and the id of the decision in it."""
        key, _sep, id = self.table.partition("/")
        return key, id


@bp.get("")
@login_required
def index() -> str | tuple[str, int]:
    """Show the page, with whatever a link brought; a table's inputs wait to be filled in."""
    asked = _asked()
    if asked.table and not asked.setting.typed:
        lines = "\n".join(f"{name} = null" for name in _needed(asked))
        asked = replace(asked, kind="table", setting=replace(asked.setting, typed=lines))
    return _page(asked)


@bp.post("")
@login_required
def run() -> str | tuple[str, int]:
    """Show what was tried; what was typed stays, and nothing is kept."""
    return _page(_asked())


def _asked() -> Asked:
    sent = request.values
    kind = sent.get("kind", "expression")
    return Asked(
        kind=kind if kind in KINDS else "expression",
        text=_text("text"),
        value=_text("value"),
        table=sent.get("table", ""),
        setting=Setting(
            diagram=sent.get("diagram", ""),
            reference=sent.get("case", "").strip(),
            scope=sent.get("scope", ""),
            typed=_text("typed"),
        ),
    )


def _text(name: str) -> str:
    return request.values.get(name, "").replace("\r\n", "\n")


def _page(asked: Asked) -> str | tuple[str, int]:
    identity.require(actor(), "process.read")
    try:
        on, wrong = _situation(asked.setting)
        tried = None if wrong or on.error else _tried(asked, on)
    except TooLongError as error:
        on, wrong = _situation(Setting())[0], dict.fromkeys(("typed", "text"), said(str(error)))
        tried = None
    needed = _needed(asked) if asked.kind == "table" else ()
    page = render_template(
        "trying/index.html",
        asked=asked,
        kinds=KINDS,
        tables=_tables(),
        diagrams=definitions.latest_all("bpmn"),
        on=on,
        typed_error=on.error and shown.place(asked.setting.typed, on.error),
        tried=tried,
        wrong=wrong,
        needed=needed,
        names=shown.names(on),
        ours=OURS,
        examples=EXAMPLES,
        policies=POLICIES,
        feel_value=shown.value,
        scope_name=_scope_name,
        builtins=sorted((name, it.parameters) for name, it in BUILTINS.items()),
    )
    return (page, UNPROCESSABLE) if wrong else page


def _situation(setting: Setting) -> tuple[Situation, dict[str, str]]:
    """Return the values chosen; without the case when the reader may not see it."""
    try:
        return trying.situation(setting, actor=actor(), now=now()), {}
    except NotFoundError:
        if not setting.reference:
            raise
        alone = Setting(diagram=setting.diagram, typed=setting.typed)
        found = trying.situation(alone, actor=actor(), now=now())
        return found, {"case": _("没有这个编号的案件，或者您无权查看。")}


def _tried(asked: Asked, on: Situation) -> Any:
    """Return what came out, ready to be shown; None when nothing was asked yet."""
    if asked.kind == "table":
        return _table(asked, on) if asked.table and request.method == "POST" else None
    if not asked.text.strip():
        return None
    try:
        if asked.kind == "test":
            given = asked.value.strip() or "null"
            return shown.text(trying.unary_test(asked.text, given, on))
        return shown.text(trying.expression(asked.bare_text, on))
    except trying.ValueFailedError as error:
        return shown.failed(asked.value, error.error, "value")
    except FeelError as error:
        return shown.failed(asked.text, error, "text")


def _table(asked: Asked, on: Situation) -> Any:
    key, id = asked.decision
    try:
        return shown.decision(trying.decision(key, id, on, actor=actor()))
    except FeelError as error:
        return shown.failed("", error, "table")


def _needed(asked: Asked) -> tuple[str, ...]:
    key, id = asked.decision
    if not asked.table:
        return ()
    try:
        return trying.inputs(key, id, actor=actor())
    except FeelError:
        return ()


def _scope_name(scope: Scope, scopes: Sequence[Scope]) -> str:
    """Return a scope in words: its process, the department it is about, its element."""
    process = definitions.latest("bpmn", scope.process_key)
    department = trying.visible(scopes, str(scope.token or "")).get("department")
    named = label(process.name) if process else scope.process_key
    org = org_name(department) if isinstance(department, str) else ""
    return dotted(part for part in (named, org, scope.element_id or "") if part)


def _tables() -> list[tuple[str, str]]:
    """Return every deployed decision: its address here and its name."""
    return [
        (f"{table.key}/{id}", (table.name or id) if len(ids) == 1 else f"{table.name} · {id}")
        for table in definitions.latest_all("dmn")
        for ids in [table.parts["decisions"]]
        for id in ids
    ]
