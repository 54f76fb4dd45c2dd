"""Multi-instance: one token an element of a collection, at once or one after another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.engine.elements.base import arrive
from app.engine.elements.loops import Loop
from app.engine.elements.packing import packed, unpacked
from app.engine.errors import ElementError
from app.engine.instance.footprints import unneeded
from app.engine.instance.scopes import write
from app.engine.instance.tokens import Token
from app.engine.instance.values import kept
from app.engine.language import evaluate

AT_MOST = 10_000
MODE = re.compile(r"all|any|sequential|(?:[1-9]\d?(?:\.\d+)?|100)%")


@dataclass(frozen=True)
class Plan:
    """How many instances, what each gets and gives, and when it is enough.

    ``completion`` is ``all``, ``any``, ``sequential`` or a share such as ``60%``, or the FEEL of
    one of these; ``condition`` is asked whenever an instance is done.
    """

    collection: str | None = None
    cardinality: str | None = None
    element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    condition: str | None = None
    completion: str | None = None
    is_sequential: bool = False


class MultiInstance(Loop):
    """Holds the instances; closes when none is left or it is enough, with the outputs by index.

    What it knows of them: how many were begun (``next``) and how many of these taken away
    (``gone``), what waits in the ``queue`` of a sequential one, and the ``outputs``.
    """

    gathers = True
    plan: Plan

    def declares(self) -> list[str]:
        """Return the variables this element may set."""
        names = (self.plan.element, self.plan.output_collection)
        return ["loopCounter", *COUNTS, *(name for name in names if name)]

    def begin(self, token: Token) -> bool:
        """Open the instances, or the first; when there are none it passes at once."""
        items = self._items(token)
        mode = str(evaluate(token, self.plan.completion or "all"))
        if not MODE.fullmatch(mode):
            raise ElementError(f"不是完成方式：{mode}", self.plan.completion)
        token.internal_data.update(next=0, gone=0, outputs={})
        if mode != "all":
            token.internal_data["mode"] = mode
        if self.plan.is_sequential or mode == "sequential":
            token.internal_data["queue"] = [packed(item) for item in items]
            self._open_next(token)
        else:
            for item in items:
                self._open_instance(token, item)
        return not items

    def add_instance(self, token: Token, item: Any) -> None:
        """Open one more instance, or queue it; an index is never used again."""
        if len(token.internal_data.get("queue", ())) + active(token) >= AT_MOST:
            raise ElementError(f"多实例最多 {AT_MOST} 个")
        if "queue" in token.internal_data:
            token.internal_data["queue"].append(packed(item))
        else:
            self._open_instance(token, item)

    def collect(self, instance: Token, results: Mapping[str, Any]) -> None:
        """Take over the output of a finished instance."""
        instance.results = results
        if self.plan.output_element:
            value = evaluate(instance, self.plan.output_element, results)
            outputs = instance.parent.internal_data["outputs"]
            outputs[str(instance.internal_data["index"])] = packed(value)

    def finished(self, token: Token, instance: Token) -> None:
        """See whether an instance that is done was enough."""
        self._settle(token, {**instance.data, **instance.results})

    def dismissed(self, token: Token) -> None:
        """Count an instance that was taken away."""
        token.internal_data["gone"] += 1
        self._settle(token, {})

    def give_outputs(self, token: Token) -> None:
        """Write the output collection, in the order of the indexes."""
        if self.plan.output_collection:
            write(token, self.plan.output_collection, _in_order(token))

    def _settle(self, token: Token, last: Mapping[str, Any]) -> None:
        if self._is_enough(token, last):
            unneeded(token)
            for instance in self.instances(token):
                token.internal_data["gone"] += 1
                instance.cancel()
        if not is_busy(token) and not self._open_next(token):
            self.close(token)

    def _is_enough(self, token: Token, last: Mapping[str, Any]) -> bool:
        if _share_is_reached(token):
            return True
        condition = self.plan.condition
        if condition is None:
            return False
        facts: dict[str, Any] = {**last, **counts(token)}
        if self.plan.output_collection and self.plan.output_collection in condition:
            facts[self.plan.output_collection] = _in_order(token)
        return evaluate(token, condition, facts) is True

    def _items(self, token: Token) -> list[Any]:
        if self.plan.collection is not None:
            items = evaluate(token, self.plan.collection)
            if not isinstance(items, list):
                raise ElementError("多实例的集合不是列表", self.plan.collection)
        else:
            items = [None] * self._number(token)
        if len(items) > AT_MOST:
            raise ElementError(f"多实例最多 {AT_MOST} 个，这里有 {len(items)} 个")
        return items

    def _number(self, token: Token) -> int:
        number = evaluate(token, self.plan.cardinality)
        number = Decimal(number) if isinstance(number, str) and number.isdigit() else number
        is_number = isinstance(number, int | Decimal) and not isinstance(number, bool)
        if not is_number or number != int(number) or number < 0:
            raise ElementError("多实例的次数不是自然数", self.plan.cardinality)
        return min(int(number), AT_MOST + 1)

    def _open_next(self, token: Token) -> bool:
        queue = token.internal_data.get("queue")
        if queue:
            self._open_instance(token, unpacked(queue.pop(0)))
        return is_busy(token)

    def _open_instance(self, token: Token, item: Any) -> None:
        index = token.internal_data["next"]
        token.internal_data["next"] = index + 1
        instance = self.hang(token, index, index + 1)
        if self.plan.element:
            instance.data[self.plan.element] = kept(item)
        arrive(instance)


COUNTS = (
    "numberOfInstances",
    "numberOfActiveInstances",
    "numberOfCompletedInstances",
    "numberOfTerminatedInstances",
)


def active(token: Token) -> int:
    """Return how many instances run."""
    return sum("index" in child.internal_data for child in token.children)


def is_busy(token: Token) -> bool:
    """Say whether an instance runs; they come after the boundary events, so the last one tells."""
    live = token.workflow.tasks
    return any("index" in live[child].internal_data for child in reversed(token._children))


def counts(token: Token) -> dict[str, int]:
    """Return what BPMN says of a multi-instance activity; those in the queue are instances too."""
    knows, running = token.internal_data, active(token)
    total, done = knows["next"] + len(knows.get("queue", ())), knows["next"] - knows["gone"]
    return dict(zip(COUNTS, (total, running, done - running, knows["gone"]), strict=True))


def _share_is_reached(token: Token) -> bool:
    """Those taken away count for nothing: 60 % are of the ones that remain."""
    mode = token.internal_data.get("mode", "all")
    if mode != "any" and not mode.endswith("%"):
        return False
    found = counts(token)
    done = found["numberOfCompletedInstances"]
    if mode == "any":
        return done > 0
    wanted = found["numberOfInstances"] - found["numberOfTerminatedInstances"]
    return wanted > 0 and done * 100 >= Decimal(mode[:-1]) * wanted


def _in_order(token: Token) -> list[Any]:
    outputs = token.internal_data["outputs"]
    return [unpacked(outputs[index]) for index in sorted(outputs, key=int)]
