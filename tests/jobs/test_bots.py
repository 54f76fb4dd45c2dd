"""Chat bots: the formats each understands, their signatures, their rate, and when one is dead."""

import base64
import hashlib
import hmac
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import orjson
import pytest

from app import jobs
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.jobs import addresses
from app.jobs.telling import bots, wires
from app.jobs.telling.letters import Letter, Line, Written
from app.notifications import BOT
from tests.jobs import telling
from tests.jobs.telling import contact, give_bot, tell, waiting, wants
from tests.jobs.world import HOUR, NOW

SECRET = "SEC-geheim"
YES = {"wecom": {"errcode": 0}, "dingtalk": {"errcode": 0}, "feishu": {"code": 0}, "json": {}}


@pytest.fixture
def server(app):
    with telling.bot_server() as running:
        yield running


@pytest.fixture
def reader(someone):
    return someone("wx_desk")


def mac(key, message):
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest())


def heard(server, reader, form, secret=""):
    """Tell the reader through a bot; return path, headers and body that arrived."""
    server.answer = (200, YES[form])
    give_bot(reader, server.url, form, secret)
    tell(reader)
    assert jobs.tick(NOW).sent == 1
    return server.heard[0]


def test_wecom_gets_markdown_with_a_link(server, reader):
    _path, _headers, body = heard(server, reader, "wecom")

    assert body["msgtype"] == "markdown"
    assert "【催办】签收工单 QH-2026-000001" in body["markdown"]["content"]
    assert f"({telling.SITE}/notices/)" in body["markdown"]["content"]


def test_dingtalk_gets_markdown_and_a_signature_in_the_address(server, reader):
    path, _headers, body = heard(server, reader, "dingtalk", SECRET)

    asked = parse_qs(urlsplit(path).query)
    stamp = str(int(NOW.timestamp() * 1000))
    assert (asked["key"], asked["timestamp"]) == (["k"], [stamp])
    assert asked["sign"] == [mac(SECRET, f"{stamp}\n{SECRET}").decode()]
    assert body["markdown"]["title"].startswith("【催办】")


def test_feishu_gets_a_post_and_a_signature_in_the_body(server, reader):
    _path, _headers, body = heard(server, reader, "feishu", SECRET)

    stamp = str(int(NOW.timestamp()))
    assert (body["timestamp"], body["sign"]) == (stamp, mac(f"{stamp}\n{SECRET}", "").decode())
    assert body["content"]["post"]["zh_cn"]["content"][0][0]["text"].startswith("【催办】")


def test_any_other_receiver_gets_plain_json_and_a_signature_in_a_header(server, reader):
    _path, headers, body = heard(server, reader, "json", SECRET)

    signed = f"{headers['X-Shaodao-Timestamp']}.".encode() + orjson.dumps(body)
    mark = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Shaodao-Signature"] == f"sha256={mark}"
    assert body["notices"][0]["url"].startswith(telling.SITE)


def test_nobody_is_mentioned_by_what_somebody_wrote():
    line = bots._markdown_line(Line("<@all> [点我](http://x)", ""))

    assert line == "＜@all＞ ［点我］(http://x)"


def test_a_long_message_stays_within_what_a_bot_takes():
    lines = [Line("字" * 300, "https://x") for _ in range(20)]

    text = bots.markdown(Letter(uuid4(), BOT, "", Written("s", lines, "")))

    assert len(text.encode()) <= bots.MOST_BYTES
    assert text.endswith("…（16）")


def test_a_bot_gets_no_more_than_twenty_messages_a_minute(server, reader):
    give_bot(reader, server.url)
    for second in range(60):
        tell(reader, now=NOW + timedelta(seconds=second))
        jobs.tick(NOW + timedelta(seconds=second))

    assert len(server.heard) == 20


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, {}), "对方拒收（HTTP 404）"),
        (
            (200, {"errcode": 93000, "errmsg": "invalid webhook"}),
            "对方拒收（93000 invalid webhook）",
        ),
        ((200, []), "对方的应答无法识别，请核对机器人的种类"),
    ],
)
def test_a_refusal_is_kept_in_words(server, reader, answer, words):
    server.answer = answer
    give_bot(reader, server.url)
    tell(reader)

    assert jobs.tick(NOW).failed == 1
    assert contact(reader).error == words


