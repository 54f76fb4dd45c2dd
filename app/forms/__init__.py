"""Forms: a form-js file becomes fields, first values, visible parts and clean values.

Pure: no database, no clock, no web. ``load`` reads a checked file; ``problems`` says in
Chinese what keeps one from being deployed; ``validate`` judges what a person sent.
"""

from app.forms.clean import Clean, digest, plain
from app.forms.conditions.functions import Functions, distance_m, has_personal_data
from app.forms.deploying import problems
from app.forms.looks.templating import bare
from app.forms.model import Component, Form, Option
from app.forms.parsing import schema
from app.forms.paths import every, look, nested
from app.forms.prefilling import Visible, prefill, retyped, visible
from app.forms.raw import typed
from app.forms.reading import UnreadableFormError, asked, load
from app.forms.validation import validate
from app.forms.words import as_text

__all__ = [
    "Clean",
    "Component",
    "Form",
    "Functions",
    "Option",
    "UnreadableFormError",
    "Visible",
    "as_text",
    "asked",
    "bare",
    "digest",
    "distance_m",
    "every",
    "has_personal_data",
    "load",
    "look",
    "nested",
    "plain",
    "prefill",
    "problems",
    "retyped",
    "schema",
    "typed",
    "validate",
    "visible",
]
