"""``flask runtime``: what runs, looked at from below."""

import json
from datetime import datetime
from uuid import UUID

import click
from flask.cli import AppGroup

from app import cases, runtime
from app.cli.moments import parse_instant, snapshot, told
from app.core.errors import NotFoundError
from app.identity import SYSTEM

group = AppGroup("runtime", help="Process instances.")


@group.command("replay")
@click.argument("reference", metavar="CASE", required=False)
@click.option("--all", "every", is_flag=True, help="Rebuild every case.")
@click.option("--at", "moment", metavar="T", help="Print the case as it stood at that moment.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def replay(reference: str | None, every: bool, moment: str | None, as_json: bool) -> None:
    """Rebuild a case, or all, from its commands; fail when the state differs from the stored.

    With --at, print what was live then instead, and compare nothing.
    """
    if every == bool(reference) or (every and moment):
        raise click.UsageError("请给出一个案件编号，或 --all。")
    if moment:
        _show(str(reference), parse_instant(moment), as_json)
        return
    ids = runtime.all_instances() if every else [_instance(str(reference))]
    outcomes = []
    for instance_id in ids:
        done = runtime.replay(instance_id)
        name = cases.case(instance_id, SYSTEM).reference
        outcomes.append({"case": name, "commands": done.commands, "same": done.same})
    click.echo(json.dumps(outcomes) if as_json else "\n".join(map(_line, outcomes)))
    if not all(outcome["same"] for outcome in outcomes):
        raise click.exceptions.Exit(1)


def _show(reference: str, moment: datetime, as_json: bool) -> None:
    seen = snapshot(reference, runtime.at(_instance(reference), moment))
    click.echo(json.dumps(seen, ensure_ascii=False) if as_json else "\n".join(told(seen)))


def _instance(reference: str) -> UUID:
    try:
        return cases.by_reference(reference, SYSTEM).id
    except NotFoundError as error:
        raise click.ClickException(f"没有案件 {reference}") from error


def _line(outcome: dict[str, object]) -> str:
    said = "一致" if outcome["same"] else "不一致"
    return f"{outcome['case']} {outcome['commands']} 条命令 {said}"
