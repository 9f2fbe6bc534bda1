"""A production WSGI server around the site: waitress, on a socket of our own so that its errors are ours to tell."""

from __future__ import annotations

import errno
import os
import signal
import socket
from dataclasses import dataclass
from types import FrameType

from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from cetgraph.errors import CetgraphError

THREADS = 8
"""Requests worked on at once; each page takes milliseconds, so a few threads suffice for many readers."""

LONGEST_REQUEST = 1_000_000
"""Bytes of a request's body; the longest query that a person writes is a few thousand."""

LONGEST_SILENCE = 30
"""Seconds after which a connection that says nothing is closed."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens at `address` (a URL); `run` answers requests until Ctrl-C or SIGTERM."""

    address: str
    wsgi: BaseWSGIServer | MultiSocketServer

    def run(self) -> None:
        """Answer requests until a signal ends it; requests under way are finished first."""
        signal.signal(signal.SIGTERM, _stop)
        self.wsgi.run()
        self.wsgi.close()


def open_server(app: Flask, *, host: str, port: int) -> Server:
    """A server that already listens; port 0 takes a free one. Raises CetgraphError where it cannot listen there."""
    listening = _listen(host, port)
    taken = listening.getsockname()[1]
    wsgi = create_server(
        app,
        sockets=[listening],
        threads=THREADS,
        max_request_body_size=LONGEST_REQUEST,
        channel_timeout=LONGEST_SILENCE,
        ident=None,
    )
    return Server(address=f"http://{_in_url(host)}:{taken}/", wsgi=wsgi)


def _listen(host: str, port: int) -> socket.socket:
    place = f"{_in_url(host)}:{port}"
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise CetgraphError("there is no such host", place=place, remedy="name another with --host") from error
    try:
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CetgraphError("the port is in use", place=place, remedy="name another with --port") from error
        raise CetgraphError(f"cannot listen: {os.strerror(error.errno or 0)}", place=place) from error


def _in_url(host: str) -> str:
    """The host as a URL spells it: an IPv6 address in brackets.

    >>> _in_url("::1"), _in_url("127.0.0.1")
    ('[::1]', '127.0.0.1')
    """
    return f"[{host}]" if ":" in host else host


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit
