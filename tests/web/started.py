"""A server that has been started, and real HTTP to it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

CETGRAPH = Path(sys.executable).with_name("cetgraph")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")


@dataclass(frozen=True, slots=True)
class Started:
    """A running server: its address, and the process."""

    host: str
    port: int
    process: subprocess.Popen[str]

    @property
    def sparql(self) -> str:
        """The endpoint's URL."""
        return f"http://{self.host}:{self.port}/sparql"

    def send(
        self,
        method: str,
        target: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        seconds: float = 30,
    ) -> Reply:
        """The reply to the request, whose target goes out as it stands."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=seconds)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            if body or method in {"POST", "PUT"}:
                connection.putheader("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            octets = answer.read()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, octets)
        finally:
            connection.close()

    def ask(self, query: str, *, accept: str = "text/csv", seconds: float = 30) -> Reply:
        """The reply to the query by GET."""
        return self.send("GET", f"/sparql?query={quote(query, safe='')}", headers={"Accept": accept}, seconds=seconds)

    def post(self, body: bytes, content_type: str, *, target: str = "/sparql", accept: str = "text/csv") -> Reply:
        """The reply to the body by POST."""
        return self.send("POST", target, body=body, headers={"Content-Type": content_type, "Accept": accept})

    def connect(self) -> socket.socket:
        """A connection on which nothing has been said."""
        return socket.create_connection((self.host, self.port), timeout=30)


@contextmanager
def start_server(
    *arguments: str | Path, errors: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Started]:
    """A server with these options for as long as the block runs; what it complains of goes to the file."""
    with errors.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [CETGRAPH, "serve", "--port", "0", *arguments],
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
            env={**os.environ, **(environment or {})},
        )
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            assert "serving at" in line, line + process.stderr.read()
            address = urlsplit(line.split()[3])
            assert address.hostname
            assert address.port
            yield Started(address.hostname, address.port, process)
        finally:
            process.terminate()
            try:
                _, rest = process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                _, rest = process.communicate()
            log.write(rest)
