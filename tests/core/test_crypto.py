"""Personal data stands in the database only encrypted."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from app.cases import Party
from app.core import crypto
from app.core.db import db
from tests.installation import PARTY_KEY

PHONE = "13800000000"


@pytest.fixture
def until():
    return "08:03"


@pytest.fixture
def own_key():
    yield
    crypto.use_key(PARTY_KEY)


def test_the_requester_cannot_be_read_in_the_raw_row(app):
    raw = db.session.execute(text("SELECT * FROM party")).one()

    assert PHONE not in repr(raw)
    assert "张三" not in repr(raw)


def test_the_requester_can_be_read_through_the_column(app):
    party = db.session.scalars(select(Party)).one()

    assert (party.name, party.phone) == ("张三", PHONE)


def test_a_requester_is_found_by_the_digest_of_the_number(app):
    wanted = Party.phone_digest == crypto.digest(PHONE)

    assert db.session.scalar(select(Party.phone).where(wanted)) == PHONE


def test_nowhere_in_the_database_stands_the_number(app):
    dumped = db.engine.raw_connection()
    rows = dumped.iterdump()

    assert not [row[:80] for row in rows if PHONE in row]
    dumped.close()


def test_the_same_text_is_encrypted_differently_each_time(app):
    column = crypto.EncryptedText()

    first, second = (column.process_bind_param(PHONE, None) for _ in range(2))

    assert first != second
    assert {column.process_result_value(kept, None) for kept in (first, second)} == {PHONE}


def test_nothing_stays_nothing(app):
    column = crypto.EncryptedText()

    assert column.process_bind_param(None, None) is None
    assert column.process_result_value(None, None) is None


@pytest.mark.usefixtures("own_key")
def test_equal_texts_have_equal_digests_under_one_key_only(app):
    ours = crypto.digest(PHONE)
    assert ours == crypto.digest(PHONE) != crypto.digest(PHONE + "1")

    crypto.use_key(Fernet.generate_key().decode())

    assert crypto.digest(PHONE) != ours


@pytest.mark.usefixtures("own_key")
def test_under_another_key_nothing_can_be_read(app):
    kept = crypto.EncryptedText().process_bind_param(PHONE, None)
    crypto.use_key(Fernet.generate_key().decode())

    with pytest.raises(crypto.WrongKeyError):
        crypto.EncryptedText().process_result_value(kept, None)


@pytest.mark.usefixtures("own_key")
def test_a_key_that_is_none_is_refused(app):
    with pytest.raises(ValueError, match="32"):
        crypto.use_key("short")

    assert crypto.digest(PHONE)


def test_without_a_key_nothing_is_kept(app, monkeypatch):
    monkeypatch.setattr(crypto, "_key", None)

    with pytest.raises(RuntimeError, match="no party key"):
        crypto.EncryptedText().process_bind_param(PHONE, None)
