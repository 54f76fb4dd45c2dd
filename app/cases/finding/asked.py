"""What may be asked of all cases, and when it is little."""

from dataclasses import dataclass

FEW = 2000
"""Whoever may see no more cases than these is searched for in them alone."""
PROBED = (400, 4000)
"""How many of the newest cases are looked at one by one, before an index is asked for all."""


@dataclass(frozen=True)
class Wanted:
    """Which cases; ``closed`` None: open and closed ones. Nothing said narrows nothing."""

    text: str = ""
    closed: bool | None = None
    level: str = ""
    street: str = ""
    matter: str = ""
    place_key: str = ""

    @property
    def has_text(self) -> bool:
        """Tell whether anything is looked for: blanks look for nothing."""
        return bool(self.text.replace("\0", "").split())
