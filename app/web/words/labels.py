"""Names of organisations, posts and people as a reader may see them."""

from collections.abc import Iterable
from functools import lru_cache

from flask import Flask
from flask_babel import gettext as _

from app import identity
from app.identity import Actor
from app.web.shell.languages import label, language
from app.web.shell.sessions import now, settings

MINUTE = 60
NOBODY = "—"
SHORT = 12


def register(app: Flask) -> None:
    """Offer the names as filters."""
    app.jinja_env.filters.update(
        org_name=org_name,
        group_name=group_name,
        group_orgs=group_orgs,
        posts=posts,
        masked=masked,
        masked_phone=phone,
        dotted=dotted,
    )


def org_name(code: str | None) -> str:
    """Return an organisation's name in the reader's language; the code when it is unknown."""
    if not code:
        return NOBODY
    names = _organisations(settings().database_url, int(now().timestamp()) // MINUTE)
    chinese, english = names.get(code, (code, code))
    return chinese if language() == "zh" else english or chinese


def group_name(group: str) -> str:
    """Return a candidate group in words: ``望溪街道 · 指挥中心``."""
    code, post = identity.split_group(group)
    return f"{org_name(code)} · {label(post)}"


def group_orgs(groups: Iterable[str]) -> str:
    """Return the organisations of candidate groups, each once."""
    return joined(org_name(code) for code in dict.fromkeys(g.split("/")[0] for g in groups))


def posts(person: Actor, most: int = 2) -> str:
    """Return the posts a person holds, organisation first."""
    return joined(group_name(group) for group in person.groups[:most])


def masked(name: str | None) -> str:
    """Return a person's name with all but the first character hidden: ``张*``."""
    if not name:
        return NOBODY
    return name[0] + "*" * min(len(name) - 1, 2)


def phone(number: str | None) -> str:
    """Return a telephone number with its middle hidden: ``138****0000``."""
    if not number:
        return NOBODY
    return number if len(number) < 8 else f"{number[:3]}****{number[-4:]}"


def joined(names: Iterable[str]) -> str:
    """Return several names as one list."""
    return _("、").join(names)


def dotted(parts: Iterable[object]) -> str:
    """Return parts with dots between, none of which begins a line."""
    return "\u00a0· ".join(_unbroken(str(part)) for part in parts if part)


def _unbroken(part: str) -> str:
    return part.replace(" ", "\u00a0") if len(part) <= SHORT else part


@lru_cache(maxsize=4)
def _organisations(_database: str, _minute: int) -> dict[str, tuple[str, str]]:
    return {each.code: (each.name, each.name_en) for each in identity.organisations()}
