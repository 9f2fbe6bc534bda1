"""HTTP to the store's server: each exchange bounded in time and size, and ended from outside when nobody waits for it.

An exchange runs in a thread of its own, as nothing else waits for a server and looks after its own client at once. It
is ended by shutting its socket down, which the server sees as a client that has hung up.
"""

from __future__ import annotations

import base64
import concurrent.futures
import contextlib
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import IO, Final

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse, HTTPResponse

from cetgraph.engine.lanes import GLANCE, gone
from cetgraph.engine.link import IN_MEMORY
from cetgraph.engine.messages import Trouble, Unanswered
from cetgraph.remote.address import Address, Credentials
from cetgraph.remote.digest import DigestAnswers

CONNECTING: Final = 5.0
"""Seconds for a connection to come about."""

LATER: Final = 5.0
"""Seconds after the end of an exchange's time that its socket gives up by itself, should nobody have ended it."""

PIECE: Final = 2**16


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: the target on the server, and a body of that media type."""

    method: str
    target: str
    body: bytes = b""
    media_type: str = ""
    accept: str = "*/*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, whole; `headers` by their names in small letters, `body` at its beginning."""

    status: int
    headers: Mapping[str, str]
    body: IO[bytes]
    size: int

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def words(self, most: int = 300) -> str:
        """The first of what the body says, on one line."""
        self.body.seek(0)
        text = " ".join(self.body.read(4 * most).decode("utf-8", "replace").split())
        return text if len(text) <= most else f"{text[:most]}…"


def stays() -> bool:
    """That nobody has hung up."""
    return False


