"""Forms: a form-js file becomes fields, first values, visible parts and clean values.

Pure: no database, no clock, no web. ``load`` reads a checked file; ``problems`` says in
Chinese what keeps one from being deployed; ``validate`` judges what a person sent.
"""

from app.forms.deploying import problems
from app.forms.functions import Functions, distance_m, has_personal_data
from app.forms.model import Component, Form, Option
from app.forms.parsing import schema
from app.forms.prefilling import Visible, prefill, retyped, visible
from app.forms.raw import typed
from app.forms.reading import UnreadableFormError, load
from app.forms.validation import Clean, plain, validate
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
    "distance_m",
    "has_personal_data",
    "load",
    "plain",
    "prefill",
    "problems",
    "retyped",
    "schema",
    "typed",
    "validate",
    "visible",
]
