"""Queries and requests that mean harm, by real HTTP: each gets a proper status, and the server goes on as before.

Nothing here measures time; how fast short queries stay is for `bench/`.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.web.started import Started, start_server

QUERY = "application/sparql-query"
CHEAP = "SELECT ?title WHERE { ?d dcterms:title ?title } ORDER BY ?title LIMIT 1"
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r"
RUNAWAY = f"SELECT (COUNT(*) AS ?n) WHERE {{ {PRODUCT} }}"
VALUES = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(50)))} }}" for n in range(8))
DOUBLED = 'BIND("xxxxxxxx" AS ?s0) ' + " ".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(40))

MOST_RESIDENT = 600 * 2**20
"""Bytes that the server's first process may come to hold in all these tests."""


@pytest.fixture(scope="module")
def server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """A server with narrow bounds; at its end it has shown no traceback and not grown."""
    with _narrow_server("--data", data, errors=tmp_path_factory.mktemp("log") / "errors") as started:
        yield started


@pytest.fixture(scope="module")
def disk_server(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Another one, over the same graph on disk."""
    with _narrow_server("--store", kept, errors=tmp_path_factory.mktemp("log") / "errors") as started:
        yield started


@pytest.fixture(params=["server", "disk_server"], ids=["in memory", "on disk"])
def either(request: pytest.FixtureRequest) -> Started:
    """Each of them in turn."""
    started: Started = request.getfixturevalue(request.param)
    return started


@contextlib.contextmanager
def _narrow_server(*place: str | Path, errors: Path) -> Iterator[Started]:
    bounds = ("--query-timeout", "1", "--query-memory", "256", "--max-size", "5", "--workers", "3")
    with start_server(*place, *bounds, "--client-queries", "0", errors=errors) as started:
        yield started
        status = Path(f"/proc/{started.process.pid}/status")
        if status.exists():
            found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text(encoding="ascii"))
            assert found is None or int(found[1]) * 1024 < MOST_RESIDENT
    assert "Traceback" not in errors.read_text(encoding="utf-8")


def _is_alive(server: Started) -> bool:
    """Whether a cheap query, which nobody has asked before, gets its answer."""
    query = f"{CHEAP} # {threading.get_ident()} {next(_NUMBERS)}"
    reply = server.ask(query)
    assert reply.text == "title\r\nFirst Statement\r\n"
    return reply.status == 200


_NUMBERS = iter(range(1_000_000))

HARMFUL: dict[str, tuple[str, set[int]]] = {
    "a cartesian product that is counted": (RUNAWAY, {503}),
    "a cartesian product that is written": (f"SELECT * {{ {PRODUCT} }}", {422, 503}),
    "a cartesian product that is sorted": (f"SELECT * {{ {PRODUCT} }} ORDER BY ?r LIMIT 1", {503}),
    "a product that is made distinct": (f"SELECT DISTINCT * {{ {PRODUCT} }}", {422, 503}),
    "a product of values": (f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}", {503}),
    "a product of triples": (f"CONSTRUCT {{ ?a ?b ?r }} WHERE {{ {PRODUCT} }}", {422, 503}),
    "paths of any length between anything": (
        f"SELECT (COUNT(*) AS ?n) {{ {' . '.join(f'?a{n} (<urn:x>|!<urn:x>)* ?b{n}' for n in range(4))} }}",
        {503},
    ),
    "a pattern that tries everything": (
        f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} FILTER REGEX('{'a' * 60}', '^(a+)+(a+)+$' ) }}",
        {503},
    ),
    "a pattern too large to compile": ("ASK { FILTER REGEX('a', '((a{1,999}){1,999}){1,999}') }", {200, 400, 503}),
    "one long text of everything": (f"SELECT (GROUP_CONCAT(STR(?r)) AS ?x) {{ {PRODUCT} }}", {422, 503}),
    "a text that doubles forty times": (f"SELECT (STRLEN(?s40) AS ?n) {{ {DOUBLED} }}", {503}),
    "brackets in brackets": ("ASK { " + "{" * 5000 + "}" * 5000 + " }", {403}),
    "brackets in expressions": ("ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", {403}),
    "brackets of blank nodes": ("ASK { ?s ?p " + "[ ?p " * 5000 + "1" + "]" * 5000 + " }", {403}),
    "brackets that do not close": ("(" * 100_000, {403}),
    "a long sum": ("ASK { FILTER(" + "1+" * 100_000 + "1 > 2) }", {200, 403, 503}),
    "a long row of exclamation marks": ("ASK { FILTER(" + "!" * 100_000 + "true) }", {200, 400, 403, 503}),
    "a long path": ("ASK { ?s " + "<urn:a>/" * 50_000 + "<urn:b> ?o }", {200, 403, 503}),
    "many unions": ("ASK { {} " + "UNION {} " * 50_000 + "}", {403}),
    "many patterns": ("ASK { " + "?a ?b ?c . " * 20_000 + "}", {200, 403, 503}),
    "many optional parts": ("ASK { " + "OPTIONAL { ?a ?b ?c } " * 5_000 + "}", {403}),
    "a null character in a string": ('SELECT ("a\\u0000b" AS ?x) {}', {200, 400}),
    "a function that is not there": ("SELECT (<urn:f>(1) AS ?x) {}", {400}),
}


@pytest.mark.parametrize(("query", "statuses"), HARMFUL.values(), ids=HARMFUL.keys())
def test_a_harmful_query_is_answered_properly(either: Started, query: str, statuses: set[int]) -> None:
    """With a result that is whole, or with a problem document; and the next query is answered."""
    reply = either.post(query.encode(), QUERY, accept="*/*")
    assert reply.status in statuses, reply.text[:200]
    if reply.status != 200:
        assert reply.headers["content-type"] == "application/problem+json"
        assert json.loads(reply.body)["status"] == reply.status
    if reply.status == 503:
        assert int(reply.headers["retry-after"]) > 0
    assert _is_alive(either)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket on which somebody would be heard who called."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.3)
        yield listening


CALLS = {
    "plainly": ("ASK { SERVICE <URL> { ?s ?p ?o } }", 403),
    "silently": ("ASK { SERVICE SILENT <URL> { ?s ?p ?o } }", 403),
    "in small letters": ("ASK { service<URL>{ ?s ?p ?o } }", 403),
    "by a variable": ("ASK { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }", 403),
    "by a prefixed name": ("PREFIX u: <URL> ASK { SERVICE u: { ?s ?p ?o } }", 403),
    "behind a comment": ("ASK { SERVICE#\n<URL> { ?s ?p ?o } }", 403),
    "behind a comparison": ("ASK { ?a ?b ?c FILTER(?a<?b)SERVICE#>\n<URL> { ?s ?p ?o } }", 403),
    "in a subquery": ("ASK { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }", 403),
    "in EXISTS": ("ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }", 403),
    "by escapes": ("ASK { \\u0053ERVICE <URL> { ?s ?p ?o } }", 400),
    "by FROM": ("ASK FROM <URL> { ?s ?p ?o }", 200),
    "by FROM NAMED": ("ASK FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }", 200),
    "by loading": ("LOAD <URL>", 403),
}


@pytest.mark.parametrize(("query", "status"), CALLS.values(), ids=CALLS.keys())
def test_no_query_calls_another_server(either: Started, listener: socket.socket, query: str, status: int) -> None:
    """Nobody rings at a listener on this very machine."""
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    reply = either.post(query.replace("URL", url).encode(), QUERY)
    either.send("GET", f"/sparql?query=ASK%7B%7D&default-graph-uri={quote(url, safe='')}")
    assert reply.status == status, reply.text
    with pytest.raises(TimeoutError):
        listener.accept()


def test_a_megabyte_of_comment_is_read_over(server: Started) -> None:
    """Up to the bound a query may be as long as it likes."""
    query = f"ASK {{}} #{'x' * 900_000}"
    assert server.post(query.encode(), QUERY).status == 200


@pytest.mark.parametrize("size", [1_000_001, 20_000_000])
def test_a_longer_query_is_refused(server: Started, size: int) -> None:
    """Without reading it to its end: the connection may close before it has been sent."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        assert server.post(b"ASK {} #" + b"x" * size, QUERY).status == 413
    assert _is_alive(server)


def test_a_longer_url_is_refused(server: Started) -> None:
    """With a status of the 400s."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        assert 400 <= server.ask(f"ASK {{}} #{'x' * 500_000}").status < 500
    assert _is_alive(server)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_a_compressed_body_is_not_unpacked(server: Started, encoding: str) -> None:
    """A hundred megabytes of blanks are a hundred kilobytes of gzip."""
    bomb = gzip.compress(b"ASK {}" + b" " * 50_000_000)
    reply = server.send(
        "POST", "/sparql", body=bomb, headers={"Content-Type": QUERY, "Content-Encoding": encoding, "Accept": "*/*"}
    )
    assert reply.status == 415
    assert _is_alive(server)


@pytest.mark.parametrize(
    "target",
    [
        "/sparql?query=%",
        "/sparql?query=%zz",
        "/sparql?query=%E2%28%A1",
        "/sparql?query=%C0%80",
        "/sparql?%00=%00",
        "/sparql?query=ASK%7B%7D%00",
        "/sparql?query=%ED%A0%80",
        "/sparql?" + "&".join(f"a{n}=b" for n in range(5000)),
    ],
)
def test_bytes_that_are_no_text(server: Started, target: str) -> None:
    """They are refused, not replaced by something else; of what nobody asked for, nothing is made."""
    reply = server.send("GET", target)
    assert reply.status == (200 if target == "/sparql?%00=%00" else 400)
    assert _is_alive(server)


@pytest.mark.parametrize(
    "target",
    [
        "/download/../../../../etc/passwd",
        "/download/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/download/..%2f..%2f..%2fetc%2fpasswd",
        "/download//etc/passwd",
        "/download/%00",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/server.py",
        "/static/..%5c..%5cserver.py",
        "//etc/passwd",
        "/doc/../../etc/passwd",
        "/id/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/id/%00.ttl",
        "/doc/%FF",
    ],
)
def test_no_path_leads_outside(server: Started, target: str) -> None:
    """To no file of the system, and to none of the program."""
    reply = server.send("GET", target)
    assert reply.status in {301, 303, 308, 400, 404}
    assert b"root:" not in reply.body
    assert b"import " not in reply.body


SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "target",
    [
        "/sparql?query=X",
        "/sparql?query=ASK%7B%7D&default-graph-uri=X",
        "/sparql?query=ASK%7B%7D&named-graph-uri=urn:X",
        "/sparql?query=ASK%7B%7D&format=X&callback=X",
        "/sparql?query=SELECT(%22X%22AS%20%3Fx)%7B%7D",
        "/sparql?X=X",
        "/X",
        "/id/X",
        "/doc/X",
        "/download/X",
        "/?X=X",
        "/?q=X",
    ],
)
def test_script_in_a_parameter_stays_words(server: Started, target: str) -> None:
    """No page shows it as markup."""
    reply = server.send("GET", target.replace("X", quote(SCRIPT, safe="")), headers={"Accept": "text/html"})
    assert reply.status < 500
    if reply.headers.get("content-type", "").startswith("text/html"):
        assert SCRIPT not in reply.text
        assert "script-src 'unsafe-inline'" not in reply.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["Accept", "If-None-Match", "Content-Type", "X-Forwarded-For", "Origin", "Range"])
@pytest.mark.parametrize("value", [SCRIPT, "," * 5000, ";q=x" * 2000, '"' * 3000, "\xff\xfe", "*/*;q=1e999"])
def test_nonsense_in_a_header_is_borne(server: Started, name: str, value: str) -> None:
    """Any status but an error of ours."""
    assert server.send("GET", "/sparql?query=ASK%7B%7D", headers={name: value}).status < 500


def test_slow_clients_hold_up_nobody(server: Started) -> None:
    """Two hundred connections, each with half a request: in its line, its headers, or its body."""
    halves = (
        b"GET /spar",
        b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Y:",
        b"POST /sparql HTTP/1.1\r\nContent-Length: 9\r\n\r\nA",
    )
    with contextlib.ExitStack() as open_ones:
        for number in range(200):
            slow = open_ones.enter_context(server.connect())
            slow.sendall(halves[number % len(halves)])
        assert all(_is_alive(server) for _ in range(5))


def test_what_is_no_http_is_borne(server: Started) -> None:
    """Whoever speaks another language."""
    for words in (
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\r\n\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x00" * 1000,
    ):
        with server.connect() as other:
            other.sendall(words)
    assert _is_alive(server)


def test_sixty_four_clients_of_which_eight_run_away(either: Started) -> None:
    """Runaways are stopped or turned away, each with 503; every cheap query gets its answer meanwhile."""
    with ThreadPoolExecutor(64) as clients:
        away = [clients.submit(either.ask, f"{RUNAWAY} # {number}") for number in range(8)]
        cheap = [clients.submit(lambda: [_is_alive(either) for _ in range(5)]) for _ in range(56)]
        assert all(all(alive.result()) for alive in cheap)
        assert {reply.result().status for reply in away} == {503}
    assert _is_alive(either)


def test_a_client_that_hangs_up_frees_its_place(data: Path, tmp_path: Path) -> None:
    """Its query, which could run for ten minutes, ends; the place for long queries can be had at once."""
    errors = tmp_path / "errors"
    bounds = ("--query-timeout", "600", "--workers", "2")
    with start_server("--data", data, *bounds, errors=errors) as server:
        for _ in range(3):
            with server.connect() as client:
                target = f"/sparql?query={quote(RUNAWAY, safe='')}"
                client.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                assert _reaches(server, "cetgraph_workers_long_busy 1.0")
            assert _reaches(server, "cetgraph_workers_long_busy 0.0")
        assert 'cetgraph_queries_total{outcome="gone"} 3.0' in server.send("GET", "/metrics").text
    assert "Traceback" not in errors.read_text(encoding="utf-8")


def _reaches(server: Started, line: str) -> bool:
    """Whether the metrics come to hold the line, asked up to a thousand times."""
    pause = threading.Event()
    return any(line in server.send("GET", "/metrics").text or pause.wait(0.02) for _ in range(1000))
