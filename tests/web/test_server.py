from __future__ import annotations

import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from cetgraph.errors import CetgraphError
from cetgraph.web.server import Server, open_server


@contextmanager
def _running(server: Server) -> Iterator[str]:
    thread = threading.Thread(target=server.wsgi.run, daemon=True)
    thread.start()
    yield server.address
    server.wsgi.close()
    thread.join(timeout=10)


def _app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "here")
    return app


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_the_address_answers(host: str) -> None:
    """The address that is printed is one that a browser can open, also for IPv6 and a port that was left open."""
    try:
        server = open_server(_app(), host=host, port=0)
    except CetgraphError:
        if host == "::1":
            pytest.skip("this system has no IPv6")
        raise
    with _running(server) as address, urllib.request.urlopen(address, timeout=10) as answer:
        assert answer.read() == b"here"
        assert answer.headers["Server"] is None


def test_a_port_in_use_is_told() -> None:
    """The error names the address and the remedy."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CetgraphError) as caught:
            open_server(_app(), host="127.0.0.1", port=port)
    assert str(caught.value) == f"127.0.0.1:{port}: the port is in use (name another with --port)"


@pytest.mark.parametrize(
    ("host", "complaint"), [("no-such-host.invalid", "no such host"), ("192.0.2.1", "cannot listen")]
)
def test_a_host_that_is_not_ours_is_told(host: str, complaint: str) -> None:
    """A name without an address, and an address of another machine."""
    with pytest.raises(CetgraphError, match=complaint):
        open_server(_app(), host=host, port=0)
