"""What the clock does: wake, deliver, warn, announce, send."""

from app.jobs.heartbeat import Heartbeat, last_beat
from app.jobs.outbox import outlets, use
from app.jobs.scheduler import start
from app.jobs.setbacks import Setback
from app.jobs.tick import Ticked, tick

__all__ = ["Heartbeat", "Setback", "Ticked", "last_beat", "outlets", "start", "tick", "use"]
