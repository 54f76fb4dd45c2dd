"""Saved filters on the page: owner, colleague, stranger."""

import pytest

from app.core.db import transaction
from app.tasks import filters
from tests.flows.story import at


@pytest.fixture
def until():
    return "08:03"


@pytest.fixture
def shared(player):
    """A filter of the street's desk, shared with the street."""
    actor = player.actor("wx_desk", at("08:03"))
    with transaction():
        kept = filters.save(
            "望溪一级", {"tab": "groups", "level": "L1"}, actor=actor, now=at("08:03"),
            shared_with="qh.wx",
        )  # fmt: skip
        return kept.id


def save(person, name, **more):
    form = person.get("/tasks/filters/new?tab=groups&level=L1&q=积水")
    return person.send(form, {"name": name, **more}, "保存", more.pop("status", 200))


def test_what_the_list_asks_for_is_kept_under_a_name(page, player):
    desk = page.log_in("wx_desk")

    shown = save(desk, "一级积水")

    assert shown.link("一级积水") == "/tasks/?tab=groups&q=%E7%A7%AF%E6%B0%B4&level=L1"
    assert "已保存" in shown.text


def test_a_name_that_is_taken_is_told_at_the_field_and_nothing_is_lost(page, player):
    desk = page.log_in("wx_desk")
    save(desk, "一级积水")
    form = desk.get("/tasks/filters/new?tab=mine&street=qh.wx")

    again = desk.send(form, {"name": "一级积水", "is_start": "1"}, "保存", 422)

    assert again.errors() == {"name": "已有同名的筛选，请换一个名称。"}
    assert again.fields("保存")["street"] == "qh.wx"
    assert again.fields("保存")["name"] == "一级积水"


def test_the_worklist_begins_with_the_start_filter(page, player):
    desk = page.log_in("wx_desk")
    save(desk, "一级", is_start="1")

    assert "“积水”" in desk.get("/tasks/").text
    assert "“积水”" not in desk.get("/tasks/?tab=groups").text

    desk.send(desk.get("/tasks/filters/"), {}, "不再作为开始页")
    assert "“积水”" not in desk.get("/tasks/").text


def test_a_colleague_sees_a_shared_filter_and_may_keep_it_as_their_own(page, shared):
    colleague = page.log_in("wx_desk2")

    listed = colleague.get("/tasks/filters/")
    colleague.send(colleague.get(listed.link("另存为自己的")), {"name": "我的"}, "保存")

    assert "孔一诺共享" in listed.text
    assert "我的" in colleague.get("/tasks/filters/").text


@pytest.mark.parametrize("verb", ["", "/start", "/delete"])
def test_only_the_owner_changes_it_and_strangers_do_not_learn_of_it(page, shared, verb):
    address = f"/tasks/filters/{shared}{verb}"

    refused = page.log_in("wx_desk2").post(address, {"name": "x"}, status=403)
    page.log_in("th_desk").post(address, {"name": "x"}, status=404)

    assert "只有保存它的人才能修改" in refused.text
    assert "望溪一级" not in page.log_in("th_desk").get("/tasks/?tab=mine").text


def test_the_owner_renames_and_takes_it_back(page, shared):
    desk = page.log_in("wx_desk")

    changed = desk.post(f"/tasks/filters/{shared}", {"name": "一级", "shared_with": ""})

    assert "一级" in changed.text
    assert "望溪一级" not in changed.text
    assert "一级" not in page.log_in("wx_desk2").get("/tasks/filters/").text


def test_a_wrong_name_is_told_beside_the_filter(page, shared):
    desk = page.log_in("wx_desk")

    wrong = desk.post(f"/tasks/filters/{shared}", {"name": "长" * 31}, status=422)

    assert "名称最多 30 个字。" in wrong.text
    assert "长" * 31 in wrong.html


def test_deleting_asks_first(page, shared):
    desk = page.log_in("wx_desk")
    listed = desk.get("/tasks/filters/")
    assert "删除“望溪一级”？共享的同事也不再看到。" in listed.text

    gone = desk.send(listed, {}, "确认删除")

    assert "还没有保存的筛选" in gone.text
