"""The server's end: a zygote, and the query processes that it forked."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cetgraph.engine.messages import (
    CONTINUE,
    END,
    FORK,
    STOP,
    WORKED,
    WORKED_REPLY,
    YIELD,
    Head,
    Job,
    Ready,
    Setup,
    receive_exactly,
    receive_head,
    receive_text,
    send_job,
    send_text,
)
from cetgraph.errors import SourceError

IN_MEMORY: Final = 2**20
"""Bytes of an answer that are kept in memory; a larger one lies in a file without a name."""

_PIECE: Final = 2**18


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a query may take. `memory` is in bytes above what the graph takes, `rows` and `octets` are of one answer."""

    seconds: float = 10.0
    memory: int = 2**30
    rows: int = 1_000_000
    octets: int = 100 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, whole. The body is in `body`, or where it is large in `file`, at its beginning."""

    media_type: str
    is_volatile: bool
    seconds: float
    size: int
    body: bytes = b""
    file: BinaryIO | None = None


class Worker:
    """A query process. It is used by one thread at a time."""

    def __init__(self, number: int, pipe: socket.socket, source: ZygoteLink) -> None:
        self.served = 0
        self.source = source
        self._number = number
        self._pipe = pipe
        self._poll = select.poll()
        self._poll.register(pipe, select.POLLIN)

    def send(self, job: Job, *, patience: float) -> None:
        """Give it a job. Raises OSError where it has ended, or reads nothing for so many seconds."""
        self._pipe.settimeout(patience)
        self.served += 1
        send_job(self._pipe, job)

    def is_ready(self, seconds: float) -> bool:
        """Whether, within that time, there is an answer or an end."""
        return bool(self._poll.poll(max(0.0, seconds) * 1000))

    def receive(self, *, until: float) -> Answer | Head:
        """The answer, or the head that tells why there is none; `until` is in the seconds of `time.monotonic`.

        Raises EOFError where the process has ended, TimeoutError after the time.
        """
        self._pipe.settimeout(max(0.05, until - time.monotonic()))
        head, begun = receive_head(self._pipe)
        if head.trouble is not None:
            return head
        body, file = b"", None
        if head.size <= IN_MEMORY:
            body = begun + receive_exactly(self._pipe, head.size - len(begun))
        else:
            file = self._spool(begun, head.size, until)
        return Answer(
            media_type=head.media_type,
            is_volatile=head.is_volatile,
            seconds=head.seconds,
            size=head.size,
            body=body,
            file=file,
        )

    def stop(self) -> None:
        """Let it rest."""
        self.source.command(STOP, self._number)

    def go_on(self) -> None:
        """Let it work on."""
        self.source.command(CONTINUE, self._number)

    def worked(self) -> float:
        """Seconds that it has worked since it began."""
        return self.source.worked(self._number)

    def make_way(self) -> None:
        """Let it work in the time that others leave."""
        self.source.command(YIELD, self._number)

    def end(self) -> None:
        """End it, whatever it is doing."""
        self.source.command(END, self._number)
        self._pipe.close()
        self.source.forget()

    def _spool(self, begun: bytes, size: int, until: float) -> BinaryIO:
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by whoever sends it
        file.write(begun)
        missing = size - len(begun)
        while missing:
            self._pipe.settimeout(max(0.05, until - time.monotonic()))
            piece = self._pipe.recv(min(missing, _PIECE))
            if not piece:
                file.close()
                raise EOFError
            file.write(piece)
            missing -= len(piece)
        file.seek(0)
        return file


class ZygoteLink:
    """A running zygote. It ends when it has been retired and its last worker is gone."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket, ready: Ready) -> None:
        self.version = ready["version"]
        self.triples = ready["triples"]
        self.has_network = ready["has_network"]
        self.sees_files = ready["sees_files"]
        self._process = process
        self._control = control
        self._lock = threading.Lock()
        self._number = 0
        self._alive = 0
        self._is_retired = False

    def fork(self) -> Worker:
        """A new query process. Raises OSError where the zygote has ended."""
        ours, theirs = socket.socketpair()
        with self._lock, theirs:
            self._number += 1
            number = self._number
            try:
                socket.send_fds(self._control, [FORK + number.to_bytes(4, "big")], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
            self._alive += 1
        return Worker(number, ours, self)

    def command(self, command: bytes, number: int) -> None:
        """Tell the zygote to do that to its worker; where the zygote has ended, so has the worker."""
        with self._lock:
            try:
                self._control.sendall(command + number.to_bytes(4, "big"))
            except OSError:
                return

    def worked(self, number: int) -> float:
        """Seconds that the worker has worked; very many where the zygote has ended."""
        with self._lock:
            try:
                self._control.sendall(WORKED + number.to_bytes(4, "big"))
                return int.from_bytes(receive_exactly(self._control, WORKED_REPLY), "big") / 1000
            except (OSError, EOFError):
                return 1e9

    def forget(self) -> None:
        """Count one worker less."""
        with self._lock:
            self._alive -= 1
        self._end_if_idle()

    def retire(self) -> None:
        """Fork no more, and end with the last worker."""
        self._is_retired = True
        self._end_if_idle()

    def end(self) -> None:
        """End it with all its workers."""
        self._control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _end_if_idle(self) -> None:
        if self._is_retired and self._alive == 0:
            self.end()


def start_zygote(paths: Sequence[Path], settings: Settings) -> ZygoteLink:
    """A zygote that has loaded the graph. Raises SourceError where it cannot."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "cetgraph.engine.zygote", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "2"},
        )
    setup = Setup(
        paths=[str(path.resolve()) for path in paths],
        seconds=settings.seconds,
        memory=settings.memory,
        rows=settings.rows,
        octets=settings.octets,
    )
    try:
        send_text(ours, json.dumps(setup))
        ready: Ready = json.loads(receive_text(ours))
    except (OSError, EOFError) as error:
        ours.close()
        process.kill()
        process.wait()
        raise SourceError("the graph could not be loaded", remedy="see whether there is memory enough") from error
    if ready["error"]:
        ours.close()
        process.wait()
        raise SourceError(ready["error"])
    return ZygoteLink(process, ours, ready)
