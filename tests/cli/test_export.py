from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tests.july_graph import DOCUMENT, july_trig

from cetgraph import cli
from cetgraph.cli.output import write_file, write_folder
from cetgraph.errors import OutputError


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The graph of the fact sheet as a file."""
    path = tmp_path_factory.mktemp("july") / "july.trig"
    path.write_text(july_trig(), encoding="utf-8")
    return str(path)


STARTS = {
    "turtle": "@base ",
    "trig": "@base ",
    "ntriples": "<https://w3id.org/cetgraph/",
    "jsonld": "{\n",
    "rdfxml": "<?xml ",
    "graphml": "<?xml ",
    "gexf": "<?xml ",
    "csv": "id,quote,",
    "html": "<!DOCTYPE html>",
}


@pytest.mark.parametrize(("name", "start"), STARTS.items(), ids=STARTS.keys())
def test_each_format_goes_to_stdout_and_to_a_file(
    july: str, name: str, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same bytes by either way."""
    assert cli.exit_code(["export", "--format", name, "--data", july]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(start)
    out = tmp_path / "out.csv"
    assert cli.exit_code(["export", "--format", name, "--data", july, "--out", str(out)]) == 0
    assert out.read_bytes().decode() == printed
    assert list(tmp_path.iterdir()) == [out]


def test_tables_fill_a_folder(july: str, tmp_path: Path) -> None:
    """A folder takes one file for each table."""
    out = tmp_path / "new" / "tables"
    assert cli.exit_code(["export", "--format", "csv", "--data", july, "--out", str(out)]) == 0
    assert {file.name for file in out.iterdir()} == {
        "commitments.csv",
        "people.csv",
        "organisations.csv",
        "instruments.csv",
        "meetings.csv",
    }


def test_one_document(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By the start of its name, which is its date."""
    assert cli.exit_code(["export", "--format", "turtle", "--data", july, "--document", "2024-07-31"]) == 0
    assert DOCUMENT in capsys.readouterr().out
    assert cli.exit_code(["export", "--format", "turtle", "--data", july, "--document", "1999"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "'1999' names no documents" in captured.err


FAULTS: dict[str, tuple[list[str], str]] = {
    "an unknown format": (["--format", "pdf"], "pdf"),
    "a missing folder": (["--format", "turtle", "--out", "none/graph.ttl"], "no such folder"),
    "a folder for a file": (["--format", "turtle", "--out", "."], "this is a folder"),
}


@pytest.mark.parametrize(("arguments", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_line(
    july: str,
    arguments: list[str],
    words: str,
    *,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line on stderr, exit code 2, and no file."""
    monkeypatch.chdir(tmp_path)
    assert cli.exit_code(["export", *arguments, "--data", july]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert len(captured.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written whole is not begun: the old file stays, and nothing lies about."""
    old = tmp_path / "graph.ttl"
    old.write_bytes(b"old")

    def no_room(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cetgraph.cli.output.os.fsync", no_room)
    with pytest.raises(OutputError, match="No space left on device"):
        write_file(b"new", old)
    with pytest.raises(OutputError, match="No space left on device"):
        write_folder({"a.csv": b"new"}, tmp_path / "tables")
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_ctrl_c_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so does an interrupt."""
    old = tmp_path / "graph.ttl"
    old.write_bytes(b"old")

    def interrupt(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cetgraph.cli.output.os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(b"new", old)
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_a_device_is_written_to_and_not_replaced() -> None:
    """/dev/null stays what it is."""
    null = Path("/dev/null")
    if not null.exists():
        pytest.skip("needs /dev/null, which this system lacks")
    write_file(b"gone", null)
    assert stat.S_ISCHR(null.stat().st_mode)


def test_a_link_is_followed(tmp_path: Path) -> None:
    """The file that it points to is replaced, and the link stays one."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_file(b"new", link)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
