"""Gathered messages: one a period, only what still matters, nothing twice; quiet hours."""

from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from app import jobs, notifications, policies, runtime
from app.cases import Case
from app.core.clock import LOCAL
from app.core.db import db, transaction
from app.jobs import outbox
from app.notifications import DAILY, HOURLY, KINDS, MAIL, Wanted
from tests.jobs import telling
from tests.jobs.telling import give_mail, tell, wants
from tests.jobs.world import HOUR, NOW

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
NIGHT = {"quiet_from": 22 * 60, "quiet_to": 7 * 60}
LATE = NOW + 15 * HOUR
"""Eleven at night in Shanghai; ``NOW`` is eight in the morning, of a Tuesday."""


@pytest.fixture
def mailbox(app):
    with telling.mail_server() as box:
        yield box


@pytest.fixture
def reader(someone):
    person = someone("wx_desk")
    give_mail(person)
    return person


def texts(mailbox):
    """Return what each mail said."""
    parsed = [message_from_bytes(each.content, policy=policy.default) for each in mailbox.letters]
    return [letter.get_body(("plain",)).get_content() for letter in parsed]


def test_what_is_told_within_the_hour_goes_in_one_mail_at_its_end(mailbox, reader):
    wants(reader, pace=HOURLY)
    for minute in (0, 10, 20):
        tell(reader, now=NOW + minute * MINUTE)
        assert jobs.tick(NOW + minute * MINUTE).sent == 0

    sent = [jobs.tick(NOW + HOUR).sent, jobs.tick(NOW + HOUR + MINUTE).sent]

    assert sent == [1, 0]
    assert texts(mailbox)[0].count("【催办】") == 3


def test_what_comes_after_the_mail_of_this_hour_waits_for_the_next(mailbox, reader):
    wants(reader, pace=HOURLY)
    tell(reader)
    jobs.tick(NOW)
    late = tell(reader, now=NOW + HOUR - MINUTE)
    jobs.tick(NOW + HOUR - MINUTE)
    jobs.tick(NOW + HOUR)

    tell(reader, now=NOW + HOUR)
    held = jobs.tick(NOW + HOUR).sent
    after = jobs.tick(NOW + 2 * HOUR).sent

    assert (held, after, [text.count("【催办】") for text in texts(mailbox)]) == (0, 1, [2, 1])
    assert late


def test_the_daily_mail_comes_on_the_next_working_day(mailbox, reader):
    wants(reader, pace=DAILY, daily_at=9 * 60)
    friday = NOW + 3 * DAY + 2 * HOUR
    tell(reader, now=friday)
    jobs.tick(friday)

    sent = [jobs.tick(NOW + days * DAY + HOUR).sent for days in (4, 5, 6)]

    assert sent == [0, 0, 1]


def test_over_a_long_holiday_the_daily_mail_waits_for_the_first_working_day(mailbox, reader):
    is_workday = policies.current_calendar().is_workday
    eve = datetime(2026, 9, 30, 18, tzinfo=LOCAL)
    with transaction():
        daily = Wanted(mail=KINDS, bot=(), pace=DAILY, daily_at=9 * 60)
        notifications.choose(daily, actor=reader, now=eve, is_workday=is_workday)
    tell(reader, now=eve)
    mornings = [eve + days * DAY - 9 * HOUR for days in range(1, 12)]

    jobs.tick(eve)
    sent = [moment.date() for moment in mornings if jobs.tick(moment).sent]

    assert sent == [next(m.date() for m in mornings if is_workday(m.date()))]
    assert sent[0] >= date(2026, 10, 8)


def test_a_mail_gathers_only_what_is_unread_and_still_to_do(mailbox, reader, begin):
    wants(reader, pace=HOURLY)
    task = runtime.tasks_of(begin(NOW + 9 * DAY))[0]
    seen, _open = tell(reader), tell(reader, key="scored")
    tell(reader, key="task_warning", case_id=task.case_id, task_id=task.id)
    jobs.tick(NOW)
    with transaction():
        notifications.mark_read(seen, reader.user_id, now=NOW)
        runtime.lock(task.instance_id)
        runtime.complete(runtime.task(task.id), {}, actor=reader, now=NOW)

    jobs.tick(NOW + HOUR)

    assert len(mailbox.letters) == 1
    assert "考核得分" in texts(mailbox)[0]
    assert "【将到期】" not in texts(mailbox)[0]
    assert "【催办】" not in texts(mailbox)[0]


