"""Whether a form file may be deployed: its shape, its names, its expressions."""

from app.forms.deploying.checking import problems

__all__ = ["problems"]
