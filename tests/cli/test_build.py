from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.gold_reading import JULY_2024
from tests.small_reading import make_small_reading

from cetgraph import cli
from cetgraph.cli.build import WHOLE, find_documents, graph_files
from cetgraph.cli.build_report import report_lines
from cetgraph.config import resource
from cetgraph.errors import NonConformance, SourceError
from cetgraph.model import Span, Unclear

CETGRAPH = Path(sys.executable).with_name("cetgraph")
SHIPPED = f"{JULY_2024}.html"

Build = Callable[..., tuple[int, str, list[str]]]


@pytest.fixture
def build(capsys: pytest.CaptureFixture[str]) -> Build:
    """A function that runs `cetgraph build` with those arguments: exit code, stdout, and the lines of stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, list[str]]:
        code = cli.exit_code(["build", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err.splitlines()

    return run


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_shipped_source(build: Build, tmp_path: Path) -> None:
    """The shipped source builds, conforms and gives a file for the document and one for all, named on stdout."""
    code, out, err = build("--out", tmp_path)
    assert (code, err) == (0, [])
    assert out.split() == [str(tmp_path / name) for name in sorted(_contents(tmp_path))]
    assert max(_contents(tmp_path)) == WHOLE
    assert len(_contents(tmp_path)) == 2


def test_the_committed_graph_is_what_the_build_gives(build: Build, tmp_path: Path) -> None:
    """The graph under data/graph is rebuilt byte for byte."""
    build("--out", tmp_path)
    committed = {
        path.name: path.read_bytes()
        for path in (resource("data") / "graph").iterdir()
        if path.suffix in {".ttl", ".trig"}
    }
    assert _contents(tmp_path) == committed


def test_a_rebuild_gives_the_same_bytes(build: Build, tmp_path: Path) -> None:
    """Neither hash order nor the time of day reaches a file."""
    source = resource("data") / "sources" / SHIPPED
    program: list[str | Path] = [CETGRAPH, "build", source, "--out", tmp_path / "other"]
    subprocess.run(program, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True, timeout=120)
    assert build(source, "--out", tmp_path / "one")[0] == 0
    assert _contents(tmp_path / "one") == _contents(tmp_path / "other")


def test_report(build: Build, tmp_path: Path) -> None:
    """With --report stdout tells what was found, and the files are written all the same."""
    code, out, _ = build("--out", tmp_path, "--report")
    assert code == 0
    assert "10 commitments" in out
    assert len(_contents(tmp_path)) == 2


def test_report_lines() -> None:
    """The report names what is new and quotes what was left open, with its place and reason."""
    reading = replace(
        make_small_reading(), unclear=(Unclear(words="the  Office", span=Span(80, 85), reason="two bodies have it"),)
    )
    lines = list(report_lines(reading))
    assert "  new organisations: Robotics Office" in lines
    assert "  left open: “the Office” (line 2, character 80): two bodies have it" in lines
    assert list(report_lines(make_small_reading()))[-1] == "  left open: nothing"


def _no_document(folder: Path) -> Path:
    return folder / "nowhere.html"


def _empty(folder: Path) -> Path:
    path = folder / "empty.html"
    path.touch()
    return path


def _binary(folder: Path) -> Path:
    path = folder / "picture.html"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return path


def _wrong_encoding(folder: Path) -> Path:
    path = folder / "latin.txt"
    path.write_bytes("Déclaration conjointe".encode("latin-1"))
    return path


def _no_content(folder: Path) -> Path:
    path = folder / "bare.html"
    path.write_text("<html><body><script>1</script></body></html>", encoding="utf-8")
    return path


def _empty_folder(folder: Path) -> Path:
    path = folder / "sources"
    path.mkdir()
    return path


BAD_SOURCES = {
    "missing": _no_document,
    "empty": _empty,
    "binary": _binary,
    "wrong encoding": _wrong_encoding,
    "HTML without content": _no_content,
    "a folder without documents": _empty_folder,
}


@pytest.mark.parametrize("make", BAD_SOURCES.values(), ids=BAD_SOURCES.keys())
def test_bad_sources(build: Build, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    """A source that cannot be read ends the build with one line that names it, before anything is written."""
    source = make(tmp_path)
    code, out, err = build(source, "--out", tmp_path / "graph")
    assert (code, out, len(err)) == (2, "", 1)
    assert source.name in err[0]
    assert not (tmp_path / "graph").exists()


def test_a_document_without_commitments(build: Build, tmp_path: Path) -> None:
    """It gives a warning, and a graph of what it has."""
    source = tmp_path / "note.md"
    source.write_text(
        "Statement of the United States and Singapore\n\n2 January 2024\n\nThe two are old friends.\n",
        encoding="utf-8",
    )
    code, _, err = build(source, "--out", tmp_path / "graph")
    assert (code, len(err)) == (0, 1)
    assert err[0].startswith("cetgraph: warning: Statement of the United States and Singapore: No commitment")
    assert len(_contents(tmp_path / "graph")) == 2


def test_a_copy_is_left_out(build: Build, tmp_path: Path) -> None:
    """The same document twice is one, with a warning."""
    for name in ("a.html", "b.html"):
        shutil.copyfile(resource("data") / "sources" / SHIPPED, tmp_path / name)
    code, _, err = build(tmp_path, "--out", tmp_path / "graph")
    assert (code, len(err)) == (0, 1)
    assert "b.html: a copy of" in err[0]


def test_two_documents_of_one_title_and_date(build: Build, tmp_path: Path) -> None:
    """Two documents that would have one IRI are not merged."""
    source = (resource("data") / "sources" / SHIPPED).read_text(encoding="utf-8")
    (tmp_path / "a.html").write_text(source, encoding="utf-8")
    (tmp_path / "b.html").write_text(source.replace("Convening", "Holding"), encoding="utf-8")
    code, _, err = build(tmp_path, "--out", tmp_path / "graph")
    assert code == 2
    assert "b.html: has the title and date of" in err[0]
    assert not (tmp_path / "graph").exists()


def test_a_document_that_its_manifest_does_not_describe(build: Build, tmp_path: Path) -> None:
    """A document that was changed after its manifest was written is told, not built."""
    source = resource("data") / "sources" / SHIPPED
    shutil.copyfile(source.with_suffix(".yaml"), tmp_path / "a.yaml")
    (tmp_path / "a.html").write_bytes(source.read_bytes() + b"\n")
    code, _, err = build(tmp_path, "--out", tmp_path / "graph")
    assert (code, len(err)) == (2, 1)
    assert "a.yaml: the document's sha256 is" in err[0]
    assert not (tmp_path / "graph").exists()


def test_a_date_that_only_the_manifest_knows(build: Build, tmp_path: Path) -> None:
    """Where the paper prints no date of issue, its manifest gives it."""
    source = tmp_path / "note.md"
    source.write_text("Statement of the United States and Singapore\n\nThe two are old friends.\n", encoding="utf-8")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    source.with_suffix(".yaml").write_text(
        f"title: Statement\ndate: 2024-01\nlanguage: en\nsha256: {digest}\n"
        "floors: {people: 0, organisations: 0, areas: 0, instruments: 0, commitments: 0}\n",
        encoding="utf-8",
    )
    assert build(source, "--out", tmp_path / "graph")[0] == 0
    assert min(_contents(tmp_path / "graph")).startswith("2024-01-statement")


def test_a_reading_below_its_floors(build: Build, tmp_path: Path) -> None:
    """A reading that finds less than its manifest promises stops the build with 1."""
    source = resource("data") / "sources" / SHIPPED
    shutil.copyfile(source, tmp_path / "a.html")
    manifest = source.with_suffix(".yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(manifest.replace("commitments: 10", "commitments: 11"), encoding="utf-8")
    code, _, err = build(tmp_path, "--out", tmp_path / "graph")
    assert (code, len(err)) == (1, 1)
    assert "10 of 11 commitments" in err[0]
    assert not (tmp_path / "graph").exists()


def test_an_output_that_cannot_be_written(build: Build, tmp_path: Path) -> None:
    """The output's fault is told in one line too."""
    place = tmp_path / "file"
    place.write_text("mine", encoding="utf-8")
    code, out, err = build("--out", place)
    assert (code, out, len(err)) == (2, "", 1)
    assert "cannot write the result" in err[0]
    assert place.read_text(encoding="utf-8") == "mine"


