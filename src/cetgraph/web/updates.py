"""Changes to the graph, for whoever has the token: SPARQL Update, and the Graph Store Protocol at `/graph-store`."""

from __future__ import annotations

import hmac
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Request, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, HTTPException, NotAcceptable, NotFound, Unauthorized, UnsupportedMediaType

from cetgraph.engine.formats import GRAPHS, content_type
from cetgraph.engine.messages import Job, Trouble, Unanswered
from cetgraph.engine.writer import Change, Outcome
from cetgraph.errors import CetgraphError, QuerySyntaxError
from cetgraph.graph.sparql_tokens import read_tokens
from cetgraph.web.problems import problem, unanswered
from cetgraph.web.protocol import Update, read_body, read_fields, read_iris
from cetgraph.web.workers import QueryWorkers

GRAPH_STORE: Final = "/graph-store"

LARGEST: Final = 100 * 2**20
"""Bytes of a graph that is sent, where writing is allowed."""

SHORTEST_TOKEN: Final = 16
"""Characters; a shorter one could be guessed."""

_READABLE: Final = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


def read_token(file: Path) -> str:
    """The token in the file, without white space around it. Raises CetgraphError for one that is too short."""
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CetgraphError("the token cannot be read", place=str(file)) from error
    if len(token) < SHORTEST_TOKEN:
        raise CetgraphError(f"the token has fewer than {SHORTEST_TOKEN} characters", place=str(file))
    return token


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Changes the graph in `folder`, one change at a time; `on_change` has the site show what is new.

    `held` is the descriptor that holds the store for this server. A writing process has a copy, so that no other server
    can change the store while it runs, whatever becomes of this one.
    """

    folder: Path
    held: int
    token: str
    engine: QueryWorkers
    on_change: Callable[[], None]
    is_validated: bool
    seconds: float
    lock: threading.Lock

    def update(self, asked: Update) -> Response:
        """204, once the update is done and stored."""
        self.check_token(request)
        text = with_using(asked) if asked.using or asked.using_named else asked.text
        self.change(verb="update", text=text)
        return Response(status=204)

    def check_token(self, asked: Request) -> None:
        """Raise Unauthorized for a request without the token."""
        given = asked.authorization.token if asked.authorization and asked.authorization.type == "bearer" else None
        if given is None or not hmac.compare_digest(given.encode(), self.token.encode()):
            raise Unauthorized("Changes need the bearer token.", www_authenticate=WWWAuthenticate("bearer"))

    def change(self, *, verb: str, graph: str = "", text: str = "", media_type: str = "") -> bool:
        """Whether the graph had statements before. Raises Unanswered where the change was not done."""
        change = Change(
            folder=str(self.folder),
            verb=verb,
            graph=graph,
            text=text,
            media_type=media_type,
            is_validated=self.is_validated,
            memory=4 * self.engine.settings.memory,
            parent=os.getpid(),
        )
        if not self.lock.acquire(timeout=self.seconds):
            raise Unanswered(Trouble.BUSY, "other changes are being made", remedy="try again in a while")
        try:
            outcome = self._run(change)
            if outcome["trouble"]:
                raise Unanswered(Trouble(outcome["trouble"]), outcome["message"])
            if outcome["changed"]:
                self.engine.reload()
                self.on_change()
        finally:
            self.lock.release()
        return outcome["existed"]

    def _run(self, change: Change) -> Outcome:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "cetgraph.engine.writer"],
                input=json.dumps(change),
                pass_fds=[self.held],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                timeout=self.seconds,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise Unanswered(
                Trouble.TIME, f"the change ran for {self.seconds:g} seconds and was stopped; nothing was changed"
            ) from error
        except subprocess.CalledProcessError as error:
            raise Unanswered(
                Trouble.MEMORY, "the change took more memory than it may, or is too complex; nothing was changed"
            ) from error
        outcome: Outcome = json.loads(done.stdout)
        return outcome


def with_using(asked: Update) -> str:
    """The update, with the graphs of its request as USING and USING NAMED of each operation that has a WHERE.

    Raises BadRequest where the update itself says USING or WITH (SPARQL 1.1 Protocol, 2.2.3).

    >>> with_using(Update("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", ("urn:g",)))
    'DELETE { ?s ?p 1 } USING <urn:g> WHERE { ?s ?p 1 }'
    """
    clauses = "".join(
        [
            *(f"USING <{iri}> " for iri in asked.using),
            *(f"USING NAMED <{iri}> " for iri in asked.using_named),
        ]
    )
    places: list[int] = []
    depth, previous = 0, ""
    try:
        for token in read_tokens(asked.text, source="update"):
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0 and token.keyword in {"USING", "WITH"}:
                raise BadRequest("The update names graphs by USING or WITH, and its request does so as well.")
            if depth == 0 and token.keyword == "WHERE" and previous == "}":
                places.append(token.start)
            previous = token.text
    except QuerySyntaxError as error:
        raise BadRequest(str(error)) from error
    text = asked.text
    for place in reversed(places):
        text = f"{text[:place]}{clauses}{text[place:]}"
    return text


def graph_store(writer: Writer) -> Blueprint:
    """The Graph Store HTTP Protocol, with graphs named by `?graph=IRI` or `?default`."""
    blueprint = Blueprint("graph_store", __name__)

    @blueprint.get(GRAPH_STORE)
    def read() -> Response:
        graph = _graph()
        accepted = request.accept_mimetypes
        media_type = accepted.best_match(GRAPHS) if accepted else GRAPHS[0]
        if media_type is None:
            raise NotAcceptable(f"Graphs can be had as {', '.join(GRAPHS)}.")
        named = (graph,) if graph else None
        exists = Job(query="ASK { ?s ?p ?o }", table="text/csv", graph=None, default_graphs=named)
        if graph and writer.engine.ask(exists).body != b"true":
            raise NotFound("There is no such graph.")
        query = "CONSTRUCT WHERE { ?s ?p ?o }"
        answer = writer.engine.ask(Job(query=query, table=None, graph=media_type, default_graphs=named))
        if answer.file is not None:
            with answer.file as file:
                return Response(file.read(), content_type=content_type(media_type))
        return Response(answer.body, content_type=content_type(media_type))

    @blueprint.put(GRAPH_STORE)
    def replace() -> Response:
        return _write(writer, "put")

    @blueprint.post(GRAPH_STORE)
    def add() -> Response:
        return _write(writer, "post")

    @blueprint.delete(GRAPH_STORE)
    def remove() -> Response:
        writer.check_token(request)
        if not writer.change(verb="delete", graph=_graph()):
            raise NotFound("There is no such graph.")
        return Response(status=204)

    blueprint.register_error_handler(Unanswered, unanswered)
    blueprint.register_error_handler(HTTPException, problem)
    return blueprint


def _write(writer: Writer, verb: str) -> Response:
    writer.check_token(request)
    graph = _graph()
    media_type = request.mimetype or _READABLE[0]
    if media_type not in _READABLE:
        raise UnsupportedMediaType(f"Graphs are sent as {', '.join(_READABLE)}.")
    try:
        text = read_body(request, LARGEST).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("The body is not UTF-8.") from error
    existed = writer.change(verb=verb, graph=graph, text=text, media_type=media_type)
    return Response(status=204 if existed else 201)


def _graph() -> str:
    """The IRI of the graph that the request names, empty for the default one. Raises BadRequest for anything else."""
    fields = read_fields(request.environ.get("QUERY_STRING", "").encode("latin-1"), "the URL")
    iris = read_iris(fields, "graph")
    is_default = any(name == "default" for name, _ in fields)
    if len(iris) + is_default != 1:
        raise BadRequest("Name one graph: by ?graph=IRI, or ?default.")
    return iris[0] if iris else ""
