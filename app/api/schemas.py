"""What is answered, as the OpenAPI document tells it."""

from marshmallow import Schema
from marshmallow.fields import (
    UUID,
    Boolean,
    DateTime,
    Dict,
    Float,
    Integer,
    List,
    Nested,
    Raw,
    String,
)


class Problem(Schema):
    """Why not (RFC 9457)."""

    type = String(required=True, metadata={"description": "urn:shaodao:… or about:blank"})
    title = String(required=True)
    status = Integer(required=True)
    detail = String(required=True, metadata={"description": "a sentence a person may read"})
    errors = Dict(
        keys=String(),
        values=List(String()),
        metadata={"description": "sentences by field; a field of a list is named people-0-name"},
    )


class CaseLine(Schema):
    """A case in a list; texts that hold personal data are null."""

    reference = String()
    process = String(metadata={"description": "key of the process that moves it"})
    title = String(allow_none=True)
    matter = String(allow_none=True)
    place = String(allow_none=True)
    street = String(allow_none=True)
    level = String(allow_none=True)
    whistle_class = String(allow_none=True)
    received_at = DateTime()
    opened_at = DateTime()
    due_at = DateTime(allow_none=True)
    closed_at = DateTime(allow_none=True)
    result = String(allow_none=True)


class Earlier(Schema):
    """A task of the path behind, to which the case may go back."""

    id = UUID()
    element = String()
    name = String()
    left_at = DateTime()
    outcome = String(metadata={"description": "completed, interrupted or skipped"})


class TaskLine(Schema):
    """A task in a list."""

    id = UUID(
        allow_none=True,
        metadata={"description": "null where a case one started waits for nothing any more"},
    )
    name = String()
    process = String()
    element = String(allow_none=True)
    case = String(metadata={"description": "the case's reference"})
    title = String(allow_none=True, metadata={"description": "the case's title"})
    department = String(allow_none=True)
    opened_at = DateTime()
    due_at = DateTime(allow_none=True)
    colour = String(allow_none=True, metadata={"enum": ["green", "yellow", "red", None]})
    assigned_to_me = Boolean()
    ended_at = DateTime(allow_none=True)
    outcome = String(allow_none=True)
    completed_by = String(allow_none=True)


class Choice(Schema):
    """One choice of a field."""

    value = String()
    label = String()


class Field(Schema):
    """A field of a form, with what it holds at first."""

    key = String()
    type = String()
    label = String()
    help = String(allow_none=True)
    required = Boolean()
    shown = Boolean(metadata={"description": "conditions may hide it; a hidden value is ignored"})
    computed = Boolean(metadata={"description": "the server works it out; don't send it"})
    value = Raw(allow_none=True)
    options = List(Nested(Choice), allow_none=True)
    columns = List(Nested(lambda: Field()), metadata={"description": "fields of each row"})


class FormShown(Schema):
    """A form as this person meets it."""

    key = String()
    fields_ = List(Nested(Field), data_key="fields")


class TaskShown(TaskLine):
    """A task with its form."""

    form = Nested(FormShown)


class Action(Schema):
    """Something the case offers this person now."""

    id = UUID()
    name = String()
    process = String()
    element = String()
    department = String(allow_none=True)
    form = Nested(FormShown)


class Whistle(Schema):
    """A whistle of the case."""

    number = String()
    whistle_class = String()
    round = Integer()
    departments = List(String())
    dispatched_at = DateTime()
    due_at = DateTime(allow_none=True)
    ended_at = DateTime(allow_none=True)


class DocumentLine(Schema):
    """A file."""

    id = UUID()
    name = String()
    media_type = String()
    size = Integer()


class Link(Schema):
    """Another case this one is related to."""

    relation = String()
    reference = String()


class Happened(Schema):
    """One entry of the record."""

    at = DateTime()
    action = String(metadata={"description": "such as task.completed"})
    name = String(allow_none=True, metadata={"description": "of the task or message"})
    by = String()
    organisation = String(allow_none=True)


class CaseShown(CaseLine):
    """A case: where it stands and what happened. Who asked is never told."""

    facts = String(allow_none=True)
    channel = String(allow_none=True)
    request_type = String(allow_none=True)
    handler = String(allow_none=True)
    lat = Float(allow_none=True)
    lon = Float(allow_none=True)
    open_tasks = List(Nested(TaskLine))
    whistles = List(Nested(Whistle))
    documents = List(Nested(DocumentLine))
    links = List(Nested(Link))
    history = List(Nested(Happened))


class CasePage(Schema):
    """A page of cases."""

    total = Integer(metadata={"description": "counted to 1000: there may be more"})
    next = String(metadata={"description": "what to send as ``after``; empty at the end"})
    previous = String(metadata={"description": "what to send as ``before``; empty at the start"})
    cases = List(Nested(CaseLine))


class TaskPage(Schema):
    """A page of tasks."""

    total = Integer(metadata={"description": "counted to 1000: there may be more"})
    next = String(metadata={"description": "what to send as ``after``; empty at the end"})
    previous = String(metadata={"description": "what to send as ``before``; empty at the start"})
    tasks = List(Nested(TaskLine))


class ActionList(Schema):
    """What the case offers this person now."""

    actions = List(Nested(Action))


class Done(Schema):
    """An action that was done."""

    id = UUID(metadata={"description": "of the reply"})
    action = String(metadata={"description": "element id"})
    at = DateTime()
    by = String()


class LateTask(TaskLine):
    """A task whose time runs out or is over."""

    late_by_seconds = Integer(metadata={"description": "negative while there is time left"})
    why = String(metadata={"enum": ["unsigned", "absent", "unclaimed", "unfinished"]})
    assignee = String(allow_none=True)
    organisations = List(String())
    urged = Integer()


class LatePage(Schema):
    """A page of late tasks, the most urgent first."""

    next = String(metadata={"description": "what to send as ``after``; empty at the end"})
    previous = String(metadata={"description": "what to send as ``before``; empty at the start"})
    tasks = List(Nested(LateTask))


class MessageShown(Schema):
    """A message that was taken; it is delivered once, right away or when somebody waits."""

    id = UUID()
    name = String()
    key = String()
    sent_at = DateTime()
    expires_at = DateTime()
