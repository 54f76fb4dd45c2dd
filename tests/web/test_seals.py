"""A name typed as a signature is stamped like a drawn one: who, when, whose account, of what."""

import hashlib
import json
from pathlib import Path

import pytest

from app import audit, cases, definitions, forms, runtime
from app.core.db import transaction
from app.definitions import Draft
from app.identity import SYSTEM
from tests.flows.story import arrival, at

FORM = Path("forms/p_report_in/arrive.form")
NAME = {"type": "textfield", "id": "Field_signed_by", "key": "signed_by", "label": "负责人签名",
        "properties": {"to": "S", "kind": "signature"}}  # fmt: skip


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def reply(player, morning):
    """What 排水公司 entered at 09:12 on a form that asks for a typed signature."""
    form = json.loads(FORM.read_text())
    source = json.dumps(form | {"components": [*form["components"], NAME]}).encode()
    with transaction():
        definitions.deploy(Draft("form", source), actor=SYSTEM, now=at("09:05"))
    with transaction():
        new = definitions.pin("p_hotline_intake").id
        runtime.migrate(player.case_id, new, {}, "表单改版", actor=SYSTEM, now=at("09:05"))
    morning.at("09:13")
    said = arrival("09:12", 3) | {"signed_by": "何岗"}
    player.complete("arrive", at("09:12"), said, department="qh.drain", by="drain_duty")
    return cases.submissions(player.case_id)[-1]


def test_the_print_view_says_whose_account_when_and_of_what(page, reply):
    found = page.log_in("drain_duty").get(f"/submissions/{reply.id}/print")

    [line] = found.find("//dl[@class='sd-read-signed']/dd")
    told = " ".join("".join(line.itertext()).split())
    for words in ("何岗", f"账号 {reply.by_name}", "2026-07-14 09:12", digest(reply)[:12]):
        assert words in told


def test_the_case_page_says_it_too(page, reply):
    shown = page.log_in("wx_desk").get(f"/cases/{reply.case_id}")

    assert f"签署内容 SHA-256 {digest(reply)[:12]}" in " ".join(shown.text.split())


def test_the_chained_record_bears_what_was_signed(reply):
    [entry] = [
        each
        for each in audit.entries(reply.case_id)
        if each.details.get("submission") == str(reply.id)
    ]

    assert entry.details["signed"] == digest(reply)


def test_a_changed_value_no_longer_has_the_digest_that_was_recorded(reply):
    form = definitions.form(reply.form_key, reply.form_version)

    assert forms.digest(form, reply.values) == digest(reply)
    assert forms.digest(form, reply.values | {"note": "改过"}) != digest(reply)
    assert forms.digest(form, reply.values | {"signed_by": "别人"}) == digest(reply)


def test_a_form_without_signatures_says_nothing_of_them(player, morning):
    replies = {str(each.id) for each in cases.submissions(player.case_id)}

    entries = audit.entries(player.case_id)

    done = [each for each in entries if each.details.get("submission") in replies]
    assert done
    assert all("signed" not in each.details for each in done)


def digest(reply):
    """Return the SHA-256 of a reply without its signature, as anybody can compute it."""
    held = {key: said for key, said in reply.values.items() if key != "signed_by"}
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
