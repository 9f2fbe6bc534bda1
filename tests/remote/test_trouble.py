"""Servers that are slow, broken, cut or hostile: each time a proper error, in time, and never half an answer."""

from __future__ import annotations

import base64
import gzip
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from tests.remote.scripted import TABLE, Behaviour, Scripted, reply, send_raw, start_scripted, table

from cetgraph.engine.link import Settings
from cetgraph.engine.messages import Job, Trouble, Unanswered
from cetgraph.errors import CetgraphError
from cetgraph.remote.address import Credentials, read_address
from cetgraph.remote.engine import RemoteEngine
from cetgraph.remote.source import RemoteSource

SECONDS = 1.0
OCTETS = 100_000

SELECT = "SELECT ?x { ?x ?y 'TROUBLE' }"
CONSTRUCT = "CONSTRUCT WHERE { ?x ?y 'TROUBLE' }"


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A server that does what it is told."""
    with start_scripted() as started:
        yield started


def _open(server: Scripted, credentials: Credentials | None = None, *, places: int = 2) -> RemoteEngine:
    settings = Settings(seconds=SECONDS, rows=1000, octets=OCTETS)
    address = read_address(server.address)
    return RemoteSource(address, credentials or Credentials(), settings, places=places).open_engine()


@pytest.fixture
def engine(server: Scripted) -> Iterator[RemoteEngine]:
    """An engine over that server; a query may take one second."""
    with closing(_open(server)) as opened:
        yield opened


def _job(query: str) -> Job:
    return Job(query=query, table="text/csv", graph="application/n-triples")


def _drip(connection: socket.socket) -> None:
    """A byte of the head now and then, without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def _drip_body(connection: socket.socket) -> None:
    """A proper head, and a body that never ends."""
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {TABLE}\r\nContent-Length: 9999\r\n\r\n".encode())
    for _ in range(200):
        connection.sendall(b" ")
        time.sleep(0.05)


def _flood(connection: socket.socket) -> None:
    """A body without length and end."""
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {TABLE}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
    while True:
        connection.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


LINE = "<urn:a> <urn:b> <urn:c> .\n"
NT = "application/n-triples"
WHOLE = table({"x": "1"})

TROUBLES: dict[str, tuple[Behaviour, Trouble, str]] = {
    "says nothing": (lambda connection: time.sleep(10), Trouble.TIME, "did not answer within 1 s"),
    "drips its head": (_drip, Trouble.TIME, "did not answer within 1 s"),
    "drips its body": (_drip_body, Trouble.TIME, "did not answer within 1 s"),
    "floods": (_flood, Trouble.SIZE, "more than 400,000 bytes"),
    "closes at once": (lambda connection: None, Trouble.UPSTREAM, "broke off"),
    "speaks no HTTP": (send_raw(b"SSH-2.0-OpenSSH_9.2\r\n"), Trouble.UPSTREAM, "broke off"),
    "has a thousand headers": (
        reply(WHOLE, headers={f"X-{number}": "x" for number in range(1000)}), Trouble.UPSTREAM, "broke off",
    ),
    "cuts the body": (
        send_raw(f"HTTP/1.1 200 OK\r\nContent-Type: {TABLE}\r\nContent-Length: 999\r\n\r\n{WHOLE}".encode()),
        Trouble.UPSTREAM, "broke off",
    ),
    "cuts the table": (reply(WHOLE[:-3]), Trouble.UPSTREAM, "no proper answer"),
    "sends more than the table": (reply(WHOLE + WHOLE), Trouble.UPSTREAM, "no proper answer"),
    "sends a page": (reply("<html>", media_type="text/html"), Trouble.UPSTREAM, "text/html"),
    "sends XML with entities": (
        reply('<!DOCTYPE x [<!ENTITY a "b">]><sparql/>', media_type="application/sparql-results+xml"),
        Trouble.UPSTREAM, "sparql-results+xml",
    ),
    "packs its answer": (
        reply(gzip.compress(b" " * 10**7), headers={"Content-Encoding": "gzip"}), Trouble.UPSTREAM, "no proper answer",
    ),
    "nests without end": (reply('{"head":' + "[" * 90_000), Trouble.UPSTREAM, "no proper answer"),
    "answers another sort of query": (reply('{"head": {}, "boolean": true}'), Trouble.UPSTREAM, "another sort"),
    "names no IRI": (
        reply('{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"a b"}}]}}'),
        Trouble.UPSTREAM, "no proper answer",
    ),
    "sends elsewhere": (
        reply("", status="302 Found", headers={"Location": "http://127.0.0.1:1/"}), Trouble.UPSTREAM, "answers 302",
    ),
    "refuses us": (reply("secret", status="403 Forbidden"), Trouble.UPSTREAM, "refuses this site"),
    "is busy": (reply("", status="503 Unavailable"), Trouble.BUSY, "is busy"),
    "fails": (reply("at org.example.Secret(Secret.java)", status="500 Error"), Trouble.UPSTREAM, "answers 500"),
    "knows better": (reply("Variable ?z is odd", status="400 Bad"), Trouble.SYNTAX, "Variable ?z is odd"),
    "gives a part, as Virtuoso does": (
        reply(WHOLE, headers={"X-SQL-State": "S1TAT", "X-SQL-Message": "incomplete"}), Trouble.TIME, "its own time",
    ),
    "stops, as Virtuoso does": (
        reply("Virtuoso S1T00 Error SR171: Transaction timed out", status="500 Error"), Trouble.TIME, "its own time",
    ),
    "gives a part with a status of its own": (reply(WHOLE, status="206 Partial"), Trouble.UPSTREAM, "answers 206"),
    "gives as many rows as it may": (
        reply(WHOLE, headers={"X-SPARQL-MaxRows": "1"}), Trouble.SIZE, "no more than 1 rows",
    ),
}  # fmt: skip
"""What the server does, the trouble that it is for whoever asked, and words of the message."""


