"""Encryption of personal data at rest, and keyed digests to find it again."""

import hashlib
import hmac

from cryptography.fernet import Fernet
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_key: bytes | None = None


def use_key(key: str) -> None:
    """Set the installation's key: 32 bytes, url-safe base64 (``Fernet.generate_key``)."""
    global _key
    Fernet(key)
    _key = key.encode()


def digest(text: str) -> str:
    """Return a keyed digest: equal texts give equal digests, nothing else can be learnt."""
    return hmac.new(_required(), text.encode(), hashlib.sha256).hexdigest()


class EncryptedText(TypeDecorator[str]):
    """Text that stands in the database only encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        return None if value is None else Fernet(_required()).encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else Fernet(_required()).decrypt(value.encode()).decode()


def _required() -> bytes:
    if _key is None:
        raise RuntimeError("no party key is set")
    return _key
