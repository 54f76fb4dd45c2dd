"""One operation and three people: who does it by keys, the colleague and the outsider refused."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from lxml import html
from playwright.sync_api import Page, Request, Route
from werkzeug.formparser import parse_form_data
from werkzeug.test import EnvironBuilder

from app import cases
from app.identity import SYSTEM
from tests.browser.conftest import Site
from tests.browser.others import Others, again, program

REFUSALS = (403, 404, 409)
NOT_SAID = ("csrf_token", "one_time_key", "draft_revision", "token", "seen")
MANY, NOTE = ("groups",), "handing-note"
NOT_THEIRS = "这项任务不在您的岗位。"
UNKNOWN = "没有找到，或您无权查看。"
NO_RIGHT = "您没有权限做这件事。"


@dataclass(frozen=True)
class Operation:
    """One operation: its page, what is done there by keys, and what each of the three meets."""

    path: str
    """Where the person begins; ``{task}`` and ``{case}`` stand for their ids."""
    by: str
    keys: Callable[[Page], None]
    """From that page to the one after."""
    offer: str
    """The button or link there, which the colleague sees only where it is theirs too."""
    told: str
    """What the timeline then says."""
    colleague: str
    why_not: str
    """What the colleague reads who sends the very same request, as a pattern."""
    outsider: str = "th_desk"
    unknown: str = NOT_THEIRS
    """What the outsider reads."""
    is_shared: bool = False
    """The colleague has the same right, and is refused only as the second."""
    api: str | None = None
    """The same command below ``/api/v1``; None where the addresses are the same."""


@dataclass
class Office:
    """A site, the browsers of its people, and the task that is looked at."""

    site: Site
    desk: Others
    task_id: UUID | None = None
    wrong: list[str] = field(default_factory=list)
    """What was not as it should be; asserted when the office closes."""

    def perform(self, *operations: Operation) -> Page:
        """Let each be done by keys; what the others get who send the same is checked."""
        for each in operations:
            page = self._perform(each)
        return page

    def path(self, pattern: str) -> str:
        """Return an address of the case or the task looked at."""
        return pattern.format(task=self.task_id, case=self.site.player.case_id)

    def look(self, username: str, pattern: str) -> Page:
        """Open a page as somebody who may be refused."""
        page = self.desk.of(username)
        page.goto(self.site.base + self.path(pattern))
        return page

    def timeline(self, username: str) -> str:
        """Return what the case's page says of what happened, in one line."""
        case = self.site.base + self.path("/cases/{case}")
        text = self.desk.of(username).context.request.get(case).text()
        return " ".join(" ".join(html.fromstring(text).xpath("//ol[@class='tl']//text()")).split())

    def _perform(self, operation: Operation) -> Page:
        for each in (operation.colleague, operation.outsider):
            self.desk.of(each)
        page = self.desk.open(operation.by, self.path(operation.path))
        with self._sent(page, operation) as sent:
            operation.keys(page)
        assert sent, f"{operation.path}: nothing was sent"
        if operation.is_shared:
            self._refuse(operation, sent[0], operation.colleague, operation.why_not)
        told = self.timeline(operation.by)
        if operation.told not in told:
            self.wrong.append(f"{operation.told} is not in: {told[:200]}")
        return page

    @contextmanager
    def _sent(self, page: Page, operation: Operation) -> Iterator[list[Request]]:
        """Stop the person's command on its way, and let the others send the same first."""
        sent: list[Request] = []

        def stop(route: Route) -> None:
            if route.request.method == "POST" and route.request.is_navigation_request():
                sent.append(route.request)
                self._others(operation, route.request)
            route.continue_()

        page.route("**/*", stop)
        yield sent
        page.unroute("**/*", stop)

    def _others(self, operation: Operation, request: Request) -> None:
        if (operation.offer in self._offers(operation)) != operation.is_shared:
            self.wrong.append(f"{operation.colleague} is, or is not, offered {operation.offer}")
        self._refuse(operation, request, operation.outsider, operation.unknown)
        if not operation.is_shared:
            self._refuse(operation, request, operation.colleague, operation.why_not)

    def _refuse(self, operation: Operation, request: Request, username: str, words: str) -> None:
        """Send a request from somebody else's browser and by their program."""
        shown = again(request, self.desk.of(username))
        with self.site.app.app_context():
            path = self._for_programs(operation.api or request.url.removeprefix(self.site.base))
            told = program(self.site.app, username).post(path, values(request))
        met = f"{path} as {username}: {shown}; {told.status_code} {told.json}"
        if shown.status not in REFUSALS or not re.search(words, shown.words):
            self.wrong.append(f"page: {met}; not {words}")
        elif told.status_code != shown.status or not re.search(words, str(told.json)):
            self.wrong.append(f"program: {met}")

    def _offers(self, operation: Operation) -> set[str]:
        """Return the words of what the colleague can press where the person begins."""
        context = self.desk.of(operation.colleague).context
        text = context.request.get(self.site.base + self.path(operation.path)).text()
        found = html.fromstring(text).xpath("//a | //button")
        return {" ".join(each.text_content().split()) for each in found}

    def _for_programs(self, pattern: str) -> str:
        """Return an address of the API, where cases go by their number."""
        case_id = self.site.player.case_id
        reference = cases.file(case_id, SYSTEM).case.reference
        return self.path(pattern).replace(str(case_id), reference)


def values(request: Request) -> dict[str, Any]:
    """Return what a form says, as a program says it."""
    kind, body = request.headers["content-type"], request.post_data_buffer or b""
    sent = EnvironBuilder(method="POST", content_type=kind, data=body).get_environ()
    said = {key: v for key, v in parse_form_data(sent)[1].lists() if any(v)}
    own = {k: v if k in MANY else v[0] for k, v in said.items() if k not in NOT_SAID}
    return {"note": own.pop(NOTE), "values": own} if NOTE in own else own
