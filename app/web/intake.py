"""Open a case: register a request, blow a whistle without an order."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import intake, policies
from app.cases import Case
from app.core.db import transaction
from app.core.errors import InvalidError
from app.tasks import FormView, drafts
from app.web import replies
from app.web.drafts import opening
from app.web.drafts.opening import Kept
from app.web.shell.languages import label
from app.web.shell.sessions import actor, now

bp = Blueprint("intake", __name__)
SEE_OTHER, UNPROCESSABLE = 303, 422
FOUND = 12


@bp.get("/requests/new")
@login_required
def new() -> str:
    """Show the registering form."""
    return _begun(intake.blank, _request_page)


@bp.post("/requests/preview")
@login_required
def preview() -> str:
    """Draw the registering form anew: level, duplicates and units follow what is typed."""
    fields = intake.blank(actor(), now=now(), raw=replies.raw())
    return render_template("tasks/preview.html", fields=fields, urls=_urls("intake.preview"))


@bp.post("/requests/")
@login_required
def register() -> Response | tuple[str, int]:
    """Register a request and start its process."""
    return _open(intake.register, intake.blank, _request_page)


@bp.get("/whistles/new")
@login_required
def whistle() -> str:
    """Show the form of a whistle without an order."""
    return _begun(intake.blank_whistle, _whistle_page)


@bp.post("/whistles/preview")
@login_required
def preview_whistle() -> str:
    """Draw the whistle's form anew."""
    fields = intake.blank_whistle(actor(), now=now(), raw=replies.raw())
    urls = _urls("intake.preview_whistle")
    return render_template("tasks/preview.html", fields=fields, urls=urls)


@bp.post("/whistles/")
@login_required
def blow() -> Response | tuple[str, int]:
    """Open a whistle's own case."""
    return _open(intake.blow, intake.blank_whistle, _whistle_page)


@bp.get("/catalogue")
@login_required
def catalogue() -> Response:
    """Answer the matters a code, name, keyword or pinyin means, for the picker."""
    found = policies.search_catalogue(request.args.get("q", "")[:60], FOUND)
    return jsonify(
        [
            {"value": row.code, "label": f"{row.code} {label(row.name)}", "hint": row.level}
            for row in found
        ]
    )


def _begun(blank: Callable[..., FormView], page: Callable[..., str]) -> str:
    fields = blank(actor(), now=now())
    kept = opening.of_subject(drafts.key_of_new(fields.form.id), fields.form)
    if kept:
        fields = blank(actor(), now=now(), raw=kept.raw)
    return page(fields, kept=kept)


def _open(
    command: Callable[..., Case], blank: Callable[..., FormView], page: Callable[..., str]
) -> Response | tuple[str, int]:
    sent, wrong = replies.with_files()
    try:
        if wrong:
            raise InvalidError(fields=wrong)
        with transaction():
            opened = command(sent, one_time_key=replies.one_time_key(), actor=actor(), now=now())
            case_id, reference = opened.id, opened.reference
    except InvalidError as error:
        fields = blank(actor(), now=now(), raw=sent, errors=error.fields)
        return page(fields, "" if error.fields else str(error)), UNPROCESSABLE
    flash(_("已登记，编号 %(reference)s。", reference=reference), "done")
    return redirect(url_for("cases.show", case_id=case_id), SEE_OTHER)


def _request_page(fields: FormView, problem: str = "", kept: Kept | None = None) -> str:
    return _page("intake/new.html", fields, _urls("intake.preview"), problem, kept)


def _whistle_page(fields: FormView, problem: str = "", kept: Kept | None = None) -> str:
    return _page("intake/whistle.html", fields, _urls("intake.preview_whistle"), problem, kept)


def _page(
    template: str, fields: FormView, urls: dict[str, str], problem: str, kept: Kept | None
) -> str:
    values: dict[str, Any] = dict(fields.values)
    files = replies.file_choices(
        fields.form, values, lambda found: url_for("documents.show", document_id=found)
    )
    return render_template(
        template,
        fields=fields,
        files=files,
        urls=urls,
        one_time_key=replies.one_time_key(),
        problem=problem,
        kept=kept,
    )


def _urls(preview: str) -> dict[str, str]:
    return {
        "preview": url_for(preview),
        "upload": url_for("documents.upload"),
        "catalogue": url_for("intake.catalogue"),
    }
