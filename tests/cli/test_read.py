"""`cetgraph read`: JSON or marked text on stdout, and one clear line on stderr for each bad input."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.cases.documents import whole_reader

from cetgraph import cli
from cetgraph.config import resource
from cetgraph.pipeline import Reader
from cetgraph.reading_json import reading_to_json

Read = Callable[..., tuple[int, str, str]]

(JULY_2024,) = sorted((resource("data") / "sources").glob("2024-07-31-*.html"))
STATEMENT = """---
title: Joint Statement of Japan and Norway on Undersea Cables
date: 2024-05-03
---
**Cables**

- Launching a joint fund of $5 million for cable repair in 2025.
"""


@pytest.fixture
def read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Read:
    """A function that runs `cetgraph read` with those arguments: exit code, stdout, stderr.

    The gazetteer, which never changes, is loaded once for all tests instead of once a run.
    """
    loaded = whole_reader()
    monkeypatch.setattr(Reader, "load", lambda _: loaded)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.exit_code(["read", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """A small statement with one commitment."""
    path = tmp_path / "statement.md"
    path.write_text(STATEMENT, encoding="utf-8")
    return path


def test_one_document_is_one_object(read: Read) -> None:
    """The JSON of one document is one object, which is what the reader found, and nothing else."""
    code, out, err = read(JULY_2024, "--format", "json")
    assert (code, err) == (0, "")
    assert out == reading_to_json(whole_reader().read(JULY_2024)) + "\n"
    assert len(json.loads(out)["commitments"]) == 10


def test_several_documents_are_one_object_a_line(read: Read, statement: Path) -> None:
    """The JSON of several documents is one object a line, in the order of the arguments."""
    code, out, err = read(statement, JULY_2024, statement, "--format", "json")
    assert (code, err) == (0, "")
    readings = [json.loads(line) for line in out.splitlines()]
    assert [reading["document"]["date"] for reading in readings] == ["2024-05-03", "2024-07-31", "2024-05-03"]
    assert readings[0] == readings[2]


def test_json_of_a_small_statement(read: Read, statement: Path) -> None:
    """Each finding stands in the JSON as the schema names it, with its place in the text."""
    _, out, _ = read("--format", "json", statement)
    value = json.loads(out)
    assert value["document"] == {
        "title": "Joint Statement of Japan and Norway on Undersea Cables",
        "date": "2024-05-03",
        "source_url": None,
        "kind": "joint-statement",
    }
    assert value["parties"] == ["JP", "NO"]
    assert value["meeting"] is None
    assert value["areas"] == ["Cables"]
    (commitment,) = value["commitments"]
    ((start, end),) = commitment.pop("spans")
    assert value["text"][start:end] == commitment["quote"]
    assert commitment == {
        "quote": "Launching a joint fund of $5 million for cable repair in 2025.",
        "area": "Cables",
        "status": "announced",
        "organisations": [],
        "countries": ["JP", "NO"],
        "dates": ["2025"],
        "amounts": [{"value": 5000000.0, "currency": "USD"}],
    }


def test_letters_beyond_ascii_stay(read: Read, tmp_path: Path) -> None:
    """The JSON shows letters as they are, not as escapes."""
    path = tmp_path / "statement.md"
    path.write_text(STATEMENT.replace("cable repair", "Tromsø’s 海底 cables"), encoding="utf-8")
    _, out, _ = read(path, "--format", "json")
    assert "Tromsø’s 海底 cables" in out


def test_marked_text(read: Read) -> None:
    """Text is the default: title, meeting, the whole document with numbered commitments, people, and a count."""
    code, out, err = read(JULY_2024)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    reading = whole_reader().read(JULY_2024)
    assert out.startswith(f"{reading.document.title}\njoint-fact-sheet, 2024-07-31; parties: SG, US\n")
    assert "U.S.-Singapore Critical and Emerging Technology Dialogue, meeting 2; 2024-07-31; Singapore" in out
    assert reading.text in re.sub(r"\[\d+[?+>*]\] ", "", out)
    for number, commitment in enumerate(reading.commitments, start=1):
        mark = {"exploring": "?", "announced": "+", "under-way": ">", "completed": "*"}[commitment.status.value]
        assert f"[{number}{mark}] {commitment.quote}" in out
    for person in reading.people:
        assert f"{person.name}, {person.post} ({person.country})" in out
    assert "10 commitments, 4 people, 9 bodies, 4 instruments, 1 area" in out


def test_colours_add_nothing_but_colours() -> None:
    """With colour the words are the same; every kind of finding has its colour, and commitments are underlined."""
    runner = CliRunner()
    plain = runner.invoke(cli.main, ["read", str(JULY_2024)])
    coloured = runner.invoke(cli.main, ["read", str(JULY_2024)], color=True)
    assert (plain.exit_code, coloured.exit_code) == (0, 0)
    assert coloured.stdout != plain.stdout
    assert click.unstyle(coloured.stdout) == plain.stdout
    for words, colour in (("Josephine Teo", 35), ("NIST", 36), ("September 2024", 33)):
        assert re.search(rf"\x1b\[{colour}m(?:\x1b\[4m)?{words}\x1b\[0m", coloured.stdout), words
    assert "\x1b[4m" in coloured.stdout


BAD = {
    "an empty file": (b"", ".md", "the file is empty"),
    "white space": (b" \n\t\r\n", ".md", "the file is empty"),
    "a PDF by its first bytes": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", ".md", ""),
    "a ZIP archive": (b"PK\x03\x04" + bytes(20), ".md", ""),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(20), ".html", "a picture"),
    "zero bytes": (b"Joint\x00Statement", ".txt", "binary"),
    "Latin-1": ("Déclaration commune".encode("latin-1"), ".md", "UTF-8"),
    "half of UTF-16": ("Joint".encode("utf-16") + b"\x00", ".txt", "UTF-16"),
    "an unknown encoding": (b"<html><meta charset=klingon><p>Joint", ".html", "klingon"),
    "HTML without content": (b"<html><head><title>A</title></head><body></body></html>", ".html", "holds no words"),
    "HTML of scripts": (b"<html><body><script>let a = 1</script></body></html>", ".html", "holds no words"),
    "Markdown without words": (b"---\ntitle: A\n---\n\n***\n", ".md", "holds no words"),
    "a header block that never closes": (b"---\ntitle: A\n\nToday", ".md", "never closed"),
    "a broken header block": (b"---\ntitle: [A\n---\nToday", ".md", "header block"),
    "an impossible day": (b"---\ndate: 2024-02-31\n---\nToday", ".md", "header block"),
    "a list for a title": (b"---\ntitle: [A]\n---\nToday", ".md", "'title'"),
}


@pytest.mark.parametrize(("content", "suffix", "message"), BAD.values(), ids=BAD.keys())
def test_bad_content(read: Read, tmp_path: Path, content: bytes, suffix: str, message: str) -> None:
    """Nothing on stdout; on stderr one line that names the file and the fault; an exit code that tells of it."""
    path = tmp_path / f"statement{suffix}"
    path.write_bytes(content)
    code, out, err = read(path, "--format", "json")
    assert (code, out) == (2, "")
    assert re.fullmatch(r"cetgraph: [^\n]+\n", err)
    assert str(path) in err
    assert message in err
    assert "Traceback" not in err


def test_missing_file(read: Read, tmp_path: Path) -> None:
    """A file that is not there is named."""
    code, out, err = read(tmp_path / "none.md")
    assert (code, out) == (2, "")
    assert err == f"cetgraph: {tmp_path / 'none.md'}: no such file\n"


def test_folder(read: Read, tmp_path: Path) -> None:
    """A folder is no document."""
    code, out, err = read(tmp_path)
    assert (code, out) == (2, "")
    assert re.fullmatch(r"cetgraph: [^\n]+ folder[^\n]*\n", err)
    assert str(tmp_path) in err


def test_unreadable_file(read: Read, statement: Path) -> None:
    """A file that may not be read is named, with what the system says."""
    statement.chmod(0)
    if os.access(statement, os.R_OK):
        pytest.skip("this user may read every file")
    code, out, err = read(statement)
    assert (code, out) == (2, "")
    assert "Permission denied" in err


def test_a_file_that_stands_for_a_folder(read: Read, statement: Path) -> None:
    """A path that goes through a file is told as the system tells it."""
    code, out, err = read(statement / "more.md")
    assert (code, out) == (2, "")
    assert re.fullmatch(r"cetgraph: [^\n]+\n", err)


def test_no_document(read: Read) -> None:
    """Without a document the use is told."""
    code, out, err = read()
    assert (code, out) == (2, "")
    assert re.fullmatch(r"cetgraph: Missing argument[^\n]+--help\)\n", err)


def test_unknown_format(read: Read, statement: Path) -> None:
    """An unknown format is told with the known ones."""
    code, out, err = read(statement, "--format", "xml")
    assert (code, out) == (2, "")
    assert re.fullmatch(r"cetgraph: [^\n]*'xml'[^\n]*json[^\n]*\n", err)


def test_no_commitment_is_a_warning(read: Read, tmp_path: Path) -> None:
    """A document without any commitment is read, and a line on stderr says that none was found."""
    path = tmp_path / "greeting.md"
    path.write_text("Japan and Norway are good friends.\n", encoding="utf-8")
    code, out, err = read(path, "--format", "json")
    assert code == 0
    assert json.loads(out)["commitments"] == []
    assert err == f"cetgraph: warning: {path}: no commitment was found in this document\n"
    code, out, err = read(path)
    assert code == 0
    assert "0 commitments" in out
    assert "no commitment was found" in err


def test_what_was_read_before_a_fault_is_kept(read: Read, statement: Path, tmp_path: Path) -> None:
    """Documents before a bad one have been printed whole; the bad one ends the run."""
    code, out, err = read(statement, tmp_path / "none.md", "--format", "json")
    assert code == 2
    assert json.loads(out)["document"]["date"] == "2024-05-03"
    assert "none.md: no such file" in err


@pytest.mark.xfail(reason="a line break in a file's name breaks the line on stderr", strict=True)
def test_a_name_with_odd_characters(read: Read, tmp_path: Path) -> None:
    """A line break in a file's name does not make two lines of an error."""
    code, _, err = read(tmp_path / "a\nb.md")
    assert code == 2
    assert err.count("\n") == 1


def test_help() -> None:
    """The help shows an example of each format."""
    result = CliRunner().invoke(cli.main, ["read", "--help"])
    assert result.exit_code == 0
    assert "cetgraph read fact-sheet.html" in result.stdout
    assert "--format json" in result.stdout


def test_byte_order_marks(read: Read, tmp_path: Path) -> None:
    """UTF-8 and UTF-16 with a byte-order mark read alike."""
    outputs = set()
    for number, encoding in enumerate(("utf-8", "utf-8-sig", "utf-16")):
        path = tmp_path / f"{number}.md"
        path.write_text(STATEMENT, encoding=encoding)
        code, out, err = read(path, "--format", "json")
        assert (code, err) == (0, "")
        outputs.add(out)
    assert len(outputs) == 1
