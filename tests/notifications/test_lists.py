"""Notices stand in people's lists until they are read."""

from uuid import uuid4

import pytest

from app import identity, notifications
from app.core.db import db, transaction
from app.core.paging import Turn
from app.notifications import Wanted
from tests.builders import Statements
from tests.conftest import MORNING

VALUES = {"place": "青石桥下", "due_at": MORNING}


def tell(*usernames, key="task_warning"):
    people = [identity.find_user(name).id for name in usernames]
    with transaction():
        return notifications.tell(
            key, groups=["g"], user_ids=people, values=VALUES, case_id=None, now=MORNING
        ).id


def read(notice_id, username, now=MORNING):
    with transaction():
        notifications.mark_read(notice_id, identity.find_user(username).id, now=now)


def listed(username):
    db.session.rollback()
    rows = notifications.of_user(identity.find_user(username).id)
    return [(notice.id, read_at) for notice, read_at in rows]


def unread(username):
    return notifications.unread(identity.find_user(username).id)


def silence(username, kind):
    person = identity.find_user(username)
    wanted = Wanted(mail=(), bot=(), silent=(kind,))
    with transaction():
        actor = identity.actor_of(person, MORNING)
        notifications.choose(wanted, actor=actor, now=MORNING, is_workday=lambda _day: True)


def test_a_notice_stands_in_the_lists_of_its_readers_alone(app):
    notice_id = tell("watch", "watch2")

    assert listed("watch") == listed("watch2") == [(notice_id, None)]
    assert listed("operator") == []


def test_whoever_is_named_twice_is_told_once(app):
    tell("watch", "watch")

    assert (len(listed("watch")), unread("watch")) == (1, 1)


def test_a_notice_to_nobody_is_kept_all_the_same(app):
    notice_id = tell()

    assert db.session.get(notifications.Notice, notice_id).groups == ["g"]


def test_a_notice_keeps_its_values(app):
    notice_id = tell("watch")

    assert db.session.get(notifications.Notice, notice_id).values == VALUES


def test_the_newest_notice_stands_first(app):
    first, second, third = tell("watch"), tell("watch"), tell("watch")

    assert [notice_id for notice_id, _ in listed("watch")] == [third, second, first]


def test_a_list_goes_on_after_the_last_one_shown_though_new_ones_came(app):
    notices = [tell("watch") for _ in range(3)]
    watch = identity.find_user("watch").id
    page = notifications.of_user(watch, Turn(limit=2))
    first = [notice.id for notice, _ in page]

    tell("watch")
    rest = notifications.of_user(watch, Turn(after=page.next, limit=2))

    assert (first, [notice.id for notice, _ in rest]) == (notices[:0:-1], [notices[0]])
    back = notifications.of_user(watch, Turn(before=rest.previous, limit=2))
    assert [notice.id for notice, _ in back] == first


def test_a_list_may_hold_what_is_unread_alone(app):
    first, second = tell("watch"), tell("watch")
    read(first, "watch")

    rows = notifications.of_user(identity.find_user("watch").id, only_unread=True)

    assert [notice.id for notice, _ in rows] == [second]


def test_a_notice_costs_two_statements_however_many_are_told(app):
    with Statements() as counted:
        tell("watch", "watch2", "operator", "operator2")

    assert len([text for text in counted.texts if "INSERT" in text]) == 2


def test_a_kind_somebody_silenced_comes_read_to_them_alone(app):
    silence("watch", "progress")

    progress, urged = tell("watch", "watch2", key="ruled"), tell("watch", key="urged")

    assert listed("watch") == [(urged, None), (progress, MORNING)]
    assert (unread("watch"), unread("watch2")) == (1, 1)


def test_everything_of_one_case_is_marked_read(app):
    case_id = uuid4()
    watch = identity.find_user("watch").id
    about = {"groups": [], "user_ids": [watch], "values": {}, "now": MORNING}
    with transaction():
        notifications.tell("urged", case_id=case_id, **about)
    tell("watch")

    with transaction():
        notifications.mark_all_read(watch, now=MORNING, case_id=case_id)

    assert unread("watch") == 1


def test_reading_marks_one_notice_of_one_person(app):
    first, second = tell("watch", "watch2"), tell("watch")

    read(first, "watch")

    assert listed("watch") == [(second, None), (first, MORNING)]
    assert (unread("watch"), unread("watch2")) == (1, 1)


def test_reading_again_keeps_the_first_time(app):
    notice_id = tell("watch")
    read(notice_id, "watch")

    read(notice_id, "watch", now=MORNING.replace(hour=9))

    assert listed("watch") == [(notice_id, MORNING)]


def test_a_stranger_reads_nothing_for_others(app):
    notice_id = tell("watch")

    read(notice_id, "operator")

    assert unread("watch") == 1


def test_everything_is_marked_read_at_once(app):
    earlier = tell("watch", "watch2")
    read(earlier, "watch", now=MORNING.replace(hour=7))
    tell("watch")

    with transaction():
        notifications.mark_all_read(identity.find_user("watch").id, now=MORNING)

    assert [at.hour for _, at in listed("watch")] == [0, 23]
    assert (unread("watch"), unread("watch2")) == (0, 1)


@pytest.mark.parametrize("key", sorted(notifications.texts()))
def test_every_notice_has_words(key):
    assert notifications.texts()[key].strip()


@pytest.mark.parametrize("key", sorted(notifications.texts()))
def test_every_notice_is_of_a_kind(key):
    assert key in notifications.keys_of(notifications.kind_of(key))
    assert notifications.is_classed(key), f"say kind = … for [{key}] in config/notices.toml"


def test_every_kind_has_notices():
    assert [kind for kind in notifications.KINDS if not notifications.keys_of(kind)] == []
