"""What a file itself says, and what its device says, of when and where it was taken."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image

ZONE = ZoneInfo("Asia/Shanghai")
EXIF, DEVICE = "exif", "device"
AHEAD = timedelta(minutes=5)
"""How far a device's clock may run ahead and still be believed."""
LATER = "%Y:%m:%d %H:%M:%S%z"


@dataclass(frozen=True)
class Taken:
    """When (aware) and where (WGS84, metres of doubt) a file was taken, and who says so."""

    at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy: float | None = None
    source: str | None = None


@dataclass(frozen=True)
class Told:
    """What the sender says of a file: its hash, when and where it was taken, who signed it."""

    sha256: str | None = None
    taken: Taken = Taken()
    signer: str | None = None


def taken(blob: bytes, media_type: str, told: Taken, now: datetime) -> Taken:
    """Return what the file says, completed by what its device said; ``source`` names both."""
    own = _of_picture(blob) if media_type.startswith("image/") else Taken()
    own = replace(own, at=_believed(own.at, now))
    said = replace(told, at=_believed(told.at, now))
    place = own if own.lat is not None else said
    if told.source:
        return replace(told, at=said.at)
    sources = [
        name
        for name, each in ((EXIF, own), (DEVICE, said))
        if (each.at and each.at == (own.at or said.at)) or (each is place and each.lat is not None)
    ]
    return Taken(own.at or said.at, place.lat, place.lon, place.accuracy, "+".join(sources) or None)


def seconds(blob: bytes, media_type: str) -> float | None:
    """Return how long a film lasts; None when the file does not say."""
    found = _of_webm(blob) if media_type == "video/webm" else _of_mp4(blob)
    return found if found and found > 0 else None


def _believed(at: datetime | None, now: datetime) -> datetime | None:
    return at if at and at <= now + AHEAD else None


def _of_picture(blob: bytes) -> Taken:
    try:
        with Image.open(BytesIO(blob)) as picture:
            exif = picture.getexif()
            inner, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError):
        return Taken()
    lat = _degrees(place, ExifTags.GPS.GPSLatitude, "S")
    lon = _degrees(place, ExifTags.GPS.GPSLongitude, "W")
    doubt = _number(place.get(ExifTags.GPS.GPSHPositioningError))
    if lat is None or lon is None:
        return Taken(at=_moment(inner))
    return Taken(_moment(inner), lat, lon, doubt, EXIF)


def _moment(inner: Mapping[int, Any]) -> datetime | None:
    told = str(inner.get(ExifTags.Base.DateTimeOriginal) or "").strip("\x00 ")
    zone = str(inner.get(ExifTags.Base.OffsetTimeOriginal) or "").strip("\x00 ")
    try:
        if zone:
            return datetime.strptime(f"{told}{zone}", LATER).astimezone(ZONE)
        return datetime.strptime(f"{told}+0800", LATER).replace(tzinfo=ZONE)
    except ValueError:
        return None


def _degrees(place: Mapping[int, Any], tag: int, negative: str) -> float | None:
    parts = [_number(each) for each in place.get(tag) or ()]
    if len(parts) != 3 or None in parts:
        return None
    whole, minutes, rest = (each or 0.0 for each in parts)
    found = whole + minutes / 60 + rest / 3600
    is_negative = str(place.get(tag - 1, "")).upper().startswith(negative)
    return round(-found if is_negative else found, 7) if found <= 180 else None


def _number(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return found if found == found and abs(found) != float("inf") else None


def _of_mp4(blob: bytes) -> float | None:
    at = blob.find(b"mvhd") + 4
    if at < 4 or len(blob) < at + 32:
        return None
    form, start = (">IQ", at + 20) if blob[at] == 1 else (">II", at + 12)
    scale, length = struct.unpack_from(form, blob, start)
    return length / scale if scale else None


def _of_webm(blob: bytes) -> float | None:
    head = blob[:4096]
    at = head.find(b"\x44\x89")
    if at < 0 or len(head) < at + 11:
        return None
    if head[at + 2] == 0x88:
        return float(struct.unpack_from(">d", head, at + 3)[0]) * _scale(head)
    if head[at + 2] == 0x84:
        return float(struct.unpack_from(">f", head, at + 3)[0]) * _scale(head)
    return None


def _scale(head: bytes) -> float:
    at = head.find(b"\x2a\xd7\xb1")
    if at < 0:
        return 0.001
    length = head[at + 3] & 0x7F
    return int.from_bytes(head[at + 4 : at + 4 + length], "big") / 1_000_000_000
