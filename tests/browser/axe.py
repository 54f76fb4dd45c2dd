"""What axe-core finds wrong on a page, by WCAG 2.2 AA."""

from typing import Any

from playwright.sync_api import Page

from tests.meta.tree import ROOT

SCRIPT = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """
async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, iframes: false});
  return found.violations.flatMap(each =>
    each.nodes.map(node => `${each.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`));
}
"""


def flaws(page: Page) -> list[str]:
    """Return each rule broken on the page, with where."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SCRIPT)
    found: Any = page.evaluate(RUN, TAGS)
    return [str(each) for each in found]
