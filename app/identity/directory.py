"""Names and places of organisations, kept per process and read again when one is missing."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from app.core.db import db
from app.core.errors import NotFoundError
from app.identity.models import Organisation, OrganisationName

STREETS = ("street", "town")


class UnknownOrganisationError(NotFoundError):
    """没有这个机构。"""


@dataclass(frozen=True)
class Entry:
    """What everybody may know of an organisation."""

    code: str
    name: str
    name_en: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class Directory:
    """Every organisation by code, and the code each name or alias means."""

    entries: dict[str, Entry]
    codes: dict[str, str]


_kept: WeakKeyDictionary[Engine, Directory] = WeakKeyDictionary()


def organisation_name(code: str, language: str = "zh") -> str:
    """Return the name of an organisation; of an unknown one, its code."""
    found = _find(code)
    if found is None:
        return code
    return found.name_en if language == "en" else found.name


def organisation_facts(code: str) -> dict[str, Any]:
    """Return what a diagram's ``org(code)`` sees: code, names, kind, parent and street."""
    found = _find(code)
    if found is None:
        raise UnknownOrganisationError(f"没有“{code}”这个机构。")
    return {
        "code": found.code,
        "name": found.name,
        "name_en": found.name_en,
        "kind": found.kind,
        "parent": found.parent,
        "street": street_of(code),
    }


def resolve_name(name: str) -> str | None:
    """Return the code of the organisation a policy table means: ``交警`` is ``qh.traffic``.

    None where the table leaves the unit open (物业企业, 权属单位).
    """
    return _directory().codes.get(name.strip())


def street_of(code: str) -> str | None:
    """Return the street or town an organisation lies in, or is; None outside all of them."""
    found = _find(code)
    while found is not None and found.kind not in STREETS:
        found = _find(found.parent) if found.parent else None
    return None if found is None else found.code


def above(code: str) -> list[str]:
    """Return the code and those of the organisations above it, the nearest first."""
    found, codes = _find(code), [code]
    while found is not None and found.parent:
        codes.append(found.parent)
        found = _find(found.parent)
    return codes


def below(codes: Collection[str]) -> list[str]:
    """Return these codes and those of all organisations below them, in order of code."""
    return sorted(code for code in _directory().entries if set(above(code)) & set(codes))


def forget() -> None:
    """Read the directory again at next need (after organisations were written)."""
    _kept.pop(db.engine, None)


def _find(code: str) -> Entry | None:
    found = _directory().entries.get(code)
    if found is None:
        forget()
        found = _directory().entries.get(code)
    return found


def _directory() -> Directory:
    known = _kept.get(db.engine)
    if known is None or not known.entries:
        known = _kept[db.engine] = _read()
    return known


def _read() -> Directory:
    columns = (
        Organisation.code,
        Organisation.name,
        Organisation.name_en,
        Organisation.kind,
        Organisation.parent_code,
    )
    names = select(OrganisationName.name, OrganisationName.org_code)
    return Directory(
        entries={row.code: Entry(*row) for row in db.session.execute(select(*columns))},
        codes={row.name: row.org_code for row in db.session.execute(names)},
    )
