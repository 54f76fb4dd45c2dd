"""What a diagram may contain without its having an effect, said in warnings."""

from collections.abc import Iterator
from typing import Any

from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Node
from app.engine.diagram.support import INNER, LOOPS, SCOPES
from app.engine.extensions import BPMN, below, is_ours, local_name

WORKING = frozenset({"script", "eventDefinitionRef", *LOOPS})


def note_faults(node: Node) -> Iterator[Fault]:
    """Yield what BPMN does not know inside an element."""
    if node.kind in SCOPES:
        return
    for child in node.xml:
        name = local_name(child)
        is_known = name in INNER or name in WORKING or name.endswith("EventDefinition")
        if str(child.tag).startswith(f"{{{BPMN}}}") and not is_known:
            yield Fault("unknown-element", f"元素里不应有：{name}")


def note_doubts(child: Any) -> Iterator[Fault]:
    """Yield what an element that is only a note does not do, though one might expect it."""
    name = local_name(child)
    if not str(child.tag).startswith(f"{{{BPMN}}}"):
        yield Fault("foreign-extension", f"其他工具的元素不起作用：{name}")
    elif name in INNER and INNER[name].how == "notes":
        yield Fault("only-a-note", INNER[name].what)


def unused_doubts(xml: Any) -> Iterator[Fault]:
    """Yield what the dialect has, but not for a process or a flow."""
    unused = sorted({local_name(child) for child in below(xml) if is_ours(child)} - {"properties"})
    if unused:
        yield Fault("only-a-note", f"扩展元素在这里不起作用：{'、'.join(unused)}")


def foreign_doubts(xml: Any) -> Iterator[Fault]:
    """Yield what other tools wrote into an element."""
    foreign = sorted({local_name(child) for child in below(xml) if not is_ours(child)})
    if foreign:
        yield Fault("foreign-extension", f"其他工具的扩展元素不起作用：{'、'.join(foreign)}")
