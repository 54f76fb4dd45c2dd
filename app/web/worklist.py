"""What a worklist page asks for, and its rows in groups: 已逾期, 今天到期, 以后."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from app import tasks
from app.identity import Actor
from app.tasks import Counts, InboxRow
from app.web.words.times import local

COPIES, DONE = "copies", "done"
TABS = {
    "mine": _l("待我办理"),
    "groups": _l("本岗待领"),
    "waiting": _l("等待他人"),
    COPIES: _l("抄送"),
    DONE: _l("已办"),
}
CLASSES = ("紧急", "攻坚", "日常")
SORTS = {"due": _l("按时限"), "newest": _l("按到达")}
A_PAGE = 50
LATE, TODAY, LATER, UNDATED = _l("已逾期"), _l("今天到期"), _l("以后"), _l("不限时")


@dataclass(frozen=True)
class Asked:
    """The tab, the search and the filters of a worklist page."""

    tab: str = "mine"
    text: str = ""
    sort: str = "due"
    whistle_class: str = ""
    overdue: bool = False
    page: int = 1

    def query(self, **changed: Any) -> dict[str, Any]:
        """Return the address's parameters after a change; the page begins anew."""
        after = (
            replace(self, page=1, **changed) if "page" not in changed else replace(self, **changed)
        )
        said = {
            "tab": after.tab,
            "q": after.text,
            "sort": "" if after.sort == "due" else after.sort,
            "cls": after.whistle_class,
            "overdue": "1" if after.overdue else "",
            "page": "" if after.page == 1 else after.page,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Page:
    """The rows of one page in groups, and where the page lies."""

    groups: list[tuple[Any, list[InboxRow]]]
    total: int
    pages: int

    @property
    def first(self) -> InboxRow | None:
        """Return the row shown beside the list at first."""
        return self.groups[0][1][0] if self.groups else None


def asked(args: Mapping[str, str], counts: Counts) -> Asked:
    """Read what the address asks for; without a tab, the first that has something."""
    default = "mine" if counts.mine or not counts.groups else "groups"
    tab = args.get("tab", "")
    page = args.get("page", "1")
    return Asked(
        tab=tab if tab in TABS else default,
        text=args.get("q", "").strip()[:100],
        sort="newest" if args.get("sort") == "newest" else "due",
        whistle_class=args["cls"] if args.get("cls") in CLASSES else "",
        overdue=args.get("overdue") == "1",
        page=min(max(int(page), 1), 20) if page.isdecimal() else 1,
    )


def page(asked: Asked, actor: Actor, now: datetime) -> Page:
    """Return the rows asked for."""
    wanted = tasks.Asked(
        tab=asked.tab,
        text=asked.text,
        sort=asked.sort,
        whistle_class=asked.whistle_class,
        overdue=asked.overdue,
        limit=A_PAGE,
        skip=(asked.page - 1) * A_PAGE,
    )
    found = tasks.inbox(actor, wanted, now=now)
    return Page(_grouped(found.rows, asked, now), found.total, -(-found.total // A_PAGE))


def _grouped(rows: Any, asked: Asked, now: datetime) -> list[tuple[Any, list[InboxRow]]]:
    if asked.tab == DONE or asked.sort != "due":
        return [(TABS[asked.tab], list(rows))] if rows else []
    groups: dict[Any, list[InboxRow]] = {}
    for row in rows:
        groups.setdefault(_group(row.task.due_at, now), []).append(row)
    return list(groups.items())


def _group(due: datetime | None, now: datetime) -> Any:
    if due is None:
        return UNDATED
    if due < now:
        return LATE
    return TODAY if local(due).date() == local(now).date() else LATER
