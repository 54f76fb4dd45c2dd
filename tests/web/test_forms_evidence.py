"""Files with what they say of themselves, and forms without script."""

import hashlib
import struct
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from app.cli.player import picture


def photo():
    """Return a JPEG of 2026-06-30 08:30 in the district, as a phone takes it."""
    exif = Image.Exif()
    inner, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    inner[ExifTags.Base.DateTimeOriginal] = "2026:06:30 08:30:00"
    exif[ExifTags.Base.Orientation] = 6
    place.update({1: "N", 2: (30.0, 45.0, 0.0), 3: "E", 4: (117.0, 12.0, 0.0), 31: 8.0})
    kept = BytesIO()
    Image.new("RGB", (1200, 900), "gray").save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def film(seconds):
    """Return the head of an MP4 that lasts so long."""
    header = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80)
    return b"\x00\x00\x00\x18ftypmp42" + bytes(12) + b"\x00\x00\x00\x6cmvhd" + header


def sent(content, name, **facts):
    return {"file": (BytesIO(content), name), **facts}


def upload(browser, content, name, status=200, **facts):
    return browser.post("/documents/", sent(content, name, **facts), status=status).response.json


def test_a_photo_tells_itself_when_and_where_it_was_taken(page):
    told = upload(page.log_in("operator"), photo(), "现场.jpg", lat="31", lon="118", accuracy="5")

    assert datetime.fromisoformat(told["taken_at"]) == datetime(2026, 6, 30, 0, 30, tzinfo=UTC)
    assert (told["lat"], told["lon"], told["accuracy"]) == (30.75, 117.2, 8.0)
    assert told["source"] == "exif"
    assert "拍摄于" in told["words"]
    assert "照片自带信息" in told["words"]


def test_the_device_tells_what_a_file_does_not(page):
    facts = {"lat": "30.75", "lon": "117.2", "accuracy": "12", "taken_at": "2026-07-01T00:00:00Z"}

    told = upload(page.log_in("operator"), picture(), "现场.png", **facts)

    assert (told["lat"], told["source"]) == (30.75, "device")
    assert "±12 m" in told["words"]


@pytest.mark.parametrize(
    "facts",
    [{"lat": "91", "lon": "1"}, {"lat": "nan", "lon": "1"}, {"lat": "1"},
     {"taken_at": "2999-01-01T00:00:00Z"}, {"taken_at": "gestern"}],
)  # fmt: skip
def test_what_cannot_be_believed_is_left_out(page, facts):
    told = upload(page.log_in("operator"), picture(), "现场.png", **facts)

    assert (told["taken_at"], told["lat"], told["source"]) == (None, None, None)


def test_a_file_hurt_on_its_way_is_refused(page):
    operator, right = page.log_in("operator"), hashlib.sha256(picture()).hexdigest()

    assert upload(operator, picture(), "现场.png", sha256=right)["sha256"] == right
    told = upload(operator, picture(), "现场.png", status=422, sha256="0" * 64)

    assert "在传输中损坏" in told["detail"]


def test_a_film_lasts_thirty_seconds_at_most(page):
    operator = page.log_in("operator")

    assert upload(operator, film(30), "短.mp4")["id"]
    assert "超过 30 秒" in upload(operator, film(31), "长.mp4", status=422)["detail"]


def test_a_small_picture_is_shown_to_those_who_may_see_the_large_one(page):
    operator = page.log_in("operator")
    told = upload(operator, photo(), "现场.jpg")

    small = operator.get(told["thumbnail"]).response

    assert small.mimetype == "image/jpeg"
    assert max(Image.open(BytesIO(small.data)).size) == 480
    page.log_in("operator2").get(told["thumbnail"], status=404)


def test_a_small_picture_stands_upright_and_tells_nothing_of_its_place(page):
    operator = page.log_in("operator")
    told = upload(operator, photo(), "现场.jpg")

    small = Image.open(BytesIO(operator.get(told["thumbnail"]).response.data))

    assert small.size == (360, 480)
    assert dict(small.getexif()) == {}
    assert b"GPS" not in small.info.get("exif", b"")


def test_the_same_content_sent_again_is_told(page):
    operator = page.log_in("operator")
    first = upload(operator, photo(), "现场.jpg")
    again = upload(operator, photo(), "现场二.jpg")
    others = upload(page.log_in("operator2"), photo(), "现场.jpg")

    assert first["remarks"] == others["remarks"] == []
    assert len(again["remarks"]) == 1
    assert "现场.jpg" in again["remarks"][0]
    assert again["sha256"] == first["sha256"]


def test_what_is_no_picture_has_no_small_one(page):
    operator = page.log_in("operator")
    told = upload(operator, film(5), "短.mp4")

    assert told["thumbnail"] == ""
    operator.get(f"/documents/{told['id']}/thumbnail", status=404)


def test_without_script_a_row_is_asked_for_and_nothing_typed_is_lost(page):
    desk = page.log_in("wx_desk")
    found = desk.get("/whistles/new")

    more = desk.send(found, {"_rows": "again", "facts": "青石桥下积水"}, "吹哨", status=422)

    assert more.fields("吹哨")["facts"] == "青石桥下积水"
    assert more.errors() == {}
