"""The words of what leaves the building, in each reader's language: mails and bots' messages."""

from collections.abc import Sequence
from datetime import datetime

from flask import Flask, current_app
from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from app.jobs import telling
from app.jobs.telling import Bundle, Fresh, Line, Written
from app.web.shell.languages import language as spoken
from app.web.words.notices import worded
from app.web.words.times import local

MOST_SHOWN = 50


def register(_app: Flask) -> None:
    """Word everything the outbox sends."""
    telling.word_with(Letters())


class Letters:
    """Words messages with the pages' translations; needs an application context."""

    def bundle(self, bundle: Bundle) -> Written:
        """Word what is told: its subject says what, of which case, by when."""
        with force_locale(bundle.language):
            lines = [
                Line(_for(item.for_name) + worded(item.notice.key, item.values, moment), item.url)
                for item in bundle.items
            ]
            lines += [Line(_for(each.for_name) + _fresh(each), each.url) for each in bundle.fresh]
            intro = _("%(name)s，您好：", name=bundle.name)
            return _written(_subject(lines), intro, lines, bundle.settings_url)

    def coded(self, code: str, link: str, language: str) -> Written:
        """Word the mail with the code that proves an address."""
        with force_locale(language):
            told = _("验证码是 %(code)s，30 分钟内有效。不是您本人操作的，请不要理会。", code=code)
            lines = [Line(told, link)]
            return _written(_("哨到邮箱验证码 %(code)s", code=code), "", lines, "")

    def trial(self, settings_url: str, language: str) -> Written:
        """Word the message sent to see whether it arrives."""
        with force_locale(language):
            lines = [Line(_("这是一条测试消息：收到它，说明设置没有问题。"), settings_url)]
            return _written(_("哨到测试消息"), "", lines, settings_url)


def moment(instant: datetime) -> str:
    """Return the day and the time of an instant, the same whenever it is read."""
    told = local(instant)
    if spoken() == "zh":
        return f"{told.month}月{told.day}日 {told:%H:%M}"
    return f"{format_date(told, 'd MMM')} {told:%H:%M}"


def _for(name: str) -> str:
    """Return the mark of what its reader has in the place of somebody who is away."""
    return str(_("（代 %(who)s）", who=name)) if name else ""


def _fresh(each: Fresh) -> str:
    said = {"task": _(each.name), "ref": each.reference, "matter": _(each.matter or "—")}
    if each.due_at is None:
        return str(
            _("【新任务】%(task)s %(ref)s %(matter)s，%(place)s。", place=each.place, **said)
        )
    due = moment(each.due_at)
    return str(
        _("【新任务】%(task)s %(ref)s %(matter)s，%(place)s，限%(due)s。",
          place=each.place, due=due, **said)
    )  # fmt: skip


def _subject(lines: Sequence[Line]) -> str:
    first = lines[0].text
    return first if len(lines) == 1 else str(_("%(n)s 条：%(first)s", n=len(lines), first=first))


def _written(subject: str, intro: str, lines: Sequence[Line], settings_url: str) -> Written:
    shown, rest = lines[:MOST_SHOWN], max(len(lines) - MOST_SHOWN, 0)
    said = {"intro": intro, "lines": shown, "rest": rest, "settings_url": settings_url}
    environment = current_app.jinja_env
    return Written(
        subject=subject,
        lines=lines,
        text=environment.get_template("telling/mail.txt").render(said),
        html=environment.get_template("telling/mail.html").render(
            said, subject=subject, language="zh-CN" if spoken() == "zh" else spoken()
        ),
    )
