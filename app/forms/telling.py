"""What a component tells of itself: its texts filled in, its picture, its table, its files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.feel import FeelError
from app.forms.conditions import Scope, bounds, is_template
from app.forms.looks import prose, tables, templating
from app.forms.model import Component
from app.forms.words import as_words


@dataclass(frozen=True)
class Told:
    """What one component tells in one state of its form; texts are handed in translated."""

    component: Component
    scope: Scope

    def plain(self, text: str) -> str:
        """Return a text with its expressions filled in; it is not HTML."""
        return self._filled(text, as_words)

    def prose(self, text: str) -> str:
        """Return Markdown, or the HTML of a ``html`` component, filled in and harmless."""
        if self.component.type == "html":
            return prose.clean(self._filled(text, lambda value: prose.escape_html(as_words(value))))
        if text.startswith("="):
            return prose.from_markdown(self._filled(text, as_words))
        filled = self._filled(text, lambda value: prose.escape_markdown(as_words(value)))
        return prose.from_markdown(filled)

    @property
    def picture(self) -> str:
        """Return the address of a picture of ours, or an empty text."""
        source = self.plain(self.component.looks.source)
        return source if prose.is_own_picture(source) else ""

    @property
    def frame(self) -> str:
        """Return the ``https`` address a frame shows, or an empty text."""
        source = self.plain(self.component.looks.source)
        return source if source.startswith("https://") else ""

    @property
    def table(self) -> tables.Table:
        """Return the columns and cells of a table."""
        shown = self.component
        columns = tuple((each.value, each.label) for each in shown.columns)
        if shown.columns_rule:
            columns = tables.columns(self._value(shown.columns_rule))
        rows = self._value(shown.expression or "null")
        return tables.table(columns, rows, shown.looks.page_rows, as_words)

    @property
    def documents(self) -> tuple[str, ...]:
        """Return the ids of the files a preview shows."""
        return tables.documents(self._value(self.component.expression or "null"))

    @property
    def most(self) -> int | None:
        """Return how many characters the text may have, when its file says so."""
        return bounds.longest(self.component, self.scope)

    @property
    def today(self) -> str:
        """Return today's date, the first a field may say that takes no passed days."""
        return as_words(self.scope.functions["today"]())

    def _filled(self, text: str, say: Callable[[Any], str]) -> str:
        if not is_template(text):
            return text
        try:
            return templating.fill(text, self._within, say)
        except templating.TemplateError:
            return text

    def _within(self, text: str, around: Mapping[str, Any]) -> Any:
        return self.scope.knowing(around).value_or_none(text)

    def _value(self, text: str) -> Any:
        try:
            return self.scope.value(text)
        except FeelError:
            return None
