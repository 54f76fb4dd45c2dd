"""A form or a reply as one reads it: labels and values in words, tables, pictures, signatures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app import definitions, forms, identity, policies
from app.cases import Case, Document, Submission
from app.core.errors import NotFoundError
from app.forms import Component, Form
from app.identity import Actor
from app.web.shell.languages import label
from app.web.submissions import evidence
from app.web.words import seals
from app.web.words.labels import joined, masked, org_name
from app.web.words.times import moment, read_moment

Files = Mapping[UUID, Document]
NEVER, OWN = "PI", "Own"
SIGNED = "signed"
PROSE = frozenset({"textarea"})


@dataclass(frozen=True)
class Part:
    """One thing to read. ``kind``: heading, text, prose, table, files, signature or signed.

    ``columns`` and ``rows`` belong to a table, ``files`` to files and signatures; ``notes`` say
    of each file when and where it was taken and what strikes about it, of a typed name
    (``signed``) whose account, when, and under what it stands.
    """

    kind: str
    label: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[Document, ...] = ()
    notes: tuple[tuple[str, ...], ...] = ()


def of_reply(
    reply: Submission,
    reader: Actor,
    files: Files,
    *,
    case: Case | None = None,
    since: datetime | None = None,
) -> list[Part]:
    """Return what a reply says, as far as the reader may see it; ``files`` by document id.

    Fields left empty are not told, nor what belongs to the requester's particulars. With the
    case, and with when its task was given, photos from elsewhere or from before are remarked.
    """
    try:
        form = definitions.form(reply.form_key, reply.form_version)
    except NotFoundError:
        return []
    is_own = reader.level != "department" or reply.by_org in reader.org_codes
    told = of_values(form, reply.values, files, is_own=is_own)
    stamp = ((seals.stamp(reply, form),),)
    told = [replace(part, notes=stamp) if part.kind == SIGNED else part for part in told]
    return [_remarked(part, case, since) for part in told]


def of_values(
    form: Form, values: Mapping[str, Any], files: Files, *, is_own: bool = True
) -> list[Part]:
    """Return what a form says with these values, group by group."""
    return list(_told(form.components, values, files, is_own))


def said(field: Component, value: Any) -> str:
    """Return one value in words: chosen options, names of units, times, yes and no."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return joined(text for each in value if (text := said(field, each)))
    if field.is_boolean and str(value).lower() in ("true", "false"):
        return _worded_boolean(field, str(value).lower())
    teller = TELLERS.get(field.type)
    return teller(field, value) if teller else str(value)


def _told(
    components: Sequence[Component], values: Mapping[str, Any], files: Files, is_own: bool
) -> Iterator[Part]:
    for each in components:
        if each.type == "group":
            inner = list(_told(each.children, values, files, is_own))
            yield from ([Part("heading", _label(each)), *inner] if inner else [])
            continue
        value = forms.look(values, each.key) if each.is_field else None
        if each.is_field and _may_see(each, is_own) and _is_said(value):
            yield _part(each, value, files, is_own)
            yield from _files_in_rows(each, value, files, is_own)


def _part(field: Component, value: Any, files: Files, is_own: bool) -> Part:
    if field.is_rows:
        return _table(field, value, is_own)
    if field.type == "filepicker":
        kind = "signature" if field.kind == "signature" else "files"
        known = tuple(_known(value, files))
        return Part(kind, _label(field), files=known, notes=_notes(known))
    kind = "prose" if field.type in PROSE else "text"
    kind = SIGNED if seals.is_typed_name(field) else kind
    return Part(kind, _label(field), said(field, value))


def _files_in_rows(
    field: Component, value: Any, files: Files, is_own: bool, path: str = ""
) -> Iterator[Part]:
    """Yield the files a list holds, named by their row; its table tells only how many."""
    for number, row in enumerate(value if field.is_rows else [], start=1):
        named = f"{path}{_label(field)} {number} "
        for column in (each for each in field.fields if _may_see(each, is_own)):
            held = forms.look(row, column.key)
            if column.type == "filepicker" and held:
                part = _part(column, held, files, is_own)
                yield replace(part, label=named + part.label)
            yield from _files_in_rows(column, held or [], files, is_own, named)


def _label(field: Component) -> str:
    return forms.bare(label(field.label)) if field.label else ""


def _notes(files: tuple[Document, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((evidence.words(each),) for each in files)


def _remarked(part: Part, case: Case | None, since: datetime | None) -> Part:
    remarks = (evidence.remarks(each, case, since) for each in part.files)
    notes = ((*own, *more) for own, more in zip(part.notes, remarks, strict=True))
    return replace(part, notes=tuple(notes)) if part.files else part


def _table(field: Component, rows: Sequence[Any], is_own: bool) -> Part:
    columns = [column for column in field.fields if _may_see(column, is_own)]
    told = (tuple(_cell(c, forms.look(row, c.key), is_own) for c in columns) for row in rows)
    names = tuple(_label(column) for column in columns)
    return Part("table", _label(field), columns=names, rows=tuple(told))


def _cell(column: Component, value: Any, is_own: bool) -> str:
    if column.key == "name" and not is_own:
        return masked(str(value)) if value else ""
    if column.type == "filepicker":
        return _("%(n)s 个文件", n=len(value)) if value else ""
    if column.is_rows:
        return "；".join(_row(column, row, is_own) for row in value or [])
    return said(column, value)


def _row(rows: Component, row: Mapping[str, Any], is_own: bool) -> str:
    """Return a row of a list that itself stands in a row, in one line."""
    columns = (each for each in rows.fields if _may_see(each, is_own))
    told = ((_label(c), _cell(c, forms.look(row, c.key), is_own)) for c in columns)
    return "，".join(f"{name} {text}".strip() for name, text in told if text)


def _may_see(field: Component, is_own: bool) -> bool:
    return field.sees != NEVER and (is_own or field.sees != OWN)


def _is_said(value: Any) -> bool:
    return value not in (None, "", [], {})


def _known(value: Any, files: Files) -> Iterator[Document]:
    for each in value if isinstance(value, list) else [value]:
        found = files.get(UUID(str(each)))
        if found is not None:
            yield found


def _worded_boolean(field: Component, text: str) -> str:
    known = {option.value: option.label for option in field.options}
    return label(known[text]) if text in known else (_("是") if text == "true" else _("否"))


def _time(field: Component, value: Any) -> str:
    if field.subtype == "time":
        return str(value)[:5]
    if field.subtype == "date":
        return value.isoformat() if isinstance(value, date) else str(value)[:10]
    found = value if isinstance(value, datetime) else read_moment(str(value))
    return moment(found) if found else str(value)


def _chosen(field: Component, value: Any) -> str:
    known = {option.value: option.label for option in field.options}
    text = str(value)
    if text in known:
        return label(known[text])
    return _matter(text) if field.options_key == "catalogue" else _person(text) or _unit(text)


def _matter(code: str) -> str:
    try:
        return f"{code} {label(policies.catalogue_row(code).name)}"
    except NotFoundError:
        return code


def _person(text: str) -> str:
    try:
        return identity.user(UUID(text)).name
    except (ValueError, NotFoundError):
        return ""


def _unit(text: str) -> str:
    name = org_name(text)
    return label(text) if name == text else name


TELLERS: dict[str, Callable[[Component, Any], str]] = {
    "datetime": _time,
    "select": _chosen,
    "radio": _chosen,
    "taglist": _chosen,
    "checklist": _chosen,
    "expression": lambda field, value: str(value) if field.options else _unit(str(value)),
}
