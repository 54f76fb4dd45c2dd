"""What is told in one message, and who words it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.jobs.wording import fill, in_chinese
from app.notifications import Notice, texts


@dataclass(frozen=True)
class Item:
    """One thing told; ``url`` opens the task, or else the case."""

    notice: Notice
    url: str
    values: Mapping[str, Any]
    """What fills its text, with everything personal of the requester masked."""
    for_name: str = ""
    """Who is away, when the reader has it in their place."""


@dataclass(frozen=True)
class Fresh:
    """A task that is new to the reader."""

    name: str
    reference: str
    matter: str
    place: str
    due_at: datetime | None
    url: str
    for_name: str = ""


@dataclass(frozen=True)
class Bundle:
    """Everything one message tells one person; ``url`` leads to where telling is chosen."""

    name: str
    language: str
    settings_url: str
    items: Sequence[Item] = field(default_factory=tuple)
    fresh: Sequence[Fresh] = field(default_factory=tuple)


@dataclass(frozen=True)
class Line:
    """One line of a message, with the address it leads to."""

    text: str
    url: str


@dataclass(frozen=True)
class Written:
    """A message in its reader's language."""

    subject: str
    lines: Sequence[Line]
    text: str
    html: str = ""


@dataclass(frozen=True)
class Letter:
    """A message ready to be handed over under its lasting id."""

    id: UUID
    channel: str
    to: str
    written: Written
    format: str = ""
    secret: str = ""
    settings_url: str = ""


class Writer(Protocol):
    """Whoever knows the readers' languages."""

    def bundle(self, bundle: Bundle) -> Written:
        """Word what is told."""

    def coded(self, code: str, link: str, language: str) -> Written:
        """Word the mail with the code that proves an address."""

    def trial(self, settings_url: str, language: str) -> Written:
        """Word the message sent to see whether it arrives."""


class PlainChinese:
    """Words messages without a page's help."""

    def bundle(self, bundle: Bundle) -> Written:
        """Word what is told, a line each."""
        lines = [Line(_said(item), item.url) for item in bundle.items]
        fresh = bundle.fresh
        lines += [
            Line(_marked(f"【新任务】{each.name} {each.reference}", each.for_name), each.url)
            for each in fresh
        ]
        body = "\n".join(f"{line.text}\n{line.url}" for line in lines)
        return Written(lines[0].text, lines, body)

    def coded(self, code: str, link: str, language: str) -> Written:
        """Word the mail with the code."""
        return Written("邮箱验证码", [Line(code, link)], f"{code}\n{link}")

    def trial(self, settings_url: str, language: str) -> Written:
        """Word the message sent to see whether it arrives."""
        return Written("测试消息", [Line("测试消息", settings_url)], "测试消息")


def word_with(writer: Writer) -> None:
    """Let a door word the messages from now on: it knows the languages."""
    global _writer
    _writer = writer


def writer() -> Writer:
    """Return whoever words the messages."""
    return _writer


_writer: Writer = PlainChinese()


def _said(item: Item) -> str:
    key = item.notice.key
    return _marked(fill(texts().get(key, key), item.values, in_chinese), item.for_name)


def _marked(text: str, for_name: str) -> str:
    return f"（代 {for_name}）{text}" if for_name else text
