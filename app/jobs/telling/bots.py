"""The JSON of chat bots: a table of formats, each with its body, its signature, its yes.

企业微信 and 钉钉 answer ``errcode`` 0, 飞书 ``code`` 0, all with status 200 also when they refuse.
钉钉 signs the milliseconds in the address, 飞书 the seconds in the body. Any other receiver gets
a plain JSON whose HMAC stands in a header, and says yes with a status of 2xx.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlsplit

import orjson

from app.jobs.telling import wires
from app.jobs.telling.letters import Letter, Line

MOST_BYTES = 4000
"""企业微信 takes 4096 bytes of Markdown; the others take more."""
DIRECTED = str.maketrans("<>[]*`", "＜＞［］＊｀")
"""What would mention everybody, or draw a link of its own, loses its meaning."""
OK = range(200, 300)


class RefusedError(Exception):
    """对方拒收。"""


@dataclass(frozen=True)
class Post:
    """What is sent: the address, the body, more headers."""

    url: str
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """A kind of bot: what is sent to it, and the field that is 0 when it took it."""

    write: Callable[[Letter], dict[str, Any]]
    sign: Callable[[Post, str, datetime], Post]
    verdict: str = ""


def send(letter: Letter, *, now: datetime, may_be_private: bool) -> None:
    """Hand a message to a bot; RefusedError when it said no, OSError when it didn't answer."""
    form = FORMATS[letter.format]
    post = Post(letter.to, form.write(letter), {"X-Shaodao-Id": str(letter.id)})
    if letter.secret:
        post = form.sign(post, letter.secret, now)
    answer = wires.post(
        post.url, orjson.dumps(post.body), post.headers, may_be_private=may_be_private
    )
    _require_yes(answer, form.verdict)


def markdown(letter: Letter) -> str:
    """Return the message as Markdown of at most 4000 bytes; what is cut is said."""
    lines = [_markdown_line(line) for line in letter.written.lines]
    shown: list[str] = []
    for number, line in enumerate(lines):
        rest = f"…（{len(lines) - number}）"
        if len("\n\n".join([*shown, line, rest]).encode()) > MOST_BYTES:
            return "\n\n".join([*shown, rest])
        shown.append(line)
    return "\n\n".join(shown)


def _markdown_line(line: Line) -> str:
    text = line.text.translate(DIRECTED)
    return f"{text} [→]({line.url})" if line.url else text


def _wecom(letter: Letter) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"content": markdown(letter)}}


def _dingtalk(letter: Letter) -> dict[str, Any]:
    title = letter.written.subject.translate(DIRECTED)
    return {"msgtype": "markdown", "markdown": {"title": title, "text": markdown(letter)}}


def _feishu(letter: Letter) -> dict[str, Any]:
    rows = [
        [{"tag": "text", "text": line.text.translate(DIRECTED) + " "}]
        + ([{"tag": "a", "text": "→", "href": line.url}] if line.url else [])
        for line in letter.written.lines
    ]
    post = {"title": letter.written.subject.translate(DIRECTED), "content": rows}
    return {"msg_type": "post", "content": {"post": {"zh_cn": post}}}


def _plain(letter: Letter) -> dict[str, Any]:
    return {
        "id": str(letter.id),
        "subject": letter.written.subject,
        "notices": [{"text": line.text, "url": line.url} for line in letter.written.lines],
    }


def _unsigned(post: Post, _secret: str, _now: datetime) -> Post:
    return post


def _sign_dingtalk(post: Post, secret: str, now: datetime) -> Post:
    stamp = str(int(now.timestamp() * 1000))
    sign = quote_plus(_mac(secret.encode(), f"{stamp}\n{secret}".encode()))
    joint = "&" if urlsplit(post.url).query else "?"
    return Post(f"{post.url}{joint}timestamp={stamp}&sign={sign}", post.body, post.headers)


def _sign_feishu(post: Post, secret: str, now: datetime) -> Post:
    stamp = str(int(now.timestamp()))
    sign = _mac(f"{stamp}\n{secret}".encode(), b"")
    return Post(post.url, {"timestamp": stamp, "sign": sign} | post.body, post.headers)


def _sign_plain(post: Post, secret: str, now: datetime) -> Post:
    stamp = str(int(now.timestamp()))
    signed = f"{stamp}.".encode() + orjson.dumps(post.body)
    mark = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    headers = {"X-Shaodao-Timestamp": stamp, "X-Shaodao-Signature": f"sha256={mark}"}
    return Post(post.url, post.body, post.headers | headers)


def _mac(key: bytes, message: bytes) -> str:
    return b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


FORMATS: Mapping[str, Format] = {
    "wecom": Format(_wecom, _unsigned, "errcode"),
    "dingtalk": Format(_dingtalk, _sign_dingtalk, "errcode"),
    "feishu": Format(_feishu, _sign_feishu, "code"),
    "json": Format(_plain, _sign_plain),
}


def _require_yes(answer: wires.Answer, verdict: str) -> None:
    if answer.status not in OK:
        raise RefusedError(f"对方拒收（HTTP {answer.status}）")
    if not verdict:
        return
    try:
        said = orjson.loads(answer.body)
        code = said.get(verdict)
    except (orjson.JSONDecodeError, AttributeError):
        raise RefusedError("对方的应答无法识别，请核对机器人的种类") from None
    if code != 0:
        words = str(said.get("errmsg") or said.get("msg") or "")[:100]
        raise RefusedError(f"对方拒收（{code} {words}）")
