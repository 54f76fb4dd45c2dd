"""The same for many: each in a transaction of its own, with a line that says how it went."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm.exc import StaleDataError

from app.core.db import transaction
from app.core.errors import ConflictError, InvalidError, ShaodaoError

MOST = 1000
FAILED = "没有完成，原因已记入日志。"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How it went for one: done, or ``words`` why not."""

    item_id: UUID
    is_done: bool
    words: str = ""


def each(ids: Iterable[UUID], command: Callable[[UUID], Any]) -> Sequence[Outcome]:
    """Do a command for each id, outside any transaction; one that fails stops no other."""
    chosen = list(dict.fromkeys(ids))
    if len(chosen) > MOST:
        raise InvalidError(f"一次最多 {MOST} 个。")
    return [one(item_id, command) for item_id in chosen]


def one(item_id: UUID, command: Callable[[UUID], Any]) -> Outcome:
    """Do a command in a transaction of its own and tell how it went, whatever happens."""
    try:
        with transaction():
            command(item_id)
    except StaleDataError:
        return Outcome(item_id, False, str(ConflictError()))
    except ShaodaoError as refused:
        return Outcome(item_id, False, _words(refused))
    except Exception:
        log.exception("bulk command failed for %s", item_id)
        return Outcome(item_id, False, FAILED)
    return Outcome(item_id, True)


def _words(refused: ShaodaoError) -> str:
    fields = refused.fields.values() if isinstance(refused, InvalidError) else ()
    return "；".join([*fields]) or str(refused)
