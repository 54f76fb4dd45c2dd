"""``flask feel``: try an expression, run the conformance kit."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.feel import FeelError, evaluate, tck
from app.feel.dmn import load
from app.feel.dmn.xml import parse_model
from app.feel.text import source_of, text_of
from app.feel.values import normalise

group = AppGroup("feel", help="Try FEEL expressions and decision tables.")


@group.command("eval")
@click.argument("expression")
@click.option("--context", default="{}", help="The names in scope, as a JSON object.")
def evaluate_expression(expression: str, context: str) -> None:
    """Print the value of EXPRESSION as JSON."""
    try:
        value = evaluate(expression, _names(context))
    except FeelError as error:
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--context") from error
    click.echo(json.dumps(_plain(value), ensure_ascii=False))


@group.command("tck")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
def run_kit(folder: Path, as_json: bool) -> None:
    """Run the DMN conformance kit in FOLDER; fail when a result differs."""
    report = _report(folder)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for level, counts in report["levels"].items():
            click.echo(f"level {level}: {counts['passed']}/{counts['total']}")
    raise SystemExit(1 if report["failures"] else 0)


def _names(context: str) -> dict[str, Any]:
    names = json.loads(context)
    if not isinstance(names, dict):
        raise ValueError("not a JSON object")
    return names


def _report(folder: Path) -> dict[str, Any]:
    levels: dict[str, dict[str, int]] = {}
    failures = []
    for file in sorted(folder.glob("compliance-level-*/*/*-test-*.xml")):
        counts = levels.setdefault(file.parts[-3][-1], {"passed": 0, "total": 0})
        for outcome in _outcomes(file):
            counts["total"] += 1
            counts["passed"] += outcome.passed
            if not outcome.passed:
                failures.append(_failure(file.relative_to(folder), outcome))
    return {"levels": levels, "failures": failures}


def _outcomes(file: Path) -> Iterator[tck.Outcome]:
    test = file.read_bytes()
    models = {path: path.read_bytes() for path in file.parent.glob("*.dmn")}
    sources = {parse_model(xml).get("namespace", ""): xml for xml in models.values()}
    model = models[file.parent / tck.model_name(test)]
    decisions = load(model, sources, as_standard=True)
    return tck.outcomes(test, decisions, {"now": _now, "today": lambda: _now().date()})


def _failure(file: Path, outcome: tck.Outcome) -> dict[str, str]:
    return {
        "file": str(file),
        "case": outcome.case,
        "result": outcome.result,
        "expected": source_of(outcome.expected),
        "got": source_of(outcome.got),
    }


def _now() -> datetime:
    return datetime.now(UTC)


def _plain(value: Any) -> Any:
    value = normalise(value)
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if value is None or isinstance(value, (bool, str)):
        return value
    return _number(value)


def _number(value: Any) -> Any:
    text = text_of(value)
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text
