"""A production WSGI server around the site: waitress, on a socket of our own so that its errors are ours to tell."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from waitress.server import BaseWSGIServer, MultiSocketServer, create_server
from werkzeug.middleware.proxy_fix import ProxyFix

from cetgraph.errors import CetgraphError
from cetgraph.web.protocol import LONGEST_QUERY

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

THREADS = 48
"""Requests worked on at once: those of the pages, and those that wait for a long query, which are bounded in number."""

CONNECTIONS = 1000
"""Open connections; further ones wait to be accepted."""

ONE_PACKET = 2**16
"""Bytes up to which header and body leave together: a third more small answers a second than when sent apart."""

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


def open_server(app: WSGIApplication, *, host: str, port: int, largest: int = LONGEST_QUERY) -> Server:
    """A server that already listens; port 0 takes a free one. `largest` is in bytes of a request's body.

    Raises CetgraphError where it cannot listen there.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait is told by /metrics
    listening = _listen(host, port)
    taken = listening.getsockname()[1]
    wsgi = create_server(
        app,
        sockets=[listening],
        threads=THREADS,
        max_request_body_size=largest + 1,
        channel_timeout=LONGEST_SILENCE,
        connection_limit=CONNECTIONS,
        send_bytes=ONE_PACKET,
        channel_request_lookahead=1,  # watches the connection while its request is worked on
        clear_untrusted_proxy_headers=False,  # `Site` believes none of them unless told how many proxies there are
        ident=None,
    )
    return Server(address=f"http://{_in_url(host)}:{taken}/", wsgi=wsgi)


class Site:
    """The site as it is now. `rebuild` makes it anew over new data; requests under way keep the old one."""

    def __init__(self, make: Callable[[], Flask], *, proxies: int) -> None:
        self._make = make
        self._proxies = proxies
        self._app = self._build()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._app(environ, start_response)

    def rebuild(self) -> None:
        """Make the site anew. Where that fails, it stays as it was."""
        self._app = self._build()

    def _build(self) -> WSGIApplication:
        app = self._make().wsgi_app
        trusted = self._proxies
        return ProxyFix(app, x_for=trusted, x_proto=trusted, x_host=trusted, x_prefix=trusted) if trusted else app


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
