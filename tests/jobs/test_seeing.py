"""Whom a message speaks to: who stands in is told for whom, who lost the right is told nothing."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import delete

from app import identity, jobs, runtime, tasks
from app.core.db import db, transaction
from app.identity import Membership, standing
from app.identity.standing import Plan
from app.notifications import HOURLY
from tests.jobs import telling
from tests.jobs.telling import give_bot, give_mail, tell, wants
from tests.jobs.world import HOUR, NOW

DESK = "qh.wx/指挥中心"
DAY = timedelta(days=1)


@pytest.fixture
def mailbox(app):
    with telling.mail_server() as box:
        yield box


@pytest.fixture
def order(begin):
    """The task of a case of 望溪街道 that its desk is to do."""
    return runtime.tasks_of(begin(NOW + 9 * DAY))[0]


@pytest.fixture
def away(someone):
    """孔一诺 of the desk is away for a day; the street's director stands in."""
    absent, stand_in = someone("wx_desk"), someone("wx_director")
    with transaction():
        plan = Plan(NOW, NOW + DAY, "休假", {DESK: stand_in.user_id})
        standing.enter(absent.user_id, plan, actor=absent, now=NOW)
    return absent


@pytest.fixture
def stand_in(away, someone):
    person = someone("wx_director")
    give_mail(person)
    wants(person)
    return person


def letters(mailbox):
    parsed = [message_from_bytes(each.content, policy=policy.default) for each in mailbox.letters]
    return [(each["Subject"], each.get_body(("plain",)).get_content()) for each in parsed]


def leave(username):
    """Take a person's posts away."""
    person = identity.find_user(username)
    with transaction():
        db.session.execute(delete(Membership).where(Membership.user_id == person.id))


def claimed(task, actor):
    with transaction():
        tasks.claim(task.id, actor=actor, now=NOW)


class TestStandingIn:
    def test_a_mail_says_for_whom(self, mailbox, away, stand_in, order):
        tell(away, case_id=order.case_id, task_id=order.id)

        jobs.tick(NOW)

        [(subject, text)] = letters(mailbox)
        assert subject.startswith(f"（代 {away.name}）【催办】")
        assert f"（代 {away.name}）【催办】签收工单" in text
        assert f"{telling.SITE}/tasks/{order.id}" in text

    def test_what_the_absent_person_had_claimed_opens_for_the_substitute(
        self, mailbox, away, stand_in, order
    ):
        claimed(order, away)
        tell(away, case_id=order.case_id, task_id=order.id)

        jobs.tick(NOW)

        [(_, text)] = letters(mailbox)
        assert f"{telling.SITE}/tasks/{order.id}" in text

    def test_what_is_told_to_the_substitute_in_their_own_right_names_nobody(
        self, mailbox, stand_in
    ):
        tell(stand_in)

        jobs.tick(NOW)

        assert letters(mailbox)[0][0].startswith("【催办】")

    def test_a_digest_marks_the_lines_that_are_somebody_elses(self, mailbox, away, stand_in):
        wants(stand_in, pace=HOURLY)
        tell(away)
        tell(stand_in, key="task_overdue")
        jobs.tick(NOW)

        jobs.tick(NOW + HOUR)

        [(subject, text)] = letters(mailbox)
        assert subject.count("（代 ") == text.count("（代 ") == 1
        assert f"（代 {away.name}）【催办】" in text

    def test_a_bot_says_for_whom(self, away, stand_in):
        with telling.bot_server() as server:
            give_bot(stand_in, server.url)
            tell(away)
            jobs.tick(NOW)

        said = server.heard[0][2]["markdown"]["content"]
        assert said.startswith(f"（代 {away.name}）【催办】")

    def test_new_tasks_of_the_post_one_holds_for_somebody_are_marked(
        self, mailbox, away, stand_in, order
    ):
        telling.look_since(stand_in, NOW - HOUR)

        jobs.tick(NOW + 6 * timedelta(minutes=1))

        assert f"（代 {away.name}）【新任务】签收工单" in letters(mailbox)[0][1]


class TestLosingTheRight:
    @pytest.fixture
    def reader(self, someone):
        person = someone("wx_desk")
        give_mail(person)
        wants(person, pace=HOURLY)
        return person

    def test_whoever_left_the_street_reads_nothing_of_its_cases(self, mailbox, reader, order):
        tell(reader, case_id=order.case_id)
        jobs.tick(NOW)
        leave("wx_desk")

        jobs.tick(NOW + HOUR)

        assert (letters(mailbox), telling.waiting()) == ([], [])

    def test_what_is_about_no_case_of_theirs_still_goes(self, mailbox, reader, order):
        tell(reader, case_id=order.case_id)
        tell(reader, key="work_handed_over")
        jobs.tick(NOW)
        leave("wx_desk")

        jobs.tick(NOW + HOUR)

        [(_, text)] = letters(mailbox)
        assert ("【交接】" in text, "【催办】" in text) == (True, False)

    def test_new_tasks_of_a_street_one_left_are_nobodys_news(self, mailbox, someone, order):
        person = someone("wx_desk")
        claimed(order, person)
        give_mail(person)
        wants(person)
        telling.look_since(person, NOW - HOUR)
        leave("wx_desk")

        jobs.tick(NOW + 6 * timedelta(minutes=1))

        assert letters(mailbox) == []
