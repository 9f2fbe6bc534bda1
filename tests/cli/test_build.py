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
from cetgraph.cli.build import find_documents
from cetgraph.cli.build_report import document_lines
from cetgraph.config import resource
from cetgraph.corpus_graph import WHOLE
from cetgraph.errors import SourceError
from cetgraph.fetch import Address
from cetgraph.model import Reading, Span, Unclear
from cetgraph.pipeline import Reader

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
    lines = list(document_lines(reading))
    assert "  parties: Graustark, Ruritania" in lines
    assert "  new organisation: Robotics Office <id/organisation/ru-robotics-office>" in lines
    assert "  left open: “the Office” (line 2, character 80): two bodies have it" in lines
    assert list(document_lines(make_small_reading()))[-1] == "  left open: nothing"


def test_report_lines_on_what_is_not_told() -> None:
    """What a document does not tell is left open, each with the reason."""
    reading = make_small_reading()
    assert reading.meeting
    vague = replace(
        reading,
        document=replace(reading.document, date=None),
        meeting=replace(reading.meeting, date=None),
        organisations=(replace(reading.organisations[0], country=None),),
        people=(
            replace(reading.people[2], name="Beaulieu", country=None),
            replace(reading.people[3], country=None),
        ),
    )
    assert [line.removeprefix("  left open: ") for line in document_lines(vague) if "left open" in line] == [
        "the document: its date of issue was not found",
        "the meeting: its date was not found",
        "Robotics Office: its country was not found",
        "Beaulieu: only one name is given, and nobody known by it had a fitting post then",
        "Flavia Elphberg: the country was not found",
    ]


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
    """Two documents that would have one IRI are not merged: the second is left out."""
    source = (resource("data") / "sources" / SHIPPED).read_text(encoding="utf-8")
    (tmp_path / "a.html").write_text(source, encoding="utf-8")
    (tmp_path / "b.html").write_text(source.replace("Convening", "Holding"), encoding="utf-8")
    code, out, err = build(tmp_path, "--out", tmp_path / "graph")
    assert (code, len(out.split()), len(err)) == (1, 2, 2)
    assert "b.html: has the title and date of" in err[0]
    assert "1 of 2 documents are in the graph; 1 had faults" in err[1]


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


def test_ctrl_c_while_several_processes_read(tmp_path: Path) -> None:
    """Ctrl-C ends the reading processes too, at once and without a word of theirs, and writes nothing."""
    sources = [tmp_path / "a.html", tmp_path / "b.html"]
    for source in sources:
        os.mkfifo(source)
    options = ["--out", str(tmp_path / "graph"), "--jobs", "2", "--no-cache"]
    program: list[str | Path] = [CETGRAPH, "build", *sources, *options]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        writers = [_open_once_read(source, process) for source in sources]
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        for writer in writers:
            os.close(writer)
    assert (process.returncode, out, err.strip()) == (130, "", "cetgraph: interrupted")
    assert not (tmp_path / "graph").exists()


