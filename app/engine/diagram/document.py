"""Rules for the document as a whole: which process runs, and what stands beside it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.engine.diagram.dialect import executable, processes
from app.engine.diagram.faults import Fault, problem
from app.engine.diagram.support import SUPPORT, TOP
from app.engine.extensions import BPMN, bpmn, local_name
from app.engine.step import Problem

CONVERSATIONS = ("conversation", "subConversation", "callConversation", "conversationNode")
OTHERS = frozenset({"documentation", "extensionElements"})


def judged(root: Any) -> list[Any]:
    """Return the processes to look at: the one that runs, or all when it is not clear which."""
    marked = executable(root)
    return marked if len(marked) == 1 else processes(root)


def document_problems(root: Any) -> Iterator[Problem]:
    """Yield what is wrong with the document."""
    if root.tag != bpmn("definitions"):
        yield Problem("", "", "这不是 BPMN 流程图：文件的根元素应为 definitions", rule="not-bpmn")
        return
    yield from _top(root)
    yield from _choice(root)
    for process in judged(root):
        if not process.get("id"):
            yield problem(process, Fault("no-id", "流程没有编号；请填写 id"))
    yield from _doubled(root)


def _top(root: Any) -> Iterator[Problem]:
    for child in root:
        name = local_name(child)
        if not str(child.tag).startswith(f"{{{BPMN}}}") or name.endswith("EventDefinition"):
            continue
        taken = TOP.get(name) or (SUPPORT.get(name) if name in OTHERS else None)
        if taken is None:
            yield problem(child, Fault("unknown-element", f"文件中不应有这种元素：{name}"))
        elif taken.how == "refused":
            yield problem(child, Fault(taken.rule, taken.what))
    if not processes(root):
        yield from _conversations(root)


def _conversations(root: Any) -> Iterator[Problem]:
    for name in CONVERSATIONS:
        for node in root.iter(bpmn(name)):
            reason = "不支持会话图；请画出要运行的流程"
            yield problem(node, Fault("unsupported-conversation", reason))


def _choice(root: Any) -> Iterator[Problem]:
    found, marked = processes(root), executable(root)
    if len(marked) == 1:
        reason = "这份文件运行另一个流程，这个流程只作说明"
        others = [process for process in found if process not in marked and len(process)]
        yield from (problem(each, Fault("not-run", reason), "warning") for each in others)
    elif not found:
        yield Problem("", "", "文件中没有流程；请画出要运行的流程", rule="no-process")
    elif marked:
        reason = "有几个流程标为可执行；请只留一个，其余的 isExecutable 设为 false 或另存一份文件"
        yield from (problem(each, Fault("several-executable", reason)) for each in marked[1:])
    elif len(found) > 1:
        reason = "有几个流程，没有说明运行哪一个；请把要运行的那个标为可执行（isExecutable）"
        yield problem(found[0], Fault("not-executable", reason))
    else:
        reason = "流程未标为可执行；要运行它，请把 isExecutable 设为 true"
        yield problem(found[0], Fault("not-executable", reason))


def _doubled(root: Any) -> Iterator[Problem]:
    inside = (node for process in processes(root) for node in process.iter())
    counts = Counter(node.get("id") for node in inside if node.get("id"))
    for key, count in counts.items():
        if count > 1:
            yield Problem(key, "", "编号重复；请给每个元素不同的编号", rule="duplicate-id")
