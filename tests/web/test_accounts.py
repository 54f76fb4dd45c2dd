from tests.installation import PASSWORD


def test_a_stranger_is_asked_to_sign_in(page):
    found = page.get("/tasks/")

    assert found.title == "登录"
    assert "请先登录" in found.text


def test_a_person_signs_in_with_name_and_password(page):
    start = page.get("/login")

    found = page.send(start, {"username": "operator", "password": PASSWORD}, "登录")

    assert found.title == "我的任务"
    assert "周安然" in found.text


def test_a_wrong_password_says_so_and_keeps_the_name(page):
    start = page.get("/login")

    found = page.send(start, {"username": "operator", "password": "guess"}, "登录", status=422)

    assert "用户名或口令不正确" in found.text
    assert found.fields("登录")["username"] == "operator"


def test_demo_people_stand_by_organisation(page):
    found = page.get("/login")

    assert "12345受理中心" in found.text
    assert "周安然话务员" in found.text


def test_signing_in_leads_back_to_the_page_asked_for(page):
    start = page.get("/cases/?q=积水")

    found = page.send(start, {"username": "watch", "password": PASSWORD}, "登录")

    assert found.title == "案件"


def test_signing_in_never_leads_to_another_site(page):
    start = page.get("/login?next=https://elsewhere.example/")

    assert start.fields("登录")["next"] == ""


def test_a_new_password_ends_the_other_sessions(page):
    here, there = page.log_in("operator"), page.log_in("operator")
    asked = {
        "old_password": PASSWORD,
        "new_password": "another-good-horse-9",
        "new_again": "another-good-horse-9",
    }

    changed = here.send(here.get("/me/password"), asked, "修改口令")

    assert "口令已修改" in changed.text
    assert there.get("/tasks/").title == "登录"


def test_a_page_speaks_the_language_chosen(page):
    operator = page.log_in("operator")

    operator.post("/language", {"language": "en", "next": "/tasks/"})

    assert operator.get("/tasks/").title == "My tasks"


def test_logging_out_ends_the_session(page):
    operator = page.log_in("operator")

    operator.post("/logout", {})

    assert operator.get("/tasks/").title == "登录"


def test_a_page_that_is_not_there_says_what_to_do(page):
    found = page.log_in("operator").get("/nowhere", status=404)

    assert found.title == "没有找到这一页"
    assert found.link("回到我的任务") == "/tasks/"


def test_what_a_page_asks_by_itself_leaves_the_session_alone(page):
    desk = page.log_in("wx_desk")

    opened = desk.client.get("/tasks/", headers={"Sec-Fetch-Mode": "navigate"})
    asked = desk.client.get("/tasks/live", headers={"Sec-Fetch-Mode": "cors"})

    assert "Set-Cookie" in opened.headers
    assert "Set-Cookie" not in asked.headers
