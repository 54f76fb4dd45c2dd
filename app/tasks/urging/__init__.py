"""催办: whoever waits for a task pushes whoever must act; the answer goes back."""

from app.tasks.urging.models import Urge

__all__ = ["Urge"]
