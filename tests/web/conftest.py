"""A small graph of two documents, written by hand, and the site over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.web.page_kinds import find_pages

from cetgraph.engine.link import Settings
from cetgraph.engine.versions import keep_first
from cetgraph.graph.store import open_store
from cetgraph.web import create_app
from cetgraph.web.workers import QueryWorkers

GRAPH = """\
@prefix cet: <https://w3id.org/cetgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/cetgraph/scheme/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/cetgraph/> .

<graph/one> {
  <id/document/one> a cet:SourceDocument ; dcterms:title "First Statement"@en ; dcterms:issued "2023-05-01"^^xsd:date ;
    cet:documentKind <scheme/document-kind/joint-statement> .
  <id/meeting/x/ordinal-1> a cet:Meeting .
  <id/person/us-ada> a foaf:Person .
  <id/organisation/us-nist> a cet:Agency ; rdfs:label "Institute of <b>Standards</b>"@en .
  <id/organisation/int-iso> a cet:Organisation ; rdfs:label "ISO"@en .
  <id/country/US> rdfs:label "United States"@en .
  <id/country/SG> rdfs:label "Singapore"@en .
  <id/heading/one/ai> rdfs:label "Artificial Intelligence"@en .
  <id/commitment/one/late> a cet:Commitment ; rdfs:label "A later one"@en ; cet:statedIn <id/document/one> ;
    cet:progress <scheme/progress/under-way> ; cet:progressBasis <scheme/progress-basis/inferred> ;
    cet:stance <scheme/stance/commits> ; cet:party <id/country/US>, <id/country/SG> .
  <id/commitment/one/early> a cet:Commitment ; rdfs:label "An early <script>alert(1)</script> one"@en ;
    cet:statedIn <id/document/one> ; cet:underHeading <id/heading/one/ai> ;
    cet:progress <scheme/progress/exploring> ; cet:progressBasis <scheme/progress-basis/explicit> ;
    cet:stance <scheme/stance/welcomes> ; cet:party <id/country/US>, <id/country/SG> ;
    cet:body <id/organisation/us-nist>, <id/organisation/int-iso> .
}
<graph/one/provenance> {
  <id/commitment/one/late> cet:evidence <id/evidence/one/b> .
  <id/commitment/one/early> cet:evidence <id/evidence/one/a> .
  <id/evidence/one/a> oa:hasSelector <id/evidence/one/a/quote>, <id/evidence/one/a/position> .
  <id/evidence/one/a/quote> oa:exact "Exploring “<i>this</i>” & that." .
  <id/evidence/one/a/position> oa:start 9 .
  <id/evidence/one/b> oa:hasSelector <id/evidence/one/b/quote>, <id/evidence/one/b/position> .
  <id/evidence/one/b/quote> oa:exact "Doing more." .
  <id/evidence/one/b/position> oa:start 10 .
}
<graph/two> {
  <id/document/two> a cet:SourceDocument ; dcterms:title "Second Statement"@en ;
    cet:documentKind <scheme/document-kind/readout> .
  <id/country/US> rdfs:label "United States"@en .
}
"""


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of graph files, and one file beside them that is none of the public's business."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "cetgraph.trig").write_text(GRAPH, encoding="utf-8")
    (folder / "one.ttl").write_text("<urn:x> <urn:y> <urn:z> .\n", encoding="utf-8")
    (folder / "notes.txt").write_text("secret\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def kept(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small graph as a store on disk."""
    folder = tmp_path_factory.mktemp("kept")
    keep_first(folder, [data / "cetgraph.trig"])
    return folder


@pytest.fixture(scope="session")
def workers(data: Path) -> Iterator[QueryWorkers]:
    """Query processes over the small graph; a query may run for two seconds."""
    started = QueryWorkers([data], workers=2, settings=Settings(seconds=2))
    yield started
    started.close()


@pytest.fixture(scope="session")
def app(data: Path, workers: QueryWorkers) -> Flask:
    """The site over the small graph."""
    return create_app(data, workers=workers)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the site."""
    return app.test_client()


@pytest.fixture
def open_site(workers: QueryWorkers) -> Callable[[Path], Flask]:
    """A function that opens the pages over a folder of data; its endpoint still answers from the small graph."""
    return lambda folder: create_app(folder, workers=workers)


@pytest.fixture(scope="session")
def july_app(repository: Path) -> Iterator[Flask]:
    """The site over the graph of the fact sheet of 31 July 2024."""
    data = repository / "data" / "graph"
    with closing(QueryWorkers([data], workers=2)) as started:
        yield create_app(data, workers=started)


@pytest.fixture
def july(july_app: Flask) -> FlaskClient:
    """A client of that site."""
    return july_app.test_client()


@pytest.fixture(scope="session")
def pages(july_app: Flask, repository: Path) -> dict[str, list[str]]:
    """The paths of one page of each kind of that site, by endpoint."""
    client = july_app.test_client()

    def fetch(path: str) -> str:
        return client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)

    return find_pages(open_store([repository / "data" / "graph"]), fetch)
