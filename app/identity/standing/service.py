"""Enter an absence, end it, replace a substitute."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, select, update

from app.core.clock import spoken
from app.core.db import db
from app.core.errors import InvalidError, NotPermittedError
from app.identity import holders
from app.identity.actor import Actor
from app.identity.models import Absence, Substitution, User
from app.identity.permissions import split_group
from app.identity.queries import groups_of, user
from app.identity.standing import policy, queries
from app.identity.standing.errors import AbsenceOverError, AbsenceOverlapsError
from app.identity.standing.policy import Plan

TOO_LATE = "这次请假已由“{who}”于 {when} 结束，不用再做。"
OVER = "这次请假已于 {when} 到期，不用再做。"


def enter(user_id: UUID, plan: Plan, *, actor: Actor, now: datetime) -> Absence:
    """Enter when a person is away and who stands in, for oneself or for one's own people.

    InvalidError names each field: ``starts_at``, ``ends_at``, ``kind``, ``substitute:<group>``.
    """
    person = user(user_id)
    held = groups_of(person, now)
    _require_keeper(person, held, actor)
    chosen = {name: who for name, who in plan.substitutes.items() if who is not None}
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())  # one at a time
    facts = queries.facts_of([user_id, *chosen.values()], plan, now)
    wrong = dict(policy.faults(plan, held, now))
    for name, who in chosen.items():
        refused = policy.refusal(name, user_id, facts.get(who)) if name in held else None
        wrong |= {policy.substitute(name): refused} if refused else {}
    if wrong:
        raise InvalidError(fields=wrong)
    _require_free(facts[user_id].away)
    return _add(person, plan, chosen, actor, now)


def end(absence_id: UUID, *, actor: Actor, now: datetime) -> Absence:
    """Cancel an absence to come, or end one early; who comes second is told who was first."""
    found = queries.spell(absence_id, actor, now)
    _require_keeper(found.person, groups_of(found.person, now), actor)
    running = Absence.id == absence_id, Absence.ends_at > now, Absence.ended_at.is_(None)
    over = case((Absence.starts_at > now, Absence.starts_at), else_=now)
    said = {"ends_at": over, "ended_at": now, "ended_by_name": actor.name}
    ended = update(Absence).where(*running).values(said).returning(Absence.id)
    done = db.session.scalar(ended, execution_options={"synchronize_session": False})
    db.session.refresh(found.absence)
    holders.forget()
    if done is None:
        raise AbsenceOverError(_fate(found.absence))
    return found.absence


def replace(absence_id: UUID, group: str, old: UUID, new: UUID | None, *, now: datetime) -> None:
    """Let somebody else stand in for a post, or nobody; ``old`` must do so still.

    Whoever hands over the work of ``old`` may; the caller sees to that.
    """
    found = queries.found(absence_id)
    plan = Plan(max(found.absence.starts_at, now), found.absence.ends_at, found.absence.kind)
    if new is not None:
        facts = queries.facts_of([new], plan, now)
        refused = policy.refusal(group, found.person.id, facts.get(new))
        if refused:
            raise InvalidError(refused, fields={policy.substitute(group): refused})
    org, name = split_group(group)
    still = (
        Substitution.absence_id == absence_id,
        Substitution.org_code == org,
        Substitution.post == name,
        Substitution.substitute_id == old,
    )
    change = delete(Substitution) if new is None else update(Substitution).values(substitute_id=new)
    if db.session.scalar(change.where(*still).returning(Substitution.id)) is None:
        raise AbsenceOverError("代办人已有变化，请刷新后再看。")


def _require_keeper(person: User, held: list[str], actor: Actor) -> None:
    if actor.user_id != person.id and not policy.may_manage(actor, held):
        raise NotPermittedError("只能登记本人或本单位人员的请假。")


def _require_free(others: tuple[Absence, ...]) -> None:
    if others:
        other = policy.lasting(others[0])
        raise AbsenceOverlapsError(
            f"这段时间与已登记的请假（{other}）重叠，请先结束那一次或改时间。"
        )


def _add(person: User, plan: Plan, chosen: dict[str, UUID], actor: Actor, now: datetime) -> Absence:
    absence = Absence(
        user_id=person.id,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        planned_until=plan.ends_at,
        kind=plan.kind,
        entered_at=now,
        entered_by_name=actor.name,
    )
    db.session.add(absence)
    db.session.flush()
    for name, who in chosen.items():
        org, post = split_group(name)
        place = Substitution(absence_id=absence.id, org_code=org, post=post, substitute_id=who)
        db.session.add(place)
    db.session.flush()
    return absence


def _fate(absence: Absence) -> str:
    if absence.ended_at is None:
        return OVER.format(when=spoken(absence.ends_at))
    when = spoken(absence.ended_at)
    return TOO_LATE.format(who=absence.ended_by_name, when=when)
