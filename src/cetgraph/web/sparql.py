"""`/sparql`: queries by the letter of the SPARQL 1.1 Protocol, a page for browsers, a description for programs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NotRequired, TypedDict, cast

from flask import Blueprint, Response, request
from werkzeug.exceptions import Forbidden, HTTPException, NotAcceptable
from werkzeug.wsgi import wrap_file

from cetgraph.engine.formats import GRAPHS, TABLES, content_type
from cetgraph.engine.link import Answer
from cetgraph.engine.messages import Job, Unanswered
from cetgraph.web.answers import KeptAnswers, answer_key
from cetgraph.web.compression import compress_file, mark_encoding, takes_gzip
from cetgraph.web.description import describe_service
from cetgraph.web.editor import editor_page
from cetgraph.web.limits import ClientLimits
from cetgraph.web.metrics import Metrics, QueryLog
from cetgraph.web.negotiation import PAGE, choose_formats
from cetgraph.web.problems import http_error, problem, unanswered
from cetgraph.web.protocol import Query, Update, read_request
from cetgraph.web.rdf import RDF_FORMATS, write_rdf
from cetgraph.web.workers import QueryEngine

ENDPOINT: Final = "/sparql"

MOST_ROWS: Final = 500
"""Rows that the page shows; other formats give all."""

VARY: Final = "Accept, Accept-Encoding"
CACHING: Final = "public, no-cache"
"""The headers of answers that any cache may keep, and of which it asks each time whether they still hold."""

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


def ask_for_page(endpoint: Endpoint, query: str, media_type: str) -> Answer:
    """The answer to a SELECT of a page of ours, within the same bounds as anybody's. Raises Unanswered."""
    job = Job(query=query, table=media_type, graph=None)
    key = answer_key(endpoint.engine.version, job)
    answer = endpoint.kept.find(key)
    if answer is None:
        with endpoint.limits.admit(request.remote_addr or ""):
            answer = endpoint.engine.ask(job, is_gone=_is_gone)
        endpoint.kept.keep(key, answer)
    return answer


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
    formats = choose_formats(request.headers.get("Accept", ""))
    if formats.is_page:
        return "answered", _page(endpoint, asked)
    job = _job(asked, formats.table, formats.graph)
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
    headers = {"Content-Type": content_type(answer.media_type), "Vary": VARY}
    headers |= {"Cache-Control": "no-store"} if answer.is_volatile else {"Cache-Control": CACHING, "ETag": f'"{key}"'}
    headers["Server-Timing"] = f"query;dur={1000 * answer.seconds:.2f}"
    return outcome, _response_of(answer, headers)


def _response_of(answer: Answer, headers: dict[str, str]) -> Response:
    if answer.file is None:
        return Response(answer.body, headers=headers)
    file, size, is_packed = answer.file, answer.size, takes_gzip(request)
    if request.method == "HEAD":
        file.close()
        return Response(headers=headers if is_packed else {**headers, "Content-Length": str(size)})
    if is_packed:
        file, size = compress_file(file)
    response = Response(
        wrap_file(request.environ, file, 2**18),
        headers={**headers, "Content-Length": str(size)},
        direct_passthrough=True,
    )
    if is_packed:
        mark_encoding(response, "gzip")
    return response


def _with_caching(response: Response) -> Response:
    response.headers["Cache-Control"] = CACHING
    response.headers["Vary"] = VARY
    return response


def _job(asked: Query, table: str | None, graph: str | None) -> Job:
    return Job(
        query=asked.text,
        table=table,
        graph=graph,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
    )


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
    best = accepted.best_match(names) if accepted else names[0]
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
