"""What pages look up: the same as in memory, in few round trips, and kept within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.remote.conftest import StoreServer
from tests.remote.test_site import JULY

from cetgraph.graph.store import open_store
from cetgraph.graph.terms import BlankNode, Iri, Literal, Term, Triple
from cetgraph.remote import store as store_module
from cetgraph.remote.client import Reply, Request
from cetgraph.remote.source import RemoteSource
from cetgraph.remote.store import RemoteStore
from cetgraph.web import create_app
from cetgraph.web.wording import term

US = Iri("https://w3id.org/cetgraph/id/country/US")


class Counter:
    """Counts the exchanges of a source with its server."""

    def __init__(self, source: RemoteSource, patch: pytest.MonkeyPatch) -> None:
        self.exchanges = 0
        client = source.server.client
        send = client.send

        def count(request: Request, *, seconds: float, most: int, **rest: object) -> Reply:
            self.exchanges += 1
            return send(request, seconds=seconds, most=most)

        patch.setattr(client, "send", count)


MOST_ROUND_TRIPS = 12
"""Of a page about which nothing is kept."""

LOOKED_AT = [
    "/doc/country/US.html",
    "/doc/country/US.ttl",
    f"/doc/document/{JULY}.html",
    f"/document/{JULY}",
    "/browse/commitments",
    "/answers/brief?party=SG",
    "/answers/how-connected?body=NIST",
    "/ontology",
]


@pytest.mark.parametrize("path", LOOKED_AT)
def test_a_page_takes_a_handful_of_round_trips(stored: StoreServer, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """However many hundred lookups it makes; and hardly any the second time."""
    source = stored.source()
    stores: list[RemoteStore] = []
    monkeypatch.setattr(source, "open_store", lambda: stores[0])
    stores.append(RemoteStore(source.server))
    client = create_app(source).test_client()
    stores[0]._kept._answers.clear()
    counter = Counter(source, monkeypatch)
    _get(client, path)
    assert 0 < counter.exchanges <= MOST_ROUND_TRIPS
    first, counter.exchanges = counter.exchanges, 0
    _get(client, path)
    assert counter.exchanges < first


def _get(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code == 200
        answer.get_data()


PATTERNS: list[tuple[Term | None, Iri | None, Term | None]] = [
    (US, None, None),
    (US, term("rdfs:label"), None),
    (US, term("dcterms:identifier"), Literal("US")),
    (US, term("dcterms:identifier"), Literal("SG")),
    (None, term("rdf:type"), term("cet:Commitment")),
    (None, term("dcterms:identifier"), Literal("SG")),
    (None, None, US),
    (None, term("cet:party"), US),
    (None, term("cet:ordinal"), None),
    (None, None, None),
    (Iri("urn:nothing"), None, None),
    (Iri("urn:<script>"), None, None),
    (Iri("urn:x> ?p ?o } #"), None, None),
    (Iri("relative"), None, None),
    (None, None, Literal("x", "urn:x> } #")),
    (None, None, Literal('"""\n\\')),
    (Literal("x"), None, None),
    (BlankNode("b1"), None, None),
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_patterns_match_what_they_match_in_memory(
    stored: StoreServer, repository: Path, pattern: tuple[Term | None, Iri | None, Term | None]
) -> None:
    """Each triple once; what no query can spell matches nothing, and asks for nothing."""
    here = list(open_store([repository / "data" / "graph"]).match(*pattern))
    there = list(stored.source().open_store().match(*pattern))
    assert len(there) == len(set(there))
    assert _without_sorts(there) == _without_sorts(here)


def _without_sorts(triples: list[Triple]) -> set[tuple[str, str, str]]:
    return {(found.subject.value, found.predicate.value, found.object.value) for found in triples}


def test_ways_are_followed(stored: StoreServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was warmed is not asked for again, at any step of the way."""
    source = stored.source()
    store = source.open_store()
    commitments = [
        thing for thing in store.subjects(term("rdf:type"), term("cet:Commitment")) if isinstance(thing, Iri)
    ]
    store.warm(commitments, term("cet:evidence"), term("oa:hasSelector"))
    counter = Counter(source, monkeypatch)
    quotes = [
        quote.value
        for commitment in commitments
        for evidence in store.objects(commitment, term("cet:evidence"))
        for selector in store.objects(evidence, term("oa:hasSelector"))
        for quote in store.objects(selector, term("oa:exact"))
    ]
    assert (len(quotes), counter.exchanges) == (10, 0)


def test_what_is_kept_is_bounded(stored: StoreServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not asked for longest goes first; what would push out much is not kept."""
    monkeypatch.setattr(store_module, "MOST_KEPT", 100)
    store = RemoteStore(stored.source().server)
    for thing in store.subjects(term("rdf:type"), term("cet:Commitment")):
        list(store.match(thing))
    list(store.match(None, term("rdf:type"), None))
    assert 0 < store._kept._size <= 100
    assert (None, term("rdf:type"), None) not in store._kept._answers
