"""The OpenAPI document: how programs sign in, and how they are told no."""

from typing import Any

from flask_smorest import Api

from app.api.problems import MEDIA_TYPE
from app.api.schemas import Problem

BEARER = {"type": "http", "scheme": "bearer"}
ABOUT = (
    "Whistle and report-in. Every route acts for the person whose token is sent; "
    "nobody sees more here than on the pages, and never who asked."
)


class Described(Api):  # type: ignore[misc]
    """An API whose document names its problems and its tokens."""

    ERROR_SCHEMA = Problem

    def __init__(self, app: Any) -> None:
        options = {"info": {"description": ABOUT}, "security": [{"token": []}]}
        super().__init__(app, spec_kwargs=options)
        self.spec.components.security_scheme("token", BEARER)

    def _register_error_handlers(self) -> None:
        """Leave the application's other pages to themselves: each door answers for its own."""

    def _register_responses(self) -> None:
        """Name every refusal as a problem."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = MEDIA_TYPE
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE
