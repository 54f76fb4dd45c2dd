"""What an event waits for or throws, as far as the token game must know."""

from app.engine.extensions import bpmn
from app.engine.soundness.game.net import Throw
from app.engine.soundness.outline import Element


def thrown_by(element: Element) -> Throw:
    """Return what an error, escalation or cancel event throws."""
    return element.trigger, code(element)


def code(element: Element) -> str | None:
    """Return the error or escalation code an event names; None for every one."""
    kind = element.trigger
    definition = element.xml.find(bpmn(f"{kind}EventDefinition"))
    wanted = None if definition is None else definition.get(f"{kind}Ref")
    if not wanted:
        return None
    root = element.xml.getroottree().getroot()
    named = (each for each in root.findall(bpmn(kind)) if each.get("id") == wanted)
    found = next(named, None)
    return str(wanted if found is None else found.get(f"{kind}Code") or wanted)


def link(element: Element) -> str | None:
    """Return the name of a link, or of its event when it has none; None for any other event."""
    definition = element.xml.find(bpmn("linkEventDefinition"))
    return None if definition is None else str(definition.get("name") or element.xml.get("name"))


def is_landing(element: Element) -> bool:
    """Say whether a link ends here."""
    return element.kind == "intermediateCatchEvent" and link(element) is not None


def catches(event: Element, thrown: Throw) -> bool:
    """Say whether a boundary or start event catches what is thrown."""
    return event.trigger == thrown[0] and code(event) in (None, thrown[1])


def start_of(handler: Element) -> Element:
    """Return the start event of an event sub-process; one without stands for its own start."""
    found = handler.xml.find(bpmn("startEvent"))
    return handler if found is None else Element(found, str(found.get("id") or ""), "startEvent")


def is_interrupting(event: Element) -> bool:
    """Say whether a boundary event, or the start of a handler, ends what it interrupts."""
    return "false" not in (event.xml.get("isInterrupting"), event.xml.get("cancelActivity"))


def instantiates(element: Element) -> bool:
    """Say whether a token begins here when there is nothing before it."""
    return element.kind == "startEvent" or element.xml.get("instantiate") == "true"
