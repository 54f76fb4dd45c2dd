"""How names are found: by their characters, their pinyin, or its initials."""

from functools import lru_cache

from app.policies import spelled


@lru_cache(maxsize=50_000)
def keys(name: str) -> str:
    """Return the pinyin and the initials of a name, a blank between: what is searched for."""
    pinyin, initials = spelled([name.replace(" ", "")])
    return f"{pinyin[0]} {initials[0]}"


def rank(name: str, words: str) -> int | None:
    """Return how well a name answers what was typed, 0 the best; None when it does not."""
    wanted = "".join(words.lower().split())
    plain = "".join(name.lower().split())
    pinyin, initials = keys(name).split(" ")
    answers = (
        plain == wanted or initials == wanted,
        plain.startswith(wanted),
        initials.startswith(wanted) or pinyin.startswith(wanted),
        wanted in plain,
        len(wanted) > 1 and wanted in initials,
        len(wanted) > 2 and wanted in pinyin,
        len(wanted) > 1 and (_runs_through(wanted, plain) or _runs_through(wanted, initials)),
    )
    return answers.index(True) if True in answers else None


def _runs_through(wanted: str, name: str) -> bool:
    """Tell whether the letters stand in the name in this order, the first at its head."""
    rest = iter(name)
    return name[:1] == wanted[:1] and all(letter in rest for letter in wanted)
