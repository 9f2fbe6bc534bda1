from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cetgraph.graph.store import Truth, read_store

NIST = "organisation/us-national-institute-of-standards-and-technology"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (HTML, "html"),
        ("*/*", "html"),
        (None, "html"),
        ("text/turtle", "ttl"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "jsonld"),
        ("application/rdf+xml", "rdf"),
        ("application/rdf+xml;q=0.5, text/turtle;q=0.9", "ttl"),
        ("text/html;q=0.1, application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("text/turtle;q=0, */*", "html"),
    ],
)
def test_identifiers_lead_to_what_the_client_takes(july: FlaskClient, accept: str | None, ending: str) -> None:
    """303, as a thing cannot be sent; the answer depends on Accept and says so."""
    answer = july.get(f"/id/{NIST}", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/doc/{NIST}.{ending}")
    assert "Accept" in answer.headers["Vary"]


def test_the_ending_counts_more_than_accept(july: FlaskClient) -> None:
    """An address with an ending means that format."""
    answer = july.get("/id/country/SG.ttl", headers={"Accept": "text/html"})
    assert answer.headers["Location"] == "/doc/country/SG.ttl"


@pytest.mark.parametrize("path", ["/id/country/SG", "/doc/country/SG", "/scheme/progress/announced", "/ontology"])
def test_what_is_not_there_is_not_acceptable(july: FlaskClient, path: str) -> None:
    """406 names the formats that there are."""
    answer = july.get(path, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "Turtle" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("ttl", "text/turtle; charset=utf-8"),
        ("nt", "application/n-triples"),
        ("rdf", "application/rdf+xml; charset=utf-8"),
        ("jsonld", "application/ld+json"),
        ("html", "text/html; charset=utf-8"),
    ],
)
def test_each_format_comes_with_its_type_and_the_way_to_the_others(
    july: FlaskClient, ending: str, media_type: str
) -> None:
    """Link headers name every other form, and the thing that is described."""
    answer = july.get(f"/doc/{NIST}.{ending}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(media_type.partition(";")[0])
    links = answer.headers.getlist("Link")
    assert sum('rel="alternate"' in link for link in links) == 4
    assert f'<https://w3id.org/cetgraph/id/{NIST}>; rel="describes"' in links
    assert "NIST" in answer.get_data(as_text=True)


def test_rdf_of_a_thing_holds_both_directions_evidence_and_names(july: FlaskClient) -> None:
    """What it says, what leads to it, the words behind that, and a name for all that is named."""
    store = read_store(july.get(f"/doc/{NIST}.nt").get_data(as_text=True))
    ask = f"""ASK {{
      BIND(<https://w3id.org/cetgraph/id/{NIST}> AS ?nist)
      ?nist rdfs:label ?name ; cet:belongsTo/rdfs:label ?country .
      ?commitment cet:body ?nist ; rdfs:label ?label ; cet:evidence/oa:hasSelector/oa:exact ?words .
    }}"""
    assert store.query(ask) == Truth(value=True)
    assert json.loads(july.get(f"/doc/{NIST}.jsonld").data)


PAGES = {
    "country": ("countries", "Singapore", ["Wikidata Q334", "Commitments to which it is a party", "Documents"]),
    "agency": (
        "agencies",
        "National Institute of Standards and Technology",
        ["NIST", "Department of Commerce", "Commitments that name it", "Where documents name it"],
    ),
    "area": ("areas", "Artificial Intelligence", ["Commitments in this area"]),
    "person": ("people", "Jake Sullivan", ["Where documents present this person", "National Security"]),
    "dialogue": ("dialogues", "U.S.-Singapore Critical and Emerging Technology Dialogue", ["Meetings", "Parties"]),
    "meeting": (
        "meetings",
        "U.S.-Singapore Critical and Emerging Technology Dialogue, meeting 2 (2024-07-31)",
        ["Held on", "Who took part", "Documents about it", "Commitments stated there"],
    ),
}
"""Of each the list that leads there, its name, and what its page tells."""


@pytest.mark.parametrize(("kind", "name", "words"), PAGES.values(), ids=PAGES)
def test_a_page_tells_of_a_thing_by_names(july: FlaskClient, kind: str, name: str, words: list[str]) -> None:
    """Names instead of IRIs, links both ways, and the sentence behind each finding."""
    listed = july.get(f"/browse/{kind}").get_data(as_text=True)
    (path,) = re.findall(rf'<a href="([^"]+)">{re.escape(name)}</a>', listed)
    page = july.get(path, headers={"Accept": HTML}).get_data(as_text=True)
    for expected in (f"<h1>{name}</h1>", *words):
        assert expected in page, expected
    assert page.count("https://w3id.org/cetgraph/id/") + page.count("https://w3id.org/cetgraph/scheme/") == 1
    assert '<nav class="crumbs"' in page


def test_a_finding_shows_its_words_and_where_they_stand(july: FlaskClient) -> None:
    """The page of a commitment quotes the document, links to the sentence there, and names all that it involves."""
    listed = july.get("/browse/commitments").get_data(as_text=True)
    path = next(line.split('"')[1] for line in listed.splitlines() if "Convening an NSF-funded" in line)
    page = july.get(path, headers={"Accept": HTML}).get_data(as_text=True)
    assert "Convening an NSF-funded workshop in Singapore" in page
    assert '<figure class="evidence">' in page
    assert "/document/2024-07-31-second" in page
    assert "National Science Foundation" in page


@pytest.fixture
def long(open_site: Callable[[Path], Flask], tmp_path: Path) -> FlaskClient:
    """A site over a made-up country with 450 commitments, and one meeting."""
    named = "".join(
        f'<id/commitment/one/{n:03}> a cet:Commitment ; rdfs:label "Number {n:03}" ; cet:party <id/country/SG> .\n'
        for n in range(450)
    )
    (tmp_path / "graph.trig").write_text(
        "@prefix cet: <https://w3id.org/cetgraph/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@base <https://w3id.org/cetgraph/> .\n"
        '<id/country/SG> a cet:Country ; rdfs:label "Singapore" .\n'
        f"<id/meeting/x> a cet:Meeting ; cet:meetingParty <id/country/SG> .\n{named}",
        encoding="utf-8",
    )
    return open_site(tmp_path).test_client()


def _rows(client: FlaskClient, path: str) -> list[tuple[str, str]]:
    page = client.get(path, headers={"Accept": HTML}).get_data(as_text=True)
    return re.findall(r"<p>Number (\d+)</p>|<li><a[^>]*>Number (\d+)</a>", page)


def test_a_long_group_comes_in_pages(long: FlaskClient) -> None:
    """No page grows with the graph: a hundred rows, and a way to all others, each on one page alone."""
    first = long.get("/doc/country/SG", headers={"Accept": HTML}).get_data(as_text=True)
    assert "350 more" in first
    (more,) = re.findall(r'href="(\?group=[^"]+)"', first)
    rows = _rows(long, "/doc/country/SG")
    path = f"/doc/country/SG{unescape(more)}"
    while path:
        rows += _rows(long, path)
        page = long.get(path, headers={"Accept": HTML}).get_data(as_text=True)
        assert "Meetings" not in page
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = f"/doc/country/SG{unescape(following[1])}" if following else ""
    assert len(rows) == len(set(rows)) == 450


def test_a_long_list_comes_in_pages(long: FlaskClient) -> None:
    """The count is that of the whole list."""
    first, second = _rows(long, "/browse/commitments"), _rows(long, "/browse/commitments?page=2")
    assert (len(first), len(second), len({*first, *second})) == (400, 50, 450)
    assert '<span class="count">450</span>' in long.get("/browse/commitments?page=2").get_data(as_text=True)


@pytest.mark.parametrize("asked", ["", "0", "-1", "x", "1.5", "²", "99999999999999999999"])
def test_a_page_that_is_none_is_the_first_or_the_last(long: FlaskClient, asked: str) -> None:
    """Whatever stands in the address, a page comes."""
    assert len(_rows(long, f"/browse/commitments?page={asked}")) in {400, 50}
    assert len(_rows(long, f"/doc/country/SG?group={asked}&page={asked}")) == 100


@pytest.mark.parametrize(
    ("local", "like"),
    [
        ("organisation/us-national-institute-of-standard-and-technology", "National Institute of Standards"),
        ("person/us-sullivan", "Jake Sullivan"),
    ],
)
def test_an_unknown_identifier_is_answered_with_those_like_it(july: FlaskClient, local: str, like: str) -> None:
    """404, with names spelt alike and the lists."""
    for path in (f"/id/{local}", f"/doc/{local}", f"/doc/{local}.ttl"):
        answer = july.get(path)
        assert answer.status_code == 404
        assert like in answer.get_data(as_text=True)
        assert "/browse/agencies" in answer.get_data(as_text=True)


@pytest.mark.parametrize("local", ["../../etc/passwd", "%00", "country/SG%0d%0aX: y", "<script>", "a b", "{x}", "'\""])
def test_odd_identifiers_are_unknown(july: FlaskClient, local: str) -> None:
    """Nothing odd reaches the store, a header or the page as markup."""
    answer = july.get(f"/id/{local}", follow_redirects=True)
    assert answer.status_code in {400, 404}
    assert "<script>" not in answer.get_data(as_text=True)
