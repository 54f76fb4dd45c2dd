"""``flask bench``: the numbers the design must hold, one module of ``bench/`` each."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from config.settings import ROOT

FOLDER = ROOT / "bench"
INBOX = "inbox"


def names() -> list[str]:
    """Return the benches there are."""
    return sorted(path.stem for path in Path(FOLDER).glob("[!_]*.py"))


@click.command("bench")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--tasks", type=click.IntRange(1000), help="How many open tasks `inbox` lays.")
def command(name: str | None, as_json: bool, tasks: int | None) -> None:
    """Measure one number of the design, or all; fail when one is not held."""
    if name is not None and name not in names():
        raise click.BadParameter(f"没有 {name}，只有：{'、'.join(names())}")
    chosen = {"tasks": tasks} if tasks and name == INBOX else {}
    found = [_run(name, **chosen)] if name else [_run_among_all(each) for each in names()]
    if as_json:
        click.echo(json.dumps(found[0] if name else found, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(found)))
    if not all(row.get("held", True) for bench in found for row in bench["rows"]):
        raise click.exceptions.Exit(1)


def _run(name: str, **chosen: int) -> dict[str, Any]:
    return {"bench": name, "rows": import_module(f"bench.{name}").run(**chosen)}


def _run_among_all(name: str) -> dict[str, Any]:
    """Run a bench as small as it says it may be when all are run."""
    smaller = getattr(import_module(f"bench.{name}"), "AMONG_ALL", {})
    return _run(name, **smaller)


def _lines(found: list[dict[str, Any]]) -> list[str]:
    return [f"{bench['bench']}: {_line(row)}" for bench in found for row in bench["rows"]]


def _line(row: dict[str, Any]) -> str:
    line = f"{row['name']}: {row['value']} {row['unit']}"
    if row["ratio"] is not None:
        line += f" = {row['ratio']} × {row['ratio_to']}"
    if "most" in row:
        line += f" (at most {row['most']}: {'held' if row['held'] else 'NOT HELD'})"
    return line
