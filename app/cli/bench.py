"""``flask bench``: the numbers the design must hold, one module of ``bench/`` each."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from config.settings import ROOT

FOLDER = ROOT / "bench"


def names() -> list[str]:
    """Return the benches there are."""
    return sorted(path.stem for path in Path(FOLDER).glob("[!_]*.py"))


@click.command("bench")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, as_json: bool) -> None:
    """Measure one number of the design, or all; fail when one is not held."""
    if name is not None and name not in names():
        raise click.BadParameter(f"没有 {name}，只有：{'、'.join(names())}")
    found = {chosen: _run(chosen) for chosen in ([name] if name else names())}
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo("\n".join(f"{key}: {value}" for key, value in found.items()))
    if not all(outcome["held"] for outcome in found.values()):
        raise click.exceptions.Exit(1)


def _run(name: str) -> dict[str, Any]:
    outcome: dict[str, Any] = import_module(f"bench.{name}").run()
    return outcome
