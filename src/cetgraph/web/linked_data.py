"""Things at their identifiers: `/id/…` leads by 303 to `/doc/…`, a page for people or RDF for programs."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Final

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.graph.namespaces import DEFAULT_BASE
from cetgraph.graph.terms import Iri
from cetgraph.web.paging import find_page
from cetgraph.web.rdf import RDF_FORMATS, choose_ending, find_format, write_rdf
from cetgraph.web.things import ThingPage, describe_thing, list_items, make_page
from cetgraph.web.view import View, thing_at
from cetgraph.web.wording import KINDS, term

ENDINGS: Final = ("html", *(found.ending for found in RDF_FORMATS))

MOST_ITEMS: Final = 400
"""Names on one page of a list."""

MOST_LIKE: Final = 8
"""Things of like names that an unknown address is answered with."""

RAREST: Final = 1 / 30
"""What a shared word must tell: one that thirty things share, such as a country's code, tells nothing."""

MOST_COMPARED: Final = 2_000
"""Names that are compared letter by letter, which takes some 50 microseconds each; of more, words are compared."""


def linked_data(view: View) -> Blueprint:
    """The addresses of all that the view knows, and the lists of each kind."""
    blueprint = Blueprint("linked_data", __name__)

    @blueprint.get("/id/<path:local>")
    def identify(local: str) -> BaseResponse:
        return _see_other(view, local)

    @blueprint.get("/scheme/<path:local>")
    def concept(local: str) -> BaseResponse:
        return _see_other(view, f"scheme/{local}")

    @blueprint.get("/doc/<path:local>")
    def describe(local: str) -> BaseResponse:
        name, ending = _split(view, local)
        thing = thing_at(name)
        if not view.knows(thing):
            return _unknown(view, name)
        chosen = ending or choose_ending(request.accept_mimetypes)
        if chosen is None:
            abort(406, "This is described in HTML, Turtle, N-Triples, JSON-LD and RDF/XML.")
        response = _page(view, thing, name) if chosen == "html" else _rdf(view, thing, chosen)
        response.headers["Content-Location"] = url_for("linked_data.describe", local=f"{name}.{chosen}")
        for other in RDF_FORMATS:
            address = url_for("linked_data.describe", local=f"{name}.{other.ending}")
            response.headers.add("Link", f'<{address}>; rel="alternate"; type="{other.media_type}"')
        response.headers.add("Link", f'<{thing.value}>; rel="describes"')
        response.vary.add("Accept")
        response.add_etag()
        return response.make_conditional(request)

    @blueprint.get("/browse/<kind>")
    def browse(kind: str) -> BaseResponse:
        found = next((known for known in KINDS if known.path == kind), None)
        if found is None:
            abort(404, "There is no such list.")
        items = list_items(view, found)
        paging = find_page(request.args.get("page", ""), total=len(items), size=MOST_ITEMS)
        response = Response(render_template("browse.html", kind=found, items=items[paging.rows], paging=paging))
        response.add_etag()
        return response.make_conditional(request)

    return blueprint


def _see_other(view: View, local: str) -> BaseResponse:
    """303 to the description that suits the client: the thing itself cannot be sent."""
    name, ending = _split(view, local)
    if not view.knows(thing_at(name)):
        return _unknown(view, name)
    chosen = ending or choose_ending(request.accept_mimetypes)
    if chosen is None:
        abort(406, "This is described in HTML, Turtle, N-Triples, JSON-LD and RDF/XML.")
    response = redirect(url_for("linked_data.describe", local=f"{name}.{chosen}"), 303)
    response.vary.add("Accept")
    return response


def _split(view: View, local: str) -> tuple[str, str]:
    """Name and ending: a name may itself hold a dot, so that only endings of ours count."""
    name, dot, ending = local.rpartition(".")
    if dot and ending in ENDINGS and not view.knows(thing_at(local)):
        return name, ending
    return local, ""


def _page(view: View, thing: Iri, name: str) -> Response:
    page = make_page(view, thing, group=request.args.get("group", ""), number=request.args.get("page", ""))
    steps = _steps(view, thing, page)
    return Response(render_template("thing.html", page=page, name=name, steps=steps, formats=RDF_FORMATS))


def _steps(view: View, thing: Iri, page: ThingPage) -> list[tuple[str, str]]:
    """What lies between the first page and that of a thing: its list, its document, or the ontology."""
    if page.collection:
        return [(url_for("linked_data.browse", kind=page.collection.path), page.collection.plural)]
    if thing.value.startswith(f"{DEFAULT_BASE}scheme/"):
        return [(url_for("ontology.ontology"), "Ontology")]
    documents = [(url_for("linked_data.browse", kind="documents"), "Documents")]
    if document := _document_of(view, thing):
        return [*documents, (url_for("linked_data.describe", local=_local(document)), view.label(document))]
    return []


def _document_of(view: View, thing: Iri) -> Iri | None:
    """The document that a finding, its evidence or a frozen text belongs to; None for what belongs to none."""
    stated = view.things(thing, term("cet:statedIn"))
    of_evidence = (
        document
        for finding in view.store.subjects(term("cet:evidence"), thing)
        if isinstance(finding, Iri)
        for document in view.things(finding, term("cet:statedIn"))
    )
    of_text = (found for found in view.store.subjects(term("cet:snapshot"), thing) if isinstance(found, Iri))
    return next(chain(stated, of_evidence, of_text), None)


def _local(thing: Iri) -> str:
    return thing.value.removeprefix(f"{DEFAULT_BASE}id/")


def _rdf(view: View, thing: Iri, ending: str) -> Response:
    found = find_format(ending)
    if found is None:
        abort(404)
    return Response(write_rdf(describe_thing(view, thing), ending), mimetype=found.media_type)


def _unknown(view: View, name: str) -> Response:
    """404 with the things of like names, and the lists."""
    likes = [*_called(view, name), *_find_like(name, view.names.get(name.partition("/")[0], ()))]
    found = [view.refer(thing_at(local)) for local in dict.fromkeys(likes)][:MOST_LIKE]
    return Response(render_template("unknown.html", name=name, likes=found, kinds=KINDS), status=404)


def _called(view: View, name: str) -> list[str]:
    """The things that are also called so, with or without a country's code before it: "us-nist" is NIST."""
    last = name.rpartition("/")[2].casefold()
    return [local for spelt in (last, last.partition("-")[2]) for local in view.other_names.get(spelt, ())]


def _find_like(name: str, known: Sequence[str]) -> list[str]:
    """The known names that are spelt alike, or else those that share the rarest words with it.

    >>> _find_like("organisation/us-nsf", ["organisation/us-nsa", "organisation/sg-imda"])
    ['organisation/us-nsa']
    """
    ends = {local.partition("/")[2]: local for local in known}
    compared = ends if len(ends) <= MOST_COMPARED else ()
    close = difflib.get_close_matches(name.partition("/")[2], compared, n=MOST_LIKE, cutoff=0.75)
    if close:
        return [ends[end] for end in close]
    words = _words(name)
    shared = {local: common for local in known if (common := words & _words(local))}
    times = Counter(word for common in shared.values() for word in common)
    rank = {local: sum(1 / times[word] for word in common) for local, common in shared.items()}
    best = sorted((local for local in shared if rank[local] >= RAREST), key=lambda local: (-rank[local], local))
    return best[:MOST_LIKE]


def _words(name: str) -> set[str]:
    return set(name.lower().partition("/")[2].replace("/", "-").split("-")) - {""}
