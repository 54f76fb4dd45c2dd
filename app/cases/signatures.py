"""Signatures as pictures: what somebody drew, or a name that somebody typed and confirmed."""

import base64
import binascii
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from app.core.errors import InvalidError

HEAD = "data:image/png;base64,"
MOST_BYTES = 1_000_000
MOST_PIXELS = 2_000_000
LEAST_INK = 40
"""Pixels that have to be dark: a dot is no signature."""
SIZE = (720, 200)
INK = (13, 35, 56)
FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "DejaVuSans.ttf",
)


class NoSignatureError(InvalidError):
    """签名没有收到，请重新签名。"""


def drawn(ink: str, name: str) -> bytes:
    """Return what was drawn (a ``data:`` address of a PNG) as a PNG that carries the name."""
    try:
        blob = base64.b64decode(ink.removeprefix(HEAD), validate=True)
        with Image.open(BytesIO(blob), formats=["PNG"]) as picture:
            if len(blob) > MOST_BYTES or picture.width * picture.height > MOST_PIXELS:
                raise NoSignatureError
            found = picture.convert("RGBA")
    except (binascii.Error, OSError, ValueError, SyntaxError) as error:
        raise NoSignatureError from error
    if sum(found.getchannel("A").histogram()[128:]) < LEAST_INK:
        raise NoSignatureError
    return _png(found, name)


def typed(name: str) -> bytes:
    """Return a typed name as a PNG; the name stands in the file's own words as well."""
    picture = Image.new("RGBA", SIZE, (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    pen.line((20, SIZE[1] - 30, SIZE[0] - 20, SIZE[1] - 30), fill=INK, width=2)
    pen.text((40, 50), name, fill=INK, font=_font(min(88, 640 // max(len(name), 1))))
    return _png(picture, name)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for file in FONTS:
        try:
            return ImageFont.truetype(file, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def _png(picture: Image.Image, name: str) -> bytes:
    words = PngInfo()
    words.add_itxt("Author", name)
    kept = BytesIO()
    picture.save(kept, "PNG", pnginfo=words)
    return kept.getvalue()
