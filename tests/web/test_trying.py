"""Authors try an expression, a cell or a table on a page, and see what every part says."""

import pytest

from tests.web.waiting import wait

__all__ = ["wait"]

PATH = "/processes/try"
TABLE = "definitions_d_whistle_class/d_whistle_class"
VALUES = 'level = "L1"\ncatalogue_class = "日常"\nrepeats_90d = 0'


@pytest.fixture
def author(page):
    """The policy author's browser."""
    return page.log_in("policy")


@pytest.fixture
def attempt(author):
    """A function that fills in the page and presses the button; ``by`` is another browser."""

    def attempt(*, by=author, status=200, **fields):
        return by.send(by.get(PATH), fields, "试算", status)

    return attempt


def rows(shown):
    """Return slice and value of every part shown."""
    found = shown.find("//table[contains(@class, 'parts')]//tr[@data-row]")
    return [tuple(" ".join(cell.text_content().split()) for cell in row[:2]) for row in found]


def headline(shown):
    return " ".join(shown.find("//*[@class='result']")[0].text_content().split())


def test_an_expression_shows_value_type_and_every_part(attempt):
    shown = attempt(text="round + 1 > 2", typed="round = 1")

    assert headline(shown) == "false"
    assert "真假" in shown.text
    assert rows(shown) == [
        ("round + 1 > 2", "false"),
        ("round + 1", "2"),
        ("round", "1"),
        ("1", "1"),
        ("2", "2"),
    ]


def test_the_equals_sign_of_a_diagram_may_stay(attempt):
    assert headline(attempt(text='= "a" + "b"')) == '"ab"'


def test_everything_typed_stays(attempt):
    sent = {"text": 'a\n+ "<b>"', "typed": "a = 1\nb = 2", "kind": "expression", "value": "a"}

    shown = attempt(**sent)

    kept = shown.fields("试算")
    assert {name: kept[name] for name in sent} == sent


def test_the_names_in_scope_are_listed_with_their_values(attempt):
    shown = attempt(text="", typed='round = 1\ndepartments = ["qh.urban"]')

    assert shown.find("//a[@aria-current='page']")[0].text_content().strip() == "流程"
    listed = [
        " ".join(each.text_content().split()) for each in shown.find("//ul[@class='names']/li")
    ]
    assert listed[:2] == ['departments["qh.urban"] 列表', "round1 数"]
    assert 'limit("sign")' in shown.text


def test_a_wrong_name_is_marked_with_the_nearest_and_the_names_in_scope(attempt):
    shown = attempt(text="1 + ruond", typed="round = 1")

    assert "没有叫“ruond”的名称" in shown.text
    assert [mark.text for mark in shown.find("//mark")] == ["ruond"]
    assert shown.find("//button[@data-replace='round']")[0].get("data-at") == "4"
    assert "可用的名称：" in shown.text


def test_a_text_that_ends_too_early_says_what_was_expected(attempt):
    shown = attempt(text="1 +\n 2 *")

    assert "表达式没有写完" in shown.text
    assert "此处应为 表达式" in shown.text


def test_what_fails_halfway_says_where(attempt):
    shown = attempt(text='1 + count(org("nowhere").name)')

    assert "算到一半停下了" in shown.text
    assert ('org("nowhere")', "没有“nowhere”这个机构。") in rows(shown)


def test_null_is_shown_and_explained(attempt):
    shown = attempt(text="a > 1", typed="a = null")

    assert headline(shown) == "null"
    assert "空不等于假" in shown.text


def test_a_mistake_among_the_values_is_shown_there(attempt):
    shown = attempt(text="a", typed="a = 1\nb = [1,")

    assert "先把值改好" in shown.text
    assert shown.find("//*[@id='wrong-typed']//mark")


def test_a_cell_is_held_against_a_value(attempt):
    shown = attempt(kind="test", text='"L1", "L2"', value="level", typed='level = "L2"')

    assert headline(shown) == "true"
    assert rows(shown)[1:] == [('"L1"', "false"), ('"L2"', "true")]


def test_a_value_that_cannot_be_computed_is_said(attempt):
    shown = attempt(kind="test", text='"L1"', value="level")

    assert "输入的值 没有叫“level”的名称" in shown.text


def test_a_table_shows_which_cells_hold_and_which_rules_match(attempt):
    shown = attempt(kind="table", table=TABLE, typed=VALUES)

    assert '"紧急"' in headline(shown)
    assert "符合的规则：" in shown.text
    assert [row.text for row in shown.find("//tr[@class='hit taken']/th")] == ["1"]
    assert [row.text for row in shown.find("//tr[@class='hit']/th")] == ["4", "5"]
    assert shown.find("//td[@class='no']")


def test_a_table_opens_from_its_page_with_its_inputs_to_fill_in(author):
    table = author.get("/processes/dmn/definitions_d_whistle_class")

    shown = author.get(table.link("试一试"))

    fields = shown.fields("试算")
    assert (fields["kind"], fields["table"]) == ("table", TABLE)
    assert fields["typed"] == "level = null\ncatalogue_class = null\nrepeats_90d = null"


def test_a_table_without_its_inputs_says_which_are_missing(attempt):
    shown = attempt(kind="table", table=TABLE)

    assert "没有给出“level”" in shown.text
    assert "level 缺" in shown.text


@pytest.mark.parametrize("table", ["nowhere", "definitions_d_whistle_class/nowhere"])
def test_a_table_that_does_not_exist_is_no_crash(author, table):
    answer = author.client.post(
        PATH, data={"csrf_token": author.token(), "kind": "table", "table": table}
    )

    assert answer.status_code in (200, 404)


def test_a_diagram_brings_its_names(author):
    shown = author.get(author.get("/processes/bpmn/p_whistle").link("试一试"))

    assert "whistle_no" in shown.text
    assert "还没有值" in shown.text


def test_a_case_brings_its_values(wait, attempt):
    wait("08:30")

    shown = attempt(text='street + "/指挥中心"', case="QH-2026-000001")

    assert headline(shown) == '"qh.wx/指挥中心"'


def test_a_case_one_may_not_see_is_refused_like_one_that_does_not_exist(wait, page, attempt):
    wait("08:30")
    admin = page.log_in("admin")

    unseen = attempt(by=admin, text="street", case="QH-2026-000001", status=422)
    missing = attempt(by=admin, text="street", case="QH-2026-999999", status=422)

    for shown in (unseen, missing):
        assert "没有这个编号的案件，或者您无权查看。" in shown.text
        assert "qh.wx" not in shown.text


def test_too_long_a_text_is_refused(attempt):
    shown = attempt(text="1" * 20_001, status=422)

    assert "内容太长" in shown.text


@pytest.mark.parametrize(
    "text", ["(" * 3000, "for i in 1..1000000000 return i", '"' * 7, "\x01", "==1"]
)
def test_a_hostile_text_is_an_error_on_the_page(attempt, text):
    shown = attempt(text=text)

    assert shown.find("//*[contains(@class, 'place')]")


def test_an_outsider_is_refused(page):
    outsider = page.log_in("wx_desk")

    outsider.get(PATH, status=403)
    outsider.post(PATH, {"text": "1"}, status=403)


def test_the_page_speaks_english(author, attempt):
    author.headers["Accept-Language"] = "en"

    shown = author.send(author.get(PATH), {"text": "1 + ruond", "typed": "round = 1"}, "Try")

    assert 'There is no name "ruond"' in shown.text
    assert "Did you mean" in shown.text
