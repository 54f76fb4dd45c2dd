"""Settings, typed, from the environment. No secret has a default. See docs/settings.md."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "SHAODAO_"
WRITTEN = ROOT / "instance" / "secrets.env"


class SettingsError(Exception):
    """A setting is missing or cannot be read."""


@dataclass(frozen=True)
class Settings:
    """One installation's settings; the environment name is ``SHAODAO_`` + the upper-case name."""

    secret_key: str
    party_key: str
    database_url: str = f"sqlite:///{ROOT / 'instance' / 'shaodao.db'}"
    files_dir: Path = ROOT / "instance" / "files"
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    demo_password: str = ""
    session_minutes: int = 480
    upload_mb: int = 20
    upload_files: int = 9
    smtp_url: str = ""
    mail_from: str = "shaodao@localhost"
    webhook_private: bool = False
    sqlite_synchronous: str = "FULL"
    log_level: str = "INFO"
    secure_cookies: bool = True
    rate_limits: bool = True
    proxies: int = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings; every missing or unreadable one is named in one SettingsError."""
        found: dict[str, Any] = {}
        wrong: list[str] = []
        hints = get_type_hints(cls)
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            if name not in environment:
                continue
            try:
                found[field.name] = _read(environment[name], hints[field.name])
            except ValueError:
                wrong.append(f"{name} 无法读取：{environment[name]!r}")
        missing = [name for name in ("secret_key", "party_key") if not found.get(name)]
        wrong += [f"缺少 {PREFIX}{name.upper()}" for name in missing]
        if wrong:
            raise SettingsError("；".join(wrong))
        return cls(**found)


def beneath(environment: Mapping[str, str], written: Path = WRITTEN) -> dict[str, str]:
    """Return the environment over what ``make setup`` wrote down, when there is such a file."""
    lines = written.read_text().splitlines() if written.exists() else []
    said = (line.partition("=") for line in lines if line.startswith(PREFIX))
    return {name: value for name, _, value in said} | dict(environment)


def _read(text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise ValueError(text)
        return text.lower() in {"1", "true", "yes"}
    return kind(text)
