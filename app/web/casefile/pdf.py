"""A page of ours as a PDF: tagged for screen readers, with nothing fetched from anywhere."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import render_template
from PIL import Image, ImageOps

from app.cases import Document, documents
from app.core.errors import ConflictError

STYLE = Path(__file__).parents[1] / "static" / "css" / "paper.css"
OURS = re.compile(r"document:([0-9a-f-]{36})")
VARIANT = "pdf/ua-1"
WIDEST = 1200
"""Pixels of the longer side of a picture as it is printed; the file itself is kept as it came."""


class NoPrinterError(ConflictError):
    """这台服务器缺少打印组件，请管理员运行 flask doctor 查看。"""


def made(template: str, files: Mapping[UUID, Document], **values: Any) -> bytes:
    """Return the template as a PDF; ``document:<id>`` in it shows one of these files."""
    printer = _printer()

    def fetch(url: str, *_: Any, **__: Any) -> dict[str, Any]:
        found = OURS.fullmatch(url)
        document = files.get(UUID(found[1])) if found else None
        if document is None:
            raise ValueError(f"not a file of this paper: {url}")
        return {"string": _picture(document), "mime_type": "image/jpeg"}

    page = printer.HTML(string=render_template(template, **values), url_fetcher=fetch)
    style = printer.CSS(string=STYLE.read_text(encoding="utf-8"))
    written: bytes = page.write_pdf(stylesheets=[style], pdf_variant=VARIANT)
    return written


def _picture(document: Document) -> bytes:
    """Return a picture small enough to print, upright."""
    with Image.open(documents.path(document)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    upright.thumbnail((WIDEST, WIDEST))
    written = BytesIO()
    upright.save(written, "JPEG", quality=80)
    return written.getvalue()


@cache
def _printer() -> Any:
    """Return the library that prints; it takes half a second to load, which only papers pay."""
    try:
        return import_module("weasyprint")
    except OSError as error:
        raise NoPrinterError from error
