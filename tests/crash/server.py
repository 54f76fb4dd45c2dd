"""A server that plays the story over and over and says on a pipe what it was asked and did.

The parent kills it at any moment; what it said is all the outside world knows. A step is named
before it is sent, and after a crash it is sent again with the same one-time key.
"""

import json
import os
import select
import signal
import time
import traceback
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app import create_app, intake, jobs, tasks
from app.cli.player import Player
from app.core.db import transaction
from config.settings import Settings
from tests.flows.story import LINES, Line, at

STEPS = [line for line in LINES if line.do != "urge"]
Intent = dict[str, Any]


@dataclass
class Progress:
    """What the outside world knows of the stories played so far."""

    stories: int = 0
    step: int = 0
    case_id: str = ""
    intent: Intent = field(default_factory=dict)

    def learn(self, line: str) -> None:
        """Take in what the server said: a step it will send, or one that was answered."""
        said = json.loads(line)
        if "intent" in said:
            self.intent = said["intent"]
            return
        self.case_id = said["case_id"]
        self.step, self.intent = self.step + 1, {}
        if self.step == len(STEPS):
            self.stories, self.step = self.stories + 1, 0


def run_for(seconds: float, settings: Settings, progress: Progress, *, stories: int) -> bool:
    """Let a server work until it is killed or has played ``stories``; tell which."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(readable)
        _serve(settings, progress, writable, stories)
    os.close(writable)
    killed = _listen(child, time.monotonic() + seconds, readable, progress)
    _, status = os.waitpid(child, 0)
    if not killed and status != 0:
        raise RuntimeError("the server failed: see its output")
    return killed


def _listen(child: int, end: float, readable: int, progress: Progress) -> bool:
    killed, rest = False, b""
    with os.fdopen(readable, "rb", buffering=0) as pipe:
        while True:
            left = None if killed else max(0.0, end - time.monotonic())
            if not killed and not select.select([pipe], [], [], left)[0]:
                os.kill(child, signal.SIGKILL)
                killed = True
            chunk = pipe.read(65536)
            if not chunk:
                return killed
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                progress.learn(line.decode())


def _serve(settings: Settings, progress: Progress, pipe: int, stories: int) -> None:
    try:
        with create_app(settings).app_context():
            while progress.stories < stories:
                _step(progress, pipe)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _step(progress: Progress, pipe: int) -> None:
    line = STEPS[progress.step]
    intent = progress.intent or _intent(line, progress)
    _say(pipe, progress, {"intent": intent})
    case_id = _send(line, intent)
    _say(pipe, progress, {"case_id": case_id})


def _say(pipe: int, progress: Progress, said: Intent) -> None:
    line = json.dumps(said)
    os.write(pipe, line.encode() + b"\n")
    progress.learn(line)


def _intent(line: Line, progress: Progress) -> Intent:
    key = f"{progress.stories}.{progress.step}"
    if line.do == "tick":
        return {"case_id": progress.case_id}
    player, moment = Player(), at(line.clock)
    if line.do == "register":
        actor = player.actor("operator", moment)
        shown = intake.blank(actor, now=moment).values
        target = ""
    else:
        player.case_id = UUID(progress.case_id)
        target, actor, shown = _target(player, line)
    raw = player.typed(shown, line.values, actor, moment)
    by = actor.username
    return {"case_id": progress.case_id, "target": target, "by": by, "raw": raw, "key": key}


def _target(player: Player, line: Line) -> tuple[str, Any, Any]:
    moment = at(line.clock)
    if line.do.startswith("act:"):
        action = player.action(line.do[4:], line.department)
        actor = player.candidate(action.groups, moment)
        return str(action.id), actor, tasks.action(action.id, actor=actor, now=moment).fields.values
    task = player.task(line.do, line.department)
    actor = player.candidate(task.groups, moment)
    return str(task.id), actor, tasks.view(task.id, actor=actor, now=moment).fields.values


def _send(line: Line, intent: Intent) -> str:
    moment = at(line.clock)
    if line.do == "tick":
        jobs.tick(moment)
        return str(intent["case_id"])
    actor = Player().actor(intent["by"], moment)
    raw, key = intent["raw"], intent["key"]
    with transaction():
        if line.do == "register":
            return str(intake.register(raw, one_time_key=key, actor=actor, now=moment).id)
        send = tasks.act if line.do.startswith("act:") else tasks.complete
        send(UUID(intent["target"]), raw, one_time_key=key, actor=actor, now=moment)
    return str(intent["case_id"])
