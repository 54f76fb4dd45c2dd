"""Every form a person finds, sent with what none takes: told where, plainly, and nothing lost."""

from collections import Counter, deque
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from tests.page import Browser, Page, sendable
from tests.web import refused

LONG = "长" * 30_000
LEFT_OUT = ("/static", "/log", "/demo", "/api", "/language")
BEGINNINGS = ("/tasks/", "/tasks/?tab=groups", "/cases/", "/requests/new", "/whistles/new")
UNPROCESSABLE = 422


@pytest.fixture
def until() -> str:
    return "08:41"


@pytest.mark.parametrize("person", ["operator", "wx_desk", "watch"])
def test_a_refused_form_says_where_in_plain_words_and_gives_back_what_was_typed(
    page, player, person
) -> None:
    reader, found, languages = page.log_in(person), [], cycle(("zh-CN", "en"))

    for shown in pages(reader):
        for form in shown.find("//main//form[@method='post']"):
            names = refused.text_fields(form)
            if names:
                found += judged(reader, form, names, next(languages))

    assert found == [], "\n".join(found)


def pages(reader: Browser) -> Iterator[Page]:
    """Yield the pages a person comes to by links, one of each kind."""
    router, kinds = reader.app.url_map.bind("localhost"), Counter()
    waiting = deque(BEGINNINGS)
    while waiting:
        url = waiting.popleft()
        try:
            kind = router.match(urlsplit(url).path, method="GET")[0]
        except HTTPException:
            continue
        kinds[kind] += 1
        if kinds[kind] > 1 or url.startswith(LEFT_OUT):
            continue
        shown = Page(reader._ask("GET", url))
        if shown.status == 200 and shown.is_html:
            waiting.extend(each.get("href") for each in shown.find("//a[starts-with(@href, '/')]"))
            yield shown


def judged(reader: Browser, form, names: list[str], language: str) -> Iterator[str]:
    """Send a form with far too long texts; yield what is wrong with the answer."""
    reader.headers = {"Accept-Language": language}
    action = form.get("action")
    sent = {**sendable(form), **dict.fromkeys(names, LONG)}
    answer = reader._ask("POST", action, data=sent)
    reader.headers = {}
    about = f"{language[:2]} {action} {answer.status_code}"
    yield from (f"{about}: {each}" for each in refused.faults(answer, language[:2], LONG))
    if not 400 <= answer.status_code < 500:
        yield f"{about}: taken, {names}"
        return
    if answer.status_code != UNPROCESSABLE:
        return
    root = Page(answer).root
    if not refused.is_told_at_a_field(root):
        yield f"{about}: nothing is told at a field"
    if gone := refused.lost(root, names, LONG):
        yield f"{about}: lost {gone}"
