"""Deployed diagrams, tables and forms: immutable, versioned."""

from app.definitions.models import Definition, DefinitionSet
from app.definitions.queries import (
    at_version,
    bundle,
    decide,
    form,
    form_versions,
    latest,
    latest_all,
    pinned,
    versions,
)
from app.definitions.service import Draft, check, deploy, deploy_all, pin

__all__ = [
    "Definition",
    "DefinitionSet",
    "Draft",
    "at_version",
    "bundle",
    "check",
    "decide",
    "deploy",
    "deploy_all",
    "form",
    "form_versions",
    "latest",
    "latest_all",
    "pin",
    "pinned",
    "versions",
]
