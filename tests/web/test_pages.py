from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cetgraph.errors import CetgraphError, GraphSyntaxError
from cetgraph.graph.store import open_store
from cetgraph.web import create_app
from cetgraph.web.overview import Tally, make_overview

PAGES = ("/", "/sparql", "/sparql?query=ASK{}", "/nowhere")


def _text(client: FlaskClient, path: str) -> str:
    return client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)


def test_the_overview_counts_each_thing_once(data: Path) -> None:
    """A thing that several graphs name counts once; an agency is an organisation."""
    overview = make_overview(open_store([data]).select)
    assert [(tally.label, tally.count) for tally in overview.counts] == [
        ("documents", 2),
        ("meeting", 1),
        ("person", 1),
        ("organisations", 2),
        ("commitments", 2),
    ]
    assert overview.progress == (
        Tally(label="exploring", count=1, notation="exploring", share=100.0),
        Tally(label="announced", count=0, notation="announced", share=0.0),
        Tally(label="under way", count=1, notation="under-way", share=100.0),
        Tally(label="completed", count=0, notation="completed", share=0.0),
    )


def test_commitments_stand_in_the_order_of_their_document(data: Path) -> None:
    """The order is that of the text, not of the identifiers; each carries its words, and whom it names."""
    dated, undated = make_overview(open_store([data]).select).documents
    early, late = dated.statements
    assert (early.quote, late.quote) == ("Exploring “<i>this</i>” & that.", "Doing more.")
    assert early.parties == "Singapore · United States"
    assert early.bodies == "ISO · Institute of <b>Standards</b>"
    assert (early.heading, late.heading, late.bodies) == ("Artificial Intelligence", "", "")
    assert (undated.title, undated.issued, undated.statements) == ("Second Statement", "", ())


def test_the_first_page_shows_each_commitment_with_its_quote(client: FlaskClient) -> None:
    """Words of documents are shown as words, never as markup."""
    page = _text(client, "/")
    assert "Exploring “&lt;i&gt;this&lt;/i&gt;” &amp; that." in page
    assert "Institute of &lt;b&gt;Standards&lt;/b&gt;" in page
    assert page.count("<blockquote>") == 2
    assert "No commitment was found in it." in page


def test_an_empty_graph_has_a_page(tmp_path: Path) -> None:
    """A graph without documents is told, not an error."""
    (tmp_path / "graph.ttl").write_text("<urn:x> <urn:y> <urn:z> .\n", encoding="utf-8")
    assert "No document has been read yet." in _text(create_app(tmp_path).test_client(), "/")


def test_a_folder_without_a_graph_is_refused(tmp_path: Path) -> None:
    """There is nothing to serve."""
    with pytest.raises(CetgraphError, match="holds no RDF files"):
        create_app(tmp_path)


def test_a_broken_graph_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    (tmp_path / "graph.ttl").write_text("<urn:x> <urn:y>\n", encoding="utf-8")
    with pytest.raises(GraphSyntaxError, match=r"graph\.ttl"):
        create_app(tmp_path)


def test_downloads_are_the_graph_files_and_nothing_else(client: FlaskClient, data: Path) -> None:
    """Listed files come to the byte with their media type; others do not exist."""
    page = _text(client, "/")
    assert re.findall(r'href="/download/([^"]+)"', page) == ["cetgraph.trig", "one.ttl"]
    answer = client.get("/download/one.ttl", buffered=True)
    assert answer.data == (data / "one.ttl").read_bytes()
    assert answer.content_type == "text/turtle; charset=utf-8"
    for name in ("notes.txt", "../data/notes.txt", "%2e%2e/notes.txt", "/etc/passwd", "one.ttl/x"):
        assert client.get(f"/download/{name}", follow_redirects=True).status_code == 404


@pytest.mark.parametrize("path", ["/", "/download/one.ttl", "/static/style.css"])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    """A client that has the current version gets 304."""
    first = client.get(path, buffered=True)
    second = client.get(path, headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (first.status_code, second.status_code, second.data) == (200, 304, b"")


@pytest.mark.parametrize("path", [*PAGES, "/download/one.ttl", "/static/style.css"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    """Scripts are forbidden altogether, and so is everything from elsewhere."""
    headers = client.get(path, headers={"Accept": "text/html"}, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_script_and_nothing_from_elsewhere(client: FlaskClient, path: str) -> None:
    """No inline script, handler or style, and no address but our own."""
    page = _text(client, path)
    assert not re.search(r"<script|\son\w+=|\sstyle=|<style", page)
    assert not re.search(r'(?:src|href|action)="(?!/|#)', page)
    assert page.count("<h1") == 1


def test_an_unknown_page_helps(client: FlaskClient) -> None:
    """It says so, and leads back."""
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert 'href="/"' in answer.get_data(as_text=True)


def test_a_method_that_is_not_allowed_says_which_are(client: FlaskClient) -> None:
    """405 carries Allow."""
    answer = client.post("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
