"""Password hashes (argon2id) and the rule for new passwords."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash("nobody's password")


def hash_of(password: str) -> str:
    """Return the hash to keep."""
    return _hasher.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Tell whether the password fits; an absent hash takes as long as a wrong password."""
    try:
        _hasher.verify(kept or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


def weakness(password: str, username: str) -> str | None:
    """Return in one sentence why the password may not be used; None if it may."""
    if len(password) < SHORTEST:
        return f"新口令至少{SHORTEST}位。"
    if password.isalpha() or password.isdigit():
        return "新口令须同时含有字母和数字或符号。"
    if username.lower() in password.lower():
        return "新口令不能包含用户名。"
    return None
