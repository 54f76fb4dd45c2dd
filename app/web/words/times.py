"""Times as people say them: 今日 11:00, 还剩 1 小时 12 分, 逾期 18 分, 3 个工作日."""

from datetime import UTC, date, datetime, timedelta

from flask import Flask, g
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import policies, sla
from app.cases import Case
from app.core.clock import LOCAL
from app.runtime import UserTask
from app.web.shell.languages import label, language
from app.web.shell.sessions import now

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EXACT_BELOW = 5 * HOUR
WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


def register(app: Flask) -> None:
    """Offer the times as filters."""
    app.jinja_env.filters.update(
        when=when, clock_time=clock_time, day=day, moment=moment, left=left, lasting=lasting,
        remaining=remaining, pause_note=pause_note,
        colour=colour,
        case_colour=case_colour, local=local,
    )  # fmt: skip


def read_moment(text: str) -> datetime | None:
    """Return the moment an ISO text names, on Shanghai's wall unless it says otherwise."""
    try:
        named = datetime.fromisoformat(text)
    except ValueError:
        return None
    return named if named.tzinfo else named.replace(tzinfo=LOCAL)


def local(instant: datetime) -> datetime:
    """Return the instant on Shanghai's wall; a stored time without a zone is UTC."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(LOCAL)


def when(instant: datetime | None) -> str:
    """Return an instant as seen from now: ``今日 11:00``, ``11月26日 17:30``."""
    if instant is None:
        return ""
    told = local(instant)
    return f"{_day_seen(told.date(), local(now()).date())}\u00a0{told:%H:%M}"


def clock_time(instant: datetime | None) -> str:
    """Return the time of day, with the day when it is not today."""
    if instant is None:
        return ""
    told = local(instant)
    return f"{told:%H:%M}" if told.date() == local(now()).date() else when(instant)


def day(instant: datetime) -> str:
    """Return the day with its weekday: ``11月23日 周一``."""
    told = local(instant).date()
    return f"{short_date(told)} {WEEKDAYS[told.weekday()]}"


def moment(instant: datetime | None) -> str:
    """Return the full date and time, for print and records."""
    return f"{local(instant):%Y-%m-%d %H:%M}" if instant else ""


def colour(task: UserTask) -> str:
    """Return ``green``, ``yellow`` or ``red`` for an open task with a deadline, else nothing."""
    if task.due_at is None or not task.is_open or task.paused_until:
        return ""
    return sla.colour(task.anchor_at, task.due_at, now())


def case_colour(case: Case) -> str:
    """Return the colour of a case's own limit, from the call to the day it is to be closed."""
    due = case.order_due_at
    return sla.colour(case.received_at, due, now()) if due else ""


def left(due: datetime | None) -> str:
    """Return what is left of a deadline, or by how much it has passed, in words."""
    if due is None:
        return _("不限时")
    rest = due - now()
    if rest < timedelta():
        return _("逾期 %(time)s", time=lasting(-rest))
    if local(due).date() == local(now()).date() or rest < DAY:
        return _("还剩 %(time)s", time=lasting(rest))
    return _days_left(due)


def remaining(task: UserTask) -> str:
    """Return what is left of a task's time, or that its clock stands still."""
    return _("暂停计时") if task.paused_until else left(task.due_at)


def pause_note(task: UserTask) -> str:
    """Return since when a task's clock stands still, why, and until when; nothing if it runs."""
    if not task.paused_until or not task.paused:
        return ""
    since, until = when(task.paused["since"]), when(task.paused_until)
    reason = label(task.paused["reason"])
    return _("%(reason)s，%(since)s 至 %(until)s", reason=reason, since=since, until=until)


def lasting(span: timedelta | None) -> str:
    """Return a length of time: ``18 分``, ``1 小时 12 分``, ``15 小时``, ``3 天``."""
    if span is None:
        return ""
    minutes = max(int(span / MINUTE), 0)
    if span < HOUR:
        return _("%(m)s 分", m=minutes)
    if span < EXACT_BELOW and minutes % 60:
        return _("%(h)s 小时 %(m)s 分", h=minutes // 60, m=minutes % 60)
    if span < 2 * DAY:
        return _("%(h)s 小时", h=minutes // 60)
    days = minutes // (60 * 24)
    return ngettext("%(num)s 天", "%(num)s 天", days)


def calendar() -> sla.Calendar:
    """Return the newest working calendar, read once an answer."""
    if "calendar" not in g:
        g.calendar = policies.current_calendar()
    return g.calendar  # type: ignore[no-any-return]


def _days_left(due: datetime) -> str:
    known = calendar()
    today, last = local(now()).date(), local(due).date()
    days = [today + DAY * n for n in range(1, (last - today).days + 1)]
    worked = sum(known.is_workday(each) for each in days)
    if not worked:
        return _("还剩 %(time)s", time=lasting(due - now()))
    return ngettext("%(num)s 个工作日", "%(num)s 个工作日", worked)


def _day_seen(told: date, today: date) -> str:
    near = {-1: _("昨日"), 0: _("今日"), 1: _("明日")}
    return near.get((told - today).days) or short_date(told, with_year=told.year != today.year)


def short_date(told: date, *, with_year: bool = False) -> str:
    """Return a day as ``11月26日`` or ``26 Nov``."""
    if language() == "zh":
        year = f"{told.year}年" if with_year else ""
        return f"{year}{told.month}月{told.day}日"
    return str(format_date(told, "d MMM yyyy" if with_year else "d MMM"))
