"""Every notice in every language on every channel: whole, in the reader's words, with its link."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from string import Formatter
from uuid import uuid4

import pytest
from flask_babel import force_locale

from app import identity, jobs, notifications, runtime
from app.core.db import transaction
from app.jobs.telling import Bundle, Fresh, Item, bots, mail
from app.jobs.telling.letters import Letter
from app.notifications import NEW_TASKS, Notice
from app.web.telling.letters import Letters
from app.web.words.notices import worded
from tests.conftest import MORNING
from tests.flows.story import at
from tests.jobs import telling
from tests.page import said

LINK = f"{telling.SITE}/tasks/018f0000-0000-7000-8000-000000000000"
SETTINGS = f"{telling.SITE}/telling/"
CHINESE = re.compile("[一-鿿]")
MOMENTS = {"sign", "report_in", "due", "since", "until", "appeal", "dispatched_at",
           "escalation_receive", "contact_requester"}  # fmt: skip
OF_LISTS = {
    "task": "签收工单",
    "whistle_class": "紧急",
    "matter_name": "占道经营",
    "level_name": "一级（2小时）",
    "departments_names": "市场监管局、商务局",
    "reason": "三次吹哨仍未解决",
}
"""What the house's own lists say, which a reader of English has in English."""
MARKS = {"zh": "（代 Holt）", "en": "(for Holt) "}
TEXTS = "//section//span[@class='text']"
KEYS = [key for key in notifications.texts() if key != NEW_TASKS]


def values(key):
    """Return something for every placeholder of a text: moments, words of lists, Latin names."""
    names = [name for _, name, _, _ in Formatter().parse(notifications.texts()[key]) if name]
    return {name: value(name) for name in names}


def value(name):
    if name in MOMENTS or name.endswith("_at"):
        return MORNING
    return OF_LISTS.get(name, f"<{name}>")


def bundle(language, keys, for_name="Holt"):
    items = [
        Item(Notice(id=uuid4(), key=key, at=MORNING), LINK, values(key), for_name) for key in keys
    ]
    return Bundle("Reader", language, SETTINGS, items)


def letter(written, form="", secret=""):
    return Letter(
        uuid4(), "bot" if form else "mail", "r@qh.example", written, form, secret, SETTINGS
    )


def of_mail(written):
    made = mail.message(letter(written), mail.Server("smtp://x", telling.SENDER))
    yield made["Subject"]
    for kind in ("plain", "html"):
        yield made.get_body((kind,)).get_content()


def of_bot(form):
    def said(written):
        yield from leaves(bots.FORMATS[form].write(letter(written, form)))

    return said


def leaves(body):
    """Return every text in a bot's JSON that is long enough to be said to somebody."""
    if isinstance(body, dict | list):
        for each in body.values() if isinstance(body, dict) else body:
            yield from leaves(each)
    elif len(body) > len("markdown"):
        yield body


CHANNELS = {"mail": of_mail} | {form: of_bot(form) for form in bots.FORMATS}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_every_text_is_whole_and_in_the_language_of_its_reader(app, channel, language):
    wrong = {}
    for key in KEYS:
        written = Letters().bundle(bundle(language, [key]))
        said = "\n".join(CHANNELS[channel](written))
        found = [*gaps(said), *strange(said, language)]
        if found or LINK not in said or MARKS[language] not in said:
            wrong[key] = found, said

    assert wrong == {}


def gaps(text):
    """Return the signs of a value that was not known, or a placeholder nobody filled."""
    return [sign for sign in ("—", "{", "}", "None") if sign in text]


def strange(text, language):
    """Return what is Chinese in a message to a reader of English, but the house's own name."""
    return CHINESE.findall(text) if language == "en" else []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_digest_has_every_line_with_its_link_and_says_how_many(app, language):
    fresh = Fresh("签收工单", "QH-1", "占道经营", "<place>", MORNING, LINK, "Holt")
    told = bundle(language, KEYS[:5])

    written = Letters().bundle(replace(told, fresh=[fresh, replace(fresh, due_at=None)]))

    said = "\n".join(of_mail(written))
    assert [line.url for line in written.lines] == [LINK] * 7
    assert re.search("7 (条|notices)", written.subject)
    assert written.text.count(LINK) == written.html.count(f'href="{LINK}"') == 7
    assert written.text.count(MARKS[language]) == 7
    assert (gaps(said), strange(said, language)) == ([], [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_bell_s_list_says_every_text_in_its_readers_language(page, language):
    reader = identity.actor_of(identity.find_user("wx_desk"), MORNING)
    with transaction():
        identity.choose_language(language, actor=reader)
        for key in KEYS:
            told = {"groups": [], "user_ids": [reader.user_id], "values": values(key)}
            notifications.tell(key, **told, case_id=None, now=MORNING)

    browser = page.log_in("wx_desk")
    newest = browser.get("/notices/")
    older = browser.get(newest.find("//a[@rel='next']")[0].get("href"))

    texts = [said(each) for each in [*newest.find(TEXTS), *older.find(TEXTS)]]
    assert len(texts) == len(KEYS)
    assert [t for t in texts if gaps(t) or strange(t, language)] == []


class TestLinks:
    """A message's link opens the task for its reader, and for nobody else."""

    @pytest.fixture
    def until(self):
        return "08:03"

    @pytest.fixture
    def task_id(self, player):
        """The order waits for the street's desk."""
        return player.task("sign_order").id

    def link(self, heard):
        return re.search(r"/tasks/[0-9a-f-]{36}", heard)[0]

    def tell(self, player, task_id):
        reader = player.actor("wx_desk", at("08:03"))
        case_id = runtime.task(task_id).case_id
        telling.wants(reader, now=at("08:03"))
        telling.tell(reader, now=at("08:03"), case_id=case_id, task_id=task_id)
        jobs.tick(at("08:03"))

    def test_of_a_mail(self, player, page, task_id):
        with telling.mail_server() as box:
            telling.give_mail(player.actor("wx_desk", at("08:03")))
            self.tell(player, task_id)
        parsed = message_from_bytes(box.letters[-1].content, policy=policy.default)

        link = self.link(parsed.get_body(("html",)).get_content())

        self.opens(page, link, task_id)

    @pytest.mark.parametrize("form", sorted(bots.FORMATS))
    def test_of_a_bot(self, player, page, task_id, form):
        with telling.bot_server() as server:
            server.answer = (200, {"errcode": 0, "code": 0})
            telling.give_bot(player.actor("wx_desk", at("08:03")), server.url, form)
            self.tell(player, task_id)

        link = self.link(str(server.heard[-1][2]))

        self.opens(page, link, task_id)

    def opens(self, page, link, task_id):
        assert link == f"/tasks/{task_id}"
        assert "签收" in page.log_in("wx_desk").get(link).text
        page.log_in("th_desk").get(link, status=403)


def test_what_people_wrote_stays_as_they_wrote_it(app):
    said = {"whistle_no": "QH-1", "place": "嘉禾苑 2、5、7 号楼", "departments_names": "水务局"}

    with app.test_request_context(), force_locale("en"):
        text = worded("whistle_copied", said, str)

    assert "嘉禾苑 2、5、7 号楼" in text
