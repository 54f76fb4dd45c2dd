"""The same for many: each in a transaction of its own, with a line that says how it went."""

import logging
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.core.db import passes, transaction
from app.core.errors import ConflictError, InvalidError, ShaodaoError

MOST = 1000
ATTEMPTS, PAUSE = 4, 0.02
"""How often a transaction is tried, and how many seconds it waits at first."""
FAILED = "没有完成，原因已记入日志。"

T = TypeVar("T")
log = logging.getLogger(__name__)


class BusyError(ConflictError):
    """同时办理的人较多，这次没有成功，请再试一次。"""


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
        patiently(partial(_alone, command, item_id))
    except StaleDataError:
        return Outcome(item_id, False, str(ConflictError()))
    except ShaodaoError as refused:
        return Outcome(item_id, False, _words(refused))
    except Exception:
        log.exception("bulk command failed for %s", item_id)
        return Outcome(item_id, False, FAILED)
    return Outcome(item_id, True)


def patiently(command: Callable[[], T]) -> T:
    """Do a whole transaction again when others were in its way; BusyError when they stay there."""
    for attempt in range(ATTEMPTS):
        try:
            return command()
        except OperationalError as error:
            if not passes(error):
                raise
            log.warning("in each other's way: %s", error.orig)
            time.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311
    raise BusyError


def _alone(command: Callable[[UUID], Any], item_id: UUID) -> None:
    with transaction():
        command(item_id)


def _words(refused: ShaodaoError) -> str:
    fields = refused.fields.values() if isinstance(refused, InvalidError) else ()
    return "；".join([*fields]) or str(refused)
