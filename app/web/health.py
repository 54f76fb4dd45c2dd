"""``/healthz``: may a load balancer send people here?"""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app import jobs

bp = Blueprint("health", __name__)
LONGEST_SILENCE = 120
UNAVAILABLE = 503


@bp.get("/healthz")
def healthz() -> tuple[Response, int]:
    """Say whether the database answers, and how long ago the clock last ticked."""
    try:
        silence = jobs.last_beat()
    except SQLAlchemyError:
        return jsonify(status="fail", database="fail", clock="unknown"), UNAVAILABLE
    seconds = None if silence is None else int(silence.total_seconds())
    ticks = seconds is not None and seconds <= LONGEST_SILENCE
    clock = {"clock": "ok" if ticks else "late", "seconds_since_tick": seconds}
    return jsonify(status="ok" if ticks else "warn", database="ok", **clock), 200
