"""What the address of a worklist asks for, and the addresses of changes to it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from flask_babel import lazy_gettext as _l

from app import tasks
from app.tasks import Asked, Counts
from app.web.worklist import choices

MINE, GROUPS, WAITING, STARTED, COPIES, DONE = (
    "mine", "groups", "waiting", "started", "copies", "done",
)  # fmt: skip
TABS = {
    MINE: _l("待我办理"),
    GROUPS: _l("本岗待领"),
    WAITING: _l("等待他人"),
    STARTED: _l("我发起的"),
    COPIES: _l("抄送我的"),
    DONE: _l("已办"),
}
CLASSES = ("紧急", "攻坚", "日常")
LEVELS = ("L1", "L2", "L3", "L4")
DUES = {"late": _l("已逾期"), "today": _l("今天到期"), "week": _l("七天内到期")}
NEWEST = "newest"
A_PAGE = 50
PARAMETERS = {
    "tab": "tab",
    "text": "q",
    "sort": "sort",
    "whistle_class": "cls",
    "kind": "kind",
    "matter": "matter",
    "street": "street",
    "level": "level",
    "due": "due",
    "after": "after",
    "before": "before",
}
"""The fields of ``tasks.Asked`` that an address holds, and their names there."""
PLACES = ("after", "before")
KEPT = tuple(name for name in PARAMETERS if name not in PLACES)
FILTERS = ("text", "whistle_class", "kind", "matter", "street", "level", "due")
LONGEST_TEXT, LONGEST_CURSOR = 100, 300
NOTHING = Asked()


def read(args: Mapping[str, str], counts: Counts | None = None) -> Asked:
    """Read an address; without a tab, the first of one's own that has something."""
    tab = args.get("tab", "")
    return Asked(
        tab=tab if tab in TABS else _first_tab(counts),
        text=args.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT],
        sort=NEWEST if args.get("sort") == NEWEST else NOTHING.sort,
        whistle_class=_one_of(args.get("cls"), CLASSES),
        kind=_one_of(args.get("kind"), choices.kinds()),
        matter=choices.known_matter(args.get("matter", "")),
        street=_one_of(args.get("street"), choices.streets()),
        level=_one_of(args.get("level"), LEVELS),
        due=_one_of(args.get("due") or ("late" if args.get("overdue") == "1" else ""), DUES),
        limit=A_PAGE,
        after=args.get("after", "")[:LONGEST_CURSOR],
        before=args.get("before", "")[:LONGEST_CURSOR],
    )


def query(asked: Asked, **changed: Any) -> dict[str, Any]:
    """Return the address's parameters after a change; the list begins anew unless told where."""
    after = replace(asked, **{"after": "", "before": "", **changed})
    said = {name: getattr(after, field) for field, name in PARAMETERS.items()}
    unsaid = {"sort": NOTHING.sort}
    return {name: value for name, value in said.items() if value and unsaid.get(name) != value}


def kept(asked: Asked) -> dict[str, str]:
    """Return what a saved filter keeps: the fields that say something."""
    plain = asdict(NOTHING)
    found = {name: getattr(asked, name) for name in KEPT}
    return {name: value for name, value in found.items() if name == "tab" or value != plain[name]}


def again(saved: Mapping[str, Any]) -> dict[str, Any]:
    """Return the address's parameters of a saved filter; what is unknown by now is left out."""
    fields = {PARAMETERS[name]: str(value) for name, value in saved.items() if name in KEPT}
    return query(read(fields))


def is_narrowed(asked: Asked) -> bool:
    """Tell whether anything but the tab and the order narrows the list."""
    return any(getattr(asked, name) for name in FILTERS)


def _first_tab(counts: Counts | None) -> str:
    return GROUPS if counts and counts.groups and not counts.mine else MINE


def _one_of(text: str | None, known: Any) -> str:
    return text if text and text in known else ""


def may_pick(asked: Asked) -> bool:
    """Tell whether the rows of the list can be chosen and dealt with together."""
    return asked.tab in (MINE, GROUPS)


def all_pages(asked: Asked) -> Asked:
    """Return the same list from its beginning, in large pages."""
    return replace(asked, after="", before="", limit=tasks.together.MOST)
