"""The outbox hands over what leaves the building, under a lasting id, and tries again."""

import logging
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from app import cases, identity, jobs, notifications, runtime
from app.core.db import db, transaction
from app.jobs import outbox
from app.notifications import MAIL, Outgoing
from tests.jobs import telling
from tests.jobs.telling import give_mail, tell, wants
from tests.jobs.world import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailbox(app):
    with telling.mail_server() as box:
        yield box


@pytest.fixture
def reader(someone):
    """A person of the house with a mail address."""
    person = someone("wx_desk")
    give_mail(person)
    return person


def read(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def test_mail_goes_out_once_under_the_id_of_its_row(mailbox, reader):
    tell(reader)

    sent = [jobs.tick(NOW).sent, jobs.tick(NOW).sent]

    row = db.session.scalars(select(Outgoing)).one()
    letter = read(mailbox.letters[0])
    assert sent == [1, 0]
    assert mailbox.letters[0].rcpt_tos == ["wx_desk@qh.example"]
    assert letter["Message-ID"] == f"<{row.id}@qh.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == f"<{telling.SITE}/telling/>"
    assert "【催办】签收工单 QH-2026-000001" in letter["Subject"]


def test_a_mail_leads_to_the_task_as_long_as_it_waits_for_the_reader(mailbox, reader, begin):
    case_id = begin(NOW + timedelta(days=9))
    task = runtime.tasks_of(case_id)[0]

    tell(reader, case_id=case_id, task_id=task.id)
    jobs.tick(NOW)

    assert f"{telling.SITE}/tasks/{task.id}" in read(mailbox.letters[0]).get_content()


def test_what_several_notices_say_at_once_goes_in_one_mail(mailbox, reader):
    for _ in range(3):
        tell(reader)

    assert jobs.tick(NOW).sent == 1
    assert read(mailbox.letters[0]).get_content().count("【催办】") == 3


def test_only_what_a_person_chose_is_mailed(mailbox, reader):
    wants(reader, mail=("due",))

    tell(reader, key="urged")
    tell(reader, key="task_overdue")
    jobs.tick(NOW)

    assert ["已逾期" in read(each)["Subject"] for each in mailbox.letters] == [True]


@pytest.mark.parametrize("kind", notifications.KINDS)
@pytest.mark.parametrize("is_chosen", [True, False])
def test_each_kind_goes_out_exactly_if_it_is_chosen(mailbox, reader, kind, is_chosen):
    others = [each for each in notifications.KINDS if each != kind]
    wants(reader, mail=[kind] if is_chosen else others)
    key = next(each for each in notifications.keys_of(kind) if each != notifications.NEW_TASKS)

    tell(reader, key=key)
    jobs.tick(NOW)

    assert len(mailbox.letters) == is_chosen


def test_whoever_has_no_address_is_told_inside_alone(mailbox, someone):
    tell(someone("wx_desk"))

    jobs.tick(NOW)

    assert (mailbox.letters, telling.waiting()) == ([], [])


def test_without_a_mail_server_nothing_piles_up(reader):
    tell(reader)

    jobs.tick(NOW)

    assert telling.waiting() == []


def test_a_server_that_is_away_is_tried_again_later_and_pauses_nobody(reader):
    jobs.use(smtp_url="smtp://127.0.0.1:9", mail_from=telling.SENDER)
    tell(reader)

    first, at_once, later = (jobs.tick(NOW + wait) for wait in (MINUTE * 0, MINUTE * 0, MINUTE * 2))

    telling.quiet()
    contact = telling.contact(reader, MAIL)
    assert (first.failed, at_once.failed, later.failed) == (1, 0, 1)
    assert telling.waiting()[0].attempts == 2
    assert (contact.failures, contact.paused_at) == (0, None)
    assert contact.error == "邮件服务器没有应答"


def test_an_address_the_server_refuses_five_times_is_paused(mailbox, reader):
    mailbox.refused.add("wx_desk@qh.example")
    tell(reader)

    for hour in range(5):
        jobs.tick(NOW + timedelta(hours=5 * hour))
    tell(reader, now=NOW + timedelta(days=2))
    after = jobs.tick(NOW + timedelta(days=2))

    contact = telling.contact(reader, MAIL)
    assert contact.paused_at == NOW + timedelta(hours=20)
    assert (after.sent, after.failed, telling.waiting()) == (0, 0, [])
    assert notifications.ill(reader.user_id) == [MAIL]


def test_a_crash_between_sending_and_recording_sends_again_under_the_same_id(
    mailbox, reader, monkeypatch
):
    tell(reader)
    with monkeypatch.context() as dying:
        dying.setattr(notifications, "sent", die)
        with pytest.raises(KeyboardInterrupt):
            jobs.tick(NOW)
    tell(reader, key="task_overdue", now=NOW + MINUTE)

    jobs.tick(NOW + MINUTE)
    jobs.tick(NOW + 3 * MINUTE)

    first, again, other = (read(each) for each in mailbox.letters)
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first.get_content() == again.get_content()
    assert "已逾期" in other["Subject"]


def die(*_arguments, **_more):
    raise KeyboardInterrupt


def test_what_was_read_or_done_meanwhile_is_not_mailed(mailbox, reader, begin):
    case_id = begin(NOW + timedelta(days=9))
    task = runtime.tasks_of(case_id)[0]
    wants(reader, quiet_from=7 * 60, quiet_to=9 * 60)
    read_one = tell(reader)
    tell(reader, case_id=case_id, task_id=task.id)
    jobs.tick(NOW)
    with transaction():
        notifications.mark_read(read_one, reader.user_id, now=NOW)
    finish(task, reader)

    jobs.tick(NOW + timedelta(hours=1))

    assert (mailbox.letters, telling.waiting()) == ([], [])


def finish(task, actor):
    with transaction():
        runtime.lock(task.instance_id)
        runtime.complete(runtime.task(task.id), {}, actor=actor, now=NOW)


def test_no_telephone_number_of_anybody_leaves_in_a_mail(mailbox, reader, begin):
    case_id = begin(NOW + timedelta(days=9))
    values = {"task": "签收工单", "case_ref": "QH-2026-000001", "words": "请回电13800001234"}
    with transaction():
        notifications.tell(
            "urged", groups=[], user_ids=[reader.user_id], values=values, case_id=case_id, now=NOW
        )

    jobs.tick(NOW)

    assert "***" in read(mailbox.letters[0]).get_content()
    assert "13800001234" not in read(mailbox.letters[0]).get_content()


def test_patience_ends_before_a_turn_takes_forever(app, someone, monkeypatch):
    tried = []
    monkeypatch.setattr(outbox, "hand_over", lambda letter, _now: tried.append(letter) or 1 / 0)
    with telling.mail_server():
        readers = [someone(name) for name in ("wx_desk", "wx_desk2", "watch", "watch2", "operator",
                                              "operator2", "dispatcher", "admin")]  # fmt: skip
        for reader in readers:
            give_mail(reader)
        tell(*readers)
        monkeypatch.setattr(outbox, "PATIENCE", 3)
        failed = [jobs.tick(NOW).failed for _ in range(4)]

    assert failed == [3, 3, 2, 0]
    assert len({letter.to for letter in tried}) == len(readers)


def test_a_text_message_reads_the_number_when_sent_and_logs_no_more_than_its_end(begin, caplog):
    case_id = begin(NOW + timedelta(days=9))
    with transaction():
        cases.add_party(case_id, {"requester_kind": "市民", "requester_phone": "13800001234"})
        notifications.tell_requester("request_accepted", values={}, case_id=case_id, now=NOW)

    with caplog.at_level(logging.INFO):
        sent = jobs.tick(NOW).sent

    assert sent == 1
    assert "1234" in caplog.text
    assert "13800001234" not in caplog.text


def test_whoever_may_no_longer_sign_in_gets_nothing_more(mailbox, reader, someone):
    tell(reader)
    with transaction():
        identity.set_active(reader.user_id, False, actor=someone("admin"))

    assert jobs.tick(NOW).sent == 0
    assert telling.waiting() == []
