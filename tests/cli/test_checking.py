"""``flask process check`` says what is wrong with any file, and nothing fells or hangs it."""

import json
import os
import time

import pytest

from app import definitions
from app.cli import checking
from tests.engine.models import diagram, end, flows, node, start, users
from tests.jobs import diagrams

HANGS = diagram(
    start() + end() + users("a", "b", "c") + node("exclusiveGateway", "x", default="f_x_c")
    + node("parallelGateway", "j") + flows("s>x", "x>a: =1 = 1", "x>b: =1 = 2", "x>c", "a>j")
    + flows("b>j", "j>e", "c>e")
)  # fmt: skip
BOMB = b"""<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">&b;</process>
</definitions>"""
JUNK = {
    "empty.bpmn": b"",
    "binary.bpmn": bytes(range(256)) * 40,
    "cut.bpmn": HANGS[:300],
    "bomb.bpmn": BOMB,
    "deep.bpmn": b"<a>" * 100_000,
    "other.bpmn": b"<a/>",
    "encoding.bpmn": b'<?xml version="1.0" encoding="nope"?><a/>',
    "huge.bpmn": b" " * 3_000_000,
    "empty.dmn": b"",
    "binary.dmn": bytes(range(256)) * 40,
    "bomb.dmn": BOMB,
    "empty.form": b"",
    "deep.form": b"[" * 100_000,
    "null.form": b"null",
    "surrogate.form": b'{"type": "default", "components": [{"type": "\\ud800"}]}',
    "words.txt": b"words",
    "none": b"",
}


@pytest.fixture
def check(app, tmp_path):
    """A function that checks contents by file name: the exit code and a row for each file."""

    def run(**contents: bytes):
        for name, content in contents.items():
            (tmp_path / name).write_bytes(content)
        paths = [str(tmp_path / name) for name in contents]
        done = app.test_cli_runner().invoke(args=["process", "check", "--json", *paths])
        return done.exit_code, json.loads(done.output)

    return run


def test_a_clean_diagram_is_runnable_and_sound(check):
    code, [row] = check(**{"p_desk.bpmn": diagrams.desk()})

    assert code == 0
    assert (row["verdict"], row["sound"], row["counterexample"]) == ("runnable", True, [])


def test_a_diagram_that_may_hang_is_runnable_and_unsound_with_the_way_there(check):
    code, [row] = check(**{"p.bpmn": HANGS})

    deadlock = next(f for f in row["findings"] if f["rule"] == "deadlock")
    assert (code, row["verdict"], row["sound"]) == (0, "runnable", False)
    assert (deadlock["element"], deadlock["severity"]) == ("j", "warning")
    assert [passed["element"] for passed in row["counterexample"]] == ["s", "x", "a"]


def test_a_diagram_that_hangs_whatever_the_data_say_is_refused(check):
    body = HANGS.replace(b'"f_x_c"', b'"f_x_b"').replace(b'targetRef="c"', b'targetRef="b"')

    code, [row] = check(**{"p.bpmn": body})

    assert (code, row["verdict"], row["sound"]) == (1, "refused", False)


def test_each_file_has_its_row_and_one_refusal_fails_the_command(check):
    code, rows = check(**{"p_desk.bpmn": diagrams.desk(), "empty.bpmn": b""})

    assert code == 1
    assert [row["verdict"] for row in rows] == ["runnable", "refused"]


@pytest.mark.parametrize("name", JUNK)
def test_whatever_is_in_a_file_the_answer_is_a_sentence(check, name):
    code, [row] = check(**{name: JUNK[name]})

    assert (code, row["verdict"], row["sound"]) == (1, "refused", None)
    assert all(f["message"] and f["rule"] and "Error" not in f["message"] for f in row["findings"])


def test_what_is_no_file_is_said(app, tmp_path):
    os.mkfifo(tmp_path / "pipe.bpmn")
    (tmp_path / "folder.bpmn").mkdir()
    names = ("pipe.bpmn", "folder.bpmn", "none.bpmn")

    done = app.test_cli_runner().invoke(
        args=["process", "check", "--json", *(str(tmp_path / name) for name in names)]
    )

    rules = [[f["rule"] for f in row["findings"]] for row in json.loads(done.output)]
    assert (done.exit_code, rules) == (1, [["unreadable"]] * 3)


def test_what_may_not_be_read_is_said(check, monkeypatch):
    def refuse(path, mode):
        raise PermissionError

    monkeypatch.setattr(checking.Path, "open", refuse)
    examined = checking.examine_file(checking.Path(__file__).with_suffix(".py"))
    forbidden = checking._read(checking.Path(__file__))

    assert ([p.rule for p in examined.problems], forbidden) == (["suffix"], None)


def test_what_takes_too_long_is_given_up(check, monkeypatch):
    monkeypatch.setattr(checking, "SECONDS", 0.2)
    monkeypatch.setattr(definitions, "examine", lambda draft: time.sleep(60))

    _, [row] = check(**{"p.bpmn": HANGS})

    assert [finding["rule"] for finding in row["findings"]] == ["too-large"]


def fails(draft):
    raise RuntimeError("boom")


@pytest.mark.parametrize("ends", [fails, lambda draft: os._exit(1)])
def test_a_check_that_fails_is_told_without_a_trace(check, monkeypatch, ends):
    monkeypatch.setattr(definitions, "examine", ends)

    _, [row] = check(**{"p.bpmn": HANGS})

    assert [finding["rule"] for finding in row["findings"]] == ["not-checked"]
    assert "boom" not in json.dumps(row)


def test_people_read_it_in_lines(app, tmp_path):
    path = tmp_path / "p.bpmn"
    path.write_bytes(HANGS)

    said = app.test_cli_runner().invoke(args=["process", "check", str(path)]).output

    assert f"{path}：可以运行，不是每条路都能正常走到结束" in said
    assert (
        "提醒 j（j）：流程可能停在这里：一直等不到来自“b”的分支（例如：s → x → a） [deadlock]"
        in said
    )
