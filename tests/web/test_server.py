from __future__ import annotations

import socket

import pytest
from flask import Flask

from cetgraph.errors import CetgraphError
from cetgraph.web.server import open_server


def _app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "here")
    return app


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
