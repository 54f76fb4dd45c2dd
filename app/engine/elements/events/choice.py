"""The event-based gateway: the first thing to happen decides."""

from typing import Any

from app.engine.elements.base import Element, arrive
from app.engine.instance.tokens import GONE, Token


class EventGateway(Element):
    """Waits for the events behind it, which hang under it until one of them happens."""

    def begin(self, token: Token) -> bool:
        """Let each of the events wait."""
        for flow in self.flows:
            event = token.add(self._wf_spec.task_specs[flow.target])
            event.internal_data["quiet"] = True
            arrive(event, flow.id, token.origins)
        return False

    def decide(self, token: Token, event: Token, payload: dict[str, Any]) -> Token:
        """Go on with the event that happened, without the others."""
        self.note(token, "left")
        event.detach()
        token.phase = GONE
        token.cancel()
        happened: Token = event.task_spec.occur(event, payload)
        return happened
