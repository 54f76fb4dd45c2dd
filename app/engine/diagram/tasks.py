"""Rules for activities and what the modeler wrote into an element."""

from collections.abc import Callable, Iterator

from app.engine.diagram.expressions import expression_faults, name_faults, text_faults
from app.engine.diagram.outline import Node
from app.engine.extensions import BPMN, bpmn, local_name, read_extensions

COMMON = frozenset({"properties"})
MAPPED = COMMON | {"ioMapping"}
EXTENSIONS = {
    "startEvent": MAPPED,
    "endEvent": MAPPED,
    "intermediateThrowEvent": MAPPED,
    "intermediateCatchEvent": MAPPED,
    "boundaryEvent": MAPPED,
    "exclusiveGateway": COMMON,
    "parallelGateway": COMMON,
    "subProcess": MAPPED,
    "userTask": MAPPED
    | {"userTask", "formDefinition", "assignmentDefinition", "taskSchedule", "priorityDefinition"},
    "serviceTask": MAPPED | {"taskDefinition", "taskHeaders"},
    "scriptTask": MAPPED | {"script"},
    "businessRuleTask": MAPPED | {"calledDecision"},
    "callActivity": MAPPED | {"calledElement"},
}
ATTRIBUTES = {
    "formDefinition": {"formId"},
    "assignmentDefinition": {"assignee", "candidateGroups"},
    "taskSchedule": {"dueDate"},
    "taskDefinition": {"type", "retries"},
}
LOOP = {"inputCollection", "inputElement", "outputCollection", "outputElement"}


def extension_faults(node: Node) -> Iterator[str]:
    """Yield extension elements and attributes the engine would have to ignore."""
    for name, attributes in node.extensions.elements.items():
        if name not in EXTENSIONS[node.kind]:
            yield f"此处不支持扩展元素：{name}"
        unknown = set(attributes) - ATTRIBUTES.get(name, set(attributes))
        yield from (f"不支持 {name} 的属性：{each}" for each in sorted(unknown))
    for source, target in (*node.extensions.inputs, *node.extensions.outputs):
        yield from name_faults(target, "变量映射的目标")
        yield from text_faults(source, f"变量 {target}")
    if node.xml.get("isForCompensation") == "true":
        yield "不支持补偿"


def activity_faults(node: Node) -> Iterator[str]:
    """Yield what an activity lacks."""
    if node.kind in RULES:
        yield from RULES[node.kind](node)
    yield from loop_faults(node)


def _user(node: Node) -> Iterator[str]:
    of = node.extensions.of
    yield from text_faults(of("assignmentDefinition", "candidateGroups"), "候选组")
    yield from text_faults(of("assignmentDefinition", "assignee"), "办理人")
    yield from text_faults(of("taskSchedule", "dueDate"), "办理期限")
    yield from text_faults(of("priorityDefinition", "priority"), "优先级")
    for name in ("warn", "anchor"):
        yield from text_faults(node.extensions.properties.get(name), name)


def _service(node: Node) -> Iterator[str]:
    if not node.extensions.of("taskDefinition", "type"):
        yield "服务任务没有类型"


def _script(node: Node) -> Iterator[str]:
    if node.xml.find(bpmn("script")) is not None:
        yield "脚本只能用 FEEL，写在 zeebe:script 中"
    yield from expression_faults(node.extensions.of("script", "expression"), "脚本")
    yield from name_faults(node.extensions.of("script", "resultVariable"), "脚本的结果变量")


def _rule(node: Node) -> Iterator[str]:
    if not node.extensions.of("calledDecision", "decisionId"):
        yield "没有指明决策"
    yield from name_faults(node.extensions.of("calledDecision", "resultVariable"), "结果变量")


def _call(node: Node) -> Iterator[str]:
    called = node.extensions.of("calledElement", "processId")
    if not called or called.startswith("="):
        yield "没有指明调用的流程；流程编号不能是表达式"
    for name in ("propagateAllParentVariables", "propagateAllChildVariables"):
        if node.extensions.of("calledElement", name) == "true":
            yield f"调用的流程只收发映射的变量，{name} 应为 false"


def _scope(node: Node) -> Iterator[str]:
    if node.xml.get("triggeredByEvent") == "true":
        yield "不支持事件子流程"


def loop_faults(node: Node) -> Iterator[str]:
    """Yield what is wrong with a loop."""
    if node.xml.find(bpmn("standardLoopCharacteristics")) is not None:
        yield "不支持标准循环"
    if node.loop is None:
        return
    if node.loop.get("isSequential") == "true":
        yield "不支持顺序多实例"
    extra = {local_name(c) for c in node.loop if str(c.tag).startswith(f"{{{BPMN}}}")}
    yield from (f"不支持多实例的 {each}" for each in sorted(extra - {"extensionElements"}))
    if node.kind not in {"userTask", "callActivity", "subProcess"}:
        yield "只有用户任务、调用活动和子流程可以多实例"
    yield from _collection_faults(node)


def _collection_faults(node: Node) -> Iterator[str]:
    loop = read_extensions(node.loop).elements.get("loopCharacteristics", {})
    yield from expression_faults(loop.get("inputCollection"), "多实例的集合")
    yield from (f"不支持 loopCharacteristics 的属性：{each}" for each in sorted(set(loop) - LOOP))
    if bool(loop.get("outputCollection")) != bool(loop.get("outputElement")):
        yield "多实例的输出集合和输出元素应同时填写"
    if loop.get("outputElement"):
        yield from expression_faults(loop.get("outputElement"), "多实例的输出元素")
    for name in ("inputElement", "outputCollection"):
        if loop.get(name):
            yield from name_faults(loop.get(name), f"多实例的 {name}")


RULES: dict[str, Callable[[Node], Iterator[str]]] = {
    "userTask": _user,
    "serviceTask": _service,
    "scriptTask": _script,
    "businessRuleTask": _rule,
    "callActivity": _call,
    "subProcess": _scope,
}
