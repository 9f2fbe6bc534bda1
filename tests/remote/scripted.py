"""A server that answers the first questions of a store as it should, and then does what a test tells it to."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs

TABLE = "application/sparql-results+json"

Behaviour = Callable[[socket.socket], None]
"""What is done with a connection on which a request has come in."""


def reply(
    body: bytes | str, *, status: str = "200 OK", media_type: str = TABLE, headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Send this, whole."""
    octets = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": media_type, "Content-Length": str(len(octets)), **(headers or {})}
    return send_raw(_head(status, fields) + octets)


def send_raw(octets: bytes) -> Behaviour:
    """Send these bytes and close the connection."""
    return lambda connection: connection.sendall(octets)


def _head(status: str, fields: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items()), "Connection: close"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def table(*rows: Mapping[str, str]) -> str:
    """A table of plain literals."""
    names = sorted({name for row in rows for name in row}) or ["x"]
    found = [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows]
    return json.dumps({"head": {"vars": names}, "results": {"bindings": found}})


@dataclass
class Scripted:
    """The running server. `behaviour` takes every query whose text says TROUBLE; `heard` are all requests.

    One that is dead takes connections and closes them.
    """

    port: int
    behaviour: Behaviour = field(default_factory=lambda: reply(table()))
    heard: list[bytes] = field(default_factory=list)
    is_dead: bool = False

    @property
    def address(self) -> str:
        """Its address as a store."""
        return f"sparql+http://127.0.0.1:{self.port}/sparql"


@contextmanager
def start_scripted() -> Iterator[Scripted]:
    """The server, for as long as the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Scripted(listening.getsockname()[1])
        threading.Thread(target=_accept, args=(listening, server), daemon=True).start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, server: Scripted) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, server), daemon=True).start()


def _serve(connection: socket.socket, server: Scripted) -> None:
    with closing(connection), suppress(OSError):
        request = _receive(connection)
        server.heard.append(request)
        query = parse_qs(request.partition(b"\r\n\r\n")[2].decode()).get("query", [""])[0]
        if server.is_dead:
            return
        if "TROUBLE" in query:
            server.behaviour(connection)
        elif "COUNT(*)" in query:
            reply(table(dict.fromkeys(re.findall(r"AS \?(\w+)\)", query), "0")))(connection)
        elif query.startswith("ASK"):
            reply('{"head": {}, "boolean": true}')(connection)
        elif "?one" in query:
            reply(table({"one": "1"}))(connection)
        else:
            reply(table())(connection)


def _receive(connection: socket.socket) -> bytes:
    request = b""
    while b"\r\n\r\n" not in request:
        piece = connection.recv(65536)
        if not piece:
            raise OSError
        request += piece
    head, _, body = request.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
