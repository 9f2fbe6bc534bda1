"""The pages that people read."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from cetgraph.web.downloads import Download
from cetgraph.web.overview import Overview


def pages(overview: Overview, files: tuple[Download, ...]) -> Blueprint:
    """The first page, for a graph of which this is the overview."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def home() -> Response:
        response = Response(render_template("home.html", overview=overview, files=files))
        response.add_etag()
        response.make_conditional(request)
        return response

    return blueprint
