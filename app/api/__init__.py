"""The API programs call: parse, call one command in ``transaction()``, answer."""

from flask import Flask


def register(app: Flask) -> None:
    """Give the application its API."""
    app.config.setdefault("API_TITLE", "哨到")
