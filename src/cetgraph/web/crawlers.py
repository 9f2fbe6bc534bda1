"""What crawlers are told: `robots.txt` and `sitemap.xml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.graph.terms import Iri
from cetgraph.web.view import View, path_of, room_of
from cetgraph.web.wording import KINDS, term

_ROBOTS: Final = """\
User-agent: *
Disallow: /sparql?
Disallow: /*?show=all
Disallow: /answers/*?
Disallow: /matrix?
Disallow: /search?
Sitemap: {sitemap}
"""

MOST_ADDRESSES: Final = 50_000
"""What the protocol of sitemaps allows in one file."""


def crawlers(view: View) -> Blueprint:
    """The two files, over all pages for people."""
    blueprint = Blueprint("crawlers", __name__)

    @blueprint.get("/robots.txt")
    def robots() -> Response:
        return Response(_ROBOTS.format(sitemap=url_for("crawlers.sitemap", _external=True)), mimetype="text/plain")

    @blueprint.get("/sitemap.xml")
    def sitemap() -> BaseResponse:
        root = request.url_root.rstrip("/")
        addresses = [f"{root}{path}" for path in _paths(view)][:MOST_ADDRESSES]
        response = Response(render_template("sitemap.xml", addresses=addresses), mimetype="application/xml")
        response.add_etag()
        return response.make_conditional(request)

    return blueprint


def _paths(view: View) -> Iterator[str]:
    """The pages, those first that lead to others."""
    yield "/"
    yield "/download"
    yield "/ontology"
    yield "/answers"
    yield "/matrix"
    yield "/timeline"
    for dialogue in view.store.subjects(term("rdf:type"), term("cet:Dialogue")):
        if isinstance(dialogue, Iri):
            yield path_of(dialogue, is_known=True).replace("/doc/", "/timeline/", 1)
    for kind in KINDS:
        yield f"/browse/{kind.path}"
    for kind in KINDS:
        for thing in view.members(kind):
            if kind.name == "document":
                yield room_of(thing)
            if path := path_of(thing, is_known=True):
                yield path
