from io import BytesIO

import pytest

from app.cli.player import picture


def test_a_file_is_stored_before_its_form_is_sent(page):
    operator = page.log_in("operator")

    answer = operator.post("/documents/", {"file": (BytesIO(picture()), "桥下.png")}).response

    assert answer.json["name"] == "桥下.png"
    assert operator.get(f"/documents/{answer.json['id']}").response.mimetype == "image/png"


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"MZ", "tool.exe", "不是允许的类型"),
        (b"not a picture", "fake.png", "内容不是 png 文件"),
        (b"", "", "没有收到文件"),
    ],
)
def test_a_file_that_is_refused_says_why(page, content, name, told):
    operator = page.log_in("operator")

    answer = operator.post("/documents/", {"file": (BytesIO(content), name)}, status=422).response

    assert told in answer.json["detail"]


def test_nobody_else_sees_a_file_without_a_case(page):
    kept = page.log_in("operator").post("/documents/", {"file": (BytesIO(picture()), "a.png")})

    page.log_in("operator2").get(f"/documents/{kept.response.json['id']}", status=404)
