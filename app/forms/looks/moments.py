"""Times as a form file wants them written, and read again."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
OFFSET = timedelta(hours=8)
NORMALIZED, BARE, WITH_OFFSET = "utc_normalized", "no_timezone", "utc_offset"


def written(value: datetime | time, how: str) -> str:
    """Return a time as text: with its offset, in UTC, or without either."""
    if isinstance(value, datetime):
        return _datetime(value if value.tzinfo else value.replace(tzinfo=ZONE), how)
    if how == NORMALIZED:
        return f"{_moved(value, -OFFSET).isoformat('minutes')}Z"
    suffix = "+08:00" if how == WITH_OFFSET else ""
    return f"{value.isoformat('minutes')}{suffix}" if how else value.isoformat()


def read_time(text: str) -> time:
    """Return a time of day on Shanghai's wall from any of those writings."""
    found = time.fromisoformat(text)
    away = found.utcoffset()
    bare = found.replace(tzinfo=None)
    return bare if away is None else _moved(bare, OFFSET - away)


def floored(value: datetime | time, minutes: int) -> datetime | time:
    """Return the last multiple of so many minutes before a time."""
    return value.replace(minute=value.minute - value.minute % minutes, second=0, microsecond=0)


def _datetime(value: datetime, how: str) -> str:
    if how == NORMALIZED:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if how == BARE:
        return value.astimezone(ZONE).replace(tzinfo=None).isoformat()
    return value.isoformat()


def _moved(value: time, by: timedelta) -> time:
    return (datetime(2000, 1, 2, value.hour, value.minute, tzinfo=UTC) + by).time()
