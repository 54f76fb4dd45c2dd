"""Rules for activities and what the modeler wrote into an element."""

from collections.abc import Callable, Iterator

from app.engine.diagram.expressions import expression_faults, name_faults, text_faults
from app.engine.diagram.faults import Fault
from app.engine.diagram.loops import loop_faults
from app.engine.diagram.outline import Node
from app.engine.extensions import bpmn, local_name

COMMON = frozenset({"properties"})
MAPPED = COMMON | {"ioMapping"}
EXTENSIONS = {
    "startEvent": MAPPED,
    "endEvent": MAPPED | {"taskDefinition", "taskHeaders"},
    "intermediateThrowEvent": MAPPED | {"taskDefinition", "taskHeaders"},
    "intermediateCatchEvent": MAPPED,
    "boundaryEvent": MAPPED,
    "task": MAPPED,
    "manualTask": MAPPED,
    "exclusiveGateway": COMMON,
    "parallelGateway": COMMON,
    "inclusiveGateway": COMMON,
    "subProcess": MAPPED,
    "transaction": MAPPED,
    "adHocSubProcess": MAPPED | {"adHoc"},
    "userTask": MAPPED
    | {"userTask", "formDefinition", "assignmentDefinition", "taskSchedule", "priorityDefinition"},
    "serviceTask": MAPPED | {"taskDefinition", "taskHeaders"},
    "sendTask": MAPPED | {"taskDefinition", "taskHeaders"},
    "receiveTask": MAPPED,
    "eventBasedGateway": COMMON,
    "scriptTask": MAPPED | {"script"},
    "businessRuleTask": MAPPED | {"calledDecision"},
    "callActivity": MAPPED | {"calledElement"},
}
ATTRIBUTES = {
    "formDefinition": {"formId"},
    "assignmentDefinition": {"assignee", "candidateGroups"},
    "taskSchedule": {"dueDate"},
    "taskDefinition": {"type", "retries"},
    "adHoc": {"activeElementsCollection"},
}


def extension_faults(node: Node) -> Iterator[Fault]:
    """Yield extension elements and attributes the engine would have to ignore."""
    for name, attributes in node.extensions.elements.items():
        if name not in EXTENSIONS[node.kind]:
            yield Fault("extension-place", f"扩展元素 {name} 在这种元素上不起作用；请删去")
        unknown = set(attributes) - ATTRIBUTES.get(name, set(attributes))
        for each in sorted(unknown):
            yield Fault("extension-attribute", f"{name} 的属性 {each} 不起作用；请删去")
    for source, target in (*node.extensions.inputs, *node.extensions.outputs):
        yield from name_faults(target, "变量映射的目标")
        yield from text_faults(source, f"变量 {target}")


def activity_faults(node: Node) -> Iterator[Fault]:
    """Yield what an activity lacks."""
    if node.kind in RULES:
        yield from RULES[node.kind](node)
    for name in ("startQuantity", "completionQuantity"):
        if node.xml.get(name, "1") != "1":
            reason = f"{name} 只能是 1；要几个令牌请用并行网关，要办几次请用多实例"
            yield Fault("quantity", reason)
    yield from loop_faults(node)


def _user(node: Node) -> Iterator[Fault]:
    of = node.extensions.of
    yield from text_faults(of("assignmentDefinition", "candidateGroups"), "候选组")
    yield from text_faults(of("assignmentDefinition", "assignee"), "办理人")
    yield from text_faults(of("taskSchedule", "dueDate"), "办理期限")
    yield from text_faults(of("priorityDefinition", "priority"), "优先级")
    for name in ("warn", "anchor"):
        yield from text_faults(node.extensions.properties.get(name), name)


def _service(node: Node) -> Iterator[Fault]:
    if not node.extensions.of("taskDefinition", "type"):
        yield Fault("no-task-type", "服务任务没有类型；请在 zeebe:taskDefinition 中填写")


def _script(node: Node) -> Iterator[Fault]:
    if node.xml.find(bpmn("script")) is not None:
        yield Fault("only-feel", "脚本只能用 FEEL，写在 zeebe:script 中")
    yield from expression_faults(node.extensions.of("script", "expression"), "脚本")
    yield from name_faults(node.extensions.of("script", "resultVariable"), "脚本的结果变量")


def _rule(node: Node) -> Iterator[Fault]:
    if not node.extensions.of("calledDecision", "decisionId"):
        yield Fault("no-decision", "没有指明决策；请在 zeebe:calledDecision 中填写 decisionId")
    yield from name_faults(node.extensions.of("calledDecision", "resultVariable"), "结果变量")


def _call(node: Node) -> Iterator[Fault]:
    called = node.extensions.of("calledElement", "processId")
    if not called or called.startswith("="):
        reason = "没有指明调用的流程；请在 zeebe:calledElement 中填写编号，不能是表达式"
        yield Fault("no-called-process", reason)
    elif _is_global(node, called):
        reason = f"{called} 是全局任务，不能调用；请把任务画在这里，或改为调用流程"
        yield Fault("calls-global-task", reason)
    for name in ("propagateAllParentVariables", "propagateAllChildVariables"):
        if node.extensions.of("calledElement", name) == "true":
            reason = f"调用的流程只收发映射的变量，{name} 应为 false"
            yield Fault("propagates-all", reason)


def _is_global(node: Node, called: str) -> bool:
    tops = node.xml.getroottree().getroot()
    return any(top.get("id") == called and local_name(top).startswith("global") for top in tops)


RULES: dict[str, Callable[[Node], Iterator[Fault]]] = {
    "userTask": _user,
    "serviceTask": _service,
    "scriptTask": _script,
    "businessRuleTask": _rule,
    "callActivity": _call,
}
