"""Report-in on a phone, through dead spots too."""

from app.web.field import worker
from app.web.field.pages import bp

__all__ = ["bp", "worker"]
