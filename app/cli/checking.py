"""One file checked in a process of its own, so that nothing in it can hang or fell the command."""

import multiprocessing
import resource
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app import definitions
from app.definitions import Draft, Examined
from app.definitions.checking import KINDS, MOST
from app.engine import Problem

SECONDS = 3.0
MEMORY = 2 * 2**30
FORK = multiprocessing.get_context("fork")


def examine_file(path: Path) -> Examined:
    """Return what is wrong with a file, whatever it is, in less than five seconds."""
    if path.suffix not in KINDS:
        return _refused("suffix", f"只接受 {'、'.join(KINDS)} 文件")
    source = _read(path)
    if source is None:
        return _refused("unreadable", "文件读不出来：不存在、不是文件，或没有权限")
    return _apart(Draft(KINDS[path.suffix], source))


def _read(path: Path) -> bytes | None:
    """Return a regular file's beginning, which is all of it unless it is too large."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MOST + 1)
    except (OSError, ValueError):
        return None


def _apart(draft: Draft) -> Examined:
    receiver, sender = FORK.Pipe(duplex=False)
    worker = FORK.Process(target=_work, args=(draft, sender), daemon=True)
    worker.start()
    sender.close()
    try:
        if receiver.poll(SECONDS):
            found: Examined = receiver.recv()
            return found
    except EOFError:
        return _refused("not-checked", "检查没有完成，文件中可能有不寻常的内容")
    finally:
        worker.kill()
        worker.join()
    return _refused("too-large", "文件太复杂，几秒内检查不完；请把一部分另存为流程，用调用活动调用")


def _work(draft: Draft, sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        found = definitions.examine(draft)
    except Exception:
        found = _refused("not-checked", "检查没有完成，文件中可能有不寻常的内容")
    sender.send(found)


def _refused(rule: str, reason: str) -> Examined:
    return Examined([Problem("", "", reason, rule=rule)])


def row(path: Path, examined: Examined) -> dict[str, Any]:
    """Return what was found for a program."""
    findings = [
        {
            "element": problem.element_id,
            "name": problem.name,
            "rule": problem.rule,
            "severity": problem.severity,
            "message": problem.reason,
        }
        for problem in examined.problems
    ]
    return {
        "file": str(path),
        "verdict": "refused" if examined.is_refused else "runnable",
        "findings": findings,
        "sound": examined.sound,
        "counterexample": [
            {"element": passed.element, "name": passed.name} for passed in examined.counterexample
        ],
    }


def lines(path: Path, examined: Examined) -> list[str]:
    """Return what was found for a person."""
    verdict = "不能运行" if examined.is_refused else "可以运行"
    ends = {True: "，各条路都能走到结束", False: "，不是每条路都能正常走到结束", None: ""}
    return [f"{path}：{verdict}{ends[examined.sound]}", *map(_line, examined.problems)]


def _line(problem: Problem) -> str:
    severity = "错误" if problem.severity == "error" else "提醒"
    name, element = " ".join(problem.name.split()), problem.element_id
    where = f"{name}（{element}）" if name and element else name or element
    return f"  {severity} {where}{'：' if where else ''}{problem.reason} [{problem.rule}]"
