"""Small definitions to deploy, and edits of the shipped ones."""

from app import definitions
from app.core.db import transaction
from app.definitions import Draft
from app.identity import SYSTEM
from config.settings import ROOT
from tests.installation import LAID_AT

P04 = ROOT / "processes" / "p_report_in" / "p_report_in.bpmn"
LEVELS = ROOT / "processes" / "p_hotline_intake" / "d_level.dmn"
SIGN_FORM = ROOT / "forms" / "p_report_in" / "sign_whistle.form"


def draft(path, *replacements):
    """Return a shipped file as a draft, with texts replaced."""
    source = path.read_text("utf-8")
    for old, new in replacements:
        assert old in source
        source = source.replace(old, new)
    return Draft.read(path) if not replacements else Draft(path.suffix[1:], source.encode())


def deploy(chosen, *, note="", now=LAID_AT):
    with transaction():
        return definitions.deploy(chosen, actor=SYSTEM, now=now, note=note)
