"""A form as one person meets it: what is filled in, what may be chosen, what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app import forms
from app.core.errors import InvalidError
from app.tasks import papers
from app.tasks.context import functions_for, known_to, options_for
from app.tasks.situation import Situation

Options = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class FormView:
    """A form with everything its page needs."""

    form: forms.Form
    values: Mapping[str, Any]
    context: Mapping[str, Any]
    options: Options
    visible: forms.Visible
    errors: Mapping[str, str] = field(default_factory=dict)


def view(
    form: forms.Form,
    situation: Situation,
    *,
    now: datetime,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> FormView:
    """Return a form filled in beforehand, or as it was typed (``raw``)."""
    context = known_to(form, situation, now)
    functions = functions_for(situation, now)
    first = forms.prefill(form, context, functions, now)
    values = first if raw is None else {**_not_shown_before(form, first, raw), **raw}
    return FormView(
        form=form,
        values=values,
        context=context,
        options=options_for(form, situation),
        visible=forms.visible(form, values, context, functions, now),
        errors=errors or {},
    )


def _not_shown_before(
    form: forms.Form, first: Mapping[str, Any], raw: Mapping[str, Any]
) -> dict[str, Any]:
    """Return first values of fields the sender had no chance to fill in: they were hidden."""
    always_sent = (f for f in form.fields if not (f.is_several or f.is_rows or f.is_boolean))
    unsent = (f for f in always_sent if forms.look(raw, f.key) is None)
    return {f.key: first[f.key] for f in unsent if f.key in first}


def check(
    form: forms.Form, raw: Mapping[str, Any], situation: Situation, *, now: datetime
) -> forms.Clean:
    """Return the clean values, or InvalidError with a sentence at each wrong field."""
    context = known_to(form, situation, now, typed=True)
    options = options_for(form, situation, typed=True)
    clean = forms.validate(form, raw, context, now, functions_for(situation, now), options)
    if unfit := dict(papers.unfit(clean, situation)):
        raise InvalidError(fields=unfit)
    return clean