@pytest.mark.parametrize(("behaviour", "trouble", "words"), TROUBLES.values(), ids=TROUBLES)
def test_what_is_no_answer_is_told(
    server: Scripted, engine: RemoteEngine, behaviour: Behaviour, trouble: Trouble, words: str
) -> None:
    """Within the time, with the sort of trouble, without the server's secrets; and the next query is answered."""
    server.behaviour = behaviour
    begun = time.monotonic()
    with pytest.raises(Unanswered) as caught:
        engine.ask(_job(SELECT))
    assert time.monotonic() - begun < SECONDS + 2
    assert caught.value.trouble is trouble
    assert words in str(caught.value)
    assert "ecret" not in str(caught.value)
    assert engine.gauges()["remote_busy"] == 0
    server.behaviour = reply(table({"x": "fine"}))
    assert engine.ask(_job(SELECT + " LIMIT 1")).body == b"x\r\nfine\r\n"


GRAPHS = {
    "cut, which nobody can see": (
        send_raw(f"HTTP/1.0 200 OK\r\nContent-Type: {NT}\r\n\r\n{LINE}".encode()), "where its answer ends",
    ),
    "a page": (reply("<html>", media_type="text/html"), "text/html"),
    "broken": (reply("<urn:a> <urn:b>", media_type=NT), "no proper answer"),
    "RDF/XML": (reply("<rdf:RDF/>", media_type="application/rdf+xml"), "rdf+xml"),
}  # fmt: skip


@pytest.mark.parametrize(("behaviour", "words"), GRAPHS.values(), ids=GRAPHS)
def test_what_is_no_graph_is_told(server: Scripted, engine: RemoteEngine, behaviour: Behaviour, words: str) -> None:
    """A smaller graph would be taken for the whole one."""
    server.behaviour = behaviour
    with pytest.raises(Unanswered, match=re.escape(words)) as caught:
        engine.ask(_job(CONSTRUCT))
    assert caught.value.trouble is Trouble.UPSTREAM


def test_a_graph_is_taken_in_turtle_too(server: Scripted, engine: RemoteEngine) -> None:
    """Where a server has no N-Triples; each triple once."""
    server.behaviour = reply("<urn:a> <urn:b> <urn:c>, <urn:c> .", media_type="text/turtle;charset=utf-8")
    assert engine.ask(_job(CONSTRUCT)).body == LINE.encode()


def test_more_rows_than_ours_are_refused(server: Scripted, engine: RemoteEngine) -> None:
    """By our own bound."""
    server.behaviour = reply(table(*({"x": str(number)} for number in range(1001))))
    with pytest.raises(Unanswered, match="more than 1,000 rows"):
        engine.ask(_job(SELECT))


def test_virtuoso_is_understood(server: Scripted, engine: RemoteEngine) -> None:
    """Its blank nodes, its truths, and its answer to ASK; its words within a string are left alone."""
    boolean = '"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "1"'
    server.behaviour = reply(
        '{"head": {"vars": ["x", "y", "z"]}, "results": {"bindings": [{"x": {"type": "bnode", "value": "nodeID://b1"}, '
        f'"y": {{"type": "typed-literal", {boolean}}}, '
        '"z": {"type": "literal", "value": "\\"bnode\\", \\"value\\": \\"nodeID://b1"}}]}}'
    )
    assert engine.ask(_job("SELECT ?x ?y ?z { ?x ?y 'TROUBLE' }")).body == (
        b'x,y,z\r\n_:b1,true,"""bnode"", ""value"": ""nodeID://b1"\r\n'
    )
    for value, answer in (("1", b"true"), ("0", b"false")):
        server.behaviour = reply(table({"__ASK_RETVAL": value}))
        assert engine.ask(_job("ASK { ?x ?y 'TROUBLE' }")).body == answer
    server.behaviour = reply('{"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": []}}')
    assert engine.ask(_job("ASK { ?x ?y 'TROUBLE' }")).body == b"false"


