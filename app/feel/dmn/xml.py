"""Read the XML of a decision model: no entities, no network, any DMN version from 1.2 on."""

from collections.abc import Iterator

from lxml import etree

from app.feel.errors import FeelError

Element = etree._Element
_NAMESPACES = (
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
_PROPERTIES = """
description extensionElements question allowedAnswers variable typeRef allowedValues
informationRequirement knowledgeRequirement authorityRequirement formalParameter"""
_NOT_LOGIC = frozenset(_PROPERTIES.split())


def parse_model(xml: bytes) -> Element:
    """Return the ``definitions`` element; raise ``FeelError`` when it is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise FeelError(f"不是有效的 XML，错在第 {error.lineno or 1} 行") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FeelError("决策模型不能带 DTD")
    if root.tag not in {f"{{{namespace}}}definitions" for namespace in _NAMESPACES}:
        raise FeelError("不是 DMN 1.2 至 1.5 的决策模型")
    return root


def local(element: Element) -> str:
    """Return the tag without its namespace; nothing for what is not DMN."""
    name = etree.QName(element)
    return name.localname if name.namespace in _NAMESPACES else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield the children with one of these tags."""
    return (child for child in element.iterchildren("*") if local(child) in names)


def child(element: Element, *names: str) -> Element | None:
    """Return the first child with one of these tags."""
    return next(children(element, *names), None)


def text_of(element: Element | None, name: str = "text") -> str:
    """Return the text inside ``<text>``, or nothing."""
    found = None if element is None else child(element, name)
    return "" if found is None else (found.text or "").strip()


def logic(element: Element) -> Element | None:
    """Return the boxed expression an element holds."""
    inner = (each for each in element.iterchildren("*") if local(each))
    return next((each for each in inner if local(each) not in _NOT_LOGIC), None)


def name_of(element: Element) -> str:
    """Return the name of an element, its spaces made one."""
    return " ".join(element.get("name", "").split())


def id_of(element: Element) -> str:
    """Return the id, or the name where a modeler wrote no id."""
    return element.get("id") or name_of(element)
