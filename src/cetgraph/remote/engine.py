"""The endpoint's queries, answered by the store's server with all that our own processes promise.

A query is looked at before it leaves, and its answer is read whole before it goes on: within the time and the size, of
the right sort, not cut. It is written anew from what was read, in the format that was asked for.
"""

from __future__ import annotations

import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

import pyoxigraph as engine

from cetgraph.engine.evaluate import (
    DOWNLOADS,
    Bounds,
    TooLargeError,
    is_volatile,
    too_large,
    trouble_of,
    wanted_type,
    write_table,
    write_triples,
)
from cetgraph.engine.formats import GRAPHS, SYNONYMS, TABLES
from cetgraph.engine.lanes import Lane, Turn
from cetgraph.engine.link import IN_MEMORY, Answer
from cetgraph.engine.messages import Job, Trouble, Unanswered
from cetgraph.errors import QueryError
from cetgraph.graph.sparql import check_dialect, check_query
from cetgraph.graph.store import Rows
from cetgraph.graph.terms import QUERY_PREFIXES
from cetgraph.remote.answers import broken, open_table, open_triples, read_answer
from cetgraph.remote.client import Reply, stays
from cetgraph.remote.dataset import Fields, ReadyQuery, dataset_fields, limit_of, list_solutions, make_ready
from cetgraph.remote.server import RemoteServer

WAITING: Final = 256
"""How many may wait for a place; beyond, the site says at once that it is busy."""

PATIENCE: Final = 10.0
"""Seconds that a query may wait for a place."""


class RemoteEngine:
    """Answers queries through the server, so many at once as there are `places`."""

    def __init__(self, server: RemoteServer, *, places: int) -> None:
        self.server = server
        self.failures = 0
        self._lane = Lane(places, waiting=WAITING)
        self._bounds = Bounds(rows=server.settings.rows, octets=server.settings.octets)

    @property
    def version(self) -> str:
        """A word that changes with the data, as far as the server has been looked at."""
        return self.server.holdings.version

    @property
    def triples(self) -> int:
        """How many triples there are."""
        return self.server.holdings.triples

    def ask(self, job: Job, *, is_gone: Callable[[], bool] = stays) -> Answer:
        """The answer. Raises Unanswered for what is wrong with the query or the server, and beyond bounds."""
        begun = time.perf_counter()
        try:
            check_query(job.query, prefixes=QUERY_PREFIXES)
            check_dialect(job.query)
            ready = make_ready(job.query)
        except QueryError as error:
            raise trouble_of(error).complaint() or error from error
        fields = dataset_fields(
            ready,
            self.server.holdings.dataset,
            default_graphs=job.default_graphs,
            named_graphs=job.named_graphs,
        )
        wanted = wanted_type(job.table, TABLES) if ready.is_table else wanted_type(job.graph, GRAPHS)
        with Turn(is_gone) as turn:
            turn.move_to(self._lane, PATIENCE)
            try:
                body = self._ask(ready, fields, SYNONYMS.get(wanted, wanted), is_gone)
            except Unanswered as error:
                self.failures += error.trouble is Trouble.UPSTREAM
                raise
        return Answer(
            media_type=wanted,
            is_volatile=is_volatile(job.query),
            seconds=time.perf_counter() - begun,
            size=len(body),
            body=body if len(body) <= IN_MEMORY else b"",
            file=_spool(body) if len(body) > IN_MEMORY else None,
        )

    def is_healthy(self) -> bool:
        """Whether the server answers."""
        return self.server.is_healthy()

    def gauges(self) -> dict[str, int]:
        """How many queries the server works on, how many wait, and how often it failed."""
        return {
            "remote_busy": self._lane.busy,
            "remote_places": self._lane.places,
            "remote_waiting": self._lane.waiting,
            "remote_failures": self.failures,
        }

    def close(self) -> None:
        """Let go of the server."""
        self.server.close()

    def _ask(self, ready: ReadyQuery, fields: Fields, media_type: str, is_gone: Callable[[], bool]) -> bytes:
        if ready.form == "CONSTRUCT" and (self.server.most_rows or self.server.cuts_silently):
            self._check_solutions(ready, fields, is_gone)
        reply = self.server.send(ready, fields, is_gone=is_gone)
        with reply.body:
            return self._write(ready, reply, media_type)

    def _write(self, ready: ReadyQuery, reply: Reply, media_type: str) -> bytes:
        most = self._most(ready)
        bounds = Bounds(rows=min(self._bounds.rows, most), octets=self._bounds.octets)
        try:
            if ready.is_table:
                return write_table(open_table(reply, is_ask=ready.form == "ASK"), media_type, bounds)
            return write_triples(_triples(open_triples(reply)), media_type, bounds)
        except (SyntaxError, ValueError) as error:
            raise broken(error) from error
        except TooLargeError as error:
            traceback.clear_frames(error.__traceback__)
            raise too_large(self._bounds) from error
        except Unanswered as error:
            traceback.clear_frames(error.__traceback__)
            if error.trouble is Trouble.SIZE and bounds.rows < self._bounds.rows:
                raise _cut(most + 1) from error
            raise

    def _most(self, ready: ReadyQuery) -> int:
        """The most rows that are surely all: one fewer than the server gives, unless no more were asked for."""
        page = self.server.most_rows
        if page is None or ready.form in {"ASK", "CONSTRUCT"}:
            return self._bounds.rows
        limit = limit_of(ready.words)
        return self._bounds.rows if limit is not None and limit <= page else page - 1

    def _check_solutions(self, ready: ReadyQuery, fields: Fields, is_gone: Callable[[], bool]) -> None:
        """Raise Unanswered where the server would make a graph of the first solutions only, which it would not tell."""
        listing = make_ready(list_solutions(ready))
        found = read_answer(self.server.send(listing, fields, is_gone=is_gone), is_ask=False, page=0)
        page, limit = self.server.most_rows, limit_of(ready.words)
        if page is not None and isinstance(found, Rows) and len(found.rows) >= page and (limit is None or limit > page):
            raise _cut(page)


def _cut(most: int) -> Unanswered:
    return Unanswered(
        Trouble.SIZE, f"the server that keeps the graph gives no more than {most:,} rows of an answer", remedy=DOWNLOADS
    )


def _triples(quads: engine.QuadParser) -> Iterator[engine.Triple]:
    for quad in quads:
        yield quad.triple


def _spool(body: bytes) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by whoever sends it
    file.write(body)
    file.seek(0)
    return file
