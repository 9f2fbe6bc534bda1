"""`/sparql`: queries by the letter of the SPARQL 1.1 Protocol, a page for browsers, a description for programs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NotRequired, TypedDict, cast

from flask import Blueprint, Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import Forbidden, HTTPException, NotAcceptable
from werkzeug.wsgi import wrap_file

from cetgraph.engine.formats import GRAPH_NAMES, GRAPHS, TABLE_NAMES, TABLES, content_type
from cetgraph.engine.link import Answer
from cetgraph.engine.messages import Job, Unanswered
from cetgraph.web.answers import KeptAnswers, answer_key
from cetgraph.web.compression import accepts_gzip, compress_file, mark_encoding
from cetgraph.web.description import describe_service
from cetgraph.web.editor import editor_page
from cetgraph.web.limits import ClientLimits
from cetgraph.web.metrics import Metrics, QueryLog
from cetgraph.web.problems import http_error, problem, unanswered
from cetgraph.web.protocol import Query, Update, read_request
from cetgraph.web.rdf import RDF_FORMATS, write_rdf
from cetgraph.web.workers import QueryEngine

ENDPOINT: Final = "/sparql"

PAGE: Final = "text/html"

MOST_ROWS: Final = 500
"""Rows that the page shows; other formats give all."""


KEPT: Final = 32 * 2**20
"""Bytes of answers that are kept unless told otherwise."""


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


Updater = Callable[[Update], Response]
"""Does an update, for a request that may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What the endpoint is made of. `update` is None where the graph is only read; `further` pages come with it."""

    engine: QueryEngine
    metrics: Metrics
    limits: ClientLimits = field(default_factory=ClientLimits)
    kept: KeptAnswers = field(default_factory=lambda: KeptAnswers(0))
    log: QueryLog = field(default_factory=QueryLog)
    update: Updater | None = None
    further: tuple[Blueprint, ...] = ()


def make_endpoint(engine: QueryEngine) -> Endpoint:
    """An endpoint over that engine that is only read, without limits, and keeps some answers."""
    return Endpoint(engine=engine, metrics=Metrics(engine), kept=KeptAnswers(KEPT))


def sparql(endpoint: Endpoint) -> Blueprint:
    """The endpoint as pages."""
    blueprint = Blueprint("sparql", __name__)

    @blueprint.route("/sparql", methods=["GET", "POST"], endpoint="endpoint")
    def ask() -> Response:
        asked = read_request(request)
        if asked is None:
            return _without_query(endpoint)
        if isinstance(asked, Update):
            if endpoint.update is None:
                raise Forbidden("The graph is only read: updates are refused. Whoever runs this server can allow them.")
            return endpoint.update(asked)
        return _answer(endpoint, asked)

    @blueprint.errorhandler(Unanswered)
    def refused(error: Unanswered) -> Response:
        return unanswered(error)

    blueprint.register_error_handler(HTTPException, problem)
    return blueprint


def _answer(endpoint: Endpoint, asked: Query) -> Response:
    """The answer, counted and logged, whatever comes of it."""
    begun = time.perf_counter()
    outcome, size = "error", 0
    try:
        with endpoint.limits.admit(request.remote_addr or ""):
            outcome, response = _respond(endpoint, asked)
        size = response.content_length or 0
    except Unanswered as error:
        outcome = error.trouble.value
        raise
    except HTTPException as error:
        outcome = str(error.code)
        raise
    finally:
        seconds = time.perf_counter() - begun
        endpoint.metrics.count(outcome, seconds=seconds, size=size)
        endpoint.log.write(method=request.method, outcome=outcome, seconds=seconds, size=size, words=asked.text)
    return response


def _respond(endpoint: Endpoint, asked: Query) -> tuple[str, Response]:
    """The word for the outcome, and the answer in the format that suits the client best."""
    accepted = request.accept_mimetypes
    if _prefers_page(accepted):
        return "answered", _page(endpoint, asked)
    job = _job(asked, _best(accepted, TABLE_NAMES), _best(accepted, GRAPH_NAMES))
    if job.table is None and job.graph is None:
        raise NotAcceptable(f"Answers can be had as {', '.join((*TABLES, *GRAPHS))}.")
    key = answer_key(endpoint.engine.version, job)
    if request.if_none_match.contains_weak(key):
        response = Response(status=304)
        response.set_etag(key)
        return "unchanged", _with_caching(response)
    outcome, answer = "kept", endpoint.kept.find(key)
    if answer is None:
        outcome, answer = "answered", endpoint.engine.ask(job, is_gone=_is_gone)
        endpoint.kept.keep(key, answer)
    response = _response_of(answer)
    if answer.is_volatile:
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Accept")
    else:
        response.set_etag(key)
        _with_caching(response)
    response.headers["Server-Timing"] = f"query;dur={1000 * answer.seconds:.2f}"
    return outcome, response


def _response_of(answer: Answer) -> Response:
    media_type = content_type(answer.media_type)
    if answer.file is None:
        return Response(answer.body, content_type=media_type)
    file, size, is_packed = answer.file, answer.size, accepts_gzip(request)
    if request.method == "HEAD":
        file.close()
        return Response(content_type=media_type, headers={} if is_packed else {"Content-Length": str(size)})
    if is_packed:
        file, size = compress_file(file)
    response = Response(
        wrap_file(request.environ, file, 2**18),
        content_type=media_type,
        headers={"Content-Length": str(size)},
        direct_passthrough=True,
    )
    response.vary.add("Accept-Encoding")
    if is_packed:
        mark_encoding(response, "gzip")
    return response


def _with_caching(response: Response) -> Response:
    """Any cache may keep the answer, and asks each time whether it still holds."""
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept")
    return response


def _job(asked: Query, table: str | None, graph: str | None) -> Job:
    return Job(
        query=asked.text,
        table=table,
        graph=graph,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
    )


def _best(accepted: MIMEAccept, offered: Sequence[str]) -> str | None:
    return accepted.best_match(offered) if accepted else offered[0]


def _prefers_page(accepted: MIMEAccept) -> bool:
    """Whether a page suits the client better than any data: a browser."""
    page = accepted.quality(PAGE) if accepted else 0
    return page > max((accepted.quality(name) for name in (*TABLE_NAMES, *GRAPH_NAMES)), default=0)


def _is_gone() -> bool:
    """Whether the client of the present request has hung up, where the server tells."""
    ask = cast("Callable[[], bool] | None", request.environ.get("waitress.client_disconnected"))
    return ask is not None and ask()


def _without_query(endpoint: Endpoint) -> Response:
    """The editor for a browser, the service description for everyone else."""
    accepted = request.accept_mimetypes
    names = [found.media_type for found in RDF_FORMATS]
    if accepted and accepted.quality(PAGE) > max(accepted.quality(name) for name in names):
        return editor_page()
    best = _best(accepted, names)
    if best is None:
        raise NotAcceptable(f"The description of this service can be had as {', '.join((*names, PAGE))}.")
    ending = next(found.ending for found in RDF_FORMATS if found.media_type == best)
    triples = getattr(endpoint.engine, "triples", None)
    said = describe_service(
        f"{request.url_root}sparql",
        triples=triples if isinstance(triples, int) else None,
        is_writable=endpoint.update is not None,
    )
    response = Response(write_rdf(said, ending), content_type=content_type(best))
    response.add_etag()
    _with_caching(response)
    response.make_conditional(request)
    return response


def _page(endpoint: Endpoint, asked: Query) -> Response:
    """The form, with the answer below it, or what is wrong with the query."""
    job = _job(asked, TABLES[0], GRAPHS[0])
    try:
        answer = endpoint.engine.ask(job, is_gone=_is_gone)
    except Unanswered as error:
        response = editor_page(query=asked.text, problem=str(error))
        response.status_code = http_error(error).code or 500
        return response
    body = _whole(answer)
    if answer.media_type == GRAPHS[0]:
        return editor_page(query=asked.text, turtle=body.decode("utf-8"))
    table: Table = json.loads(body)
    return editor_page(query=asked.text, table=table, most=MOST_ROWS)


def _whole(answer: Answer) -> bytes:
    if answer.file is None:
        return answer.body
    with answer.file as file:
        return file.read()
