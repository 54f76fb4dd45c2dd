"""Deployed diagrams, tables and forms: immutable, versioned."""

from app.definitions.checking import Draft, Examined, check, examine
from app.definitions.models import Definition, DefinitionSet
from app.definitions.queries import (
    ahead,
    at_version,
    bundle,
    decide,
    form,
    form_versions,
    latest,
    latest_all,
    pinned,
    started_by,
    versions,
)
from app.definitions.service import deploy, deploy_all, on_deployed, pin

__all__ = [
    "Definition",
    "DefinitionSet",
    "Draft",
    "Examined",
    "ahead",
    "at_version",
    "bundle",
    "check",
    "decide",
    "deploy",
    "deploy_all",
    "examine",
    "form",
    "form_versions",
    "latest",
    "latest_all",
    "on_deployed",
    "pin",
    "pinned",
    "started_by",
    "versions",
]
