"""What a person chose on the page: ticks and times, and how they are shown again."""

from typing import Any
from uuid import UUID

from app import notifications
from app.notifications import BEARING, BOT, KINDS, MAIL, Wanted

UNREADABLE = -1


def wanted(form: Any) -> Wanted:
    """Read the form; a time that is none becomes one that is refused."""
    is_quiet = form.get("quiet") == "1"
    silent = [kind for kind in KINDS if kind not in BEARING and kind not in form.getlist("bell")]
    return Wanted(
        mail=form.getlist(MAIL),
        bot=form.getlist(BOT),
        silent=silent,
        pace=form.get("pace", ""),
        daily_at=_minutes(form.get("daily_at", "")),
        quiet_from=_minutes(form.get("quiet_from", "")) if is_quiet else None,
        quiet_to=_minutes(form.get("quiet_to", "")) if is_quiet else None,
        quiet_days=[int(day) for day in form.getlist("quiet_days") if day.isdecimal()],
        urgent_passes=form.get("urgent_passes") == "1",
    )


def shown(user_id: UUID) -> dict[str, Any]:
    """Return the choice as the page shows it."""
    wish = notifications.preference(user_id)
    return {
        "bell": [kind for kind in KINDS if kind not in wish.muted],
        "mail": wish.mail,
        "bot": wish.bot,
        "pace": wish.pace,
        "daily_at": _time(wish.daily_at),
        "quiet": wish.quiet_from is not None,
        "quiet_from": _time(wish.quiet_from, "22:00"),
        "quiet_to": _time(wish.quiet_to, "07:00"),
        "quiet_days": [str(day) for day in wish.quiet_days],
        "urgent_passes": wish.urgent_passes,
    }


def typed(form: Any) -> dict[str, Any]:
    """Return what was typed, to be shown again beside what is wrong with it."""
    lists = {name: form.getlist(name) for name in ("bell", "mail", "bot", "quiet_days")}
    lists["bell"] = [*lists["bell"], *BEARING]
    texts = {name: form.get(name, "") for name in ("pace", "daily_at", "quiet_from", "quiet_to")}
    ticks = {name: form.get(name) == "1" for name in ("quiet", "urgent_passes")}
    return {**lists, **texts, **ticks}


def _minutes(text: str) -> int:
    hour, _colon, minute = text.strip().partition(":")
    if not (hour.isdecimal() and minute.isdecimal()) or len(text) > 5:
        return UNREADABLE
    is_time = int(hour) < 24 and int(minute) < 60
    return int(hour) * 60 + int(minute) if is_time else UNREADABLE


def _time(minutes: int | None, otherwise: str = "") -> str:
    return otherwise if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
