"""Rules for processes and sub-processes: how they begin and end."""

from collections.abc import Iterator

from app.engine.diagram.expressions import expression_faults
from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Area
from app.engine.extensions import bpmn, read_extensions


def scope_faults(area: Area) -> Iterator[Fault]:
    """Yield what keeps a scope from beginning in one clear way."""
    if not area.nodes:
        if not area.strange:
            yield Fault("empty-scope", "里面没有任何元素；请画出要做的事")
    elif area.kind == "adHocSubProcess":
        yield from _ad_hoc_faults(area)
    elif not area.entries and not area.strange:
        yield Fault("no-start", "没有开始事件，也没有可以开始的元素；请画一个开始事件")
    elif area.kind == "process" and sum(node.is_plain for node in area.starts) > 1:
        reason = "有几个空白的开始事件，不知从哪个开始；请合并，或给其余的加上消息、定时等定义"
        yield Fault("several-starts", reason)


def scope_doubts(area: Area) -> Iterator[Fault]:
    """Yield what a scope does though nothing in the diagram says so."""
    if not area.nodes or area.kind == "adHocSubProcess":
        return
    if not area.starts and area.entries:
        names = "、".join(node.xml.get("name") or node.id for node in area.entries)
        yield Fault("implicit-start", f"没有开始事件，从没有入路的元素同时开始：{names}")
    if not area.strange and not any(node.kind == "endEvent" for node in area.nodes.values()):
        yield Fault("implicit-end", "没有结束事件，最后一个令牌走完时结束")


def _ad_hoc_faults(area: Area) -> Iterator[Fault]:
    if any(node.kind in ("startEvent", "endEvent") for node in area.nodes.values()):
        reason = "特设子流程里不能有开始事件和结束事件；请去掉，或改用普通子流程"
        yield Fault("ad-hoc-events", reason)
    elif not area.entries:
        yield Fault("no-start", "特设子流程里没有可以开始的活动：每个元素都有入路")
    condition = (area.xml.findtext(bpmn("completionCondition")) or "").strip()
    if condition:
        yield from expression_faults(condition, "完成条件")
    chosen = read_extensions(area.xml).of("adHoc", "activeElementsCollection")
    if chosen:
        yield from expression_faults(chosen, "特设子流程的活动集合")
