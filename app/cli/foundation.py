"""What every installation starts with: organisation, people, rules, definitions."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import definitions, identity, policies
from app.core.db import transaction
from app.identity import SYSTEM
from config.settings import ROOT

EPOCH = datetime(2004, 1, 1, tzinfo=UTC)
SHIPPED = ("processes/*/*.bpmn", "processes/*/*.dmn", "forms/*/*.form")


def lay(password: str, *, now: datetime) -> None:
    """Import the shipped tables and deploy the shipped definitions; again changes nothing."""
    with transaction():
        organisation = read("organisation")
        identity.import_organisations(organisation)
        identity.import_people(read("people"), password, organisation["region"], now=now)
    with transaction():
        policies.import_parameters(read("parameters"), valid_from=EPOCH)
        policies.import_calendar(now=now)
        policies.import_catalogue(read("catalogue"), valid_from=EPOCH)
    with transaction():
        definitions.deploy_all(shipped(), actor=SYSTEM, now=now)


def shipped() -> list[Path]:
    """Return the files of the shipped definitions."""
    return [path for pattern in SHIPPED for path in sorted(ROOT.glob(pattern))]


def read(name: str) -> dict[str, Any]:
    """Return a table of ``config/``."""
    return tomllib.loads((ROOT / "config" / f"{name}.toml").read_text("utf-8"))