class Client:
    """Connections to one server, as many at once as there are `places`, kept for the next exchange."""

    def __init__(self, address: Address, credentials: Credentials, *, places: int) -> None:
        self.address = address
        self._credentials = credentials
        self._digest = DigestAnswers(credentials)
        self._is_challenged = threading.Event()
        self._threads = concurrent.futures.ThreadPoolExecutor(places, thread_name_prefix="store")
        self._pool = _open_pool(address, places)

    def send(self, request: Request, *, seconds: float, most: int, is_gone: Callable[[], bool] = stays) -> Reply:
        """The reply, within that time and of at most so many bytes.

        Raises Unanswered where there is none, and where the client of ours that it is for has hung up.
        """
        exchange = _Exchange()
        until = time.monotonic() + seconds
        work = self._threads.submit(self._exchange, exchange, request, until, most)
        while True:
            left = until - time.monotonic()
            done, _ = concurrent.futures.wait([work], timeout=max(0.0, min(GLANCE, left)))
            if done:
                return work.result()
            if left > 0 and not is_gone():
                continue
            work.cancel()
            exchange.end()
            work.add_done_callback(_discard)
            if left > 0:
                raise gone()
            raise Unanswered(
                Trouble.TIME,
                f"the server that keeps the graph did not answer within {seconds:g} seconds",
                remedy="ask for less, or download the graph and ask it on your own machine",
            )

    def close(self) -> None:
        """Let go of all connections."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._pool.close()

    def _exchange(self, exchange: _Exchange, request: Request, until: float, most: int) -> Reply:
        _HERE.exchange = exchange
        try:
            reply = self._try(request, until, most)
            if reply.status == 401 and not self._credentials.is_empty:
                challenge = reply.headers.get("www-authenticate", "")
                reply.body.close()
                self._digest.hear(challenge)
                self._is_challenged.set()
                reply = self._try(request, until, most)
        finally:
            _HERE.exchange = None
        return reply

    def _try(self, request: Request, until: float, most: int) -> Reply:
        """One exchange; once more, where a connection that was kept turns out to have been closed."""
        try:
            return self._receive(request, until, most)
        except (urllib3.exceptions.ProtocolError, HTTPException):
            if _is_ended():
                raise self._silent() from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise self._silent(error) from error
        try:
            return self._receive(request, until, most)
        except (urllib3.exceptions.HTTPError, HTTPException, OSError) as error:
            raise self._silent(error) from error

    def _receive(self, request: Request, until: float, most: int) -> Reply:
        response = self._pool.urlopen(
            request.method,
            request.target,
            body=request.body or None,
            headers=self._headers(request),
            timeout=urllib3.Timeout(connect=CONNECTING, read=LATER + max(0.0, until - time.monotonic())),
            retries=False,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        with _closing(response), contextlib.ExitStack() as unread:
            body = unread.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))
            size = 0
            for piece in response.stream(PIECE):
                size += len(piece)
                if size > most:
                    raise Unanswered(
                        Trouble.SIZE,
                        f"the server that keeps the graph sends more than {most:,} bytes",
                        remedy="use LIMIT and OFFSET, or download the whole graph",
                    )
                body.write(piece)
            if _is_ended():
                raise self._silent()
            body.seek(0)
            unread.pop_all()  # whoever reads the reply closes it
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Reply(status=response.status, headers=headers, body=body, size=size)

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {"Accept": request.accept, "Accept-Encoding": "identity", "User-Agent": "cetgraph"}
        if request.media_type:
            headers["Content-Type"] = request.media_type
        known = self._credentials
        if known.token:
            headers["Authorization"] = f"Bearer {known.token}"
        elif self._is_challenged.is_set():
            plain = base64.b64encode(f"{known.user}:{known.password}".encode()).decode("ascii")
            headers["Authorization"] = self._digest.answer(request.method, request.target) or f"Basic {plain}"
        return headers

    def _silent(self, error: Exception | None = None) -> Unanswered:
        reason = {
            urllib3.exceptions.NewConnectionError: "nobody listens there",
            urllib3.exceptions.NameResolutionError: "there is no such host",
            urllib3.exceptions.ConnectTimeoutError: "it does not answer",
            urllib3.exceptions.ReadTimeoutError: "it does not answer",
            urllib3.exceptions.SSLError: "its certificate or TLS is not accepted",
        }.get(type(error), "it broke off")
        return Unanswered(
            Trouble.UPSTREAM,
            f"the server that keeps the graph cannot be asked: {reason}",
            remedy="try again in a while",
        )


class _Exchange:
    """An exchange under way, as the thread that waits for it sees it."""

    def __init__(self) -> None:
        self.is_ended = False
        self._connection: HTTPConnection | None = None
        self._lock = threading.Lock()

    def begin(self, connection: HTTPConnection) -> None:
        """Take note of the connection that it runs over."""
        with self._lock:
            self._connection = connection
        if self.is_ended:
            self.end()

    def end(self) -> None:
        """Break it off; the thread that runs it then hears the end of what comes."""
        self.is_ended = True
        with self._lock:
            taken = getattr(self._connection, "sock", None)
        if taken is not None:
            with contextlib.suppress(OSError):  # it has ended by itself
                socket.socket.shutdown(taken, socket.SHUT_RDWR)


class _Here(threading.local):
    exchange: _Exchange | None = None


_HERE: Final = _Here()
"""The exchange that runs in this thread."""


def _is_ended() -> bool:
    return _HERE.exchange is not None and _HERE.exchange.is_ended


class _Connection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 declares it
        """Wait for the response, in a way that can be ended."""
        if _HERE.exchange is not None:
            _HERE.exchange.begin(self)
        return super().getresponse()


class _SecureConnection(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 declares it
        """Wait for the response, in a way that can be ended."""
        if _HERE.exchange is not None:
            _HERE.exchange.begin(self)
        return super().getresponse()


def _open_pool(address: Address, places: int) -> urllib3.HTTPConnectionPool:
    port = address.port or None
    if address.scheme == "https":
        secure = urllib3.HTTPSConnectionPool(
            address.host, port, maxsize=places, ssl_context=ssl.create_default_context()
        )
        secure.ConnectionCls = _SecureConnection
        return secure
    plain = urllib3.HTTPConnectionPool(address.host, port, maxsize=places)
    plain.ConnectionCls = _Connection
    return plain


def _discard(work: concurrent.futures.Future[Reply]) -> None:
    """Close a reply that came after all."""
    if not work.cancelled() and work.exception() is None:
        work.result().body.close()


@contextlib.contextmanager
def _closing(response: BaseHTTPResponse) -> Iterator[None]:
    """Give the connection back where all was read, and close it otherwise."""
    try:
        yield
    except BaseException:
        response.close()
        raise
    response.release_conn()
