"""``docs/bpmn.md`` says what the code does."""

from app.cli.elements import markdown
from app.engine.diagram.support import SUPPORT
from tests.meta.tree import ROOT


def test_the_page_is_what_the_command_prints(app):
    printed = app.test_cli_runner().invoke(args=["process", "elements"]).output

    assert printed == (ROOT / "docs" / "bpmn.md").read_text()


def test_every_element_and_the_rules_for_it_are_on_the_page():
    page = markdown()

    assert [name for name in SUPPORT if f"`{name}`" not in page] == []
    assert all(f"| `{rule}` |" in page for rule in ("deadlock", "no-condition", "bad-xml"))
