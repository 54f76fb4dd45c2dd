"""A setting, or a command, that nobody can read about does not exist."""

from dataclasses import fields

import pytest

from config.settings import PREFIX, Settings
from tests.meta.tree import ROOT


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_documented(name):
    text = (ROOT / "docs" / "settings.md").read_text()

    assert f"`{PREFIX}{name.upper()}`" in text
