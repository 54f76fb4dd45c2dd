"""What FEEL and DMN raise: one error, made for the author of the expression."""

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN_NAMES = 12


class FeelError(Exception):
    """表达式有误。"""

    def __init__(
        self,
        message: str,
        position: int | None = None,
        expected: str | None = None,
        nearest: str | None = None,
        names: Iterable[str] = (),
    ) -> None:
        """Keep where it failed, what was expected, and the nearest known name."""
        self.message = message
        self.position = position
        self.expected = expected
        self.nearest = nearest
        self.names = tuple(sorted(names))
        super().__init__(message)

    def __str__(self) -> str:
        """Return one sentence a policy writer can act on."""
        where = "" if self.position is None else f"第 {self.position + 1} 个字符："
        return where + self.message + "".join(self._hints())

    def _hints(self) -> Iterable[str]:
        if self.expected:
            yield f"，此处应为{self.expected}"
        if self.nearest:
            yield f"，你是不是想写 {self.nearest}？"
        if self.names:
            rest = " …" if len(self.names) > _SHOWN_NAMES else ""
            yield f"（可用的名称：{'、'.join(self.names[:_SHOWN_NAMES])}{rest}）"


class NoRuleError(FeelError):
    """决策表没有一条规则符合。"""


class BudgetError(FeelError):
    """表达式超出了允许的计算量。"""


def unknown_name(
    name: str,
    position: int | None,
    names: Iterable[str],
    what: str = "名称",
    others: Iterable[str] = (),
) -> FeelError:
    """Return the error for a name nobody defined, with the nearest one that exists.

    ``names`` are shown to the author, ``others`` only searched for the nearest.
    """
    shown = {known for known in names if known != name}
    close = get_close_matches(name, [*shown, *others], n=1, cutoff=0.5)
    message = f"没有叫“{name}”的{what}"
    return FeelError(message, position, nearest=close[0] if close else None, names=shown)