def test_of_several_clocks_ticking_at_once_one_sends(mailbox, reader, app):
    wants(reader, pace=HOURLY)
    for _ in range(3):
        tell(reader)
    jobs.tick(NOW)
    together = Barrier(4)

    def clock():
        with app.app_context():
            together.wait()
            jobs.tick(NOW + HOUR)

    clocks = [Thread(target=clock) for _ in range(4)]
    for each in clocks:
        each.start()
    for each in clocks:
        each.join()

    assert [text.count("【催办】") for text in texts(mailbox)] == [3]


def test_a_digest_whose_sender_died_goes_again_as_it_was(mailbox, reader, monkeypatch):
    wants(reader, pace=HOURLY)
    tell(reader)
    jobs.tick(NOW)
    with monkeypatch.context() as dying:
        dying.setattr(notifications, "sent", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            jobs.tick(NOW + HOUR)
    tell(reader, now=NOW + HOUR)

    jobs.tick(NOW + HOUR + 3 * MINUTE)

    first, again = (message_from_bytes(each.content) for each in mailbox.letters)
    assert first["Message-ID"] == again["Message-ID"]
    assert [text.count("【催办】") for text in texts(mailbox)] == [1, 1]


def test_a_change_to_at_once_sends_what_was_gathered(mailbox, reader):
    wants(reader, pace=DAILY)
    tell(reader)
    jobs.tick(NOW)

    wants(reader, now=NOW + MINUTE)

    assert jobs.tick(NOW + MINUTE).sent == 1


def test_at_night_messages_wait_for_the_morning_and_come_together(mailbox, reader):
    wants(reader, **NIGHT)
    tell(reader, now=LATE)
    tell(reader, now=LATE)

    sent = [jobs.tick(moment).sent for moment in (LATE, LATE + 8 * HOUR - MINUTE, LATE + 8 * HOUR)]

    assert sent == [0, 0, 1]


def test_what_failed_before_the_quiet_hours_waits_for_their_end(mailbox, reader, monkeypatch):
    wants(reader, **NIGHT)
    evening = LATE - HOUR - MINUTE
    tell(reader, now=evening)
    with monkeypatch.context() as away:
        away.setattr(outbox, "hand_over", lambda *_: 1 / 0)
        assert jobs.tick(evening).failed == 1

    sent = [jobs.tick(moment).sent for moment in (evening + 2 * MINUTE, LATE + 8 * HOUR)]

    assert sent == [0, 1]


@pytest.mark.parametrize(("passes", "sent"), [(True, 1), (False, 0)])
def test_an_emergency_wakes_people_and_breaks_a_digest_unless_they_said_no(
    mailbox, reader, begin, passes, sent
):
    case_id = begin(NOW + 9 * DAY)
    with transaction():
        db.session.execute(update(Case).where(Case.id == case_id).values(whistle_class="紧急"))
    wants(reader, pace=DAILY, urgent_passes=passes, **NIGHT)

    tell(reader, key="whistle_issued", now=LATE, case_id=case_id)

    assert jobs.tick(LATE).sent == sent


def test_new_tasks_are_counted_when_the_mail_is_sent(mailbox, reader, begin):
    wants(reader)
    done, _kept = (runtime.tasks_of(begin(NOW + 9 * DAY))[0] for _ in range(2))
    with transaction():
        runtime.lock(done.instance_id)
        runtime.complete(runtime.task(done.id), {}, actor=reader, now=NOW)
    telling.look_since(reader, NOW - MINUTE)

    sent = [jobs.tick(NOW + minutes * MINUTE).sent for minutes in (4, 5, 10)]

    assert sent == [0, 1, 0]
    assert texts(mailbox)[0].count("【新任务】签收工单") == 1


def test_a_new_task_that_a_notice_told_of_is_not_told_again(mailbox, reader, begin):
    wants(reader)
    telling.look_since(reader, NOW - MINUTE)
    tell(reader, key="order_dispatched", case_id=begin(NOW + 9 * DAY))

    sent = [jobs.tick(NOW + minutes * MINUTE).sent for minutes in (0, 5)]

    assert sent == [1, 0]


def test_new_tasks_of_others_are_nobodys_news(mailbox, someone, begin):
    stranger = someone("th_desk")
    give_mail(stranger)
    wants(stranger)
    telling.look_since(stranger, NOW - MINUTE)
    begin(NOW + 9 * DAY)

    assert jobs.tick(NOW + 5 * MINUTE).sent == 0


def test_whoever_wants_no_new_tasks_costs_no_look(mailbox, reader):
    wants(reader, mail=("urge",))

    assert telling.contact(reader, MAIL).tasks_next_at is None
