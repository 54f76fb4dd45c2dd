"""Random processes full of events, and walks through them that expect only what always holds."""

from itertools import count, pairwise
from typing import Any

from hypothesis import strategies as st

from app import engine
from tests.engine.models import (
    CASE,
    ERROR,
    ESCALATION,
    MESSAGE,
    SIGNAL,
    START,
    Case,
    Table,
    boundary,
    end,
    flows,
    io,
    multi,
    node,
    start,
    timer,
)

Block = tuple[Any, ...]
CONDITION = "<conditionalEventDefinition><condition>=n > 1</condition></conditionalEventDefinition>"
UNDO, CANCEL = "<compensateEventDefinition/>", "<cancelEventDefinition/>"
HAPPENS = {
    "message": MESSAGE,
    "signal": SIGNAL,
    "timer": timer("timeDuration", "PT1H"),
    "cycle": timer("timeCycle", "R3/PT2H"),
    "condition": CONDITION,
    "escalation": ESCALATION,
}
THROWN = {"signal": SIGNAL, "escalation": ESCALATION, "undo": UNDO, "message": MESSAGE}

events = st.tuples(st.sampled_from([*HAPPENS, "error"]), st.booleans())
tasks = st.tuples(st.just("task"), st.booleans(), st.lists(events, max_size=1))
throws = st.tuples(st.just("throw"), st.sampled_from([*THROWN]))
waits = st.tuples(st.just("wait"), st.sampled_from([*HAPPENS][:-1]))
choices = st.tuples(st.just("choice"), st.sampled_from(["signal", "condition", "timer"]))
ends = st.sampled_from(["", "", "", ERROR, ESCALATION, SIGNAL, UNDO, "cancel"])


def bigger(inner: st.SearchStrategy) -> st.SearchStrategy:
    """Return blocks made of such blocks."""
    some = st.lists(inner, min_size=1, max_size=3)
    around = st.tuples(st.lists(events, max_size=2), st.lists(events, max_size=2), st.booleans())
    return (
        st.tuples(st.just("seq"), some)
        | st.tuples(st.just("and"), st.lists(inner, min_size=2, max_size=2))
        | st.tuples(st.just("scope"), inner, around, ends, st.integers(0, 2))
    )


blocks = st.recursive(tasks | throws | waits | choices, bigger, max_leaves=7)