def test_a_bot_that_stumbles_is_asked_again_later_and_later_and_the_others_at_once(
    server, reader, someone
):
    other = someone("wx_desk2")
    give_bot(reader, server.url)
    with telling.bot_server() as sound:
        give_bot(other, sound.url)
        server.answer = (500, {})
        tell(reader, other)
        turns = [jobs.tick(NOW + timedelta(minutes=minute)) for minute in range(23)]

    assert len(sound.heard) == 1
    assert [minute for minute, turn in enumerate(turns) if turn.failed] == [0, 1, 6, 21]
    assert contact(reader).error == "对方拒收（HTTP 500）"
    assert waiting()[0].attempts == 4


def test_a_dead_bot_is_paused_until_a_test_arrives(server, reader):
    server.answer = (404, {})
    give_bot(reader, server.url)
    tell(reader)
    for turn in range(6):
        jobs.tick(NOW + 5 * turn * HOUR)
    tries = len(server.heard)

    with pytest.raises(ConflictError, match="没有送达：对方拒收"):
        addresses.try_out(BOT, actor=reader, now=NOW + 40 * HOUR)
    server.answer = (200, {"errcode": 0})
    addresses.try_out(BOT, actor=reader, now=NOW + 41 * HOUR)

    assert tries == 5
    assert contact(reader).paused_at is None
    tell(reader, now=NOW + 42 * HOUR)
    assert jobs.tick(NOW + 42 * HOUR).sent == 1


def test_a_bot_is_refused_at_an_address_of_the_house(app, reader):
    jobs.use(smtp_url="", mail_from="x@x", may_be_plain=True)

    for url in ("http://127.0.0.1/x", "http://10.1.2.3/x", "http://[::1]/x", "http://localhost/x"):
        with pytest.raises(InvalidError) as refused:
            addresses.set_bot(url, "json", "", actor=reader, now=NOW)
        assert refused.value.fields["url"] == "地址指向内部网络，不能使用。"
    assert contact(reader) is None
    telling.quiet()


def test_a_bot_needs_https_where_real_cases_are(app, reader):
    for url in ("http://example.com/x", "ftp://example.com", "https://", "https://a:b@example.com"):
        with pytest.raises(InvalidError) as refused:
            addresses.set_bot(url, "json", "", actor=reader, now=NOW)
        assert "url" in refused.value.fields


def test_a_name_that_turns_inward_later_is_not_followed(server, reader):
    give_bot(reader, server.url)
    jobs.use(smtp_url="", mail_from="x@x", may_be_private=False)
    tell(reader)

    assert jobs.tick(NOW).failed == 1
    assert server.heard == []
    assert contact(reader).error == "地址指向内部网络，不能使用。"


@pytest.mark.parametrize(
    "inner",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
     "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_inner_addresses_are_known_in_every_spelling(inner):
    assert not wires.is_public(inner)


@pytest.mark.parametrize("outer", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(outer):
    assert wires.is_public(outer)


def test_an_unsuitable_test_is_refused_with_a_sentence(server, reader):
    with pytest.raises(NotFoundError):
        addresses.try_out(BOT, actor=reader, now=NOW)
    give_bot(reader, server.url)
    addresses.try_out(BOT, actor=reader, now=NOW)

    with pytest.raises(ConflictError, match="请稍等几秒"):
        addresses.try_out(BOT, actor=reader, now=NOW + timedelta(seconds=1))


def test_a_secret_stays_when_the_form_is_sent_without_one(server, reader):
    addresses.set_bot(server.url, "json", SECRET, actor=reader, now=NOW)
    addresses.set_bot(server.url, "json", "", actor=reader, now=NOW)
    kept = contact(reader).secret

    addresses.set_bot(f"{server.url}2", "json", "", actor=reader, now=NOW)

    assert (kept, contact(reader).secret) == (SECRET, None)


def test_a_bot_taken_away_gets_nothing_more(server, reader):
    give_bot(reader, server.url)
    wants(reader, quiet_from=0, quiet_to=23 * 60)
    tell(reader)
    jobs.tick(NOW)

    addresses.remove(BOT, actor=reader, now=NOW)

    assert (telling.waiting(), contact(reader)) == ([], None)
