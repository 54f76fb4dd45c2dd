"""Everything the case file shows of a case, put into words once."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from app.cases import Case, CaseFile, Document, Submission, families
from app.identity import Actor
from app.runtime import UserTask
from app.web.words import answers, clocks, departments, operations, stages, timeline
from app.web.words.lines import Line
from app.web.words.times import colour

WORST = ("red", "yellow", "green", "")
ACTIONS = {"register_request": "诉求登记", "own_whistle": "吹哨申请"}
CO_SIGN = "co_sign"


@dataclass(frozen=True)
class Situation:
    """A case file as one reader sees it."""

    file: CaseFile
    reader: Actor

    @property
    def case(self) -> Case:
        """Return the case itself."""
        return self.file.case

    @cached_property
    def tiles(self) -> list[departments.Tile]:
        """Return the departments of its whistles."""
        return departments.tiles(self.file)

    @cached_property
    def stages(self) -> list[stages.Stage]:
        """Return the flow strip."""
        return stages.stages(self.file, self.tiles)

    @cached_property
    def lines(self) -> list[Line]:
        """Return what happened, the newest first."""
        return timeline.timeline(self.file)

    @property
    def news(self) -> list[Line]:
        """Return the last few things that matter."""
        return [line for line in self.lines if not line.is_minor][:4]

    @cached_property
    def stopped(self) -> Line | None:
        """Return who suspended the case and why, as long as it stands still."""
        return operations.stopped(self.file)

    def sent_back(self, task: UserTask) -> Line | None:
        """Return who opened a task again and why, when it was returned or taken back."""
        return operations.sent_back(task, self.file)

    def handed(self, task: UserTask) -> Line | None:
        """Return who last handed an open task to whom, and why."""
        return operations.handed(task, self.file)

    def before(self, task: UserTask) -> Submission | None:
        """Return what the reader entered the last time, when a task came back to them."""
        if self.sent_back(task) is None:
            return None
        mine = (s for s in reversed(self.file.submissions) if s.by_id == self.reader.user_id)
        return next((s for s in mine if _answers_to(s, task)), None)

    def opinions(self, task: UserTask) -> list[Submission]:
        """Return what others said when they were asked to sign before an open task."""
        given = (s for s in self.file.submissions if s.form_key == CO_SIGN)
        return [s for s in given if s.element_id == task.element_id and s.at >= task.opened_at]

    def asked(self, task: UserTask) -> Line | None:
        """Return who asked for a co-signature and why."""
        return operations.asked(task, self.file)

    @cached_property
    def pressing(self) -> UserTask | None:
        """Return the open task that is worst off."""
        dated = [task for task in self.file.open_tasks if task.due_at]
        dated.sort(key=lambda task: (WORST.index(colour(task)), task.due_at))
        return dated[0] if dated else None

    @cached_property
    def dial(self) -> clocks.Dial | None:
        """Return the clock of the most pressing task."""
        return clocks.dial(self.pressing, self.case.instance) if self.pressing else None

    def dial_of(self, task: UserTask) -> clocks.Dial | None:
        """Return the clock of one task."""
        return clocks.dial(task, self.case.instance) if task.is_open else None

    @cached_property
    def photos(self) -> list[Document]:
        """Return the pictures of the case."""
        return [each for each in self.file.documents if each.media_type.startswith("image/")]

    @property
    def other_files(self) -> list[Document]:
        """Return the documents that are no pictures, each in its newest version."""
        newest = {each.newest.id for each in families(self.file.documents)}
        known = (each for each in self.file.documents if each.id in newest)
        return [each for each in known if each not in self.photos]

    def name_of(self, reply: Submission) -> str:
        """Return what a reply answered: a task, an action, or the form that opened the case."""
        task = next((task for task in self.file.tasks if task.id == reply.task_id), None)
        if task is not None:
            return task.name
        done = (e.details for e in self.file.entries if e.action == "message.delivered")
        names = (d.get("name") for d in done if d.get("submission") == str(reply.id))
        return next((str(name) for name in names if name), ACTIONS.get(reply.form_key, ""))

    def answers(self, reply: Submission) -> list[answers.Answer]:
        """Return what a reply says to this reader."""
        return answers.answers(reply, self.reader, self._by_id)

    @cached_property
    def _by_id(self) -> dict[UUID, Document]:
        return {each.id: each for each in self.file.documents}


def _answers_to(reply: Submission, task: UserTask) -> bool:
    answered = reply.process_key, reply.element_id, reply.form_key, reply.department
    return answered == (task.process_key, task.element_id, task.form_key, task.department)
