"""`cetgraph check` tells by its exit code whether a graph conforms, and prints a report."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph

from cetgraph import cli
from cetgraph.config import resource

SHAPES = Path(__file__).resolve().parents[1] / "shapes"
PASSING, FAILING = SHAPES / "KnownTerm" / "pass.ttl", SHAPES / "KnownTerm" / "fail.ttl"
GOOD = '@base <https://w3id.org/cetgraph/id/> .\n<x> <http://www.w3.org/2000/01/rdf-schema#label> "x"@en .\n'

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """A function that runs `cetgraph check` with those arguments: exit code, stdout, stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.exit_code(["check", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A graph that no shape objects to."""
    path = tmp_path / "good.ttl"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_conforming_graph(check: Check, good: Path) -> None:
    """Exit code 0, and a report that says so."""
    assert check(good) == (0, "The graph conforms to the shapes: nothing to report.\n", "")


def test_shipped_graph(check: Check) -> None:
    """The graph that cetgraph brings along conforms; its notes do not count."""
    files = sorted((resource("data") / "graph").glob("*.ttl"))
    if not files:
        pytest.skip("data/graph has not been built")
    code, out, _ = check(*files)
    assert code == 0, out


def test_violations(check: Check) -> None:
    """Exit code 1, and each violation in plain words, on stdout."""
    code, out, err = check(FAILING)
    assert (code, err) == (1, "")
    assert "perhaps a misspelling" in out
    assert "https://w3id.org/cetgraph/ontology#Contry" in out


def test_warnings_do_not_fail(check: Check, tmp_path: Path) -> None:
    """A graph with nothing but warnings and notes conforms, and they are listed."""
    path = tmp_path / "warned.ttl"
    path.write_text(GOOD + "<x> <https://example.org/shoeSize> 44 .", encoding="utf-8")
    code, out, _ = check(path)
    assert code == 0
    assert "1 warning" in out
    assert "shoeSize" in out


def test_files_are_one_graph(check: Check, tmp_path: Path) -> None:
    """What one file points to may be in another."""
    head = (
        "@base <https://w3id.org/cetgraph/id/> .\n@prefix cet: <https://w3id.org/cetgraph/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
    )
    one, other = tmp_path / "one.ttl", tmp_path / "other.ttl"
    group = '<group/QUAD> a cet:CountryGroup ; rdfs:label "Quad"@en ; dcterms:identifier "QUAD"'
    one.write_text(f"{head}{group} ; cet:hasMember <country/JP> .", encoding="utf-8")
    country = '<country/JP> a cet:Country ; rdfs:label "Japan"@en ; dcterms:identifier "JP" .'
    other.write_text(f"{head}{country}", encoding="utf-8")
    assert check(one)[0] == 1
    assert check(one, other)[0] == 0


def test_json(check: Check) -> None:
    """The report as JSON, for programs."""
    code, out, _ = check(FAILING, "--format", "json")
    assert code == 1
    assert json.loads(out)["conforms"] is False


def test_turtle(check: Check, good: Path) -> None:
    """The report as a SHACL validation report."""
    code, out, _ = check(good, "--format", "turtle")
    assert code == 0
    graph = Graph().parse(data=out, format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert [str(word) for word in graph.objects(report, SH.conforms)] == ["true"]


def test_standard_input(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` is a graph on standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    assert check("-")[0] == 0


@pytest.mark.parametrize(
    ("name", "octets", "words"),
    [
        ("broken.ttl", b"<a:b> <a:c> <a:d> .\n<a:b> <a:c> .", "line 2"),
        ("empty.ttl", b"", "empty"),
        ("binary.ttl", b"\x89PNG\x00", "no text"),
        ("latin.ttl", b"# caf\xe9", "UTF-8"),
        ("words.txt", b"<a:b> <a:c> <a:d> .", "suffix"),
    ],
)
def test_what_cannot_be_checked(name: str, octets: bytes, words: str, check: Check, tmp_path: Path) -> None:
    """Exit code 2, nothing on stdout, one line on stderr that names the file."""
    path = tmp_path / name
    path.write_bytes(octets)
    code, out, err = check(PASSING, path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert str(path) in err
    assert words in err


def test_missing_file_and_no_file(check: Check) -> None:
    """Exit code 2 too."""
    for arguments in ((), ("none.ttl",)):
        code, out, err = check(*arguments)
        assert (code, out) == (2, "")
        assert err.startswith("cetgraph: ")
        assert err.count("\n") == 1
