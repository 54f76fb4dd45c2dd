"""Who of one's people is away when, and who stands in."""

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask_login import login_required

from app import identity
from app.identity import standing
from app.tasks import leaving
from app.web.shell.sessions import actor, now

bp = Blueprint("team", __name__)

AHEAD = timedelta(days=60)


@bp.get("/absences/team")
@login_required
def index() -> str:
    """List the absences of the next two months, and the people with what can be done for them."""
    identity.require(actor(), standing.MANAGE)
    asked = request.args.get("q", "").strip()
    people = [each for each in standing.people_of(actor(), now()) if asked in each[0].name]
    return render_template(
        "absences/team.html",
        spells=standing.away_in(actor(), now(), now() + AHEAD),
        people=people,
        asked=asked,
        may_hand_over={
            person.id: person.id != actor().user_id and leaving.may_hand_over(actor(), groups)
            for person, groups in people
        },
    )
