"""Encryption of personal data at rest, and keyed digests to find it again."""

import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from app.core.errors import ShaodaoError

_key: bytes | None = None


class WrongKeyError(ShaodaoError):
    """个人信息无法解密：密钥与数据库不符，请联系管理员核对 SHAODAO_PARTY_KEY。"""


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
        if value is None:
            return None
        try:
            return Fernet(_required()).decrypt(value.encode()).decode()
        except InvalidToken:
            raise WrongKeyError from None


def _required() -> bytes:
    if _key is None:
        raise RuntimeError("no party key is set")
    return _key
