from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.term import Node
from tests.july_graph import COMMITTED, DOCUMENT, july_trig

from cetgraph.errors import OutputError, QueryError
from cetgraph.graph.export import ExportFormat, export_quads, export_tables, list_graphs, select_document
from cetgraph.graph.picture import find_requests
from cetgraph.graph.store import read_quads
from cetgraph.graph.terms import Iri, Literal, Quad, Triple

RDF_FORMATS = {
    ExportFormat.TURTLE: "turtle",
    ExportFormat.TRIG: "trig",
    ExportFormat.NTRIPLES: "nt",
    ExportFormat.JSONLD: "json-ld",
    ExportFormat.RDFXML: "xml",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the fact sheet as a file."""
    path = tmp_path_factory.mktemp("july") / "july.trig"
    path.write_text(july_trig(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def quads(path: Path) -> tuple[Quad, ...]:
    """The statements of the fact sheet's graph."""
    return read_quads([path])


def _triples(octets: bytes, rdf_format: str) -> set[tuple[Node, Node, Node]]:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=octets, format=rdf_format)
    return {(subject, predicate, value) for subject, predicate, value, _ in dataset.quads((None, None, None, None))}


@pytest.mark.parametrize("chosen", RDF_FORMATS)
def test_each_rdf_format_holds_every_statement(quads: tuple[Quad, ...], chosen: ExportFormat) -> None:
    """Another program reads the same triples back from each."""
    expected = _triples(july_trig().encode(), "trig")
    assert _triples(export_quads(quads, chosen, title="T"), RDF_FORMATS[chosen]) == expected
    assert len(expected) > 500


def test_trig_keeps_the_documents_apart(quads: tuple[Quad, ...], path: Path, tmp_path: Path) -> None:
    """TriG written and read again is the same quads."""
    again = tmp_path / "again.trig"
    again.write_bytes(export_quads(quads, ExportFormat.TRIG, title="T"))
    assert read_quads([again]) == quads == read_quads([path])


def test_a_document_s_turtle_is_the_published_one(quads: tuple[Quad, ...]) -> None:
    """What is exported of one document has the triples of the file that the build writes for it."""
    published = COMMITTED.parent / f"{DOCUMENT}.ttl"
    if not published.is_file():
        pytest.skip("no committed graph (data/graph is absent)")
    exported = export_quads(select_document(quads, DOCUMENT), ExportFormat.TURTLE, title="T")
    assert isomorphic(
        rdflib.Graph().parse(data=exported, format="turtle"), rdflib.Graph().parse(published, format="turtle")
    )


EXPORT = """
import sys
from pathlib import Path
from cetgraph.graph.export import ExportFormat, export_quads, export_tables
from cetgraph.graph.store import read_quads
quads = read_quads([Path(sys.argv[1])])
for chosen in ExportFormat:
    Path(sys.argv[2], chosen).write_bytes(export_quads(quads, chosen, title="T"))
for name, octets in export_tables(quads).items():
    Path(sys.argv[2], name).write_bytes(octets)
"""


def test_the_same_statements_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    """In every format, whatever the order of sets: two processes with other hash seeds write the same."""
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", EXPORT, str(path), str(tmp_path / seed)]
        subprocess.run(command, env=environment, check=True, timeout=120)
    names = sorted(file.name for file in (tmp_path / "1").iterdir())
    assert len(names) == len(ExportFormat) + 5
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def test_the_picture_asks_nobody(quads: tuple[Quad, ...]) -> None:
    """The page of the fact sheet fetches nothing and shows its title."""
    page = export_quads(quads, ExportFormat.HTML, title="Fact & sheet").decode()
    assert find_requests(page) == ()
    assert "<title>Fact &amp; sheet</title>" in page


def _rows(octets: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8"), newline="")))


def test_tables(quads: tuple[Quad, ...]) -> None:
    """One row a thing: ten commitments, four chairs, nine bodies, one meeting, as the text has them."""
    tables = {name: _rows(octets) for name, octets in export_tables(quads).items()}
    assert sorted(tables) == ["commitments.csv", "instruments.csv", "meetings.csv", "organisations.csv", "people.csv"]
    assert len(tables["commitments.csv"]) == 10
    (announced,) = [row for row in tables["commitments.csv"] if row["dates"]]
    assert announced["dates"] == "2024-09"
    assert announced["quote"].startswith("Our AI scientists will meet in September 2024")
    assert (announced["parties"], announced["progress"]) == ("SG; US", "announced")
    assert int(announced["end"]) - int(announced["start"]) == len(announced["quote"])
    people = {(row["name"], row["post"], row["party"], row["role"]) for row in tables["people.csv"]}
    assert ("Vivian Balakrishnan", "Minister for Foreign Affairs", "SG", "chair") in people
    assert len(people) == 4
    (meeting,) = tables["meetings.csv"]
    assert (meeting["ordinal"], meeting["held_on"], meeting["place"]) == ("2", "2024-07-31", "Singapore")
    nist = [
        row for row in tables["organisations.csv"] if row["name"] == "National Institute of Standards and Technology"
    ]
    assert [(row["party"], row["part_of"], row["commitments"].count(";")) for row in nist] == [
        ("US", "Department of Commerce", 1)
    ]
    assert export_quads(quads, ExportFormat.CSV, title="T") == export_tables(quads)["commitments.csv"]


def test_cells_are_faithful() -> None:
    """A name that begins like a formula stays as the document has it; commas, quotes and lines are quoted."""
    label = Iri("http://www.w3.org/2000/01/rdf-schema#label")
    rdf_type = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    thing, kind = Iri("urn:o"), Iri("https://w3id.org/cetgraph/ontology#Organisation")
    name = '=SUM(A1), "B"\nC'
    quads = [Quad(Triple(thing, rdf_type, kind), None), Quad(Triple(thing, label, Literal(name)), None)]
    (row,) = _rows(export_tables(quads)["organisations.csv"])
    assert row["name"] == name


def _made_up() -> Iterator[Quad]:
    for name in ("2024-01-01-one", "2024-01-02-two"):
        graph = f"https://w3id.org/cetgraph/graph/{name}"
        about = Triple(Iri(f"urn:{name}"), Iri("urn:p"), Iri("urn:SG"))
        yield Quad(about, Iri(graph))
        yield Quad(Triple(about.subject, Iri("urn:q"), Literal("provenance")), Iri(f"{graph}/provenance"))
    for subject, value in (("urn:SG", "urn:ASEAN"), ("urn:ASEAN", "urn:ID"), ("urn:FR", "urn:EU")):
        triple = Triple(Iri(subject), Iri("urn:p"), Iri(value))
        yield Quad(triple, Iri("https://w3id.org/cetgraph/graph/reference"))


def test_one_document_with_what_it_names() -> None:
    """Its own two graphs, and of what is known anyway that which it leads to: Singapore, and so ASEAN, not France."""
    quads = tuple(_made_up())
    assert list_graphs(quads) == ("2024-01-01-one", "2024-01-02-two")
    chosen = select_document(quads, "2024-01-01-one")
    assert {quad.triple.subject.value for quad in chosen} == {"urn:2024-01-01-one", "urn:SG", "urn:ASEAN"}
    assert select_document(quads, "2024-01-01") == chosen
    assert select_document(quads, "https://w3id.org/cetgraph/id/document/2024-01-01-one") == chosen


WRONG_DOCUMENTS = {"none": "2023", "several": "2024-01"}


@pytest.mark.parametrize("name", WRONG_DOCUMENTS.values(), ids=WRONG_DOCUMENTS.keys())
def test_a_name_of_no_one_document(name: str) -> None:
    """The error lists those that there are."""
    with pytest.raises(QueryError) as caught:
        select_document(tuple(_made_up()), name)
    assert "2024-01-01-one, 2024-01-02-two" in str(caught.value)


def test_data_without_named_graphs() -> None:
    """Turtle does not say which document states what."""
    quads = tuple(quad._replace(graph=None) for quad in _made_up())
    with pytest.raises(QueryError, match="no documents apart"):
        select_document(quads, "2024-01-01-one")


CONTROL = [Quad(Triple(Iri("urn:a"), Iri("urn:b"), Literal("bell \x07")), None)]


@pytest.mark.parametrize("chosen", [ExportFormat.RDFXML, ExportFormat.GRAPHML, ExportFormat.GEXF])
def test_what_xml_cannot_hold_is_refused(chosen: ExportFormat) -> None:
    """A control character would make the file ill-formed."""
    with pytest.raises(OutputError, match=r"U\+0007"):
        export_quads(CONTROL, chosen, title="T")


@pytest.mark.parametrize("chosen", [ExportFormat.TURTLE, ExportFormat.JSONLD, ExportFormat.NTRIPLES])
def test_other_formats_escape_it(chosen: ExportFormat) -> None:
    """And it comes back when read."""
    octets = export_quads(CONTROL, chosen, title="T")
    assert b"\x07" not in octets
    assert [str(value) for _, _, value in _triples(octets, RDF_FORMATS[chosen])] == ["bell \x07"]


def test_blank_nodes_are_refused_where_they_have_no_order(tmp_path: Path) -> None:
    """Our data has none; of other data N-Triples can be had."""
    path = tmp_path / "a.ttl"
    path.write_text("[] <urn:p> 1 .", encoding="utf-8")
    quads = read_quads([path])
    with pytest.raises(OutputError, match="ntriples"):
        export_quads(quads, ExportFormat.TURTLE, title="T")
    assert export_quads(quads, ExportFormat.NTRIPLES, title="T").startswith(b"_:")
