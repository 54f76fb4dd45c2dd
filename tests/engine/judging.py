"""Parts of diagrams, and what the verdict says of them."""

from app.engine.soundness import analyse
from tests.engine.models import diagram, end, flows, node, start, users


def found(*parts: str, **how) -> dict[str, list[str]]:
    """Return the elements that the verdict names, by rule."""
    verdict = analyse(diagram("".join(parts)), **how)
    rules: dict[str, list[str]] = {"sound": [str(verdict.sound)]} if verdict.sound is None else {}
    for problem in verdict.problems:
        rules.setdefault(problem.rule, []).append(problem.element_id)
    assert verdict.sound is not False or verdict.counterexample
    assert verdict.sound is not True or not verdict.counterexample
    return rules


def gateway(kind: str, name: str) -> str:
    return node(f"{kind}Gateway", name)


def sub(name: str, *parts: str, **attributes: str) -> str:
    return node("subProcess", name, "".join(parts), **attributes)


def stuck(name: str) -> str:
    """A choice whose ways a parallel join waits for in vain, within a scope."""
    split, join = f"{name}x", f"{name}j"
    return (
        start(f"{name}s") + end(f"{name}e") + gateway("exclusive", split)
        + gateway("parallel", join) + users(f"{name}a", f"{name}b")
        + flows(f"{name}s>{split}", f"{split}>{name}a", f"{split}>{name}b", f"{name}a>{join}")
        + flows(f"{name}b>{join}", f"{join}>{name}e")
    )  # fmt: skip


def inside(name: str) -> str:
    return start(f"{name}s") + end(f"{name}e") + flows(f"{name}s>{name}e")


FORK = gateway("parallel", "p") + users("a", "b") + start() + end() + flows("s>p", "p>a", "p>b")
