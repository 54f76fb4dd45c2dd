"""Decision models written short."""

from html import escape

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model(*parts: str) -> bytes:
    """Return a model of these parts."""
    head = f'<definitions xmlns="{NAMESPACE}" namespace="urn:test" name="test">'
    return f"{head}{''.join(parts)}</definitions>".encode()


def given(name: str, type_ref: str = "Any") -> str:
    """Return an input."""
    return f'<inputData id="i_{name}" name="{name}">{_variable(name, type_ref)}</inputData>'


def decision(name: str, logic: str, *needs: str, type_ref: str = "Any", knows: str = "") -> str:
    """Return a decision; needs are ids of inputs and decisions."""
    drawn = "".join(_requirement(need) for need in needs)
    if knows:
        drawn += (
            f'<knowledgeRequirement><requiredKnowledge href="#{knows}"/></knowledgeRequirement>'
        )
    variable = _variable(name, type_ref)
    return f'<decision id="{name}" name="{name}">{variable}{drawn}{logic}</decision>'


def literal(text: str) -> str:
    """Return a literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def knowledge(name: str, parameter: str, text: str) -> str:
    """Return a business knowledge model of one parameter."""
    logic = f'<formalParameter name="{parameter}"/>{literal(text)}'
    inner = f"<encapsulatedLogic>{logic}</encapsulatedLogic>"
    return f'<businessKnowledgeModel id="{name}" name="{name}">{inner}</businessKnowledgeModel>'


def table(
    policy: str,
    inputs: dict[str, str],
    outputs: dict[str, str],
    *rules: str,
    aggregation: str = "",
) -> str:
    """Return a table; a rule is ``cell | cell | output``, ``outputs`` maps names to values."""
    columns = "".join(_input(text, kind) for text, kind in inputs.items())
    columns += "".join(_output(name, values) for name, values in outputs.items())
    rows = "".join(_rule(rule.split(" | "), len(inputs)) for rule in rules)
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{policy}"{extra}>{columns}{rows}</decisionTable>'


def _variable(name: str, type_ref: str) -> str:
    return f'<variable name="{name}" typeRef="{type_ref}"/>'


def _requirement(need: str) -> str:
    tag = "requiredInput" if need.startswith("i_") else "requiredDecision"
    return f'<informationRequirement><{tag} href="#{need}"/></informationRequirement>'


def _input(text: str, kind: str) -> str:
    expression = f'<inputExpression typeRef="{kind}"><text>{escape(text)}</text></inputExpression>'
    return f"<input>{expression}</input>"


def _output(name: str, values: str) -> str:
    allowed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    return f'<output name="{name}">{allowed}</output>'


def _rule(cells: list[str], inputs: int) -> str:
    tags = ["inputEntry"] * inputs + ["outputEntry"] * (len(cells) - inputs)
    entries = (f"<{t}><text>{escape(c)}</text></{t}>" for t, c in zip(tags, cells, strict=True))
    return f"<rule>{''.join(entries)}</rule>"
