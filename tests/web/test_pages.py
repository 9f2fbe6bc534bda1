from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cetgraph.config import resource
from cetgraph.errors import CetgraphError, GraphSyntaxError
from cetgraph.graph.store import open_store, read_store
from cetgraph.web import create_app
from cetgraph.web.overview import make_overview
from cetgraph.web.view import View

DOCUMENT = "2024-07-31-second-us-singapore-critical-and-emerging-technology-dialogue-joint-fact-sheet"
HTML = {"Accept": "text/html"}

PAGES = (
    "/",
    "/browse/areas",
    "/browse/commitments",
    "/doc/country/SG",
    "/doc/organisation/us-national-institute-of-standards-and-technology",
    "/doc/scheme/area/artificial-intelligence",
    f"/doc/document/{DOCUMENT}",
    f"/document/{DOCUMENT}",
    "/answers",
    "/answers/brief?party=SG&area=artificial-intelligence",
    "/answers/how-connected?body=NIST",
    "/answers/how-connected?body=<script>alert(1)</script>",
    "/download",
    f"/download/{DOCUMENT}",
    "/ontology",
    "/timeline",
    "/matrix",
    "/matrix?one=US&other=SG&a=organisation/us-national-science-foundation&b=organisation/sg-ai-singapore",
    "/matrix?one=US&other=<b>",
    "/timeline/dialogue/sg-us-critical-and-emerging-technology-dialogue",
    "/search",
    "/search?q=NIST",
    "/search?q=AI&kind=sentence",
    "/search?q=<script>alert(1)</script>",
    "/doc/country/XX",
    "/nowhere",
)
"""One of each kind of page."""


def _text(client: FlaskClient, path: str) -> str:
    return client.get(path, headers=HTML, buffered=True).get_data(as_text=True)


def test_the_overview_counts_each_thing_once(data: Path) -> None:
    """A thing that several graphs name counts once; an agency is no other organisation."""
    overview = make_overview(View(open_store([data]), open_store([resource("ontology")])))
    assert {tally.label: tally.count for tally in overview.counts} == {
        "Documents": 2,
        "Meetings": 1,
        "Countries": 0,
        "Agencies": 1,
        "Other organisations": 1,
        "People": 1,
        "Commitments": 2,
    }
    assert [(tally.notation, tally.count, tally.share) for tally in overview.progress] == [
        ("exploring", 1, 100.0),
        ("announced", 0, 0.0),
        ("under-way", 1, 100.0),
        ("completed", 0, 0.0),
    ]


def test_commitments_stand_in_the_order_of_their_document(data: Path) -> None:
    """The order is that of the text, not of the identifiers; each carries its words."""
    overview = make_overview(View(open_store([data]), open_store([resource("ontology")])))
    assert [finding.passages[0].words for finding in overview.findings] == [
        "Exploring “<i>this</i>” & that.",
        "Doing more.",
    ]
    assert [(document.title, document.issued, document.commitments) for document in overview.documents] == [
        ("First Statement", "2023-05-01", 2),
        ("Second Statement", "", 0),
    ]


def test_the_first_page_shows_words_as_words(client: FlaskClient) -> None:
    """Words of documents and names are never markup."""
    page = _text(client, "/")
    assert "Exploring “&lt;i&gt;this&lt;/i&gt;” &amp; that." in page
    assert "Institute of &lt;b&gt;Standards&lt;/b&gt;" in page
    assert page.count("<blockquote>") == 2


def test_an_empty_graph_has_a_page(open_site: Callable[[Path], Flask], tmp_path: Path) -> None:
    """A graph without documents is told, not an error."""
    (tmp_path / "graph.ttl").write_text("<urn:x> <urn:y> <urn:z> .\n", encoding="utf-8")
    assert "No document has been read yet." in _text(open_site(tmp_path).test_client(), "/")


def test_a_folder_without_a_graph_is_refused(tmp_path: Path) -> None:
    """There is nothing to serve."""
    with pytest.raises(CetgraphError, match="holds no RDF files"):
        create_app(tmp_path)


def test_a_broken_graph_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    (tmp_path / "graph.ttl").write_text("<urn:x> <urn:y>\n", encoding="utf-8")
    with pytest.raises(GraphSyntaxError, match=r"graph\.ttl"):
        create_app(tmp_path)


@pytest.mark.parametrize("path", [*PAGES[:10], "/download", "/ontology", "/static/style.css"])
def test_what_has_not_changed_is_not_sent_again(july: FlaskClient, path: str) -> None:
    """A client that has the current version gets 304."""
    first = july.get(path, headers=HTML, buffered=True)
    second = july.get(path, headers={**HTML, "If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (first.status_code, second.status_code, second.data) == (200, 304, b"")


@pytest.mark.parametrize("path", [*PAGES, "/download/cetgraph.ttl", "/static/style.css"])
def test_every_answer_carries_the_security_headers(july: FlaskClient, path: str) -> None:
    """No script but our own files, and nothing from elsewhere."""
    headers = july.get(path, headers=HTML, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src 'unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_script_and_load_nothing_from_elsewhere(july: FlaskClient, path: str) -> None:
    """No inline script, handler or style; a script element is data or names a file of ours."""
    page = _text(july, path)
    for opening, content in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
        is_ours = re.search(r'src="/static/built/\w+\.js"', opening) is not None and not content
        assert is_ours or "application/ld+json" in opening
    assert not re.search(r"<[^>]*\s(?:on\w+|style)=|<style", page)
    assert not re.search(r'<(?:link rel="(?:icon|stylesheet)"[^>]*href|img[^>]*src|form[^>]*action)="(?!/)', page)
    assert page.count("<h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_links_within_the_site_lead_somewhere(july: FlaskClient, path: str) -> None:
    """Each link of a page to another is answered, and each link down the page has its target."""
    page = _text(july, path)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for target in set(re.findall(r'href="#([^"]+)"', page)):
        assert target in ids, target
    for link in sorted(set(re.findall(r'href="(/[^"#]*)', page)))[:60]:
        answer = july.head(link.replace("&amp;", "&"), headers=HTML, buffered=True)
        assert answer.status_code in {200, 303}, link


@pytest.mark.parametrize("path", PAGES)
def test_behind_a_proxy_every_link_keeps_its_prefix(july: FlaskClient, path: str) -> None:
    """A site that a proxy serves below a path links to itself there."""
    page = july.get(path, headers=HTML, environ_overrides={"SCRIPT_NAME": "/kg"}).get_data(as_text=True)
    assert {link.split("/")[1] for link in re.findall(r'(?:href|action|src)="(/[^"]*)', page)} == {"kg"}


def test_the_first_page_describes_the_data_set(july: FlaskClient, repository: Path) -> None:
    """schema.org's Dataset, whose counts are those of the graph."""
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', _text(july, "/"), re.DOTALL)
    assert script is not None
    described = json.loads(script[1])
    assert described["@type"] == "Dataset"
    counts = {part["name"]: part["value"] for part in described["variableMeasured"]}
    assert counts == {"triples": len(open_store([repository / "data" / "graph"])), "documents": 1}
    for part in described["distribution"]:
        assert july.head(part["contentUrl"], buffered=True).status_code == 200


def test_an_unknown_page_helps(july: FlaskClient) -> None:
    """It says so, and leads back."""
    answer = july.get("/nowhere")
    assert answer.status_code == 404
    assert 'href="/"' in answer.get_data(as_text=True)


def test_a_method_that_is_not_allowed_says_which_are(july: FlaskClient) -> None:
    """405 carries Allow."""
    answer = july.post("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


GOING_ON = """\
@base <https://w3id.org/cetgraph/id/> .
@prefix cet: <https://w3id.org/cetgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/cetgraph/scheme/> .
<dialogue/a> a cet:Dialogue ; rdfs:label "A" .
<dialogue/b> a cet:Dialogue ; rdfs:label "B" .
<dialogue/c> a cet:Dialogue ; rdfs:label "C" .
<meeting/a/1> cet:meetingOf <dialogue/a> ; cet:heldOn "2023-01-01" ; rdfs:label "A 1" .
<meeting/a/2> cet:meetingOf <dialogue/a> ; cet:heldOn "2024-01-01" ; rdfs:label "A 2" ; cet:place "Oslo" .
<meeting/b/1> cet:meetingOf <dialogue/b> ; cet:heldOn "2024-06-01" ; rdfs:label "B 1" .
<document/old> a cet:SourceDocument ; dcterms:title "Old" ; dcterms:issued "2023-01-01" ; cet:reports <meeting/a/1> .
<document/new> a cet:SourceDocument ; dcterms:title "New" ; dcterms:issued "2024-01-01" ; cet:reports <meeting/a/2> .
"""


def _going_on(document: str, number: int, initiative: str, area: str) -> str:
    return (
        f"<commitment/{document}/{number}> a cet:Commitment ; rdfs:label '{document} {number}' ; "
        f"cet:statedIn <document/{document}> ; cet:concernsInitiative <initiative/{initiative}> ; "
        f"cet:progress scheme:progress\\/announced ; cet:area scheme:area\\/{area} .\n"
    )


def test_the_first_page_tells_what_is_going_on() -> None:
    """The dialogue that met last comes first; of an area the latest, each initiative once."""
    made = [("old", 1, "x", "space"), ("old", 2, "y", "space"), ("old", 3, "z", "health"), ("new", 1, "x", "space")]
    data = GOING_ON + "".join(_going_on(*each) for each in made)
    overview = make_overview(View(read_store(data), read_store("")))
    assert [(series.dialogue.words, series.held_on, series.meetings) for series in overview.dialogues] == [
        ("B", "2024-06-01", 1),
        ("A", "2024-01-01", 2),
        ("C", "", 0),
    ]
    assert overview.dialogues[1].place == "Oslo"
    assert overview.dialogues[1].progress == (("announced", 1),)
    assert [(news.count, [latest.words for latest in news.latest]) for news in overview.areas] == [
        (3, ["new 1", "old 2"]),
        (1, ["old 3"]),
    ]
