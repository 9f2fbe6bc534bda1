from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cetgraph.graph.store import open_store, read_store
from cetgraph.web.downloads import FORMATS, WHOLE, Shelf
from cetgraph.web.source import FileSource

DOCUMENT = "2024-07-31-second-us-singapore-critical-and-emerging-technology-dialogue-joint-fact-sheet"


@pytest.fixture(scope="module")
def shelf(repository: Path) -> Shelf:
    """The files of the graph that travels with the repository."""
    return Shelf(FileSource(repository / "data" / "graph"))


@pytest.mark.parametrize("stem", [WHOLE, DOCUMENT])
@pytest.mark.parametrize("ending", [found.ending for found in FORMATS])
def test_each_file_is_what_its_listing_says(july: FlaskClient, shelf: Shelf, stem: str, ending: str) -> None:
    """Size, digest and media type agree with the bytes; gzipped, they are the same bytes, smaller."""
    listed = shelf.find(f"{stem}{ending}")
    plain = july.get(f"/download/{stem}{ending}", buffered=True)
    packed = july.get(f"/download/{stem}{ending}.gz", buffered=True)
    assert len(plain.data) == listed.size
    assert hashlib.sha256(plain.data).hexdigest() == listed.sha256
    assert hashlib.sha256(packed.data).hexdigest() == listed.packed_sha256
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == listed.packed_size < listed.size
    assert plain.content_type.startswith(listed.format.media_type)
    assert packed.content_type == "application/gzip"
    assert "attachment" in plain.headers["Content-Disposition"]
    assert 'rel="license"' in plain.headers["Link"]


def test_the_rdf_files_hold_the_graph(july: FlaskClient, repository: Path) -> None:
    """TriG, Turtle and N-Triples have as many different statements as the store that is served."""
    triples = len(open_store([repository / "data" / "graph"]))
    for ending in ("trig", "ttl", "nt"):
        text = july.get(f"/download/cetgraph.{ending}", buffered=True).get_data(as_text=True)
        assert len(read_store(text)) == triples


def test_the_other_files_are_well_formed(july: FlaskClient) -> None:
    """XML, JSON and CSV parse; the table of commitments has a row for each."""
    for ending in (".rdf", ".graphml", ".gexf"):
        ET.fromstring(july.get(f"/download/cetgraph{ending}", buffered=True).data)
    assert json.loads(july.get("/download/cetgraph.jsonld", buffered=True).data)
    table = july.get("/download/cetgraph-commitments.csv", buffered=True).get_data(as_text=True)
    assert len(list(csv.DictReader(io.StringIO(table)))) == 10


@pytest.mark.parametrize("path", ["/download", f"/download/{DOCUMENT}"])
def test_the_listing_tells_what_a_user_needs(july: FlaskClient, path: str) -> None:
    """Each file plain and gzipped, with size and digest; date, licence and how to cite."""
    for found in FORMATS:
        july.get(f"{path if path != '/download' else '/download/cetgraph'}{found.ending}").close()
    page = july.get(path).get_data(as_text=True)
    assert len(re.findall(r'href="/download/[^"]+\.gz" download', page)) == len(FORMATS)
    assert len(re.findall(r"<code>[0-9a-f]{64}</code>", page)) == len(FORMATS)
    assert "CC0 1.0" in page
    assert "how to cite" in page
    assert re.search(r"Data of \d{4}-\d{2}-\d{2}", page)


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "../data/notes.txt",
        "%2e%2e/notes.txt",
        "/etc/passwd",
        "cetgraph.ttl/x",
        "cetgraph.exe",
        ".gz",
        ".ttl",
    ],
)
def test_nothing_else_can_be_downloaded(client: FlaskClient, name: str) -> None:
    """A name that is not listed does not exist."""
    assert client.get(f"/download/{name}", follow_redirects=True).status_code == 404


def test_parts_of_a_file_can_be_asked_for(july: FlaskClient) -> None:
    """A download that broke off can go on."""
    whole = july.get("/download/cetgraph.ttl", buffered=True)
    part = july.get("/download/cetgraph.ttl", headers={"Range": "bytes=10-19"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole.data[10:20])


def test_files_can_be_made_beforehand(repository: Path) -> None:
    """A process of its own makes those of the whole graph: meanwhile the ready ones are listed, and who asks waits."""
    shelf = Shelf(FileSource(repository / "data" / "graph"))
    shelf.prepare()
    assert shelf.is_preparing(WHOLE)
    assert len(shelf.list_files(WHOLE)) < len(FORMATS)
    assert [shelf.find(f"{WHOLE}{found.ending}").format for found in FORMATS] == list(FORMATS)
    assert len(shelf.list_files(WHOLE)) == len(FORMATS)


def test_a_document_is_listed_while_its_files_are_made(repository: Path) -> None:
    """Its page does not wait for all of them: the ready ones are listed, and who asks for one waits."""
    shelf = Shelf(FileSource(repository / "data" / "graph"))
    with shelf._lock:  # so that none can be finished
        shelf.prepare_document(DOCUMENT)
        assert shelf.is_preparing(DOCUMENT)
        assert shelf.list_files(DOCUMENT) == ()
    assert [shelf.find(f"{DOCUMENT}{found.ending}").format for found in FORMATS] == list(FORMATS)
    assert len(shelf.list_files(DOCUMENT)) == len(FORMATS)


def test_a_format_that_cannot_hold_the_graph_is_left_out(open_site: Callable[[Path], Flask], tmp_path: Path) -> None:
    """XML holds no control characters: the page lists the other formats, and the file says why it is not there."""
    (tmp_path / "graph.nt").write_text('<urn:x> <urn:y> "a\\u0001b" .\n', encoding="utf-8")
    client = open_site(tmp_path).test_client()
    page = client.get("/download").get_data(as_text=True)
    assert "/download/cetgraph.ttl" in page
    assert "/download/cetgraph.rdf" not in page
    answer = client.get("/download/cetgraph.rdf")
    assert answer.status_code == 404
    assert "U+0001" in answer.get_data(as_text=True)
    assert client.get("/.well-known/void").status_code == 200
