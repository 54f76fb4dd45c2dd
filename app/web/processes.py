"""The processes page: what is deployed, its versions, and the workbench for diagrams."""

import json
from typing import Any

from flask import Blueprint, Response, flash, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required

from app import definitions, forms, identity, modeler
from app.core.db import transaction
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.definitions.service import RefusedError
from app.engine import Problem
from app.modeler import DraftChangedError, ProcessDraft
from app.web.diagrams.outline import outline
from app.web.shell.languages import label
from app.web.shell.security import allow_inline_styles
from app.web.shell.sessions import actor, now
from app.web.words.times import when

bp = Blueprint("processes", __name__, url_prefix="/processes")

CONFLICT, UNPROCESSABLE = 409, 422
LONGEST_NUMBER = 9
KINDS = {"bpmn": _l("流程图"), "dmn": _l("决策表"), "form": _l("表单")}
MEDIA = {"bpmn": "text/xml", "dmn": "text/xml", "form": "application/json"}
Answer = tuple[Response, int] | Response


@bp.get("/")
@login_required
def index() -> str:
    """List what is deployed, with the drafts begun."""
    identity.require(actor(), "process.read")
    deployed = {kind: definitions.latest_all(kind) for kind in KINDS}
    return render_template(
        "processes/index.html", kinds=KINDS, deployed=deployed, drafts=modeler.drafts()
    )


@bp.get("/<any(bpmn,dmn,form):kind>/<key>")
@login_required
def show(kind: str, key: str) -> str:
    """Open a diagram in the workbench; a table or a form to read."""
    shown = modeler.shown(kind, key, actor=actor())
    return _opened(kind, shown, shown.source, version=None)


@bp.get("/<any(bpmn,dmn,form):kind>/<key>/<int:version>")
@login_required
def show_version(kind: str, key: str, version: int) -> str:
    """Look at one version; it can no longer be changed."""
    shown = modeler.shown(kind, key, actor=actor())
    source = definitions.at_version(kind, key, version).source
    return _opened(kind, shown, source, version=version)


@bp.get("/<any(bpmn,dmn,form):kind>/<key>/<int:version>/source")
@login_required
def download(kind: str, key: str, version: int) -> Response:
    """Send the file of one version."""
    identity.require(actor(), "process.read")
    source = definitions.at_version(kind, key, version).source
    return _file(kind, source, f"{key}.v{version}.{kind}")


@bp.get("/<any(bpmn,dmn,form):kind>/<key>/draft/source")
@login_required
def download_draft(kind: str, key: str) -> Response:
    """Send what the workbench opens: the draft, else the newest version."""
    shown = modeler.shown(kind, key, actor=actor())
    return _file(kind, shown.source, f"{key}.{kind}")


@bp.post("/bpmn/<key>/check")
@login_required
def check(key: str) -> Answer:
    """Say what keeps the diagram sent from being published."""
    modeler.shown("bpmn", key, actor=actor())
    return jsonify(problems=_listed(modeler.check("bpmn", _source())))


@bp.post("/bpmn/<key>/draft")
@login_required
def save(key: str) -> Answer:
    """Keep the diagram sent as the draft; 409 names whoever saved meanwhile."""
    try:
        with transaction():
            kept = modeler.save(
                "bpmn", key, _source(),
                base=_number("base"), seen=_number("seen"), actor=actor(), now=now(),
            )  # fmt: skip
            said = _said(kept)
    except DraftChangedError as error:
        return jsonify(error=_(str(error)), draft=_said(error.present)), CONFLICT
    except InvalidError as error:
        return jsonify(error=_(str(error))), UNPROCESSABLE
    return jsonify(draft=said, problems=_listed(modeler.check("bpmn", _source())))


@bp.post("/bpmn/<key>/publish")
@login_required
def publish(key: str) -> Answer:
    """Make the draft the next version; 422 lists every element that cannot run, and why."""
    try:
        with transaction():
            version = modeler.publish(
                "bpmn", key, request.form.get("note", ""),
                seen=_number("seen"), actor=actor(), now=now(),
            ).version  # fmt: skip
    except RefusedError as error:
        sentence = _("这份流程还不能发布，请按下面的提示修改。")
        return jsonify(error=sentence, problems=_listed(error.problems)), UNPROCESSABLE
    except InvalidError as error:
        return jsonify(error=_(error.fields.get("note", str(error)))), UNPROCESSABLE
    except ConflictError as error:
        return jsonify(error=_(str(error))), CONFLICT
    flash(_("已发布第 %(n)s 版，新案件使用新版，在办案件不变。", n=version), "done")
    return jsonify(version=version, url=url_for("processes.show", kind="bpmn", key=key))


@bp.post("/bpmn/<key>/discard")
@login_required
def discard(key: str) -> Answer:
    """Throw the draft away."""
    try:
        with transaction():
            modeler.discard("bpmn", key, seen=_number("seen"), actor=actor())
    except ConflictError as error:
        return jsonify(error=_(str(error))), CONFLICT
    flash(_("草稿已放弃。"), "done")
    return jsonify(url=url_for("processes.show", kind="bpmn", key=key))


def _opened(kind: str, shown: modeler.Shown, source: bytes, *, version: int | None) -> str:
    shared: dict[str, Any] = {
        "kind": kind,
        "kinds": KINDS,
        "shown": shown,
        "version": version,
        "versions": definitions.versions(kind, shown.key),
    }
    if kind == "bpmn":
        allow_inline_styles()
        return render_template("processes/bpmn.html", **shared, stops=outline(source))
    if kind == "dmn":
        return render_template("processes/dmn.html", **shared, tables=modeler.tables(source))
    pretty = json.dumps(json.loads(source), ensure_ascii=False, indent=2)
    return render_template("processes/form.html", **shared, form=forms.load(source), pretty=pretty)


def _source() -> bytes:
    """Return the XML sent; a missing one is a refused request, not a crash."""
    xml = request.form.get("xml", "")
    if not xml.strip():
        raise InvalidError(_("没有收到流程图。"))
    return xml.encode()


def _number(name: str) -> int:
    text = request.form.get(name, "")
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise NotFoundError
    return int(text)


def _said(draft: ProcessDraft | None) -> dict[str, Any] | None:
    if draft is None:
        return None
    return {"revision": draft.revision, "by": draft.author_name, "at": when(draft.saved_at)}


def _listed(problems: list[Problem]) -> list[dict[str, str]]:
    return [
        {
            "element": problem.element_id,
            "name": label(problem.name) or problem.element_id,
            "reason": label(problem.reason),
            "severity": problem.severity,
            "rule": problem.rule,
        }
        for problem in problems
    ]


def _file(kind: str, source: bytes, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(source, mimetype=MEDIA[kind], headers=disposition)
