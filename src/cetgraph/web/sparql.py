"""`/sparql`: queries by GET and POST, answered in the format that the client asks for; a form for browsers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, NotRequired, TypedDict

from flask import Blueprint, Request, Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotAcceptable, ServiceUnavailable
from werkzeug.exceptions import UnsupportedMediaType as UnknownContent

from cetgraph.errors import QueryError, QuerySyntaxError
from cetgraph.graph.sparql_tokens import read_tokens
from cetgraph.web.editor import editor_page
from cetgraph.web.workers import QueryStopped, QueryWorkers

TABLES: Final = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""The formats of answers to SELECT and ASK; the first where the client takes any."""

GRAPHS: Final = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
}
"""The formats of answers to CONSTRUCT and DESCRIBE."""

PAGE: Final = "text/html"

MOST_ROWS: Final = 500
"""Rows that the page shows; other formats give all."""

EXAMPLE: Final = """\
# What was promised, how far it is, and in which words
SELECT ?commitment ?progress ?quote WHERE {
  ?c a cet:Commitment ;
    rdfs:label ?commitment ;
    cet:progress ?progress ;
    cet:evidence/oa:hasSelector/oa:exact ?quote .
}
ORDER BY ?progress ?commitment
"""

_FORMS: Final = {"SELECT": TABLES, "ASK": TABLES, "CONSTRUCT": GRAPHS, "DESCRIBE": GRAPHS}


class Value(TypedDict):
    """A value in SPARQL 1.1 Query Results JSON, as far as the page shows it."""

    type: str
    value: str


class _Head(TypedDict):
    vars: NotRequired[list[str]]


class _Bindings(TypedDict):
    bindings: list[dict[str, Value]]


class Table(TypedDict):
    """SPARQL 1.1 Query Results JSON: `results` for SELECT, `boolean` for ASK."""

    head: _Head
    results: NotRequired[_Bindings]
    boolean: NotRequired[bool]


def sparql(workers: QueryWorkers) -> Blueprint:
    """The endpoint over these workers."""
    blueprint = Blueprint("sparql", __name__)

    @blueprint.route("/sparql", methods=["GET", "POST"])
    def endpoint() -> Response:
        query = _read_query(request)
        if query is None:
            return editor_page()
        formats = _formats(query)
        wanted = request.accept_mimetypes
        media_type = wanted.best_match([*formats, PAGE]) if wanted else next(iter(formats))
        if media_type is None:
            raise NotAcceptable(f"The answer can be had as {', '.join(formats)}.")
        if media_type == PAGE:
            return _page(workers, query, is_table=formats is TABLES)
        answer = workers.answer(query, formats[media_type])
        return Response(answer, content_type=f"{media_type}; charset=utf-8", headers={"Vary": "Accept"})

    @blueprint.errorhandler(QueryError)
    def refused(error: QueryError) -> Response:
        return _problem(_http_error(error))

    blueprint.register_error_handler(HTTPException, _problem)
    return blueprint


def _read_query(asked: Request) -> str | None:
    """The one query of the request, None for a GET without any. Raises an HTTPException for what is no query."""
    if asked.method == "POST" and asked.mimetype == "application/sparql-query":
        try:
            return asked.get_data().decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRequest("The query is not UTF-8.") from error
    if asked.method == "POST" and asked.mimetype != "application/x-www-form-urlencoded":
        raise UnknownContent("Send application/sparql-query, or a form with the field query.")
    fields = asked.form if asked.method == "POST" else asked.args
    if "update" in fields or "update" in asked.args:
        raise Forbidden("The graph is only read: updates are refused.")
    for name in ("default-graph-uri", "named-graph-uri"):
        if name in fields or name in asked.args:
            raise BadRequest(f"{name} is not supported: name graphs in the query, by FROM and FROM NAMED.")
    queries = fields.getlist("query")
    if len(queries) > 1:
        raise BadRequest("There is more than one query.")
    if not queries and asked.method == "POST":
        raise BadRequest("There is no query.")
    return queries[0] if queries else None


def _formats(query: str) -> Mapping[str, str]:
    """The formats that the query's form has. Raises QuerySyntaxError for a query of no form."""
    for token in read_tokens(query):
        if token.keyword in _FORMS:
            return _FORMS[token.keyword]
    return TABLES  # an update or nonsense: the workers say which


def _page(workers: QueryWorkers, query: str, *, is_table: bool) -> Response:
    """The form, with the answer below it, or what is wrong with the query."""
    try:
        answer = workers.answer(query, "json" if is_table else "turtle")
    except QueryError as error:
        problem = _http_error(error)
        return Response(render_template("sparql.html", query=query, problem=str(error)), status=problem.code)
    if not is_table:
        return Response(render_template("sparql.html", query=query, turtle=answer.decode("utf-8")))
    table: Table = json.loads(answer)
    return Response(render_template("sparql.html", query=query, table=table, most=MOST_ROWS))


def _http_error(error: QueryError) -> HTTPException:
    match error:
        case QueryStopped():
            return ServiceUnavailable(str(error))
        case QuerySyntaxError():
            return BadRequest(str(error))
        case _:
            return Forbidden(str(error))


def _problem(error: HTTPException) -> Response:
    """The error as a problem document (RFC 9457)."""
    response = jsonify(type="about:blank", title=error.name, status=error.code, detail=error.description)
    response.status_code = error.code or 500
    response.content_type = "application/problem+json"
    if isinstance(error, ServiceUnavailable):
        response.headers["Retry-After"] = "10"
    return response
