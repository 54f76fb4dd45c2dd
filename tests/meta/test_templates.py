import re

import pytest
from cryptography.fernet import Fernet

from app import create_app
from config.settings import Settings
from tests.meta.tree import ROOT, files

TEMPLATES = ROOT / "app" / "web" / "templates"
NAMES = [str(path.relative_to(TEMPLATES)) for path in files("app/web/templates", "*.html")]


@pytest.fixture(scope="module")
def pages():
    return create_app(Settings(secret_key="x", party_key=Fernet.generate_key().decode())).jinja_env


@pytest.mark.parametrize("name", NAMES)
def test_a_template_parses(pages, name):
    assert pages.get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_used(name):
    users = [*files("app/web", "*.py"), *files("app/web/templates", "*.html")]

    assert any(re.search(rf"""["']{re.escape(name)}["']""", user.read_text()) for user in users)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_carries_no_script_without_a_nonce(name):
    scripts = re.findall(r"<script\b[^>]*>", (TEMPLATES / name).read_text())

    assert [script for script in scripts if "nonce=" not in script] == []
