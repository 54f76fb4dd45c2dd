"""Loops of activities: what is drawn, and the rules for it."""

import re
from collections.abc import Iterator
from typing import Any

from app.engine.diagram.expressions import expression_faults, name_faults, text_faults
from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Node
from app.engine.elements.loops import Rounds
from app.engine.elements.multi import MODE, Plan
from app.engine.extensions import BPMN, bpmn, local_name, read_extensions

COLLECTION = {"inputCollection", "inputElement", "outputCollection", "outputElement"}
KNOWN = {"extensionElements", "documentation", "loopCardinality", "completionCondition"}
BEHAVIOUR = {"oneBehaviorEventRef", "noneBehaviorEventRef", "complexBehaviorDefinition"}
NUMBER = re.compile(r"\d+")


def plan(loop: Any, completion: str | None) -> Plan:
    """Return the plan of a checked multi-instance; ``completion`` is the property of that name."""
    drawn = read_extensions(loop).elements.get("loopCharacteristics", {})
    return Plan(
        collection=drawn.get("inputCollection") or None,
        cardinality=_text(loop, "loopCardinality"),
        element=drawn.get("inputElement") or None,
        output_collection=drawn.get("outputCollection") or None,
        output_element=drawn.get("outputElement") or None,
        condition=_text(loop, "completionCondition"),
        completion=completion,
        is_sequential=loop.get("isSequential") == "true",
    )


def rounds(loop: Any) -> Rounds:
    """Return the plan of a checked standard loop."""
    maximum = loop.get("loopMaximum")
    return Rounds(
        condition=_text(loop, "loopCondition"),
        maximum=int(maximum) if maximum else None,
        tests_before=loop.get("testBefore") == "true",
    )


def loop_faults(node: Node) -> Iterator[Fault]:
    """Yield what is wrong with the loop of an activity."""
    if node.loop is not None:
        yield from _multi_faults(node)
    if node.rounds is not None:
        yield from _rounds_faults(node.rounds)


def loop_doubts(node: Node) -> Iterator[Fault]:
    """Yield what of a loop has no effect."""
    for name in ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"):
        if node.loop is not None and node.loop.find(bpmn(name)) is not None:
            reason = f"多实例的 {name} 只作说明，集合和变量请写在 zeebe:loopCharacteristics 中"
            yield Fault("data-note", reason)


def _multi_faults(node: Node) -> Iterator[Fault]:
    drawn = plan(node.loop, node.extensions.properties.get("completion"))
    yield from _size_faults(drawn)
    yield from _collection_faults(node.loop)
    yield from _behaviour_faults(node.loop)
    if drawn.condition:
        yield from expression_faults(drawn.condition, "完成条件")
    yield from _completion_faults(drawn)


def _size_faults(drawn: Plan) -> Iterator[Fault]:
    if drawn.collection and drawn.cardinality:
        yield Fault("loop-size", "多实例的集合和次数只能填写一个")
    elif drawn.collection:
        yield from expression_faults(drawn.collection, "多实例的集合")
    elif not drawn.cardinality:
        reason = "多实例没有说明办几次；请填写 inputCollection（集合）或 loopCardinality（次数）"
        yield Fault("loop-size", reason)
    elif not NUMBER.fullmatch(drawn.cardinality):
        yield from expression_faults(drawn.cardinality, "多实例的次数")


def _collection_faults(loop: Any) -> Iterator[Fault]:
    drawn = read_extensions(loop).elements.get("loopCharacteristics", {})
    for each in sorted(set(drawn) - COLLECTION):
        yield Fault("extension-attribute", f"loopCharacteristics 的属性 {each} 不起作用；请删去")
    if bool(drawn.get("outputCollection")) != bool(drawn.get("outputElement")):
        yield Fault("loop-output", "多实例的输出集合和输出元素应同时填写")
    if drawn.get("outputElement"):
        yield from expression_faults(drawn.get("outputElement"), "多实例的输出元素")
    for name in ("inputElement", "outputCollection"):
        if drawn.get(name):
            yield from name_faults(drawn.get(name), f"多实例的 {name}")


def _behaviour_faults(loop: Any) -> Iterator[Fault]:
    inner = {local_name(child) for child in loop if str(child.tag).startswith(f"{{{BPMN}}}")}
    if inner & BEHAVIOUR or loop.get("behavior", "All") != "All":
        reason = "多实例办完时不抛出事件；请去掉 behavior，需要的话在活动之后画抛出事件"
        yield Fault("loop-behavior", reason)


def _completion_faults(drawn: Plan) -> Iterator[Fault]:
    wanted = drawn.completion
    if not wanted:
        return
    if wanted.startswith("="):
        yield from text_faults(wanted, "完成方式")
    elif not MODE.fullmatch(wanted):
        reason = f"完成方式应为 all、any、sequential 或 60% 这样的比例：{wanted}"
        yield Fault("loop-completion", reason)
    if drawn.condition and wanted not in ("all", "sequential"):
        yield Fault("loop-completion", "完成方式和完成条件只能写一个")


def _rounds_faults(loop: Any) -> Iterator[Fault]:
    condition, maximum = _text(loop, "loopCondition"), loop.get("loopMaximum")
    if not condition and not maximum:
        reason = "标准循环没有说明何时停止；请填写 loopCondition（条件）或 loopMaximum（次数）"
        yield Fault("loop-size", reason)
    if condition:
        yield from expression_faults(condition, "循环条件")
    if maximum and not NUMBER.fullmatch(maximum):
        yield Fault("loop-size", f"循环的最多次数不是自然数：{maximum}")


def _text(loop: Any, name: str) -> str | None:
    return (loop.findtext(bpmn(name)) or "").strip() or None
