"""Parallel multi-instance: one token an element of a collection; more may be added later."""

from collections.abc import Mapping
from typing import Any

from app.engine.elements.base import Element, arrive
from app.engine.errors import ElementError
from app.engine.instance.scopes import write
from app.engine.instance.tokens import CLOSE, WAIT, Token
from app.engine.instance.values import kept
from app.engine.language import evaluate


class ParallelLoop(Element):
    """Holds the instances; closes when none is left, with the outputs by index."""

    loop: Mapping[str, str]
    instance_spec: str

    def declares(self) -> list[str]:
        """Return the variables this element may set."""
        names = (self.loop.get("inputElement"), self.loop.get("outputCollection"))
        return ["loopCounter", *(name for name in names if name)]

    def shows(self, token: Token) -> bool:
        """Stay in the background: a person sees the instances."""
        return False

    def begin(self, token: Token) -> bool:
        """Open an instance for each element; an empty collection passes at once."""
        items = evaluate(token, self.loop.get("inputCollection"))
        if not isinstance(items, list):
            raise ElementError("多实例的集合不是列表", self.loop.get("inputCollection"))
        token.internal_data.update(next=0, outputs={})
        for item in items:
            self.add_instance(token, item)
        return not items

    def add_instance(self, token: Token, item: Any) -> Token:
        """Open one more instance; an index is never used again."""
        index = token.internal_data["next"]
        token.internal_data["next"] = index + 1
        instance = token.add(self._wf_spec.task_specs[self.instance_spec])
        instance.internal_data["index"] = index
        instance.data["loopCounter"] = index + 1
        if self.loop.get("inputElement"):
            instance.data[self.loop["inputElement"]] = kept(item)
        arrive(instance)
        return instance

    def collect(self, instance: Token, results: Mapping[str, Any]) -> None:
        """Take over the output of a finished instance."""
        if self.loop.get("outputElement"):
            value = evaluate(instance, self.loop["outputElement"], results)
            outputs = instance.parent.internal_data["outputs"]
            outputs[str(instance.internal_data["index"])] = kept(value)

    def settle(self, token: Token) -> None:
        """Close when no instance is left."""
        if token.phase == WAIT and not self.instances(token):
            token.resume(CLOSE)

    def instances(self, token: Token) -> list[Token]:
        """Return the running instances."""
        return [child for child in token.children if "index" in child.internal_data]

    def give_outputs(self, token: Token) -> None:
        """Write the output collection, in the order of the indexes."""
        if self.loop.get("outputCollection"):
            outputs = token.internal_data["outputs"]
            values = [outputs[index] for index in sorted(outputs, key=int)]
            write(token, self.loop["outputCollection"], values)

    def note(self, token: Token, kind: str) -> None:
        """Leave the trail to the instances."""
