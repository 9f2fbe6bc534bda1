"""HTTP clients that cost next to nothing, so that what is timed is the server and not whoever asks it.

The standard library's client takes a quarter of a millisecond for a request, which is more than some servers do; and
32 of them in threads wait for one another. Here a request is bytes made beforehand, an answer is read to its last byte
and no further looked at, and one thread serves all clients.
"""

from __future__ import annotations

import re
import select
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

ACCEPT = "application/sparql-results+json, text/turtle;q=0.9"
PATIENCE = 60

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


def ask_query(url: str, query: str) -> bytes:
    """The request that asks the endpoint at that URL the query."""
    return get_path(url, f"{urlsplit(url).path}?query={quote(query, safe='')}")


def get_path(url: str, path: str) -> bytes:
    """The request for that path of the server of the URL."""
    return f"GET {path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nAccept: {ACCEPT}\r\n\r\n".encode()


@dataclass(slots=True)
class Reply:
    """An answer, as far as it has come."""

    octets: bytearray = field(default_factory=bytearray)
    _body: int = 0
    _length: int | None = None

    def take(self, piece: bytes) -> bool:
        """Whether the answer is whole with this piece, an empty one being the end of the connection."""
        self.octets += piece
        if not self._body:
            end = self.octets.find(b"\r\n\r\n")
            if end < 0:
                return self._ended(piece)
            self._body = end + 4
            length = _LENGTH.search(self.head)
            self._length = int(length[1]) if length else None
        if self._length is not None:
            return len(self.octets) >= self._body + self._length or self._ended(piece)
        if _CHUNKED.search(self.head):
            return self.octets.endswith(b"0\r\n\r\n") or self._ended(piece)
        return not piece

    @property
    def head(self) -> bytes:
        """The status line and the headers."""
        return bytes(self.octets[: self._body])

    @property
    def body(self) -> bytes:
        """What was asked for."""
        rest = bytes(self.octets[self._body :])
        if not _CHUNKED.search(self.head):
            return rest
        pieces = []
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            pieces.append(rest[: int(size, 16)])
            rest = rest[int(size, 16) + 2 :]
        return b"".join(pieces)

    @property
    def closes(self) -> bool:
        """Whether the server hangs up after it."""
        return (self._length is None and not _CHUNKED.search(self.head)) or _CLOSES.search(self.head) is not None

    def check(self) -> None:
        """Raise RuntimeError for all but an answer."""
        status = _STATUS.match(self.octets)
        if status is None or not status[1].startswith(b"2"):
            raise RuntimeError(self.octets[:600].decode(errors="replace"))

    def _ended(self, piece: bytes) -> bool:
        if not piece:
            raise RuntimeError(f"the server hung up after {len(self.octets)} bytes")
        return False


class Client:
    """A connection that is kept open for as long as the server likes."""

    def __init__(self, url: str) -> None:
        self._address = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
        self._socket: socket.socket | None = None
        self._reply = Reply()

    def send(self, request: bytes) -> socket.socket:
        """The socket on which the answer will come."""
        self._reply = Reply()
        if self._socket is not None and _has_ended(self._socket):
            self.close()
        if self._socket is None:
            self._socket = socket.create_connection(self._address, timeout=PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        return self._socket

    def receive(self) -> Reply | None:
        """The answer, once it is whole. Raises RuntimeError for another one than 2xx."""
        assert self._socket is not None
        if not self._reply.take(self._socket.recv(2**18)):
            return None
        if self._reply.closes:
            self.close()
        self._reply.check()
        return self._reply

    def ask(self, request: bytes) -> tuple[float, Reply]:
        """The seconds from the request to the last byte, and the answer."""
        begun = time.perf_counter()
        self.send(request)
        while (reply := self.receive()) is None:
            pass
        return time.perf_counter() - begun, reply

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _has_ended(connection: socket.socket) -> bool:
    """Whether the server has hung up on a connection on which nobody waits for anything."""
    return bool(select.select([connection], [], [], 0)[0])


def press(
    url: str, requests: Callable[[int], Iterator[bytes]], *, clients: int, seconds: float
) -> tuple[list[float], float]:
    """The seconds of each request of so many clients, who ask all at once for that long, and how long it took in all.

    `requests` gives those of the client of that number, without end. Every answer is waited for.
    """
    selector = selectors.DefaultSelector()
    taken: list[float] = []
    begun: dict[int, float] = {}
    asking = [(Client(url), requests(number)) for number in range(clients)]

    def send(number: int) -> None:
        client, mine = asking[number]
        request = next(mine)
        begun[number] = time.perf_counter()
        selector.register(client.send(request), selectors.EVENT_READ, number)

    start = time.perf_counter()
    for number in range(clients):
        send(number)
    while begun:
        for key, _ in selector.select():
            number = key.data
            selector.unregister(key.fileobj)
            if asking[number][0].receive() is None:
                selector.register(key.fileobj, selectors.EVENT_READ, number)
                continue
            now = time.perf_counter()
            taken.append(now - begun.pop(number))
            if now < start + seconds:
                send(number)
    for client, _ in asking:
        client.close()
    return taken, time.perf_counter() - start
