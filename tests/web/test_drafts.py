"""Nothing typed is lost: the page with a draft, a second device, a page that refuses."""

import json

import pytest

PEOPLE = {"people-0-name": "赵明", "people-1-name": "钱进"}
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148"
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def task_id(player, morning):
    """排水公司 has not arrived."""
    morning.at("09:05")
    return player.task("arrive", "qh.drain").id


@pytest.fixture
def duty(page, task_id):
    return page.log_in("drain_duty")


@pytest.fixture
def liaison(page, task_id):
    return page.log_in("drain_liaison")


def ask(browser, url, fields, **headers):
    """Send as the page's script does."""
    sent = {"csrf_token": browser.token(), **fields}
    with browser.app.app_context():
        return browser.client.post(url, data=sent, headers={**SCRIPT, **headers})


def keep(browser, task_id, fields, **headers):
    return ask(browser, f"/drafts/task/{task_id}", fields, **headers)


def test_the_button_keeps_and_the_page_shows_it_again(duty, task_id):
    form = duty.get(f"/tasks/{task_id}")

    found = duty.post(
        f"/drafts/task/{task_id}", form.filled({**PEOPLE, "note": "路上有树"}, "到场")
    )

    assert "草稿已保存" in found.text
    assert "已恢复今日 09:05（来自电脑）的草稿" in found.text
    assert found.fields("到场登记")["people-1-name"] == "钱进"
    assert found.fields("到场登记")["note"] == "路上有树"


def test_a_script_is_told_the_revision_and_the_time(duty, task_id):
    answer = keep(duty, task_id, PEOPLE)

    assert answer.json == {"revision": 1, "words": "已保存 09:05"}


def test_the_draft_of_a_phone_says_so(duty, task_id):
    keep(duty, task_id, PEOPLE, **{"User-Agent": PHONE})

    assert "（来自手机）" in duty.get(f"/tasks/{task_id}").text


def test_a_colleague_sees_nothing_of_it(duty, liaison, task_id):
    keep(duty, task_id, {"note": "只有我知道"})

    found = liaison.get(f"/tasks/{task_id}")

    assert "草稿 " not in found.text.replace("保存草稿", "")
    assert "只有我知道" not in found.html


def test_a_stranger_keeps_nothing(page, task_id):
    stranger = page.log_in("fire_liaison")

    assert keep(stranger, task_id, PEOPLE).status_code == 404
    assert keep(stranger, "nonsense", PEOPLE).status_code == 404
    assert ask(stranger, "/drafts/elsewhere/1", PEOPLE).status_code == 404


def test_a_script_without_a_session_is_told_plainly(page, task_id):
    with page.app.app_context():
        answer = page.client.post(f"/drafts/task/{task_id}", data=PEOPLE, headers=SCRIPT)

    assert (answer.status_code, answer.json) == (401, {"words": "登录已过期"})


def test_without_the_token_nothing_is_kept(duty, task_id):
    assert keep(duty, task_id, {**PEOPLE, "csrf_token": "wrong"}).status_code == 400


def test_two_devices_are_compared_field_by_field(duty, task_id):
    keep(duty, task_id, {"note": "手机上写的", "position": "30.7,117.2"}, **{"User-Agent": PHONE})
    mine = {"note": "电脑上写的", "position": "30.7,117.2", "draft_revision": "0"}

    refused = keep(duty, task_id, mine)
    assert refused.status_code == 409
    assert "另一处也填写了这张表：今日\xa009:05（来自手机）" in refused.json["words"]

    found = duty.post(f"/drafts/task/{task_id}", mine, status=409)
    assert [each.text for each in found.find("//fieldset[@class='sd-pair']/legend")] == ["备注"]
    merged = duty.send(found, {"take-note": "theirs"}, "按选择合并")
    assert merged.fields("到场登记")["note"] == "手机上写的"


