"""``flask doctor``: is this installation fit, and if not, what to do."""

import json
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app import cases, definitions, jobs, modeler, notifications, policies, runtime
from app.cli.process import shipped
from app.core import clock
from app.core.crypto import WrongKeyError
from app.core.db import db
from app.core.errors import ShaodaoError
from app.definitions import Draft

OK, WARN, FAIL = "ok", "warn", "fail"
MARKS = {OK: "✓", WARN: "!", FAIL: "✗"}
LONGEST_SILENCE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(minutes=30)
MONTHS = 12
SHORTEST_KEY = 32
PRINTS = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")


@dataclass(frozen=True)
class Finding:
    """One line of the report; ``remedy`` says what to do."""

    check: str
    status: str
    words: str
    remedy: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@with_appcontext
def command(as_json: bool) -> None:
    """Check settings, data, definitions, calendar, clock, outbox, incidents, pages, printing."""
    found = [finding for check in CHECKS for finding in _look(check)]
    click.echo(json.dumps([asdict(f) for f in found]) if as_json else "\n".join(map(_line, found)))
    if any(finding.status == FAIL for finding in found):
        raise click.exceptions.Exit(1)


def settings() -> Iterator[Finding]:
    """Judge the settings."""
    used = current_app.extensions["settings"]
    if len(used.secret_key) < SHORTEST_KEY:
        yield Finding("设置", WARN, "SHAODAO_SECRET_KEY 太短", f"换成至少 {SHORTEST_KEY} 个字符")
    if used.demo and not used.demo_password:
        yield Finding("设置", FAIL, "演示方式没有口令", "设置 SHAODAO_DEMO_PASSWORD")
    if not used.demo and not used.secure_cookies:
        yield Finding("设置", WARN, "Cookie 不限 HTTPS", "设置 SHAODAO_SECURE_COOKIES=1")
    mode = "演示方式" if used.demo else "正式方式"
    yield Finding(
        "设置", OK, f"{mode}，邮件{'经服务器发出' if used.smtp_url else '未设置服务器，不发'}"
    )


def database() -> Iterator[Finding]:
    """Compare the database with the newest migration."""
    config = current_app.extensions["migrate"].migrate.get_config()
    newest = ScriptDirectory.from_config(config).get_current_head()
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == newest:
        yield Finding("数据库", OK, f"{db.engine.dialect.name}，版本 {present}")
    else:
        yield Finding("数据库", FAIL, f"版本是 {present}，应为 {newest}", "运行 make db")


def deployed() -> Iterator[Finding]:
    """Check the shipped files, and that everything deployed finds what it refers to."""
    for path in shipped():
        wrong = [p for p in definitions.check(Draft.read(path)) if p.severity == "error"]
        for problem in wrong:
            words = f"{path.name} {problem.element_id}：{problem.reason}"
            yield Finding("流程定义", FAIL, words, "运行 flask process check 查看")
    present = definitions.latest_all("bpmn")
    for definition in present:
        for sentence in modeler.missing(definition):
            yield Finding(
                "流程定义", FAIL, f"{definition.key}：{sentence}", "运行 flask process deploy"
            )
    if present:
        yield Finding("流程定义", OK, f"{len(present)} 个流程已部署")
    else:
        yield Finding("流程定义", FAIL, "没有部署任何流程", "运行 flask process deploy")


def calendar() -> Iterator[Finding]:
    """See that the working calendar reaches a year ahead."""
    months = policies.horizon_months(clock.now())
    provisional = policies.current_calendar().provisional_from
    since = f"，{provisional} 起为暂定" if provisional else ""
    status, remedy = (OK, "") if months >= MONTHS else (FAIL, "导入下一年度的放假通知")
    yield Finding("工作日历", status, f"还有 {months} 个月{since}", remedy)


def ticking() -> Iterator[Finding]:
    """See whether the clock runs; a stopped one is a failure once something waits for it."""
    silence = jobs.last_beat()
    if silence is not None and silence <= LONGEST_SILENCE:
        yield Finding("时钟", OK, f"{int(silence.total_seconds())} 秒前走过")
        return
    words = "从未走过" if silence is None else f"{_say(silence)}前走过"
    waiting = runtime.due_instances(clock.now() - LONGEST_WAIT, 1)
    status = FAIL if waiting else WARN
    missed = "，有到时事件没有处理" if waiting else ""
    yield Finding("时钟", status, words + missed, "运行 flask serve 或 flask worker")


def personal_data() -> Iterator[Finding]:
    """See that the party key opens what is stored."""
    try:
        cases.any_party()
    except WrongKeyError as wrong:
        yield Finding("个人信息", FAIL, str(wrong), "恢复原来的 SHAODAO_PARTY_KEY")
    else:
        yield Finding("个人信息", OK, "密钥与数据相符")


def outbox() -> Iterator[Finding]:
    """See how many messages wait or failed, for how long, and which addresses are paused."""
    due = notifications.waiting(clock.now())
    age = max(clock.now() - due.since, timedelta()) if due.since else timedelta()
    said = f"{due.count} 条待发，最久等待 {_say(age)}，其中 {due.failed} 条曾失败"
    words = said if due.since else "没有积压"
    if age <= LONGEST_WAIT and not due.failed:
        yield Finding("待发消息", OK, words)
    else:
        yield Finding("待发消息", WARN, words, "检查邮件服务器和时钟")
    if due.paused:
        words = f"{due.paused} 个邮箱或群机器人多次没有送达，已停发"
        yield Finding("待发消息", WARN, words, "请本人在“通知方式”页核对地址")


def incidents() -> Iterator[Finding]:
    """Count what waits for a person."""
    found = runtime.open_incidents()
    if found:
        yield Finding("异常", WARN, f"{len(found)} 个待处理", "在督办页查看原因并重试")
    else:
        yield Finding("异常", OK, "没有")


def front_end() -> Iterator[Finding]:
    """See whether the pages have their styles and scripts."""
    if (Path(current_app.static_folder or "") / "dist" / "manifest.json").exists():
        yield Finding("前端", OK, "已构建")
    else:
        yield Finding("前端", FAIL, "没有构建", "运行 make setup")


def printing() -> Iterator[Finding]:
    """Look for the libraries that turn papers into PDF files."""
    missing = [name for name in PRINTS if find_library(name) is None]
    if missing:
        remedy = (
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
        )
        yield Finding("打印", WARN, f"缺少 {'、'.join(missing)}，单据不能生成 PDF", remedy)
    else:
        yield Finding("打印", OK, "可以生成 PDF")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    settings,
    database,
    deployed,
    calendar,
    ticking,
    personal_data,
    outbox,
    incidents,
    front_end,
    printing,
)


def _look(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except (ShaodaoError, SQLAlchemyError) as error:
        db.session.rollback()
        reason = str(error).split("\n")[0]
        return [Finding(check.__name__, FAIL, reason, "先运行 make db 和 make seed")]


def _line(finding: Finding) -> str:
    remedy = f"  → {finding.remedy}" if finding.remedy else ""
    return f"{MARKS[finding.status]} {finding.check}：{finding.words}{remedy}"


def _say(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    return f"{minutes} 分钟" if minutes < 120 else f"{minutes // 60} 小时"
