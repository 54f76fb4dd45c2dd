"""Small pictures of large ones, made once and kept beside the files."""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from app.cases import documents
from app.cases.models import Document
from app.core.errors import NotFoundError

LONGEST = 480
MOST_PIXELS = 120_000_000
FOLDER = "small"
KINDS = ("image/jpeg", "image/png")


def path(document: Document) -> Path:
    """Return where the small picture of a document lies, making it first if need be.

    NotFoundError for whatever is no picture or cannot be drawn.
    """
    if document.media_type not in KINDS:
        raise NotFoundError
    original = documents.path(document)
    lying = original.parent.parent / FOLDER / f"{document.sha256}.jpg"
    if not lying.exists():
        _keep(lying, _drawn(original))
    return lying


def _drawn(original: Path) -> bytes:
    try:
        with Image.open(original) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotFoundError
            picture.draft("RGB", (LONGEST, LONGEST))
            turned = ImageOps.exif_transpose(picture)
            turned.thumbnail((LONGEST, LONGEST))
            return _jpeg(turned)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotFoundError from error


def _jpeg(picture: Image.Image) -> bytes:
    white = Image.new("RGB", picture.size, "white")
    clear = picture.convert("RGBA")
    white.paste(clear, mask=clear.getchannel("A"))
    drawn = BytesIO()
    white.save(drawn, "JPEG", quality=80)
    return drawn.getvalue()


def _keep(lying: Path, blob: bytes) -> None:
    lying.parent.mkdir(parents=True, exist_ok=True)
    draft = lying.with_suffix(f".{os.getpid()}")
    draft.write_bytes(blob)
    draft.replace(lying)
