"""One page of each kind that the site has, found from the graph and the pages themselves, for tests of all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from typing import Final
from urllib.parse import quote, urlencode

from flask import Flask

from cetgraph.config import resource
from cetgraph.graph.namespaces import DEFAULT_BASE
from cetgraph.graph.questions import Question, read_questions
from cetgraph.graph.store import Store, open_store
from cetgraph.graph.terms import Iri
from cetgraph.web.view import path_of
from cetgraph.web.wording import KINDS, term

Fetch = Callable[[str], str]
"""The page at a path, as HTML."""

NO_PAGES: Final = frozenset(
    {
        "static",
        "linked_data.identify",
        "linked_data.concept",
        "catalogue.void",
        "catalogue.dcat",
        "crawlers.robots",
        "crawlers.sitemap",
        "ontology.part",
        "editor.terms",
        "editor.examples",
        "search.suggest",
        "matrix.download",
        "explorer.caption",
        "explorer.view",
        "explorer.search",
        "explorer.sources",
        "explorer.export",
        "operators.health",
        "operators.metrics_page",
    }
)
"""The endpoints that send files, data or the way to another address: no pages."""

MOST_TRIED: Final = 40
"""Values of a parameter that are tried before a question counts as one without an answer."""

_QUERIES: Final = (
    "SELECT ?c ?label WHERE { ?c a cet:Commitment ; rdfs:label ?label }",
    "ASK { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s a cet:Country ; ?p ?o }",
    "SELECT * WHERE {",
)


def find_pages(store: Store, fetch: Fetch) -> dict[str, list[str]]:
    """The paths, by the endpoint that answers them; `errors` are the pages that tell what went wrong."""
    document = _documents(store)[0]
    answers = [path for question in read_questions(resource("queries")) for path in _answers(question, fetch)]
    return {
        "pages.home": ["/"],
        "linked_data.describe": list(_things(store)),
        "linked_data.browse": [f"/browse/{kind.path}" for kind in KINDS],
        "reading_room.read": [f"/document/{quote(document)}"],
        "sentences.read": [_sentence(document, fetch)],
        "search.find": ["/search", "/search?q=NIST", "/search?q=%22safe%22", "/search?q=zzzz"],
        "timeline.index": ["/timeline"],
        "timeline.show": [_first(r'href="(/timeline/[^"]+)"', fetch("/timeline"))],
        "matrix.show": ["/matrix", "/matrix?one=US&other=SG"],
        "questions.index": ["/answers"],
        "questions.answer": answers,
        "downloads.overview": ["/download"],
        "downloads.download": [f"/download/{quote(document)}"],
        "ontology.ontology": ["/ontology"],
        "explorer.explore": ["/explore", "/explore?q=NIST", "/explore?q=zzzz"],
        "sparql.endpoint": ["/sparql", *(f"/sparql?{urlencode({'query': query})}" for query in _QUERIES)],
        "errors": [
            "/nowhere",
            "/matrix?one=US&other=XX",
            "/browse/nothing",
            "/document/nothing",
            "/document/nothing/c0",
            "/answers/nothing",
            "/doc/country/XX",
            "/doc/organisation/us-national-institute-of-standards",
            "/doc/nothing",
            "/answers/evidence-of-a-claim?claim=zzzz",
        ],
    }


def find_forgotten(app: Flask, pages: Mapping[str, Iterable[str]]) -> set[str]:
    """The endpoints that are neither among the pages nor known to be none."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return endpoints - set(pages) - NO_PAGES


def _documents(store: Store) -> list[str]:
    start = DEFAULT_BASE + "id/document/"
    found = {thing for thing in store.subjects(term("rdf:type"), term("cet:SourceDocument")) if isinstance(thing, Iri)}
    return sorted(thing.value.removeprefix(start) for thing in found)


def _sentence(document: str, fetch: Fetch) -> str:
    """The page of a sentence that states something, which its reading room leads to."""
    return _first(r'href="([^"]+)">Triples', fetch(f"/document/{quote(document)}"))


def _first(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found is not None, pattern
    return unescape(found[1])


def _things(store: Store) -> Iterator[str]:
    """Of the things whose identifiers begin alike, and of the concepts of each scheme, the one that most leads to."""
    best: dict[str, tuple[int, str]] = {}
    for known in (store, open_store([resource("ontology")])):
        for thing in {triple.subject for triple in known.match()}:
            if not isinstance(thing, Iri) or not thing.value.startswith(
                (f"{DEFAULT_BASE}id/", f"{DEFAULT_BASE}scheme/")
            ):
                continue
            local = thing.value.removeprefix(DEFAULT_BASE)
            if local.count("/") < 2:
                continue
            kind = "/".join(local.split("/")[:2])
            rank = -sum(1 for _ in store.match(None, None, thing)), path_of(thing, is_known=True)
            best[kind] = min(best.get(kind, rank), rank)
    return (path for _, path in sorted(best.values(), key=lambda pair: pair[1]))


def _answers(question: Question, fetch: Fetch) -> Iterator[str]:
    """The question's page as it opens; then with an answer and, where words can be given, without one."""
    path = f"/answers/{question.name}"
    yield path
    empty = fetch(path)
    given: dict[str, str] = {}
    for parameter in question.parameters:
        for value in _choices(empty, parameter.name)[:MOST_TRIED]:
            tried = {**given, parameter.name: value}
            if 'class="answer"' in fetch(f"{path}?{urlencode(tried)}"):
                given = tried
                break
    if given:
        yield f"{path}?{urlencode(given)}"
    for parameter in question.parameters:
        wanting = f"{path}?{urlencode({**given, parameter.name: 'zzzz'})}"
        page = fetch(wanting)
        if "Silence is not cancellation" in page and 'class="problem"' not in page:
            yield wanting
            break


def _choices(page: str, name: str) -> list[str]:
    """The values that the page's form offers for the parameter."""
    offered = re.search(rf'<(select|datalist) id="(?:field|list)-{name}".*?</\1>', page, re.DOTALL)
    return [unescape(value) for value in re.findall(r'<option value="([^"]+)"', offered[0])] if offered else []
