"""``flask serve`` and ``flask worker`` start, answer, give way on a taken port and end cleanly."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from config.settings import ROOT
from tests import installation

pytestmark = pytest.mark.crash


@pytest.fixture
def start(laid, tmp_path):
    """A function that runs ``flask …`` on a laid database and reads until some words appear."""
    started = []
    with laid.database(tmp_path) as url:
        environment = {
            **os.environ, "PYTHONUNBUFFERED": "1", "FLASK_APP": "wsgi.py",
            "SHAODAO_SECRET_KEY": "s" * 40, "SHAODAO_PARTY_KEY": installation.PARTY_KEY,
            "SHAODAO_DATABASE_URL": url, "SHAODAO_FILES_DIR": str(tmp_path / "files"),
            "SHAODAO_DEMO": "1", "SHAODAO_DEMO_PASSWORD": installation.PASSWORD,
        }  # fmt: skip

        def start(*words, until):
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", *words],
                cwd=ROOT, env=environment, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            started.append(process)
            said = ""
            while until not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            return process, said

        yield start
        for process in started:
            process.kill()
            process.communicate()


def test_serving_gives_way_on_a_taken_port_answers_and_ends(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process, said = start("serve", "--port", str(port), until="http://")

    address = re.search(r"http://127\.0\.0\.1:\d+", said)[0]
    health = json.loads(ask(address + "/healthz"))
    process.send_signal(signal.SIGINT)

    assert f"端口 {port} 已被占用" in said
    assert installation.PASSWORD in said
    assert health["database"] == "ok"
    assert process.wait(timeout=30) == 0


def test_a_worker_ends_when_it_is_told_to(start):
    process, _ = start("worker", until="时钟已启动")

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=30) == 0
    assert "时钟已停止" in process.stdout.read()


def ask(url, tries=60):
    """Fetch an address of a server that may still be starting."""
    for _ in range(tries):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
                return answer.read()
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(url)
