"""A setting, or a command, that nobody can read about does not exist."""

from collections.abc import Iterator
from dataclasses import fields

import click
import pytest
from cryptography.fernet import Fernet

from app import create_app
from config.settings import PREFIX, Settings
from tests.meta.tree import ROOT


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_documented(name):
    text = (ROOT / "docs" / "settings.md").read_text()

    assert f"`{PREFIX}{name.upper()}`" in text


def test_every_command_is_documented():
    settings = Settings(secret_key="x", party_key=Fernet.generate_key().decode())
    text = (ROOT / "docs" / "commands.md").read_text()

    assert [path for path in paths(create_app(settings).cli) if f"`flask {path}" not in text] == []


def paths(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from paths(command, f"{before}{name} ")
        elif command.callback.__module__.startswith("app."):
            yield before + name
