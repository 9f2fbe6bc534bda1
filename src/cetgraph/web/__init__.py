"""The site: pages, downloads, and the SPARQL endpoint, over a folder of graph files."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

import cetgraph
from cetgraph.config import resource
from cetgraph.graph.store import open_store
from cetgraph.web.downloads import downloads, list_downloads
from cetgraph.web.editor import editor
from cetgraph.web.headers import add_headers
from cetgraph.web.linked_data import linked_data
from cetgraph.web.overview import make_overview
from cetgraph.web.pages import pages
from cetgraph.web.sparql import sparql
from cetgraph.web.view import View
from cetgraph.web.workers import QueryWorkers


def create_app(data: Path, *, workers: QueryWorkers | None = None) -> Flask:
    """The site over the graph files in the folder `data`, which are read once, now.

    `workers` answer the queries; without them it makes its own. Raises SourceError or GraphSyntaxError where the
    folder holds no graph.
    """
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["version"] = cetgraph.__version__
    files = list_downloads(data)
    store = open_store([data])
    view = View(store, open_store([resource("ontology")]))
    app.register_blueprint(pages(make_overview(store.select), files))
    app.register_blueprint(linked_data(view))
    app.register_blueprint(downloads(data, files))
    app.register_blueprint(editor(store, ontology=resource("ontology"), questions=resource("queries")))
    app.register_blueprint(sparql(workers or QueryWorkers([data])))
    app.register_error_handler(HTTPException, _error_page)
    add_headers(app)
    return app


def _error_page(error: HTTPException) -> BaseResponse:
    """The one shape of errors on pages; the endpoint has its own, for programs."""
    response = error.get_response()
    response.data = render_template("error.html", error=error)
    response.content_type = "text/html; charset=utf-8"
    return response
