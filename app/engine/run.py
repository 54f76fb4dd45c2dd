"""The run loop: flat over a queue, timers when it is empty, failures set aside."""

from collections.abc import Callable

from SpiffWorkflow.util.task import TaskState

from app.engine import timers
from app.engine.elements.events import CatchEvent, StartEvent, conditions, fire
from app.engine.elements.gateways import settle_joins
from app.engine.errors import ElementError, StepFailedError, TokenError
from app.engine.instance.tokens import Frame, Instance, Token
from app.engine.step import Failure

BUDGET = 40_000
Act = Callable[[Instance], Token | None]


def attempt(load: Callable[[], Instance], act: Act) -> Instance:
    """Run a command to rest; a token that fails stands still and everything else happens.

    A failed run leaves a half-changed instance, so the command starts again from what was
    loaded; numbers are the same each time, and so the failing token is known by its number.
    ``act`` returns the token whose own failure is the caller's, who then gets it raised.
    """
    failures: dict[int, TokenError] = {}
    while True:
        instance = load()
        instance.failures = {number: error.phase for number, error in failures.items()}
        try:
            _command(instance, act)
        except TokenError as error:
            failures[error.number] = error
            continue
        _remember(instance, failures)
        return instance


def _command(instance: Instance, act: Act) -> None:
    asked = act(instance)
    try:
        run(instance)
    except TokenError as error:
        if asked is not None and _is_of(error.number, asked):
            raise StepFailedError(error.failure) from error
        raise


def _is_of(number: int, asked: Token) -> bool:
    """Say whether it failed itself, or the start event of the event sub-process it is.

    A token may fail at its very end, when it has left the table already.
    """
    if number == asked.id:
        return True
    failed = asked.instance.numbered(number)
    if failed is None:
        return False
    around = failed.workflow.holder if isinstance(failed.workflow, Frame) else None
    return around is asked and isinstance(failed.task_spec, StartEvent)


def _remember(instance: Instance, failures: dict[int, TokenError]) -> None:
    for token in instance.tokens():
        if token.id in failures:
            failure = failures[token.id].failure
            instance.marks[token.id] = (failure.expression, failure.reason)


def run(instance: Instance) -> None:
    """Run everything that can run, then the timers that are due, until nothing moves."""
    while True:
        while instance.ready:
            _run_token(instance.ready.popleft())
        if settle_joins(instance) or _conditions_happen(instance):
            continue
        due = timers.next_due(instance)
        if due is None:
            return
        _happen(due)


def _run_token(token: Token) -> None:
    if token.state != TaskState.READY or _stands_still(token):
        return
    phase, instance = token.phase, token.instance
    instance.spent += 1
    if instance.spent > BUDGET:
        instance.marks[token.id] = (None, f"一步之内运行超过 {BUDGET} 次，可能是死循环")
        return
    try:
        token.run()
    except ElementError as error:
        raise _failed(token, phase, error) from error


def _stands_still(token: Token) -> bool:
    instance = token.instance
    return token.id in instance.marks or instance.failures.get(token.id) == token.phase


def _failed(token: Token, phase: str, error: ElementError) -> TokenError:
    failure = Failure(*token.instance.identity(token), error.expression, error.reason)
    return TokenError(failure, token.id, phase)


def _conditions_happen(instance: Instance) -> bool:
    risen = [token for token in conditions.watching(instance) if _rises(token)]
    conditions.happen(risen)
    return bool(risen)


def _rises(token: Token) -> bool:
    try:
        return conditions.rises(token)
    except ElementError as error:
        raise _failed(token, token.phase, error) from error


def _happen(token: Token) -> None:
    """Let a due timer event happen; one that has no next time is spent."""
    timers.advance(token)
    spec = token.task_spec
    stays = isinstance(spec, CatchEvent) and not spec.is_interrupting
    fire(token, {})
    if stays and "due" not in token.internal_data:
        token.cancel()
