"""Handing a task on: 转办, 委派 with 交回 and 收回, 接管.

Each locks the case, refuses whoever may not, states its whole condition in the write, stands in
the record and tells whom it concerns. What was typed into the task goes with it.
"""

from app.tasks.handing import receivers
from app.tasks.handing.delegation import delegate, recall, resolve
from app.tasks.handing.giving import give
from app.tasks.handing.offers import offers
from app.tasks.handing.receivers import Receiver
from app.tasks.handing.taking import may_take_over, require_taker, take_over
from app.tasks.handing.transfer import transfer

__all__ = [
    "Receiver",
    "delegate",
    "give",
    "may_take_over",
    "offers",
    "recall",
    "receivers",
    "require_taker",
    "resolve",
    "take_over",
    "transfer",
]
