"""A case on its diagrams: where it stands, where it has been, in pictures and as a list."""

from app.web.diagrams.names import element_name
from app.web.diagrams.pages import bp

__all__ = ["bp", "element_name"]
