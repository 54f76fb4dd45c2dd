"""Hands that never leave the keyboard: tab to what is meant, type, choose, press."""

from pathlib import Path

from playwright.sync_api import FileChooser, Locator, Page, expect

from tests.browser.desk import MOVING, PATIENCE

MOST = 250
"""Keys after which nobody would go on looking."""
HOLDS_FOCUS = """found => found.some(
  e => e === e.ownerDocument.activeElement && e.ownerDocument.hasFocus())"""
IS_SEEN = """e => {
  const labels = [...(e.labels || [])].filter(l => l.getClientRects().length)
  return [e, ...labels].some(one => {
    const box = one.getBoundingClientRect()
    const top = one.ownerDocument.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    return top && (one.contains(top) || top.contains(one) && top.closest('a,button,label,summary'))
  })
}"""
KIND = "e => e.matches('[role=combobox]') ? 'combobox' : e.type || e.localName"
CHOSEN = "e => e.selectedOptions[0]?.textContent.trim() ?? ''"


def reach(page: Page, target: Locator, *, key: str = "Tab", most: int = MOST) -> Locator:
    """Press a key until one of ``target`` has the focus, where nothing hides it; return it."""
    expect(target.first).to_be_attached()
    settle(page)
    for _ in range(most):
        if target.evaluate_all(HOLDS_FOCUS):
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
            return target
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {target}")


def settle(page: Page) -> None:
    """Wait until nothing is asked for that would be drawn under the hands."""
    expect(page.locator(MOVING)).to_have_count(0)


def press_keys(page: Page, *keys: str) -> None:
    """Press one key after the other."""
    for key in keys:
        page.keyboard.press(key)


def press(page: Page, words: str, *, key: str = "Enter") -> None:
    """Reach the button or link of these words and press it; nothing is waited for."""
    reach(page, worded(page, words))
    page.keyboard.press(key)


def go(page: Page, words: str) -> None:
    """Reach the button or link of these words and follow it to the page it leads to."""
    reach(page, worded(page, words))
    enter(page)


def enter(page: Page) -> None:
    """Press Enter where the focus is, and wait for the page it leads to."""
    with page.expect_navigation(timeout=PATIENCE):
        page.keyboard.press("Enter")


def type_into(page: Page, label: str, text: str) -> None:
    """Replace what stands in the field of this label."""
    reach(page, labelled(page, label))
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select, a picker or a group of radio buttons."""
    group = page.get_by_role("group", name=label).or_(page.get_by_role("radiogroup", name=label))
    expect(group.or_(page.get_by_label(label)).first).to_be_attached()
    if group.count():
        _turn(page, group.first, option)
        return
    field = reach(page, labelled(page, label))
    if field.first.evaluate(KIND) == "combobox":
        _find(page, field, option)
    else:
        _walk(page, field, option)


def tick(page: Page, label: str) -> None:
    """Tick, or untick, the box of this label."""
    reach(page, labelled(page, label))
    page.keyboard.press("Space")


def attach(page: Page, target: Locator, path: Path) -> None:
    """Open a file field by key and hand it a file, as the system's dialog would."""
    page.on("filechooser", _listen)
    reach(page, target)
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Enter")
    asked.value.set_files(path)


def is_seen(target: Locator) -> bool:
    """Tell whether what has the focus is in sight and under nothing that floats."""
    return bool(target.evaluate(IS_SEEN))


def labelled(page: Page, label: str) -> Locator:
    """Return the field of a label, an asterisk or a hint after it aside."""
    exact = page.get_by_label(label, exact=True)
    expect(exact.or_(page.get_by_label(label)).first).to_be_attached()
    return exact if exact.count() else page.get_by_label(label)


def worded(page: Page, words: str) -> Locator:
    """Return the buttons and links in sight that are called so."""
    button = page.get_by_role("button", name=words, exact=True)
    return button.or_(page.get_by_role("link", name=words, exact=True)).locator("visible=true")


def _listen(_asked: FileChooser) -> None:
    """Stay a listener: without any, Chromium opens the system's dialog and never asks again."""


def _turn(page: Page, group: Locator, option: str) -> None:
    radios = group.get_by_role("radio")
    wanted = group.get_by_role("radio", name=option)
    reach(page, radios)
    if radios.and_(page.locator(":checked")).count() == 0:
        page.keyboard.press("Space")
    for _ in range(radios.count()):
        if wanted.first.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not lead to {option}")


def _find(page: Page, field: Locator, option: str) -> None:
    page.keyboard.type(option)
    wanted = page.get_by_role("option", name=option).first
    expect(wanted).to_be_visible()
    settle(page)
    for _ in range(page.get_by_role("option").count()):
        page.keyboard.press("ArrowDown")
        if field.first.get_attribute("aria-activedescendant") == wanted.get_attribute("id"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the arrows do not lead to {option}")


def _walk(page: Page, field: Locator, option: str) -> None:
    for _ in range(MOST):
        if option in field.first.evaluate(CHOSEN):
            settle(page)
            return
        before = field.first.evaluate(CHOSEN)
        page.keyboard.press("ArrowDown")
        if field.first.evaluate(CHOSEN) == before:
            break
    raise AssertionError(f"the arrows do not lead to {option}")
