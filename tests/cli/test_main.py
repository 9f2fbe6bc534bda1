from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cetgraph import __version__, cli
from cetgraph.config import resource
from cetgraph.errors import CetgraphError, NonConformance, SourceError
from cetgraph.sources.manifest import load_manifest

CETGRAPH = Path(sys.executable).with_name("cetgraph")


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([CETGRAPH, *arguments], capture_output=True, text=True, check=False, timeout=60)


def _raising(error: BaseException) -> click.Command:
    def callback() -> None:
        raise error

    return click.Command("read", callback=callback)


ENDINGS = {
    "an error of ours": (SourceError("is empty", place="a.html", remedy="fetch it"), 2, "a.html: is empty (fetch it)"),
    "a finding": (NonConformance("1 violation"), 1, "1 violation"),
    "Ctrl-C": (KeyboardInterrupt(), 130, "interrupted"),
    "the end of input": (EOFError(), 130, "interrupted"),
    "a click error": (click.ClickException("no"), 1, "no"),
    "a full disk": (OSError(28, "No space left on device", "a.ttl"), 2, "a.ttl: No space left on device"),
    "a read-only folder": (PermissionError(13, "Permission denied", "a.ttl"), 2, "a.ttl: Permission denied"),
}


@pytest.mark.parametrize(("error", "code", "line"), ENDINGS.values(), ids=ENDINGS.keys())
def test_an_expected_error_is_one_line(
    error: BaseException,
    code: int,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What can be expected to go wrong is told in one line on stderr, with the exit code of its kind."""
    monkeypatch.setattr(cli.main, "get_command", lambda *_: _raising(error))
    assert cli.exit_code(["read"]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip().splitlines() == [f"cetgraph: {line}"]


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody expected is not dressed up as an expected one."""
    monkeypatch.setattr(cli.main, "get_command", lambda *_: _raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        cli.exit_code(["read"])


def test_help_lists_every_command_and_imports_none() -> None:
    """The help answers at once: it reads the table, not the modules."""
    code = "import sys, cetgraph.cli as c; c.exit_code(['--help']); print(sorted(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    for name, summary in cli.COMMANDS.items():
        assert name in ended.stdout
        assert summary in ended.stdout
        assert f"cetgraph.cli.{name}" not in ended.stdout
    for heavy in ("rdflib", "pyoxigraph", "pyshacl", "networkx", "flask", "pyvis"):
        assert f"'{heavy}'" not in ended.stdout


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_has_help_with_an_example(name: str) -> None:
    """Each command exists, says what it does, and shows how it is called."""
    ended = _run(name, "--help")
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert ended.stdout.startswith(f"Usage: cetgraph {name}")
    assert _examples(name)


def _examples(name: str) -> list[str]:
    """The calls that the help of the command, and of those below it, shows as examples."""
    found: list[str] = []
    commands = [cli.main.get_command(click.Context(cli.main), name)]
    for command in commands:
        if isinstance(command, click.Group):
            commands += command.commands.values()
        if command is not None:
            text = f"{command.help or ''}\n{command.epilog or ''}"
            found += re.findall(r"^\s*(?:Examples?: )?(cetgraph [a-z].*)$", text, re.MULTILINE)
    return found


STATEMENT = """\
# Joint Statement of the United States and Singapore

**Artificial Intelligence**

- The United States and Singapore will hold a workshop on the safety of artificial intelligence in March 2025.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the examples name: documents, graphs, a query."""
    folder = tmp_path_factory.mktemp("examples")
    data = resource("data")
    (document,) = (data / "sources").glob("*.html")
    for name in ("statement.html", "fact-sheet.html"):
        shutil.copy(document, folder / name)
    shutil.copytree(data / "sources", folder / "speeches")
    (folder / "statements").mkdir()
    (folder / "statements" / "one.md").write_text(STATEMENT, encoding="utf-8")
    (graph,) = (data / "graph").glob("*.ttl")
    for name in ("graph.ttl", "statement.ttl"):
        shutil.copy(graph, folder / name)
    for name in ("graph.trig", "others.trig"):
        shutil.copy(data / "graph" / "cetgraph.trig", folder / name)
    (folder / "mine.rq").write_text("ASK { ?c a cet:Commitment }\n", encoding="utf-8")
    return folder


ELSEWHERE = {"cetgraph build", *_examples("serve"), *_examples("load")}
"""Examples that tests of their own run: one writes into the checkout, servers do not end, and one needs a server."""


@pytest.mark.parametrize("call", [call for name in cli.COMMANDS for call in _examples(name) if call not in ELSEWHERE])
def test_each_example_runs(folder: Path, call: str) -> None:
    """What the help shows works as it stands."""
    path = os.pathsep.join((str(CETGRAPH.parent), os.environ["PATH"]))
    ended = subprocess.run(
        ["bash", "-c", call],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr


def test_version() -> None:
    """The version is the package's."""
    assert _run("--version").stdout == f"cetgraph, version {__version__}\n"


def test_an_unknown_command_is_one_line() -> None:
    """A misspelt command names the help."""
    ended = _run("reed")
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "'reed'" in ended.stderr
    assert "cetgraph --help" in ended.stderr


def test_an_unknown_option_is_one_line() -> None:
    """A misspelt option names the command's help."""
    ended = _run("serve", "--prot", "1")
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "cetgraph serve --help" in ended.stderr


def test_without_a_command_the_help_is_shown() -> None:
    """`cetgraph` alone tells what it can do."""
    ended = _run()
    assert "Commands:" in ended.stdout + ended.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`cetgraph … | head` ends quietly."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    ended = subprocess.run([CETGRAPH, "--help"], stdout=write_end, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(write_end)
    assert ended.stderr == b""
    assert ended.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which this system lacks")
def test_a_full_standard_output_is_one_line() -> None:
    """A result that could not be written does not end with 0."""
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run([CETGRAPH, "--help"], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr == b"cetgraph: No space left on device\n"


def test_every_error_of_ours_has_an_exit_code() -> None:
    """1 says that something was found wanting, 2 that the work could not be done."""
    codes = {error.exit_code for error in _tree(CetgraphError)}
    assert codes == {1, 2}


def _tree(error: type[CetgraphError]) -> set[type[CetgraphError]]:
    return {error}.union(*(_tree(child) for child in error.__subclasses__()))


def test_manifest_errors_reach_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error raised deep in a stage arrives as its own line."""
    broken = tmp_path / "statement.yaml"
    broken.write_text("title: [\n", encoding="utf-8")
    command = click.Command("read", callback=lambda: load_manifest(broken))
    monkeypatch.setattr(cli.main, "get_command", lambda *_: command)
    assert cli.exit_code(["read"]) == 2
    assert capsys.readouterr().err.startswith(f"cetgraph: {broken}:")


def test_ctrl_c_ends_a_running_command() -> None:
    """A signal, not only an exception, ends in one line and 130."""
    code = (
        "import click, signal, os, cetgraph.cli as c\n"
        "command = click.Command('read', callback=lambda: os.kill(os.getpid(), signal.SIGINT) or signal.pause())\n"
        "c.main.get_command = lambda *_: command\n"
        "raise SystemExit(c.exit_code(['read']))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 128 + signal.SIGINT
    assert ended.stderr.strip() == "cetgraph: interrupted"