def _open_once_read(pipe: Path, process: subprocess.Popen[str]) -> int:
    """The pipe's writing end, as soon as the process has opened the reading one."""
    while process.poll() is None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            time.sleep(0.01)
    raise AssertionError(process.communicate())


def test_ctrl_c(tmp_path: Path) -> None:
    """Ctrl-C while a document is read ends with one line and 130, and writes nothing."""
    source = tmp_path / "slow.html"
    os.mkfifo(source)
    program: list[str | Path] = [CETGRAPH, "build", source, "--out", tmp_path / "graph"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        writer = _open_once_read(source, process)
        process.send_signal(signal.SIGINT)
        os.close(writer)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "cetgraph: interrupted")
    assert not (tmp_path / "graph").exists()


def test_find_documents(tmp_path: Path) -> None:
    """A folder gives its documents by name, subfolders too, without manifests and hidden files; none comes twice."""
    for name in ("b.html", "a.md", "a.yaml", ".hidden.md", "picture.png", "sub/c.txt", ".git/d.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = [path.relative_to(tmp_path).as_posix() for path in find_documents([tmp_path / "b.html", tmp_path])]
    assert found == ["b.html", "a.md", "sub/c.txt"]
    assert find_documents([tmp_path / "picture.png"]) == [tmp_path / "picture.png"]


def test_find_documents_refuses() -> None:
    """A source that does not exist is told by its name."""
    with pytest.raises(SourceError, match="nowhere: no such file or folder"):
        find_documents([Path("nowhere")])


def test_a_violation_stops_the_build() -> None:
    """A graph that breaks the shapes is not given out; the report says in words what is wrong."""
    reading = make_small_reading()
    broken = replace(reading, commitments=(replace(reading.commitments[0], countries=()), *reading.commitments[1:]))
    with pytest.raises(NonConformance, match="nothing was written") as caught:
        graph_files([broken], shapes=resource("shapes"), ontology=resource("ontology"))
    assert "part" in str(caught.value)
    assert caught.value.exit_code == 1


def test_files_of_a_graph() -> None:
    """Each document has a Turtle file, and one TriG file holds all; a sound reading conforms."""
    reading = make_small_reading()
    later = replace(reading, document=replace(reading.document, title="Third Dialogue", date="2025-06-01"))
    files, warnings = graph_files([reading, later], shapes=resource("shapes"), ontology=resource("ontology"))
    assert sorted(files) == [
        "2024-06-01-joint-statement-of-the-second-ruritania-graustark-robotics-dialogue.ttl",
        "2025-06-01-third-dialogue.ttl",
        WHOLE,
    ]
    assert not warnings