class Drawing:
    """Draws a block from one node to another."""

    def __init__(self, block: Block, listeners: list[tuple[str, bool]]) -> None:
        self.numbers, self.body = count(), ""
        first, last = self.draw(block)
        ending = start() + end() + flows(f"s>{first}", f"{last}>e")
        self.process = ending + self.body + self.drawn(self.listen, listeners)

    def name(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def drawn(self, how: Any, *parts: Any) -> str:
        """Return what drawing adds, without adding it."""
        before, self.body = self.body, ""
        how(*parts)
        before, self.body = self.body, before
        return before

    def draw(self, block: Block) -> tuple[str, str]:
        return getattr(self, f"_{block[0]}")(*block[1:])

    def task(self, name: str, **attributes: str) -> None:
        self.body += node("userTask", name, "", io(None, {"n": "=n"}), **attributes)

    def _task(self, has_handler: bool, around: list) -> tuple[str, str]:
        name, out = self.name("t"), self.name("x")
        self.task(name)
        self.body += node("exclusiveGateway", out) + flows(f"{name}>{out}")
        self.attach(name, out, around)
        if has_handler:
            self.handle(name)
        return name, out

    def handle(self, name: str) -> None:
        self.task(f"{name}u", isForCompensation="true")
        self.body += boundary(f"{name}b", name, UNDO)
        self.body += f'<association id="{name}a" sourceRef="{name}b" targetRef="{name}u"/>'

    def attach(self, name: str, out: str, around: list) -> None:
        for kind, stops in around:
            event, task = self.name("b"), self.name("t")
            self.task(task)
            inner, stops = (ERROR, True) if kind == "error" else (HAPPENS[kind], stops)
            self.body += boundary(event, name, inner, stops)
            self.body += flows(f"{event}>{task}", f"{task}>{out}" if stops else f"{task}>{out}e")
            if not stops:
                self.body = self.body.replace(flows(f"{task}>{out}e"), "")
                self.body += end(f"{task}e") + flows(f"{task}>{task}e")

    def listen(self, listeners: list) -> None:
        for kind, stops in listeners:
            begin, task, last, sub = (self.name(each) for each in ("i", "t", "o", "l"))
            inner, stops = (ERROR, True) if kind == "error" else (HAPPENS[kind], stops)
            inside = node("startEvent", begin, inner, isInterrupting=str(stops).lower())
            inside += self.drawn(self.task, task) + end(last)
            inside += flows(f"{begin}>{task}", f"{task}>{last}")
            self.body += node("subProcess", sub, inside, triggeredByEvent="true")

    def _throw(self, kind: str) -> tuple[str, str]:
        name = self.name("throw")
        self.body += node("intermediateThrowEvent", name, THROWN[kind])
        return name, name

    def _wait(self, kind: str) -> tuple[str, str]:
        name = self.name("wait")
        self.body += node("intermediateCatchEvent", name, HAPPENS[kind])
        return name, name

    def _choice(self, kind: str) -> tuple[str, str]:
        gateway, first, other, out = (self.name(each) for each in ("g", "c", "c", "x"))
        self.body += node("eventBasedGateway", gateway) + node("exclusiveGateway", out)
        self.body += node("intermediateCatchEvent", first, HAPPENS[kind])
        self.body += node("intermediateCatchEvent", other, MESSAGE)
        ways = (f"{gateway}>{first}", f"{gateway}>{other}", f"{first}>{out}", f"{other}>{out}")
        self.body += flows(*ways)
        return gateway, out

    def _seq(self, inner: list) -> tuple[str, str]:
        drawn = [self.draw(block) for block in inner]
        for (_, before), (behind, _) in pairwise(drawn):
            self.body += flows(f"{before}>{behind}")
        return drawn[0][0], drawn[-1][1]

    def _and(self, inner: list) -> tuple[str, str]:
        fork, join = self.name("fork"), self.name("join")
        self.body += node("parallelGateway", fork) + node("parallelGateway", join)
        for first, last in [self.draw(block) for block in inner]:
            self.body += flows(f"{fork}>{first}", f"{last}>{join}")
        return fork, join

    def _scope(self, inner: Block, around: Any, ends: str, many: int) -> tuple[str, str]:
        on_it, in_it, is_transaction = around
        name, out = self.name("sub"), self.name("x")
        cancels = ends == "cancel" and is_transaction and many == 0
        kind = "transaction" if is_transaction else "subProcess"
        ends = CANCEL if cancels else ends.removeprefix("cancel")
        contents = self.drawn(self._contents, inner, in_it, ends)
        loop = multi(f"={[*range(many)]}", "each") if many else ""
        self.body += node(kind, name, loop + contents) + node("exclusiveGateway", out)
        self.body += flows(f"{name}>{out}")
        self.attach(name, out, [*on_it, ("error", True)] if ends == ERROR else on_it)
        if cancels:
            event = self.name("b")
            self.body += boundary(event, name, CANCEL) + flows(f"{event}>{out}")
        return name, out

    def _contents(self, inner: Block, listeners: list, ends: str) -> None:
        first, last = self.name("s"), self.name("e")
        begin, finish = self.draw(inner)
        self.listen(listeners)
        self.body += start(first) + end(last, ends)
        self.body += flows(f"{first}>{begin}", f"{finish}>{last}")


class Walk(Case):
    """Plays random commands, keeps them, and can play them again."""

    def __init__(self, process: str) -> None:
        self.commands: list[tuple[Any, Any, tuple[Any, ...]]] = []
        super().__init__(process, case_ref="R", n=0)

    def command(self, verb: Any, *arguments: Any) -> list[str]:
        self.commands.append((self.now, verb, arguments))
        return super().command(verb, *arguments)

    def act(self, number: int) -> None:
        """Complete a task, send a message or a signal, let time pass, or go back."""
        ways = [("do", task.token) for task in self.step.ready_tasks]
        ways += [("send", each.token) for each in self.step.subscriptions if each.offered]
        ways += [("wake", None)] if self.step.timers else []
        past = engine.returnable(self.definition, self.step.state)
        ways += [("back", each.token) for each in past[:2]]
        kind, token = ways[number % len(ways)]
        if kind == "do":
            self.command(engine.complete, token, {"n": number % 3})
        elif kind == "send":
            self.command(engine.deliver, token, {})
        elif kind == "back":
            self.command(engine.return_to, token)
        else:
            self.after(hours=1)

    @property
    def is_stuck(self) -> bool:
        """Say whether nobody and nothing can move it any more."""
        step = self.step
        moves = [*step.ready_tasks, *step.subscriptions, *step.timers, *step.incidents]
        return not step.ended and not moves

    def replay(self) -> bytes:
        """Return the state after the same commands on a new instance."""
        step = engine.start(
            self.definition, CASE, {"case_ref": "R", "n": 0}, now=START, host=Table()
        )
        for now, verb, arguments in self.commands:
            step = verb(self.definition, step.state, *arguments, now=now, host=Table())
        return step.state
