"""Sentences about faults, with the names people gave the elements."""

from typing import Any

LONGEST = 12
RULES = {
    "deadlock": "流程可能停在这里，走不到结束",
    "livelock": "流程可能一直循环，走不到结束",
    "lack-of-synchronization": "这里可能同时到达两次，后面的步骤会重复：并行的分支没有先汇合",
    "improper-completion": "这个结束可能到达不止一次：并行的分支没有先汇合",
    "dead-element": "这里永远执行不到",
    "undecided": "未能判断流程是否都能走到结束：流程图过于复杂，或有不支持的元素",
}
"""What each rule says; the gravest first."""


class Words:
    """Knows what each element of a diagram is called."""

    def __init__(self, root: Any) -> None:
        nodes = [node for node in root.iter() if isinstance(node.tag, str) and node.get("id")]
        self.names = {str(node.get("id")): str(node.get("name") or "") for node in nodes}
        self.sources = {
            str(node.get("id")): str(node.get("sourceRef"))
            for node in nodes
            if node.get("sourceRef")
        }

    def called(self, element: str) -> str:
        """Return the name of an element, its id when it has none; of a flow, where it begins."""
        at = self.sources.get(element, element)
        return " ".join(self.names.get(at, "").split()) or at

    def walk(self, path: tuple[str, ...] | list[str]) -> str:
        """Return a path as people read it, a long one shortened in the middle."""
        half = LONGEST // 2
        short = [*path[:half], "…", *path[-half:]] if len(path) > LONGEST else path
        return " → ".join(self.called(element) for element in short)

    def waits(self, missing: list[str]) -> str:
        """Say that a token waits for others that never come."""
        if not missing:
            return RULES["deadlock"]
        names = "、".join(f"“{self.called(each)}”" for each in missing[:LONGEST])
        return f"流程可能停在这里：一直等不到来自{names}的分支"

    def rescued(self, reason: str) -> str:
        """Say that only an interruption goes on from there."""
        return f"{reason}（只有中断事件能使它继续）"
