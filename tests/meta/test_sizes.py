"""Sizes that keep a reader comfortable are printed; only what is far beyond them fails."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.meta.tree import files, shown

FOLDERS = ("app", "config", "tests")
FUNCTION, FUNCTION_AT_MOST = 20, 40
MODULE, MODULE_AT_MOST = 250, 300
FOLDER = 12


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.body[0].lineno + 1
            if ast.get_docstring(node) and len(node.body) > 1:
                lines = node.end_lineno - node.body[1].lineno + 1
            yield f"{shown(path)}:{node.lineno} {node.name}", lines


def modules() -> list[Path]:
    return [path for folder in FOLDERS for path in files(folder, "*.py")]


def test_functions_are_short(capsys):
    sizes = Counter(dict(pair for path in modules() for pair in functions(path)))

    report(capsys, "functions", sizes, FUNCTION)
    assert beyond(sizes, FUNCTION_AT_MOST) == []


def test_modules_are_short(capsys):
    sizes = Counter({shown(path): len(path.read_text().splitlines()) for path in modules()})

    report(capsys, "modules", sizes, MODULE)
    assert beyond(sizes, MODULE_AT_MOST) == []


def test_folders_are_small(capsys):
    sizes = Counter(shown(path.parent) for path in files("app", "*.py"))

    report(capsys, "folders", sizes, FOLDER)


def test_imports_stand_at_the_top():
    inner = [
        f"{shown(path)}:{statement.lineno}"
        for path in files("app", "*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]

    assert inner == []


def beyond(sizes: Counter[str], limit: int) -> list[str]:
    return [f"{name}: {size}" for name, size in sizes.most_common() if size > limit]


def report(capsys, what: str, sizes: Counter[str], limit: int) -> None:
    with capsys.disabled():
        print(f"\n{what} over {limit}:", *beyond(sizes, limit) or ["none"], sep="\n  ")
