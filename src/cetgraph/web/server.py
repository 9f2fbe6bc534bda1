"""A production WSGI server around the site: waitress, on a socket of our own so that its errors are ours to tell."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from waitress.server import BaseWSGIServer, MultiSocketServer, create_server
from werkzeug.middleware.proxy_fix import ProxyFix

from cetgraph.errors import CetgraphError
from cetgraph.web.metrics import HEALTH, METRICS
from cetgraph.web.negotiation import choose_formats
from cetgraph.web.protocol import LONGEST_QUERY
from cetgraph.web.sparql import ENDPOINT
from cetgraph.web.updates import GRAPH_STORE

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
    """The site as it is now: what programs ask, answered by the `endpoint`, and pages.

    `make_pages` makes pages anew over new data when somebody asks for one after `renew`, once for any number of
    changes; requests under way keep the old ones. No query waits for pages.
    """

    def __init__(self, endpoint: Flask, make_pages: Callable[[], Flask], *, proxies: int) -> None:
        self._proxies = proxies
        self._endpoint = self._behind_proxies(endpoint)
        self._make_pages = make_pages
        self._pages: WSGIApplication | None = None
        self._lock = threading.Lock()
        self._changes = self._shown = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._endpoint if _is_for_programs(environ) else self.pages()
        return answer(environ, start_response)

    def renew(self) -> None:
        """Have the pages made anew for the next who asks for one."""
        self._changes += 1

    def rebuild(self) -> None:
        """Make the pages anew, here and now, while the old ones are still shown. Raises as `make_pages`."""
        pages = self._behind_proxies(self._make_pages())
        with self._lock:
            self._pages = pages

    def prepare(self) -> None:
        """Have the pages made meanwhile. Whoever asks for one waits for them, and is told what went wrong."""

        def make() -> None:
            with suppress(CetgraphError):
                self.pages()

        threading.Thread(target=make, daemon=True).start()

    def pages(self) -> WSGIApplication:
        """The pages over the data as they are now. Raises as `make_pages`, on which the old ones stay."""
        pages = self._pages
        if pages is not None and self._shown == self._changes:
            return pages
        with self._lock:
            changes = self._changes
            if self._pages is None or self._shown != changes:
                self._pages = self._behind_proxies(self._make_pages())
                self._shown = changes
            return self._pages

    def _behind_proxies(self, app: Flask) -> WSGIApplication:
        trusted = self._proxies
        if not trusted:
            return app.wsgi_app
        return ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted, x_prefix=trusted)


def _is_for_programs(environ: WSGIEnvironment) -> bool:
    """Whether the request is for the endpoint and its like; `/sparql` without a query is a page, with the editor.

    So is, for a browser, the answer to a query.

    >>> asked = {"PATH_INFO": "/sparql", "QUERY_STRING": "query=ASK{}", "REQUEST_METHOD": "GET"}
    >>> _is_for_programs(asked)
    True
    >>> _is_for_programs({**asked, "HTTP_ACCEPT": "text/html,*/*;q=0.8"})
    False
    >>> _is_for_programs({"PATH_INFO": "/sparql", "QUERY_STRING": "", "REQUEST_METHOD": "GET"})
    False
    """
    path = environ["PATH_INFO"]
    if path == ENDPOINT:
        if choose_formats(environ.get("HTTP_ACCEPT", "")).is_page:
            return False
        return bool(environ.get("QUERY_STRING")) or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
    return path in {GRAPH_STORE, HEALTH, METRICS}


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
