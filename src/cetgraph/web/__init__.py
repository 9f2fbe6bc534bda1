"""The site: pages, downloads, and the SPARQL endpoint, over a folder of graph files."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

import cetgraph
from cetgraph.config import resource
from cetgraph.engine.messages import Unanswered
from cetgraph.graph.questions import read_questions
from cetgraph.graph.store import open_store
from cetgraph.web.bundle import serve_static
from cetgraph.web.catalogue import catalogue
from cetgraph.web.crawlers import crawlers
from cetgraph.web.downloads import Shelf, downloads
from cetgraph.web.editor import editor
from cetgraph.web.explorer import explorer
from cetgraph.web.headers import add_headers
from cetgraph.web.linked_data import linked_data
from cetgraph.web.matrix_pages import matrix_pages
from cetgraph.web.metrics import operators
from cetgraph.web.ontology_page import ontology_page
from cetgraph.web.overview import make_overview
from cetgraph.web.pages import pages
from cetgraph.web.problems import http_error, problem
from cetgraph.web.question_pages import question_pages
from cetgraph.web.reading_room import reading_room
from cetgraph.web.search import search
from cetgraph.web.search_fill import make_search_index
from cetgraph.web.sentences import sentence_pages
from cetgraph.web.source import FileSource, Source
from cetgraph.web.sparql import ENDPOINT, Endpoint, make_endpoint, sparql
from cetgraph.web.statistics import count_statements
from cetgraph.web.suggestions import known_pages, suggest
from cetgraph.web.timeline_pages import timeline_pages
from cetgraph.web.view import Reference, View
from cetgraph.web.workers import QueryEngine


def create_app(data: Path | Source, *, workers: QueryEngine | None = None, endpoint: Endpoint | None = None) -> Flask:
    """The site over the graph files in the folder `data`, which are read once, now, or over another source.

    `workers` answer the queries, or those of the `endpoint`; without either it makes its own. Raises SourceError or
    GraphSyntaxError where the folder holds no graph.
    """
    source = FileSource(data) if isinstance(data, Path) else data
    store, ontology = source.open_store(), open_store([resource("ontology")])
    asked = endpoint or make_endpoint(workers or source.open_engine())
    app = Flask(__name__, static_folder=None)
    serve_static(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["version"] = cetgraph.__version__
    view, index = View(store, ontology), make_search_index(store, ontology)
    shelf, statistics, questions = Shelf(source), count_statements(store), read_questions(resource("queries"))
    app.register_blueprint(pages(make_overview(view), questions, shelf=shelf, statistics=statistics))
    app.register_blueprint(linked_data(view))
    app.register_blueprint(reading_room(view))
    app.register_blueprint(sentence_pages(view))
    app.register_blueprint(question_pages(view, questions, asked))
    app.register_blueprint(downloads(shelf, view))
    app.register_blueprint(catalogue(shelf, store, statistics))
    app.register_blueprint(crawlers(view))
    app.register_blueprint(ontology_page(view))
    app.register_blueprint(editor(store, ontology=resource("ontology"), questions=resource("queries")))
    app.register_blueprint(explorer(store, ontology, index))
    app.register_blueprint(search(index))
    app.register_blueprint(timeline_pages(view))
    app.register_blueprint(matrix_pages(view))
    _register_endpoint(app, asked)
    known = known_pages(view, questions)
    app.register_error_handler(HTTPException, lambda error: _error_page(error, known))
    app.register_error_handler(Unanswered, lambda error: _error_page(http_error(error), known))
    add_headers(app)
    return app


def create_endpoint(endpoint: Endpoint) -> Flask:
    """What programs ask, without pages: it is there before they are, and while they are made anew."""
    app = Flask(__name__)
    _register_endpoint(app, endpoint)
    app.register_error_handler(HTTPException, problem)
    add_headers(app)
    return app


def _register_endpoint(app: Flask, endpoint: Endpoint) -> None:
    for blueprint in (sparql(endpoint), *endpoint.further):
        app.register_blueprint(blueprint)
    app.register_blueprint(operators(endpoint.engine, endpoint.metrics))


def _error_page(error: HTTPException, known: Sequence[Reference]) -> BaseResponse:
    """The one shape of errors on pages, with what was perhaps meant; the endpoint has its own, for programs."""
    if request.path == ENDPOINT:
        return problem(error)
    response = error.get_response()
    likes = suggest(request.path, known) if error.code == HTTPStatus.NOT_FOUND else []
    response.data = render_template("error.html", error=error, likes=likes)
    response.content_type = "text/html; charset=utf-8"
    return response