def test_find_documents(tmp_path: Path) -> None:
    """A folder gives its documents by name, subfolders too, without manifests and hidden files; none comes twice."""
    for name in ("b.html", "a.md", "a.yaml", ".hidden.md", "picture.png", "sub/c.txt", ".git/d.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    sources: list[Path | Address] = [tmp_path / "b.html", tmp_path]
    found = [str(path).removeprefix(f"{tmp_path}/") for path in find_documents(sources)]
    assert found == ["b.html", "a.md", "sub/c.txt"]
    assert find_documents([tmp_path / "picture.png"]) == [tmp_path / "picture.png"]


def test_find_documents_refuses() -> None:
    """A source that does not exist is told by its name."""
    with pytest.raises(SourceError, match="nowhere: no such file or folder"):
        find_documents([Path("nowhere")])


SENTENCES = {
    "a.md": ("Statement of the United States and Singapore on Robots", "We will launch a robot dialogue."),
    "b.md": ("Statement of the United States and Japan on Ships", "We launched a new Ship Forum in May 2024."),
    "c.md": ("Statement of the United States and India on Space", "The two sides intend to cooperate in space."),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three small documents."""
    place = tmp_path / "documents"
    place.mkdir()
    for name, (title, words) in SENTENCES.items():
        (place / name).write_text(f"# {title}\n\n2 June 2024\n\n{words}\n", encoding="utf-8")
    return place


def test_one_bad_document(build: Build, folder: Path, tmp_path: Path) -> None:
    """It is told and left out, the others are built, a summary ends the talk, and the exit code is 1."""
    (folder / "b.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    code, out, err = build(folder, "--out", tmp_path / "graph")
    assert (code, len(out.split())) == (1, 3)
    assert "b.md" in err[0]
    assert err[0].endswith("left out")
    assert err[-1] == "cetgraph: 2 of 3 documents are in the graph; 1 had faults, told above"


def test_strict(build: Build, folder: Path, tmp_path: Path) -> None:
    """With --strict the first bad document ends the build, and nothing is written."""
    (folder / "b.md").write_bytes(b"")
    code, out, err = build(folder, "--out", tmp_path / "graph", "--strict")
    assert (code, out, len(err)) == (2, "", 1)
    assert "b.md: the file is empty" in err[0]
    assert not (tmp_path / "graph").exists()


def test_no_document_can_be_read(build: Build, folder: Path, tmp_path: Path) -> None:
    """Where no document is left there is no graph."""
    for path in folder.iterdir():
        path.write_bytes(b"")
    code, out, err = build(folder, "--out", tmp_path / "graph")
    assert (code, out, len(err)) == (2, "", 4)
    assert err[-1] == "cetgraph: none of the 3 documents can be read"
    assert not (tmp_path / "graph").exists()


def test_more_processes_give_the_same_bytes(build: Build, folder: Path, tmp_path: Path) -> None:
    """The number of processes, and whether a reading was kept, do not show in the result."""
    folders = [tmp_path / name for name in ("one", "two", "kept")]
    assert build(folder, "--out", folders[0], "--no-cache", "--jobs", "1")[0] == 0
    assert build(folder, "--out", folders[1], "--cache", tmp_path / "cache", "--jobs", "2")[0] == 0
    assert build(folder, "--out", folders[2], "--cache", tmp_path / "cache")[0] == 0
    assert _contents(folders[0]) == _contents(folders[1]) == _contents(folders[2])


def test_unchanged_documents_are_not_read_again(
    build: Build, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second build reads only what has changed."""
    arguments = (folder, "--out", tmp_path / "graph", "--cache", tmp_path / "cache", "--jobs", "1")
    assert build(*arguments)[0] == 0
    read: list[str] = []
    real = Reader.read

    def watched(self: Reader, document: Path | Address) -> Reading:
        read.append(str(document))
        return real(self, document)

    monkeypatch.setattr(Reader, "read", watched)
    assert build(*arguments)[0] == 0
    assert read == []
    with (folder / "b.md").open("a", encoding="utf-8") as file:
        file.write("\nThe two sides plan a Ship Fund.\n")
    assert build(*arguments)[0] == 0
    assert read == [str(folder / "b.md")]


def test_a_cache_that_cannot_be_written(build: Build, folder: Path, tmp_path: Path) -> None:
    """The build goes on without it, with a warning."""
    place = tmp_path / "file"
    place.write_text("mine", encoding="utf-8")
    code, _, err = build(folder, "--out", tmp_path / "graph", "--cache", place)
    assert code == 0
    assert "readings cannot be kept" in err[0]
    assert place.read_text(encoding="utf-8") == "mine"


def test_report_on_several_documents(build: Build, folder: Path, tmp_path: Path) -> None:
    """The report ends with what holds of all documents together."""
    _, out, _ = build(folder, "--out", tmp_path / "graph", "--report")
    assert "All 3 documents together" in out
    assert f"{folder / 'a.md'}\n  Statement of the United States and Singapore on Robots (2024-06-02)" in out
