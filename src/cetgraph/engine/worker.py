"""A query process: one query after another, until the pipe closes or a bound is passed."""

from __future__ import annotations

import os
import signal
import socket
import time
from dataclasses import replace

from cetgraph.engine.confinement import PIPE, confine, start_timer
from cetgraph.engine.evaluate import Bounds, evaluate, trouble_of
from cetgraph.engine.messages import receive_job, send_answer
from cetgraph.engine.source import Source
from cetgraph.errors import QueryError


def work(source: Source, pipe: int, bounds: Bounds, *, seconds: float, memory: int) -> None:
    """Answer what comes through the pipe. The process ends after `seconds` of work on one query."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    confine(pipe, memory, readable=source.folder)
    store = source.open()
    connection = socket.socket(fileno=PIPE)
    while True:
        try:
            job = receive_job(connection)
        except (EOFError, OSError):
            return
        start_timer(seconds)
        begun = time.perf_counter()
        try:
            head, body = evaluate(store, job, bounds)
        except QueryError as error:
            head, body = trouble_of(error), b""
        except MemoryError:
            os._exit(1)
        try:
            send_answer(connection, replace(head, size=len(body), seconds=time.perf_counter() - begun), body)
        except OSError:
            return
        start_timer(0)
