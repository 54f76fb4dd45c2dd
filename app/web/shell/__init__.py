"""What every page shares: who is signed in, language, safety headers, errors, the frame."""

from flask import Flask

from app.web.shell import (
    assets,
    errors,
    languages,
    navigation,
    patience,
    security,
    sessions,
    strays,
    turning,
)


def register(app: Flask) -> None:
    """Give the application its frame."""
    for part in (
        security,
        sessions,
        languages,
        strays,
        assets,
        navigation,
        turning,
        errors,
        patience,
    ):
        part.register(app)
