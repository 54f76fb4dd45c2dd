"""Event sub-processes: they listen while their scope runs."""

from typing import Any

from app.engine.elements.activities import SubProcess
from app.engine.elements.base import arrive, enter
from app.engine.elements.events.catching import CatchEvent
from app.engine.instance.footprints import swept
from app.engine.instance.nodes import Origins
from app.engine.instance.tokens import Token


class Listener(CatchEvent):
    """Stands for the start event of an event sub-process while the scope around it runs."""

    keeps_scope = False
    scope: str

    def __init__(self, *args: Any, is_interrupting: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_interrupting = is_interrupting

    def is_quiet(self, token: Token) -> bool:
        """Stay in the background: the start event itself appears on the trail."""
        return True

    def occur(self, token: Token, payload: dict[str, Any]) -> Token:
        """Run the event sub-process; an interrupting one takes the place of everything else."""
        scope = token.workflow
        run = Token(scope, self._wf_spec.task_specs[self.scope])
        run.internal_data["payload"] = payload
        origins: Origins = ()
        if self.is_interrupting:
            origins = swept(run)
            clear(scope, run)
        arrive(run, "", origins)
        return run


class EventSubProcess(SubProcess):
    """Runs when its start event has happened, in a scope of its own inside the one around it."""

    is_interrupting = True

    def begin(self, token: Token) -> bool:
        """Start the scope; what came with the event is local to the start event."""
        frame = token.instance.open_frame(token, self.spec)
        frame.data = self.given(token)
        enter(frame).data = token.internal_data.pop("payload", {})
        return False


def clear(scope: Any, but: Token | None = None) -> None:
    """Take every token of the scope away, the eldest first."""
    for token in sorted(scope.tasks.values(), key=lambda each: each.id):
        if token is not but and token.id in scope.tasks:
            token.cancel()
