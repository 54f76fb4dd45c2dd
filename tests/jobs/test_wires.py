"""A post to a stranger's server ends in time, whatever it does."""

import socket
import time
from threading import Thread

import pytest

from app.jobs.telling import wires
from tests.jobs import telling


@pytest.fixture
def dripping():
    """A server that answers a byte at a time and never ends."""
    with socket.create_server((telling.HOST, 0)) as listening:
        Thread(target=drip, args=[listening], daemon=True).start()
        yield f"http://{telling.HOST}:{listening.getsockname()[1]}/"


def drip(listening):
    line, _address = listening.accept()
    with line:
        while True:
            try:
                line.send(b"H")
            except OSError:
                return
            time.sleep(0.02)


def test_an_answer_that_never_ends_is_given_up(dripping, monkeypatch):
    monkeypatch.setattr(wires, "WHOLE_SECONDS", 0.2)
    began = time.monotonic()

    with pytest.raises(wires.NoAnswerError):
        wires.post(dripping, b"{}", {}, may_be_private=True)

    assert time.monotonic() - began < 3


def test_a_server_without_encryption_is_no_https_server(app):
    with telling.bot_server() as server, pytest.raises(wires.NoAnswerError):
        wires.post(server.url.replace("http", "https"), b"{}", {}, may_be_private=True)


def test_a_name_nobody_has_is_said(monkeypatch):
    def unknown(*_asked, **_more):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(wires.UnknownHostError, match="找不到"):
        wires.checked("no.such.example", 443, may_be_private=False)


def test_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    found = [(0, 0, 0, "", (address, 443)) for address in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: found)

    with pytest.raises(wires.BlockedAddressError):
        wires.checked("rebinding.example", 443, may_be_private=False)
