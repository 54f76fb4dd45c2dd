"""Characters that no database keeps are refused before any page meets them."""

from collections.abc import Iterator

from flask import Flask, request

from app.core.errors import InvalidError

NUL = "\0"
STRAY = "“{name}”里有不能保存的字符，请删去后再提交。"
API = "/api/"


def register(app: Flask) -> None:
    """Look at what is sent to pages; programs are told by their schemas."""
    app.before_request(_refuse)


def _refuse() -> None:
    if request.path.startswith(API):
        return
    for name, text in _sent():
        if NUL in text or NUL in name:
            shown = name.replace(NUL, "")
            sentence = STRAY.format(name=shown)
            raise InvalidError(sentence, fields={shown: sentence})


def _sent() -> Iterator[tuple[str, str]]:
    for name, value in (request.view_args or {}).items():
        yield name, str(value)
    yield from request.args.items(multi=True)
    yield from request.form.items(multi=True)
    yield from ((name, file.filename or "") for name, file in request.files.items(multi=True))
