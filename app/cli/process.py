"""``flask process``: check and deploy diagrams, tables and forms."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from app import definitions
from app.cli.checking import examine_file, lines, row
from app.cli.elements import markdown
from app.core import clock
from app.core.db import transaction
from app.core.errors import ShaodaoError
from app.definitions import Draft
from app.identity import SYSTEM
from config.settings import ROOT

FOLDERS = ("processes", "forms")
SUFFIXES = (".bpmn", ".dmn", ".form")
FILES = click.Path(exists=True, dir_okay=False, path_type=Path)

group = AppGroup("process", help="Diagrams, tables and forms.")


@group.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def check(files: Sequence[Path], as_json: bool) -> None:
    """Say what keeps files from being deployed, and whether they are sound; fail when one is."""
    found = [(path, examine_file(path)) for path in files]
    if as_json:
        said = json.dumps([row(*each) for each in found], ensure_ascii=False, indent=2)
    else:
        said = "\n".join(line for each in found for line in lines(*each))
    click.echo(said.encode(errors="replace"))
    if any(examined.is_refused for _, examined in found):
        raise click.exceptions.Exit(1)


@group.command("elements")
def elements() -> None:
    """Print what of BPMN runs and every rule, as docs/bpmn.md has it."""
    click.echo(markdown(), nl=False)


@group.command("deploy")
@click.argument("files", nargs=-1, type=FILES)
def deploy(files: Sequence[Path]) -> None:
    """Deploy files (by default everything in processes/ and forms/); unchanged ones stay."""
    for path in files:
        _draft(path)
    try:
        with transaction():
            done = definitions.deploy_all(files or shipped(), actor=SYSTEM, now=clock.now())
    except ShaodaoError as error:
        raise click.ClickException(str(error)) from error
    for definition in done:
        click.echo(f"{definition.kind} {definition.key} v{definition.version} {definition.name}")


def shipped() -> list[Path]:
    """Return the files that come with the project."""
    found = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    return sorted(path for path in found if path.suffix in SUFFIXES)


def _draft(path: Path) -> Draft:
    if path.suffix not in SUFFIXES:
        raise click.BadParameter(f"{path}：只接受 {'、'.join(SUFFIXES)}")
    return Draft.read(path)
