"""Files as they come in with what their device says, and as pages tell of them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from app import forms
from app.cases import Case, Document, documents, signatures
from app.cases.evidence import Taken, Told
from app.core.db import transaction
from app.core.errors import InvalidError
from app.web.shell.sessions import actor, now
from app.web.words.labels import dotted
from app.web.words.times import moment, read_moment

INK, NAME, AGREED, TYPED = "-ink", "-name", "-agree", "-typed"
FAR_M = 500
EARLIER = timedelta(minutes=1)
NAME_LENGTH = 40
UNCONFIRMED = "请勾选确认"
UNSIGNED = "请输入姓名并勾选确认，或手写签名"


def told() -> Told:
    """Return what the request says of the file it carries; what cannot be read is left out."""
    lat, lon = _number("lat", 90), _number("lon", 180)
    has_place = lat is not None and lon is not None
    at = read_moment(request.form.get("taken_at", "").replace("Z", "+00:00"))
    accuracy = _number("accuracy", 1_000_000) if has_place else None
    place = (lat, lon) if has_place else (None, None)
    return Told(request.form.get("sha256") or None, Taken(at, *place, accuracy))


def signed() -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the signatures sent along as stored files, and what is wrong with any, by field."""
    kept: dict[str, list[str]] = {}
    wrong: dict[str, str] = {}
    for field in (name.removesuffix(INK) for name in request.form if name.endswith(INK)):
        ink = request.form[field + INK]
        name = request.form.get(field + NAME, "").strip()[:NAME_LENGTH]
        has_agreed = bool(request.form.get(field + AGREED))
        if name and not ink and not has_agreed:
            wrong[field] = UNSIGNED
        elif ink or name:
            try:
                kept[field] = [_kept(ink, name)]
            except InvalidError as refused:
                wrong[field] = str(refused)
    return kept, wrong | dict(_unconfirmed())


def words(document: Document) -> str:
    """Return in one line when and where a file was taken, and who says so; or who signed."""
    return dotted(_words(document))


def remarks(document: Document, case: Case | None, since: datetime | None) -> list[str]:
    """Return what strikes about a file: taken far from the case's place, or before its task."""
    return list(_remarks(document, case, since))


def choice(document: Document, address: Callable[[UUID], str]) -> dict[str, Any]:
    """Return a file as a form lists it."""
    is_picture = document.media_type in ("image/jpeg", "image/png")
    return {
        "value": str(document.id),
        "label": document.name,
        "url": address(document.id),
        "thumbnail": f"{address(document.id)}/thumbnail" if is_picture else "",
        "words": dotted([words(document), f"SHA-256 {document.sha256[:12]}…"]),
    }


def _unconfirmed() -> Iterator[tuple[str, str]]:
    for field in (name.removesuffix(TYPED) for name in request.form if name.endswith(TYPED)):
        if request.form.get(field, "").strip() and not request.form.get(field + AGREED):
            yield field, UNCONFIRMED


def _kept(ink: str, name: str) -> str:
    blob = signatures.drawn(ink, name) if ink else signatures.typed(name)
    source = "drawn" if ink else "typed"
    saying = Told(taken=Taken(at=now(), source=source), signer=name or None)
    with transaction():
        stored = documents.upload(
            f"签名-{name or '手写'}.png", BytesIO(blob), actor=actor(), now=now(), told=saying
        )
        return str(stored.id)


def _words(document: Document) -> Iterator[str]:
    if document.signer is not None or document.signed_sha256:
        yield _("签名人 %(name)s", name=document.signer or _("手写"))
        yield moment(document.uploaded_at)
    elif document.taken_at:
        yield _("拍摄于 %(at)s", at=moment(document.taken_at))
    if document.taken_lat is not None and document.taken_lon is not None:
        place = f"{document.taken_lat:.5f},{document.taken_lon:.5f}"
        yield f"{place} ±{document.accuracy:.0f} m" if document.accuracy else place
    if source := _source(document):
        yield source
    if document.signed_sha256:
        yield _("签署内容 SHA-256 %(hash)s…", hash=document.signed_sha256[:12])


def _source(document: Document) -> str:
    if document.source is None or document.signer is not None:
        return ""
    known = {"exif": _("照片自带信息"), "device": _("上传设备所报")}
    return " + ".join(known[each] for each in document.source.split("+") if each in known)


def _remarks(document: Document, case: Case | None, since: datetime | None) -> Iterator[str]:
    if case and case.lat is not None and document.taken_lat is not None:
        here = {"lat": document.taken_lat, "lon": document.taken_lon}
        metres = forms.distance_m(here, {"lat": case.lat, "lon": case.lon})
        if metres is not None and metres > FAR_M:
            yield _("拍摄位置离事发地点 %(n)s 米", n=metres)
    if since and document.taken_at and document.taken_at < since - EARLIER:
        yield _("拍摄时间早于任务下达")


def _number(name: str, most: float) -> float | None:
    try:
        found = float(request.form.get(name, ""))
    except ValueError:
        return None
    return found if abs(found) <= most else None