def test_a_client_that_hangs_up_ends_the_servers_query(server: Scripted, engine: RemoteEngine) -> None:
    """The server hears the end of its connection, long before the time is over."""
    heard = threading.Event()

    def listen(connection: socket.socket) -> None:
        if not connection.recv(1):
            heard.set()

    server.behaviour = listen
    with pytest.raises(Unanswered) as caught:
        engine.ask(_job(SELECT), is_gone=lambda: True)
    assert caught.value.trouble is Trouble.GONE
    assert heard.wait(SECONDS)


def test_no_more_than_so_many_are_asked_at_once(server: Scripted) -> None:
    """Others wait for their turn, and those beyond are told that the site is busy."""
    under_way, most = [0], [0]
    lock = threading.Lock()

    def count(connection: socket.socket) -> None:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.1)
        with lock:
            under_way[0] -= 1
        reply(table({"x": "1"}))(connection)

    server.behaviour = count
    with closing(_open(server, places=2)) as engine:
        threads = [threading.Thread(target=engine.ask, args=(_job(f"{SELECT} LIMIT {n}"),)) for n in range(1, 9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most[0] == 2


def test_a_name_and_password_are_said_when_asked_for(server: Scripted) -> None:
    """Not before, and by Digest where the server knows that, so that the password does not travel."""
    server.behaviour = reply("", status="401 Unauthorized", headers={"WWW-Authenticate": 'Basic realm="x"'})
    with closing(_open(server, Credentials("ada", "lovelace"))) as engine:
        assert not any(b"uthorization" in request for request in server.heard)
        with pytest.raises(Unanswered, match="refuses this site"):
            engine.ask(_job(SELECT))
        plain = base64.b64encode(b"ada:lovelace")
        assert b"Authorization: Basic " + plain in server.heard[-1]
        challenge = 'Digest realm="x", nonce="abc", qop="auth", algorithm=MD5'
        server.behaviour = reply("", status="401 Unauthorized", headers={"WWW-Authenticate": challenge})
        with pytest.raises(Unanswered, match="refuses this site"):
            engine.ask(_job(SELECT))
        assert b'Authorization: Digest username="ada", realm="x", nonce="abc"' in server.heard[-1]
        assert plain not in server.heard[-1]


def test_a_token_is_always_said(server: Scripted) -> None:
    """As a bearer token."""
    with closing(_open(server, Credentials(token="abc"))):  # noqa: S106  # a test's own
        assert all(b"Authorization: Bearer abc" in request for request in server.heard)


STARTS: dict[str, tuple[Behaviour, str]] = {
    "refuses us": (reply("", status="401 Unauthorized"), "CETGRAPH_STORE_USER"),
    "is no endpoint": (reply("<html>", media_type="text/html"), "is this the address of a SPARQL endpoint?"),
    "has moved": (reply("", status="301 Moved", headers={"Location": "http://x/"}), "answers 301"),
    "is not there": (reply("", status="404 Not Found"), "answers 404"),
}


@pytest.mark.parametrize(("behaviour", "words"), STARTS.values(), ids=STARTS)
def test_a_server_that_cannot_be_used_is_told_at_the_start(behaviour: Behaviour, words: str) -> None:
    """In one line, with its address and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                behaviour(connection)

        threading.Thread(target=serve, daemon=True).start()
        address = read_address(f"sparql+http://127.0.0.1:{port}/sparql")
        with pytest.raises(CetgraphError) as caught:
            RemoteSource(address, Credentials(), Settings(seconds=SECONDS), places=1)
    assert str(caught.value).startswith(f"sparql+http://127.0.0.1:{port}/sparql: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nobody_at_the_address_is_told() -> None:
    """That nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(CetgraphError, match="nobody listens there"):
        RemoteSource(read_address(f"sparql+http://127.0.0.1:{port}/"), Credentials(), Settings(seconds=1), places=1)


def test_health_is_that_of_the_server(server: Scripted, engine: RemoteEngine) -> None:
    """A server that has gone is seen at the next look."""
    assert engine.is_healthy()
    server.behaviour = reply("")
    with start_scripted() as other:
        another = _open(other)
    assert not another.is_healthy()
    another.close()
