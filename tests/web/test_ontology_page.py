from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from cetgraph.config import resource
from cetgraph.graph.store import open_store, read_store


def _page(client: FlaskClient) -> str:
    return client.get("/ontology", headers={"Accept": "text/html"}).get_data(as_text=True)


def test_every_term_is_explained_at_its_own_address(july: FlaskClient) -> None:
    """Each class and property of ours stands at its fragment; links down the page lead somewhere."""
    page = _page(july)
    terms = open_store([resource("ontology")]).select(
        """SELECT ?term ?label ?definition { ?term rdfs:label ?label ; skos:definition ?definition
        FILTER(STRSTARTS(STR(?term), STR(cet:))) }"""
    )
    assert len(terms) > 70
    ids = set(re.findall(r' id="([^"]+)"', page))
    for term in terms:
        assert term["term"].partition("#")[2] in ids
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_every_concept_is_listed_with_its_meaning(july: FlaskClient) -> None:
    """The controlled vocabularies stand on the page, each concept leading to its own."""
    page = _page(july)
    assert '<a href="/doc/scheme/progress/under-way">under way</a>' in page
    assert "Looked into, with no promise that anything will be done." in page


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("text/html", "text/html"),
    ],
)
def test_the_namespace_answers_in_the_format_asked_for(july: FlaskClient, accept: str, media_type: str) -> None:
    """The address of the namespace is the ontology in every format; so are the addresses with endings."""
    answer = july.get("/ontology", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]


def test_the_rdf_is_the_whole_ontology(july: FlaskClient) -> None:
    """Turtle and N-Triples hold every statement of the files; JSON-LD parses."""
    statements = len(open_store([resource("ontology")]))
    for ending in ("ttl", "nt"):
        assert len(read_store(july.get(f"/ontology.{ending}").get_data(as_text=True))) == statements
    assert json.loads(july.get("/ontology.jsonld").data)


@pytest.mark.parametrize("part", ["0.1.0", "schemes", "axioms"])
def test_versions_and_parts_lead_to_the_ontology(july: FlaskClient, part: str) -> None:
    """303 to the page that explains them."""
    answer = july.get(f"/ontology/{part}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ontology")


@pytest.mark.parametrize("path", ["/ontology/9.9.9", "/ontology.exe", "/ontology/<x>", "/ontology/a b"])
def test_what_the_ontology_has_not_is_not_found(july: FlaskClient, path: str) -> None:
    """404."""
    assert july.get(path).status_code == 404
