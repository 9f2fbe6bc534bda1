"""The process that holds the graph and forks query processes; a program of its own, which the server starts.

It has no thread, for only such a process may be forked; so a store on disk, which comes with threads, is opened by each
query process, and only held here, so that it stays. Commands come through its control socket, each of five bytes:
a letter and the number of a worker. `F` brings with it the worker's end of a pipe. When the socket closes, all end.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Final

from cetgraph.engine.confinement import can_see_only, end_with_parent, leave_network, widen_stack, worked_seconds
from cetgraph.engine.evaluate import Bounds
from cetgraph.engine.messages import (
    COMMAND,
    END,
    FORK,
    STOP,
    WORKED,
    WORKED_REPLY,
    YIELD,
    Ready,
    Setup,
    receive_text,
    send_text,
)
from cetgraph.engine.source import Source, find_source
from cetgraph.engine.worker import work
from cetgraph.errors import CetgraphError

YIELDING: Final = 10
"""The niceness of a query that has taken long: short ones get nine tenths of a processor that both want."""


class Zygote:
    """The graph, and the processes forked so far by number."""

    def __init__(self, control: socket.socket, source: Source, setup: Setup) -> None:
        self._control = control
        self._source = source
        self._setup = setup
        self._children: dict[int, int] = {}

    def run(self) -> None:
        """Do as told until the control socket closes."""
        reader, writer = socket.socketpair()
        reader.settimeout(0)
        writer.settimeout(0)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        while True:
            readable, _, _ = select.select([self._control, reader], [], [])
            if reader in readable:
                reader.recv(4096)
            self._reap()
            if self._control in readable and not self._obey():
                break
        signal.set_wakeup_fd(-1)
        for process in self._children.values():
            os.kill(process, signal.SIGKILL)

    def _obey(self) -> bool:
        """Whether there was a command."""
        try:
            command, pipes, _, _ = socket.recv_fds(self._control, COMMAND, 1)
        except OSError:
            return False
        if len(command) < COMMAND:
            return False
        number = int.from_bytes(command[1:], "big")
        if command[:1] == FORK:
            self._fork(number, pipes[0])
        elif command[:1] == WORKED:
            milliseconds = int(1000 * worked_seconds(self._children.get(number, 0)))
            self._control.sendall(milliseconds.to_bytes(WORKED_REPLY, "big"))
        elif number in self._children:
            self._signal(self._children[number], command[:1])
        return True

    def _fork(self, number: int, pipe: int) -> None:
        parent = os.getpid()
        process = os.fork()
        if process:
            self._children[number] = process
            os.close(pipe)
            return
        try:
            signal.set_wakeup_fd(-1)
            end_with_parent(parent)
            bounds = Bounds(rows=self._setup["rows"], octets=self._setup["octets"])
            work(self._source, pipe, bounds, seconds=self._setup["seconds"], memory=self._setup["memory"])
        finally:
            os._exit(0)

    def _signal(self, process: int, command: bytes) -> None:
        if command == END:
            os.kill(process, signal.SIGKILL)
        elif command == STOP:
            os.kill(process, signal.SIGSTOP)
        elif command == YIELD:
            os.setpriority(os.PRIO_PROCESS, process, YIELDING)
        else:
            os.kill(process, signal.SIGCONT)

    def _reap(self) -> None:
        while self._children:
            process, _ = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            self._children = {number: child for number, child in self._children.items() if child != process}


def main(control: socket.socket) -> None:
    """Load the graph, tell so, and serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends us when it is done
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    setup: Setup = json.loads(receive_text(control))
    widen_stack()
    has_network = not leave_network()
    ready = Ready(version="", triples=0, has_network=has_network, sees_files=False, error="")
    try:
        source = find_source([Path(path) for path in setup["paths"]])
    except (CetgraphError, OSError) as error:
        ready["error"] = str(error)
        send_text(control, json.dumps(ready))
        return
    ready["version"], ready["triples"] = source.version, source.triples
    ready["sees_files"] = source.folder is not None and not can_see_only()
    send_text(control, json.dumps(ready))
    gc.collect()
    gc.freeze()  # so that a collection in a worker does not copy our pages
    Zygote(control, source, setup).run()


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
