import subprocess
import sys

from tests.meta.tree import ROOT


def test_every_module_imports_only_what_it_may():
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"

    linted = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert linted.returncode == 0, linted.stdout