@pytest.mark.parametrize(("side", "note"), [("mine", "电脑上写的"), ("theirs", "手机上写的")])
def test_one_of_two_drafts_may_be_taken_whole(duty, task_id, side, note):
    keep(duty, task_id, {"note": "手机上写的"})
    found = duty.post(f"/drafts/task/{task_id}", {"note": "电脑上写的"}, status=409)

    taken = duty.send(found, {"all": side}, "按选择合并")

    assert taken.fields("到场登记")["note"] == note


def test_a_third_draft_that_came_meanwhile_is_compared_again(duty, task_id):
    keep(duty, task_id, {"note": "一"}, one_time_key="a")
    found = duty.post(f"/drafts/task/{task_id}", {"note": "二"}, status=409)
    keep(duty, task_id, {"note": "三", "draft_revision": "1"})

    again = duty.send(found, {"take-note": "mine"}, "按选择合并", status=409)

    assert "三" in again.text


def test_a_merge_of_nonsense_is_refused(duty, task_id):
    for mine in ("{", "[]"):
        duty.post(f"/drafts/task/{task_id}/merge", {"mine": mine}, status=422)


def test_putting_a_draft_away_shows_it_once_more(duty, task_id):
    keep(duty, task_id, {"note": "路上有树"})

    asked = duty.get(f"/drafts/task/{task_id}/drop")
    assert "路上有树" in asked.text

    found = duty.send(asked, {}, "放弃草稿")
    assert "草稿已放弃" in found.text
    assert found.fields("到场登记")["note"] == ""


def test_without_a_draft_there_is_nothing_to_put_away(duty, task_id):
    assert duty.get(f"/drafts/task/{task_id}/drop").url == f"/tasks/{task_id}"


def test_a_refused_page_shows_what_was_typed(duty, liaison, task_id):
    form = liaison.get(f"/tasks/{task_id}")
    duty.send(duty.get(f"/tasks/{task_id}"), {}, "领取")

    found = liaison.send(form, {"note": "我写的还在"}, "到场登记", status=409)

    assert "您未提交的内容" in found.text
    assert "我写的还在" in found.text


def test_a_task_taken_by_another_shows_ones_draft(duty, liaison, task_id):
    keep(liaison, task_id, {"note": "我写的还在"})
    duty.send(duty.get(f"/tasks/{task_id}"), {}, "领取")

    found = liaison.get(f"/tasks/{task_id}", status=409)

    assert "备注我写的还在" in found.text


def test_strangers_are_shown_no_words_of_a_form(page, duty, task_id):
    form = duty.get(f"/tasks/{task_id}").filled({"note": "猜"}, "到场登记")

    found = page.log_in("fire_liaison").post(
        f"/tasks/{task_id}/complete",
        {key: form[key] for key in form if key != "csrf_token"},
        status=403,
    )

    assert "您未提交的内容" not in found.text


@pytest.mark.parametrize(
    ("who", "new", "path", "field"),
    [
        ("operator", "request", "/requests/new", "requester_phone"),
        ("grid", "whistle", "/whistles/new", "facts"),
    ],
)
def test_a_case_not_opened_yet_has_a_draft(page, task_id, who, new, path, field):
    person = page.log_in(WHO[who])
    assert ask(person, f"/drafts/new/{new}", {field: "13905550001"}).status_code == 200

    found = person.get(path)

    assert found.find(f"//*[@name='{field}']")[0].get("value", "13905550001") == "13905550001"
    assert "已恢复" in found.text


WHO = {"operator": "operator", "grid": "wx_desk"}


def test_who_may_not_open_a_case_keeps_no_draft_of_one(duty):
    assert ask(duty, "/drafts/new/request", {"facts": "x"}).status_code == 403


def test_the_pass_says_who_is_signed_in(duty):
    with duty.app.app_context():
        told = json.loads(duty.client.get("/drafts/pass", headers=SCRIPT).text)

    assert set(told) == {"user", "csrf", "key"}
    assert len(told["key"]) == 44
