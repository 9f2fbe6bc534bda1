"""A store on disk, read as one in memory is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cetgraph.engine.versions import keep_first
from cetgraph.errors import SourceError
from cetgraph.graph.on_disk import CURRENT, hold_current, read_current
from cetgraph.graph.rdf_files import data_files
from cetgraph.graph.store import open_store, read_quads
from cetgraph.graph.terms import Iri

TRIG = """\
<urn:a> <urn:p> 1 .
<urn:g> { <urn:a> <urn:p> 1, 2 . <urn:b> <urn:p> "x"@en }
<urn:h> { <urn:a> <urn:p> 2 }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with two graphs that say partly the same."""
    file = tmp_path / "graph.trig"
    file.write_text(TRIG, encoding="utf-8")
    return file


@pytest.fixture
def folder(tmp_path: Path, file: Path) -> Path:
    """The same, on disk."""
    folder = tmp_path / "store"
    folder.mkdir()
    keep_first(folder, [file])
    return folder


def test_it_is_read_as_in_memory(file: Path, folder: Path) -> None:
    """Queries, patterns, graphs: in the default graph each triple once."""
    on_disk, in_memory = open_store([folder]), open_store([file])
    for query in (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?g ?s ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?o",
        "SELECT ?o FROM <urn:h> { ?s ?p ?o }",
        "ASK { <urn:b> <urn:p> 'x'@en }",
    ):
        assert on_disk.query(query) == in_memory.query(query)
    assert set(on_disk.match(Iri("urn:a"))) == set(in_memory.match(Iri("urn:a")))
    assert on_disk.graphs() == in_memory.graphs() == ("urn:g", "urn:h")
    assert len(on_disk) == len(in_memory) == read_current(folder).triples == 3
    assert read_quads([folder]) == read_quads([file])
    assert {quad.graph for quad in read_quads([folder], ["urn:h"])} == {Iri("urn:h")}
    assert read_quads([folder], ["urn:h"]) == read_quads([file], ["urn:h"])


def test_one_file_stands_for_it(folder: Path) -> None:
    """That which changes with the data, for whoever wants its date or digest."""
    assert data_files([folder]) == (folder / CURRENT,)


def test_it_is_read_alone(file: Path, folder: Path) -> None:
    """Putting its statements together with others would take all of them into memory."""
    with pytest.raises(SourceError, match="read alone"):
        open_store([folder, file])


DAMAGED = {
    "another form": (json.dumps({"layout": 2, "version": "000001-00000000", "triples": 1}), "does not know"),
    "no JSON": ("{", "damaged"),
    "another value": ("[]", "damaged"),
    "a path": (json.dumps({"layout": 1, "version": "../000001-00000000", "triples": 1}), "cannot be"),
    "no such version": (json.dumps({"layout": 1, "version": "000001-00000000", "triples": 1}), "lacks"),
}


@pytest.mark.parametrize(("text", "words"), DAMAGED.values(), ids=DAMAGED.keys())
def test_what_says_nothing_of_a_version_is_refused(folder: Path, text: str, words: str) -> None:
    """In words, and nothing outside of the folder is opened."""
    (folder / CURRENT).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        hold_current(folder)
