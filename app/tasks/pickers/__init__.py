"""What the pickers of a form offer, by the form's ``valuesKey``."""

from collections.abc import Callable, Mapping, Sequence

from app import identity, policies, runtime
from app.tasks.situation import Situation, reporting

Choices = list[dict[str, str]]
DEPARTMENTS = ("department", "utility")
STAFF = ("联络员", "值班员", "执法人员", "负责人")


def _drafted(situation: Situation) -> list[str]:
    return list(situation.facts.get("departments") or [])


def _offer(codes: Sequence[str]) -> Choices:
    return [{"value": code, "label": identity.organisation_name(code)} for code in codes]


def _organisations(situation: Situation) -> Choices:
    kinds = (*DEPARTMENTS, "street", "town")
    return [{"value": o.code, "label": o.name} for o in identity.organisations(kinds)]


def _departments(situation: Situation) -> Choices:
    return [{"value": o.code, "label": o.name} for o in identity.organisations(DEPARTMENTS)]


def _addable(situation: Situation) -> Choices:
    case, number = situation.case, situation.facts.get("whistle_no")
    tasks = runtime.tasks_of(case.id) if case else []
    called = {*_drafted(situation), *(t.department for t in tasks if t.whistle_no == number)}
    return [choice for choice in _departments(situation) if choice["value"] not in called]


def duty_leaders(situation: Situation) -> Choices:
    """Return who may have approved an emergency by word: not whoever fills in the form."""
    street = situation.facts.get("street")
    people = identity.people_in([f"{street}/值班领导"]) if street else []
    return [{"value": p.name, "label": p.name} for p in people if p.id != situation.actor.user_id]


def _grids(situation: Situation) -> Choices:
    return [{"value": o.code, "label": o.name} for o in identity.organisations(("grid",))]


def _team(situation: Situation) -> Choices:
    named = {member["member"] for member in situation.facts.get("roster") or []}
    resolved = [identity.resolve_name(name) for name in sorted(named)]
    return _offer([code for code in resolved if code]) or _departments(situation)


def _officers(situation: Situation) -> Choices:
    people = identity.people_in([f"{o.code}/执法人员" for o in identity.organisations(DEPARTMENTS)])
    return [{"value": p.name, "label": p.name} for p in people]


def _catalogue_rows(situation: Situation) -> Choices:
    return [{"value": r.code, "label": f"{r.code} {r.name}"} for r in policies.catalogue_rows()]


def _steps(situation: Situation) -> Choices:
    return [
        {"value": str(reply.id), "label": f"{reply.element_id} {reply.by_name}"}
        for reply in situation.replies
        if reply.department == situation.department
    ]


def _staff(situation: Situation) -> Choices:
    units = [code for code in (situation.department, *situation.actor.org_codes) if code]
    found = identity.people_in([f"{code}/{post}" for code in units for post in STAFF])
    return [{"value": person.name, "label": person.name} for person in found]


def _posts(_situation: Situation) -> Choices:
    return [{"value": post.name, "label": post.name} for post in identity.posts()]


PICKERS: Mapping[str, Callable[[Situation], Choices]] = {
    "orgs": _organisations,
    "departments": _departments,
    "drafted_departments": lambda s: _offer(_drafted(s)),
    "accept_departments": lambda s: _offer(reporting(s)),
    "unfinished_departments": _departments,
    "addable_departments": _addable,
    "duty_leaders": duty_leaders,
    "officers": _officers,
    "open_duplicates": lambda s: [
        {"value": r, "label": r} for r in s.facts.get("open_duplicates") or []
    ],
    "team_departments": _team,
    "grids": _grids,
    "catalogue": _catalogue_rows,
    "steps": _steps,
    "staff": _staff,
    "posts": _posts,
}
