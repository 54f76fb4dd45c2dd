"""Loops of every kind and ad-hoc work, in each other, under random commands: nothing gets stuck."""

import random
from itertools import count

import pytest

from app import engine
from tests.engine.models import Case, end, flows, multi, node, properties, script, start, users

ENOUGH = "<completionCondition>=numberOfCompletedInstances &gt; 1</completionCondition>"
SEQUENTIAL = '<multiInstanceLoopCharacteristics isSequential="true">'
MANY = multi("=[1, 2, 3]", "d")
LOOPS = [
    "",
    MANY,
    MANY.replace("</multi", f"{ENOUGH}</multi", 1),
    MANY.replace("<multiInstanceLoopCharacteristics>", SEQUENTIAL),
    '<standardLoopCharacteristics loopMaximum="2"/>',
]


class Drawing:
    """Draws blocks inside blocks; each returns its XML, where it begins and where it ends."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.numbers = chance, count()

    def block(self, depth: int = 0) -> tuple[str, str, str]:
        kinds = [self.task, self.automatic]
        kinds += [self.pair, self.choice, self.scope, self.ad_hoc] if depth < 3 else []
        return self.chance.choice(kinds)(f"n{next(self.numbers)}", depth + 1)

    def task(self, name, depth):
        loop, modes = self.loop(), ["all", "sequential", "any", "60%"]
        mode = self.chance.choice(modes[:2] if ENOUGH in loop else modes)
        return node("userTask", name, loop, properties(completion=mode)), name, name

    def automatic(self, name, depth):
        return script(name, "v", "=1"), name, name

    def pair(self, name, depth):
        (one, begin, middle), (two, next_, finish) = self.block(depth), self.block(depth)
        return one + two + flows(f"{middle}>{next_}"), begin, finish

    def choice(self, name, depth):
        (one, begin, done), (two, other, ready) = self.block(depth), self.block(depth)
        lines = (
            f"{name}>{begin}: =true",
            f"{name}>{other}: ={self.chance.choice(['v > 0', 'v = 0'])}",
        )
        gates = node("inclusiveGateway", name) + node("inclusiveGateway", f"{name}j")
        return (
            gates + one + two + flows(*lines, f"{done}>{name}j", f"{ready}>{name}j"),
            name,
            f"{name}j",
        )

    def scope(self, name, depth):
        inner, begin, _ = self.block(depth)
        inner += start(f"{name}s") + flows(f"{name}s>{begin}")
        return node("subProcess", name, inner + self.loop()), name, name

    def ad_hoc(self, name, depth):
        inner = "".join(self.block(depth)[0] for _ in range(self.chance.randint(1, 3)))
        inner += self.loop() + self.chance.choice(
            ["", "<completionCondition>=v &gt; 0</completionCondition>"]
        )
        order = self.chance.choice(["Parallel", "Sequential"])
        rest = self.chance.choice(["true", "false"])
        return (
            node("adHocSubProcess", name, inner, ordering=order, cancelRemainingInstances=rest),
            name,
            name,
        )

    def loop(self) -> str:
        return self.chance.choice(LOOPS)


def act(chance: random.Random, case: Case) -> None:
    dice, loops = chance.random(), [loop for loop in case.step.loops if loop.instances]
    past = engine.returnable(case.definition, case.step.state) if dice < 0.15 else []
    if past:
        case.command(engine.return_to, chance.choice(past).token)
    elif dice < 0.2 and loops:
        case.command(engine.add_instance, chance.choice(loops).token, 9)
    elif dice < 0.25 and loops:
        case.command(engine.remove_instance, chance.choice(chance.choice(loops).instances))
    elif dice < 0.3:
        case.command(engine.set_variable, None, "v", chance.choice([0, 1]))
    else:
        case.command(engine.complete, chance.choice(case.step.ready_tasks).token, {})


@pytest.mark.parametrize("seed", range(120))
def test_it_goes_on_until_it_ends(seed):
    chance = random.Random(seed)
    drawn, begin, finish = Drawing(chance).block()
    body = start() + drawn + users("z") + end() + flows(f"s>{begin}", f"{finish}>z", "z>e")
    case = Case(body, v=0)

    for _ in range(40):
        assert not case.step.incidents
        assert case.step.ended or case.step.ready_tasks
        if case.step.ended:
            break
        act(chance, case)
