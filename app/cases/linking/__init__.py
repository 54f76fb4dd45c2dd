"""Cases that belong together: links by hand, and duplicates merged into their main case."""

from app.cases.linking.links import RELATIONS, add_link, may_unlink, related, remove_link
from app.cases.linking.merging import Merging, merge, preview

__all__ = [
    "RELATIONS",
    "Merging",
    "add_link",
    "may_unlink",
    "merge",
    "preview",
    "related",
    "remove_link",
]
