"""Who acts: a plain value that outlives the request's rows."""

from dataclasses import dataclass, field
from uuid import UUID

DISTRICT, STREET, DEPARTMENT = "district", "street", "department"


@dataclass(frozen=True)
class Actor:
    """A person, or the system, at the moment of a command.

    ``groups`` are ``organisation code/post name``; ``org_codes`` the organisations of those
    posts. ``level`` is the widest of ``district``, ``street`` and ``department`` among them.
    """

    user_id: UUID
    name: str
    username: str
    groups: tuple[str, ...] = ()
    org_codes: tuple[str, ...] = ()
    level: str = DEPARTMENT
    permissions: frozenset[str] = field(default_factory=frozenset)
    language: str = "zh"

    @property
    def is_system(self) -> bool:
        """Tell whether nobody but the clock or an import acts."""
        return self.user_id == SYSTEM.user_id


SYSTEM = Actor(user_id=UUID(int=0), name="系统", username="system", level=DISTRICT)
