"""The README tells the truth: its pasted session runs, and its pictures and links exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")

CORPUS = REPOSITORY.parent / "shared" / "corpus"
"""The documents that the README calls `statements`; they are not part of the repository."""

_FENCE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def _session() -> list[tuple[str, str]]:
    """Each command of the session with the output pasted below it, in order."""
    return [
        (command, output.rstrip()) for block in _FENCE.findall(README) for command, output in _COMMAND.findall(block)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that shows the checkout's data and takes what the commands write."""
    folder = tmp_path_factory.mktemp("session")
    (folder / "data").symlink_to(REPOSITORY / "data")
    if CORPUS.is_dir():
        (folder / "statements").symlink_to(CORPUS)
    return folder


@pytest.mark.parametrize(("command", "output"), _session(), ids=[command for command, _ in _session()])
def test_the_session_runs_as_pasted(folder: Path, command: str, output: str) -> None:
    """Each command gives, to the letter, what the README shows."""
    if ("statements" in command or "partnerships" in command) and not CORPUS.is_dir():
        pytest.skip("../shared/corpus is absent: the README's folder of documents cannot be read")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": path, "NO_COLOR": "1", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    assert (ended.stdout + ended.stderr).rstrip() == output


def test_the_session_is_long_enough_to_show_something() -> None:
    """The README shows reading, building and asking."""
    commands = " ".join(command for command, _ in _session())
    for name in ("read", "build", "query"):
        assert f"cetgraph {name}" in commands


def test_links_and_pictures_exist() -> None:
    """Each relative link of the README leads to a file."""
    missing = [target for target in _LINK.findall(README) if not (REPOSITORY / target).exists()]
    assert not missing
