"""Filters are kept under a name, seen by one's unit if one likes, changed by their owner only."""

from datetime import timedelta

import pytest

from app import audit
from app.core.db import db, transaction
from app.core.errors import InvalidError, NotFoundError
from app.identity import StandIn
from app.tasks import filters
from app.tasks.filters import NotYourFilterError, TooManyFiltersError
from tests.flows.story import at

NOW = at("08:04")
ASKED = {"tab": "groups", "street": "qh.wx"}


@pytest.fixture
def who(player):
    return lambda username: player.actor(username, NOW)


@pytest.fixture
def do(who):
    """Do a command of filters as a person; return what it returns."""

    def do(command, *args, by="wx_desk", **more):
        with transaction():
            found = command(*args, actor=who(by), now=NOW + timedelta(minutes=1), **more)
            return found.id if isinstance(found, filters.SavedFilter) else found

    return do


def seen(actor):
    return [(each.filter.name, each.owner, each.is_mine) for each in filters.visible(actor)]


def test_a_filter_is_ones_own(do, who):
    do(filters.save, "望溪", ASKED)

    assert seen(who("wx_desk")) == [("望溪", "孔一诺", True)]
    assert seen(who("wx_desk2")) == []


def test_a_shared_filter_is_seen_by_colleagues_and_by_nobody_else(do, who):
    kept = do(filters.save, "望溪", ASKED, shared_with="qh.wx")

    assert seen(who("wx_desk2")) == [("望溪", "孔一诺", False)]
    assert seen(who("th_desk")) == []
    with pytest.raises(NotFoundError):
        filters.named(kept, who("th_desk"))


@pytest.mark.parametrize("command", [filters.rename, filters.share, filters.delete])
def test_only_its_owner_changes_a_filter(do, command):
    kept = do(filters.save, "望溪", ASKED, shared_with="qh.wx")
    more = {filters.rename: ["新名"], filters.share: [None], filters.delete: []}[command]

    with pytest.raises(NotYourFilterError):
        do(command, kept, *more, by="wx_desk2")
    with pytest.raises(NotFoundError):
        do(command, kept, *more, by="th_desk")


def test_a_filter_goes_away_for_those_it_was_shared_with_too(do, who):
    kept = do(filters.save, "望溪", ASKED, shared_with="qh.wx")

    assert do(filters.delete, kept) == "望溪"
    assert seen(who("wx_desk2")) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("  ", "请写明筛选的名称。"),
        ("长" * 31, "名称最多 30 个字。"),
        ("望溪", "已有同名的筛选，请换一个名称。"),
    ],
)
def test_a_name_is_short_and_ones_own_only_once(do, name, told):
    do(filters.save, "望溪", ASKED)

    with pytest.raises(InvalidError) as refused:
        do(filters.save, name, ASKED)

    assert refused.value.fields == {"name": told}


def test_two_people_may_use_the_same_name(do, who):
    do(filters.save, "望溪", ASKED)
    do(filters.save, "望溪", ASKED, by="wx_desk2")

    assert seen(who("wx_desk2")) == [("望溪", who("wx_desk2").name, True)]


def test_a_name_cannot_be_changed_to_one_that_is_taken(do):
    do(filters.save, "望溪", ASKED)
    other = do(filters.save, "滔河", ASKED)

    with pytest.raises(InvalidError):
        do(filters.rename, other, "望溪")

    assert db.session.get(filters.SavedFilter, other).name == "滔河"


def test_one_shares_only_with_a_unit_of_ones_own(do):
    with pytest.raises(InvalidError) as refused:
        do(filters.save, "望溪", ASKED, shared_with="qh.th")

    assert set(refused.value.fields) == {"shared_with"}


def test_the_units_of_those_one_stands_in_for_are_not_ones_own(who):
    desk = who("wx_desk")
    lent = StandIn(user_id=desk.user_id, name="某人", group="qh.th/指挥中心")
    stands_in = type(desk)(
        **{**vars(desk), "groups": (*desk.groups, lent.group), "standing_in": (lent,)}
    )

    assert filters.units_of(stands_in) == ("qh.wx",)


def test_the_worklist_begins_with_one_filter_at_most(do, who):
    first = do(filters.save, "望溪", ASKED, is_start=True)
    second = do(filters.save, "滔河", ASKED, is_start=True)

    starts = {each.filter.id for each in filters.visible(who("wx_desk")) if each.filter.is_start}
    assert (first in starts, second in starts) == (False, True)

    do(filters.begin_with, second, is_start=False)
    assert not any(each.filter.is_start for each in filters.visible(who("wx_desk")))


def test_there_is_an_end_to_how_many(do, monkeypatch):
    monkeypatch.setattr("app.tasks.filters.service.MOST", 1)
    do(filters.save, "望溪", ASKED)

    with pytest.raises(TooManyFiltersError):
        do(filters.save, "滔河", ASKED)


def test_what_is_done_with_filters_is_on_record(do, who):
    kept = do(filters.save, "望溪", ASKED)
    do(filters.share, kept, "qh.wx")
    do(filters.replace, kept, {"tab": "mine"})
    do(filters.share, kept, None)

    told = [each.action for each in audit.entries(f"filters:{who('wx_desk').user_id}")]
    assert told == ["filter.saved", "filter.shared", "filter.replaced", "filter.unshared"]
