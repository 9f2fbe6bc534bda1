"""The query processes as the site uses them: short queries are answered at once, whatever long ones there are.

A query begins in the lane of short ones. One that takes longer than a moment is moved: its process goes on in
the time that others leave, or rests until one of the few places for long queries is free. So runaway queries neither
take the processors from short ones nor their places, and take no more memory than that of the places.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

from cetgraph.engine.lanes import GLANCE, Lane, Turn, gone
from cetgraph.engine.link import Answer, Settings, Worker, ZygoteLink, start_zygote
from cetgraph.engine.messages import Head, Job, Trouble, Unanswered
from cetgraph.errors import CetgraphError

GLIMPSE: Final = 0.1
"""Seconds after which it is looked at whether a query works or only waits for a processor."""

SHORT: Final = 0.06
"""Seconds of work, from then on, after which a query is a long one: on a busy machine, those take a while."""

OVERDUE: Final = 3.0
"""Seconds after which a query is a long one, however little it could work."""

MOST_SERVED: Final = 2000
"""Queries after which a process is replaced, as it touches ever more of the memory that it shares."""

PATIENCE: Final = 10.0
"""Seconds that a query may wait for a place in a lane."""

WAITING_SHORT: Final = 256
WAITING_LONG: Final = 24
"""How many may wait for a place in each lane; beyond, the server says at once that it is busy."""

ADVICE: Final = "ask for less, or download the graph and ask it on your own machine"


class QueryEngine(Protocol):
    """What answers queries: the processes over a graph of our own, or another server."""

    @property
    def version(self) -> str:
        """A word that changes with the data."""

    def ask(self, job: Job, *, is_gone: Callable[[], bool] = ...) -> Answer:
        """The answer. `is_gone` says whether the client has hung up. Raises Unanswered."""

    def is_healthy(self) -> bool:
        """Whether queries are answered."""

    def gauges(self) -> dict[str, int]:
        """How many are at work, and how many wait, by the name of the metric."""

    def close(self) -> None:
        """End what was started."""


def _stays() -> bool:
    return False


def default_workers() -> int:
    """As many as processors, and one more."""
    return (os.cpu_count() or 1) + 1


class QueryWorkers:
    """Query processes over the graph files of `paths`, or the store on disk that it is.

    `workers` short queries are answered at once, and beside them one fewer long ones. Raises SourceError where there is
    no graph to be read.
    """

    def __init__(self, paths: Sequence[Path], *, workers: int | None = None, settings: Settings | None = None) -> None:
        workers = default_workers() if workers is None else workers
        self.settings = settings or Settings()
        self.restarts = 0
        self._paths = tuple(paths)
        self._short = Lane(workers, waiting=WAITING_SHORT)
        self._long = Lane(max(1, workers - 1), waiting=WAITING_LONG)
        self._idle: deque[Worker] = deque()
        self._lock = threading.Lock()
        self._source = start_zygote(self._paths, self.settings)
        self._idle.extend(self._source.fork() for _ in range(workers))

    @property
    def version(self) -> str:
        """A word that changes with the data."""
        return self._source.version

    @property
    def triples(self) -> int:
        """How many different triples there are."""
        return self._source.triples

    @property
    def has_network(self) -> bool:
        """Whether the system left the query processes in its network; they have no descriptor for a connection."""
        return self._source.has_network

    @property
    def sees_files(self) -> bool:
        """Whether the system left the query processes over a store on disk able to open other files."""
        return self._source.sees_files

    def ask(self, job: Job, *, is_gone: Callable[[], bool] = _stays) -> Answer:
        """The answer. Raises Unanswered for what is wrong with the query, and beyond bounds."""
        with Turn(is_gone) as turn:
            turn.move_to(self._short, PATIENCE)
            worker = self._begin(job)
            try:
                until = time.monotonic() + self.settings.seconds
                if self._is_long(worker, until):
                    until += self._make_long(worker, turn)
                    self._await(worker, until, is_gone)
                outcome = self._receive(worker, until)
            except BaseException:
                self._replace(worker)
                raise
            if turn.lane is self._short and worker.served < MOST_SERVED:
                self._give_back(worker)
            else:
                self._replace(worker)
        if isinstance(outcome, Head):
            raise outcome.complaint() or TypeError("a head without trouble")
        return outcome

    def reload(self, paths: Sequence[Path] | None = None) -> None:
        """Answer from the files as they are now. Raises SourceError where they cannot be read; all stays as it was."""
        source = start_zygote(self._paths if paths is None else paths, self.settings)
        self._paths = self._paths if paths is None else tuple(paths)
        self._move_to(source)

    def is_healthy(self) -> bool:
        """Whether a short query is answered."""
        try:
            return self.ask(Job(query="ASK {}", table="text/csv", graph=None)).size > 0
        except Unanswered:
            return False

    def gauges(self) -> dict[str, int]:
        """How many are at work, and how many wait."""
        return {
            "short_busy": self._short.busy,
            "short_places": self._short.places,
            "short_waiting": self._short.waiting,
            "long_busy": self._long.busy,
            "long_places": self._long.places,
            "long_waiting": self._long.waiting,
            "restarts": self.restarts,
        }

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            idle = list(self._idle)
            self._idle.clear()
        for worker in idle:
            worker.end()
        self._source.end()

    def _begin(self, job: Job) -> Worker:
        """A process that has the job. One that ended while it was idle is replaced, and the zygote as well."""
        for _ in range(2 + len(self._idle)):
            worker = self._take()
            try:
                worker.send(job, patience=self.settings.seconds)
            except OSError:
                worker.end()
                continue
            return worker
        raise _no_process()

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.popleft()
                if not worker.is_ready(0):  # an idle process that has something to say has ended
                    return worker
                worker.end()
            source = self._source
        try:
            return source.fork()
        except OSError:
            self._restart(source)
        try:
            return self._source.fork()
        except OSError:
            raise _no_process() from None

    def _restart(self, ended: ZygoteLink) -> None:
        """Start a zygote in the place of one that has ended, once."""
        with _RESTARTING:
            if self._source is not ended:
                return
            self.restarts += 1
            try:
                self._move_to(start_zygote(self._paths, self.settings))
            except CetgraphError:
                raise _no_process() from None

    def _move_to(self, source: ZygoteLink) -> None:
        fresh = [source.fork() for _ in range(self._short.places)]
        with self._lock:
            old, self._source = self._source, source
            stale = list(self._idle)
            self._idle.clear()
            self._idle.extend(fresh)
        for worker in stale:
            worker.end()
        old.retire()

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            is_current = worker.source is self._source
            if is_current:
                self._idle.appendleft(worker)
        if not is_current:
            worker.end()

    def _replace(self, worker: Worker) -> None:
        """End the process, and have another one ready, before somebody asks for it."""
        worker.end()
        with self._lock:
            if len(self._idle) >= self._short.places:
                return
            try:
                self._idle.append(self._source.fork())
            except OSError:
                return  # whoever asks next starts another zygote

    def _is_long(self, worker: Worker, until: float) -> bool:
        """Whether the query turns out to be a long one; if not, it is answered."""
        if worker.is_ready(GLIMPSE):
            return False
        most = worker.worked() + SHORT
        overdue = min(until, time.monotonic() + OVERDUE)
        while not worker.is_ready(SHORT / 2):
            if time.monotonic() >= overdue or worker.worked() >= most:
                return True
        return False

    def _make_long(self, worker: Worker, turn: Turn) -> float:
        """Move the query to the lane of long ones. The seconds that it rested, waiting for a place."""
        begun = time.monotonic()
        worker.make_way()
        is_resting = not self._long.is_free()
        if is_resting:
            worker.stop()
        turn.move_to(self._long, PATIENCE)
        if is_resting:
            worker.go_on()
        return time.monotonic() - begun

    def _await(self, worker: Worker, until: float, is_gone: Callable[[], bool]) -> None:
        while not worker.is_ready(min(GLANCE, until - time.monotonic())):
            if time.monotonic() >= until:
                raise self._too_long()
            if is_gone():
                raise gone()

    def _receive(self, worker: Worker, until: float) -> Answer | Head:
        try:
            return worker.receive(until=until)
        except TimeoutError:
            raise self._too_long() from None
        except (EOFError, OSError):
            if time.monotonic() >= until - GLANCE:
                raise self._too_long() from None
            raise Unanswered(
                Trouble.MEMORY,
                "the query took more memory than it may, or is too complex, and was stopped",
                remedy=ADVICE,
            ) from None

    def _too_long(self) -> Unanswered:
        message = f"the query ran for {self.settings.seconds:g} seconds and was stopped"
        return Unanswered(Trouble.TIME, message, remedy=ADVICE)


def _no_process() -> Unanswered:
    return Unanswered(Trouble.BUSY, "no query process could be started", remedy="try again in a while")


_RESTARTING: Final = threading.Lock()
