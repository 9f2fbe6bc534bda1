"""Processes that answer queries, so that one that runs away can be ended.

The engine has no time limit and cannot be stopped from a thread; a process can be killed. Each worker holds the graph
in memory and answers one query after another; one that takes too long or too much memory is replaced.
"""

from __future__ import annotations

import multiprocessing
import queue
import resource
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from cetgraph.errors import CetgraphError, QueryError
from cetgraph.graph.store import (
    ResultFormat,
    Store,
    TripleSet,
    open_store,
    write_ntriples,
    write_rdfxml,
    write_turtle,
)

WORKERS = 2
"""Queries at once."""

SECONDS = 10.0
"""The longest that a query may run, and the longest that it waits for a worker."""

MEMORY = 4 * 1024**3
"""Bytes of address space that a worker may take."""

LARGEST = 50 * 1024**2
"""Bytes of an answer."""

GRAPH_FORMATS = {"turtle": write_turtle, "ntriples": write_ntriples, "rdfxml": write_rdfxml}
"""The formats of an answer to CONSTRUCT and DESCRIBE; those of SELECT and ASK are the values of ResultFormat."""


class QueryStopped(QueryError):
    """The query was stopped, or not begun, because of what it would take from others."""


@dataclass(frozen=True, slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class QueryWorkers:
    """A fixed number of workers over the files of `paths`. A worker starts with the first query that needs it."""

    def __init__(self, paths: Sequence[Path], *, workers: int = WORKERS, seconds: float = SECONDS) -> None:
        self._paths = tuple(paths)
        self._seconds = seconds
        self._idle: queue.Queue[_Worker | None] = queue.Queue()
        for _ in range(workers):
            self._idle.put(None)

    def answer(self, sparql: str, result_format: str) -> bytes:
        """The answer in that format. Raises QueryError for what is wrong with the query, QueryStopped beyond bounds."""
        try:
            worker = self._idle.get(timeout=self._seconds)
        except queue.Empty:
            raise QueryStopped("every worker is busy", remedy="try again in a while") from None
        try:
            if worker is not None and not worker.process.is_alive():
                worker.end()
                worker = None
            worker = worker or self._start()
            outcome = self._ask(worker, sparql, result_format)
        except BaseException:
            if worker is not None:
                worker.end()
            self._idle.put(None)
            raise
        self._idle.put(worker)
        if isinstance(outcome, CetgraphError):
            raise outcome
        return outcome

    def close(self) -> None:
        """End the idle workers; busy ones end with the process."""
        for _ in range(self._idle.qsize()):
            worker = self._idle.get()
            if worker is not None:
                worker.end()
            self._idle.put(None)

    def _start(self) -> _Worker:
        spawning = multiprocessing.get_context("spawn")
        ours, theirs = spawning.Pipe()
        process = spawning.Process(target=_work, args=(theirs, self._paths), daemon=True)
        process.start()
        theirs.close()
        try:
            ours.recv()  # it has loaded the graph, so that loading is not taken from the query's time
        except EOFError:
            raise QueryStopped("no worker could be started", remedy="see the server's log") from None
        return _Worker(process, ours)

    def _ask(self, worker: _Worker, sparql: str, result_format: str) -> bytes | CetgraphError:
        worker.pipe.send((sparql, result_format))
        if not worker.pipe.poll(self._seconds):
            raise QueryStopped(
                f"the query ran for {self._seconds:g} seconds and was stopped",
                remedy="ask for less, or download the graph and ask it on your own machine",
            )
        try:
            outcome = worker.pipe.recv()
        except EOFError:
            raise QueryStopped(
                "the query took more memory than it may and was stopped",
                remedy="ask for less, or download the graph and ask it on your own machine",
            ) from None
        if not isinstance(outcome, bytes | CetgraphError):
            raise TypeError(f"a worker sent {type(outcome).__name__}")
        return outcome


def _work(pipe: Connection, paths: tuple[Path, ...]) -> None:
    """Answer what comes through the pipe until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    store = open_store(paths)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    pipe.send(b"ready")
    while True:
        try:
            sparql, result_format = pipe.recv()
        except EOFError:
            return
        pipe.send(_outcome(store, sparql, result_format))


def _outcome(store: Store, sparql: str, result_format: str) -> bytes | CetgraphError:
    try:
        answer = _write(store, sparql, result_format)
    except CetgraphError as error:
        return error
    if len(answer) > LARGEST:
        return QueryStopped(
            f"the answer is larger than {LARGEST // 1024**2} MB",
            remedy="use LIMIT, or download the graph",
        )
    return answer


def _write(store: Store, sparql: str, result_format: str) -> bytes:
    if result_format not in GRAPH_FORMATS:
        return store.answer(sparql, ResultFormat(result_format))
    answer = store.query(sparql)
    if not isinstance(answer, TripleSet):
        raise QueryError("the answer is no graph")
    return GRAPH_FORMATS[result_format](answer.triples)
