from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from cetgraph import cli, connect
from cetgraph.config import resource
from cetgraph.connect import Reach, is_public
from cetgraph.errors import SourceError
from cetgraph.fetch import Address, Fetched, Limits, fetch
from cetgraph.pipeline import Reader

PAGE = "<html><body><p>Singapore and Japan will launch a joint fund. Café.</p></body></html>"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A web server on this machine: what it answers by path, and which paths it was asked for."""

    host: str
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    scheme: str = "http"

    def address(self, path: str = "/", *, reach: Reach = Reach.ANYWHERE) -> Address:
        """The address of a path on this server."""
        return Address(f"{self.scheme}://{self.host}:{self.port}{path}", reach)

    def gives(self, path: str, body: bytes, *, status: int = 200, **headers: str) -> Address:
        """The address at which the server answers that from now on; header names have _ for -."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}.items():
                if value:
                    handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path.partition("?")[0]] = answer
        return self.address(path)

    def leads(self, path: str, location: str, *, status: int = 302) -> Address:
        """The address at which the server sends one on from now on."""
        return self.gives(path, b"", status=status, Location=location)


@contextmanager
def serving(host: str, *, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A server on that address of this machine, gone afterwards."""
    site = Site(host)

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            site.asked.append(self.path)
            try:
                site.answers[self.path.partition("?")[0]](self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        site.scheme = "https"
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on 127.0.0.1."""
    with serving("127.0.0.1") as one:
        yield one


@contextmanager
def raw_server(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[Address]:
    """The address of a server that reads a request and then says what `talk` sends, until it is told to stop."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            try:
                with listener.accept()[0] as peer:
                    peer.settimeout(5)
                    peer.recv(65536)
                    talk(peer, stop)
            except OSError:
                return

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield Address(f"http://127.0.0.1:{listener.getsockname()[1]}/", Reach.ANYWHERE)
        finally:
            stop.set()
            thread.join(10)


def refusal(address: Address, limits: Limits | None = None) -> str:
    """What the fetch is refused with: one line that names the address."""
    with pytest.raises(SourceError) as caught:
        fetch(address, limits=limits)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(address)[:60])
    return message


FORMATS = {
    "HTML": ("/a", "text/html; charset=utf-8", ".html", "utf-8"),
    "HTML in XML": ("/a", "application/xhtml+xml", ".html", None),
    "the type decides, not the ending": ("/a.pdf", "text/html", ".html", None),
    "plain text": ("/a", "text/plain; charset=ISO-8859-1", ".txt", "iso-8859-1"),
    "Markdown": ("/a", "text/markdown", ".md", None),
    "PDF": ("/a", "application/pdf", ".pdf", None),
    "DOCX": ("/a", DOCX, ".docx", None),
    "unknown to the server, told by the ending": ("/a/b.DOCX?x=1", "application/octet-stream", ".docx", None),
    "unknown to the server and by the ending": ("/a.php", "application/octet-stream", "", None),
    "no type at all": ("/a.md", "", ".md", None),
}


@pytest.mark.parametrize(("path", "kind", "suffix", "charset"), FORMATS.values(), ids=FORMATS.keys())
def test_the_content_type_decides_the_format(site: Site, path: str, kind: str, suffix: str, charset: str) -> None:
    """What the server says a document is counts; only where it does not know, the address's ending."""
    address = site.gives(path, b"words", Content_Type=kind)
    assert fetch(address) == Fetched(content=b"words", address=str(address), suffix=suffix, charset=charset)


@pytest.mark.parametrize("kind", ["image/png", "application/json", "video/mp4", "application/zip"])
def test_other_types_are_refused(site: Site, kind: str) -> None:
    """What is no document is refused before it is read."""
    assert f"this is {kind}" in refusal(site.gives("/a.html", b"x", Content_Type=kind))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, status: int) -> None:
    """Each kind of redirect leads on, relative ones too, and the address is the last one."""
    last = site.gives("/b/c", b"words")
    assert fetch(site.leads("/b/a", "c#part", status=status)).address == str(last)


def test_five_redirects_and_no_more(site: Site) -> None:
    """Five hops are followed; the sixth is not asked for."""
    site.gives("/0", b"words")
    for number in range(1, 7):
        site.leads(f"/{number}", f"/{number - 1}")
    assert fetch(site.address("/5")).content == b"words"
    site.asked.clear()
    assert "more than 5 times" in refusal(site.address("/6"))
    assert site.asked == ["/6", "/5", "/4", "/3", "/2", "/1"]


LOCATIONS = {
    "a file": ("file:///etc/passwd", "only http and https"),
    "another protocol": ("ftp://example.org/a", "only http and https"),
    "nowhere": ("", "does not say where"),
    "a password": ("http://me:secret@127.0.0.1/", "carries a name or password"),
    "nonsense": ("http://[::1", "no web address"),
    "an impossible port": ("http://127.0.0.1:99999/", "no web address"),
}


@pytest.mark.parametrize(("location", "reason"), LOCATIONS.values(), ids=LOCATIONS.keys())
def test_bad_redirects_are_refused(site: Site, location: str, reason: str) -> None:
    """Each hop is held to the rules of the first."""
    assert reason in refusal(site.leads("/a", location))


ADDRESSES = {
    "a file": ("file:///etc/passwd", "only http and https"),
    "another protocol": ("gopher://example.org/", "only http and https"),
    "no host": ("https:///a", "names no host"),
    "a name with the password": ("https://me:secret@example.org/", "carries a name or password"),
    "a label of 70 letters": (f"http://{'a' * 70}.org/", "no web address"),
    "an endless address": ("http://example.org/" + "a" * 5000, "more than 4,000 characters"),
    "a host that is none": ("http://nowhere.invalid/", "cannot be found"),
    "a space in the host": ("http://exa mple.org/", ""),
}


@pytest.mark.parametrize(("words", "reason"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_bad_addresses_are_refused(words: str, reason: str) -> None:
    """What is no address of a document on the web is refused in one line."""
    assert reason in refusal(Address(words), Limits(seconds=10))


NOT_PUBLIC = """127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200
224.0.0.1 239.255.255.250 255.255.255.255 240.0.0.1 192.0.2.1 198.18.0.1 168.63.129.16 ::1 :: fe80::1 fc00::1
fd00:ec2::254 ff02::1 fec0::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1::
2002:a9fe:a9fe:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1""".split()
PUBLIC = (
    "93.184.216.34 8.8.8.8 2606:2800:220:1:248:1893:25c8:1946 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::".split()
)


@pytest.mark.parametrize("words", NOT_PUBLIC)
def test_addresses_that_are_not_public(words: str) -> None:
    """Loopback, private, link-local, multicast, reserved and metadata addresses, also wrapped in IPv6."""
    assert not is_public(ipaddress.ip_address(words))


@pytest.mark.parametrize("words", PUBLIC)
def test_addresses_that_are_public(words: str) -> None:
    """Addresses of machines that anybody can reach."""
    assert is_public(ipaddress.ip_address(words))


SPELLINGS = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0177.0.0.1", "[::ffff:127.0.0.1]"]


@pytest.mark.parametrize("host", SPELLINGS)
def test_this_machine_is_not_asked(site: Site, host: str) -> None:
    """However loopback is spelt, it is refused after look-up, and nothing is sent."""
    site.gives("/", b"secret")
    message = refusal(Address(f"http://{host}:{site.port}/"))
    assert "no public address" in message
    assert "--allow-private-addresses" in message
    assert site.asked == []


def _only_first_is_public(address: connect.IPAddress) -> bool:
    return address == ipaddress.ip_address("127.0.0.1")


def test_a_redirect_to_a_private_address_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public page cannot send the program to its neighbours."""
    monkeypatch.setattr(connect, "is_public", _only_first_is_public)
    with serving("127.0.0.2") as neighbour:
        site.leads("/a", str(neighbour.gives("/", b"secret")))
        assert "127.0.0.2, which is no public address" in refusal(site.address("/a", reach=Reach.PUBLIC))
        assert neighbour.asked == []
    assert site.asked == ["/a"]


Resolved = list[tuple[int, int, int, str, tuple[str, int]]]


def _resolver(*answers: list[str]) -> Callable[..., Resolved]:
    """A resolver of names that gives those numbers for the first question, those for the second, and so on."""
    left = list(answers)
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: int, **options: int) -> Resolved:
        if host != "rebinding.test":
            return [(*entry[:4], (str(entry[4][0]), port)) for entry in real(host, port, *args, **options)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in left.pop(0)]

    return resolve


def test_the_checked_address_is_the_one_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to another machine after the check gains nothing: it is looked up once a hop."""
    monkeypatch.setattr(connect, "is_public", _only_first_is_public)
    site.gives("/", b"words")
    with serving("127.0.0.2") as neighbour:
        neighbour.gives("/", b"secret")
        monkeypatch.setattr(socket, "getaddrinfo", _resolver(["127.0.0.1"], ["127.0.0.2"]))
        assert fetch(Address(f"http://rebinding.test:{site.port}/")).content == b"words"
        assert "no public address" in refusal(Address(f"http://rebinding.test:{neighbour.port}/"))
        assert neighbour.asked == []


def test_one_private_address_among_several_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that stands for a public and a private machine is not asked at all."""
    monkeypatch.setattr(connect, "is_public", _only_first_is_public)
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(["127.0.0.1", "10.0.0.1"]))
    assert "10.0.0.1" in refusal(Address(f"http://rebinding.test:{site.port}/"))
    assert site.asked == []


def test_a_host_that_answers_on_its_second_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one of a host's addresses does not answer, the next is tried."""
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(["127.0.0.3", "127.0.0.1"]))
    site.gives("/", b"words")
    assert fetch(Address(f"http://rebinding.test:{site.port}/", Reach.ANYWHERE)).content == b"words"


def test_a_resolver_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking up the name counts against the time limit."""
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(20) and [])
    assert "did not come within 0.2 s" in refusal(Address("http://slow.test/"), Limits(seconds=0.2))
    release.set()


def test_a_long_document_is_refused(site: Site) -> None:
    """A length over the limit is refused at once, an undeclared one as soon as it is over."""
    small = Limits(bytes=1000)
    assert fetch(site.gives("/fits", b"x" * 1000), limits=small).content == b"x" * 1000
    assert "1,001 bytes, more than 1,000" in refusal(site.gives("/told", b"x" * 1001), small)
    assert "more than 1,000 bytes" in refusal(site.gives("/untold", b"x" * 200_000, Content_Length=""), small)


def test_gzip_is_unpacked(site: Site) -> None:
    """A packed body is unpacked, also in several parts."""
    body = gzip.compress(b"some ") + gzip.compress(b"words")
    assert fetch(site.gives("/", body, Content_Encoding="gzip")).content == b"some words"


PACKED = {
    "a bomb": (gzip.compress(b"\0" * 5_000_000), "gzip", "when unpacked"),
    "a bomb in parts": (gzip.compress(b"\0" * 600_000) * 3, "gzip", "when unpacked"),
    "many parts": (gzip.compress(b"") * 1000, "gzip", "more than 16 parts"),
    "cut short": (gzip.compress(b"words" * 1000)[:-9], "gzip", "broke off"),
    "not packed": (b"words", "gzip", "not packed as the server says"),
    "packed twice": (gzip.compress(gzip.compress(b"words")), "gzip, gzip", "was not asked for"),
    "packed otherwise": (b"words", "br", "was not asked for"),
}


@pytest.mark.parametrize(("body", "encoding", "reason"), PACKED.values(), ids=PACKED.keys())
def test_bad_packing_is_refused(site: Site, body: bytes, encoding: str, reason: str) -> None:
    """A small body that unpacks to a large one, or not at all, is refused within bounds."""
    assert reason in refusal(site.gives("/", body, Content_Encoding=encoding), Limits(bytes=1_000_000))


@pytest.mark.parametrize("status", [204, 206, 304, 401, 403, 404, 429, 500, 503])
def test_other_statuses_are_refused(site: Site, status: int) -> None:
    """Only a whole document is read; an error page is none."""
    assert f"answers {status}" in refusal(site.gives("/", b"", status=status))


def _drip_headers(peer: socket.socket, stop: threading.Event) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Slow: ")
    while not stop.wait(0.02):
        peer.sendall(b"a")


def _drip_body(peer: socket.socket, stop: threading.Event) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    while not stop.wait(0.02):
        peer.sendall(b"a")


def _drip_chunks(peer: socket.socket, stop: threading.Event) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not stop.wait(0.02):
        peer.sendall(b"1\r\na\r\n")


def _silence(peer: socket.socket, stop: threading.Event) -> None:
    stop.wait(10)


def _endless_continue(peer: socket.socket, stop: threading.Event) -> None:
    while not stop.wait(0.01):
        peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


SLOW = {
    "headers": _drip_headers,
    "body": _drip_body,
    "chunks": _drip_chunks,
    "silence": _silence,
    "endless interim answers": _endless_continue,
}


@pytest.mark.parametrize("talk", SLOW.values(), ids=SLOW.keys())
def test_a_slow_server_is_left(talk: Callable[[socket.socket, threading.Event], None]) -> None:
    """The time limit is for all of it: a byte now and then does not prolong it."""
    with raw_server(talk) as address:
        assert "did not come within 0.4 s" in refusal(address, Limits(seconds=0.4))


BROKEN = {
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "nothing": b"",
    "a broken status": b"HTTP/1.1 abc OK\r\n\r\n",
    "an endless header line": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    "too many headers": b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n",
    "a body cut short": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\nabc",
    "a chunk cut short": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nab",
    "a chunk of no size": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
    "control characters": b"HTTP/1.1 404 \x1b[31mred\r\n\r\n",
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_answer_is_refused(answer: bytes) -> None:
    """What is no proper or whole HTTP answer is told in one line that a terminal can print."""
    with raw_server(lambda peer, _: peer.sendall(answer)) as address:
        assert refusal(address, Limits(seconds=5)).isprintable()


def test_nobody_listens() -> None:
    """A port that nobody listens on is told as such."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert "cannot be reached" in refusal(Address(f"http://127.0.0.1:{port}/", Reach.ANYWHERE))


@pytest.fixture
def tls_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An https server for the name localhost, whose authority this process trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with serving("127.0.0.1", tls=context) as one:
        yield one


def test_tls(tls_site: Site) -> None:
    """A page is fetched over TLS from the host that its certificate names."""
    tls_site.gives("/", b"words")
    assert fetch(Address(f"https://localhost:{tls_site.port}/", Reach.ANYWHERE)).content == b"words"


def test_tls_verifies_the_name(tls_site: Site) -> None:
    """Connecting to a checked number does not weaken the check of the name."""
    tls_site.gives("/", b"words")
    assert "certificate of 127.0.0.1 does not hold" in refusal(tls_site.address())
    assert tls_site.asked == []


def test_tls_verifies_the_authority(tls_site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A certificate of an unknown authority is refused."""
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    assert "does not hold" in refusal(Address(f"https://localhost:{tls_site.port}/", Reach.ANYWHERE))


def test_tls_is_not_given_up(tls_site: Site, site: Site) -> None:
    """A redirect from https to http is refused: anybody on the way could change the document."""
    tls_site.leads("/", str(site.gives("/", b"words")))
    message = refusal(Address(f"https://localhost:{tls_site.port}/", Reach.ANYWHERE))
    assert "from https to http" in message
    assert site.asked == []


def test_what_is_asked(site: Site) -> None:
    """Path and query go out in ASCII, the fragment stays at home."""
    site.gives("/stätement", b"words")
    site.answers["/st%C3%A4tement"] = site.answers["/stätement"]
    assert fetch(site.address("/stätement?q=a b#top")).content == b"words"
    assert site.asked == ["/st%C3%A4tement?q=a%20b"]


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A reader with the gazetteer that cetgraph brings along."""
    return Reader.load(resource("data") / "gazetteer")


def test_the_charset_of_the_server_is_honoured(site: Site, reader: Reader) -> None:
    """What the server says of the encoding goes before what the page says."""
    page = PAGE.replace("<html>", '<html><meta charset="utf-8">').encode("latin-1")
    reading = reader.read(site.gives("/a", page, Content_Type="text/html; charset=iso-8859-1"))
    assert "Café" in reading.text


def test_the_source_is_the_address(site: Site, reader: Reader) -> None:
    """A document from the web has the address where it was found as its source, after redirects."""
    last = site.gives("/b", PAGE.encode(), Content_Type="text/html; charset=utf-8")
    assert reader.read(site.leads("/a", "/b")).document.source_url == str(last)


def test_the_page_may_name_another_source(site: Site, reader: Reader) -> None:
    """A page that gives its own address keeps it: a copy is no source."""
    page = f"---\nsource_url: https://www.mfa.gov.sg/a\n---\n{PAGE}".encode()
    assert reader.read(site.gives("/a", page)).document.source_url == "https://www.mfa.gov.sg/a"


def test_read_an_address(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """`cetgraph read` takes an address; one on this machine only where that is allowed."""
    address = str(site.gives("/a", PAGE.encode()))
    assert cli.exit_code(["read", address, "--format", "json"]) == 2
    refused = capsys.readouterr()
    assert refused.out == ""
    assert refused.err.splitlines() == [f"cetgraph: {address}: {refused.err.partition('/a: ')[2].strip()}"]
    assert cli.exit_code(["read", address, "--format", "json", "--allow-private-addresses"]) == 0
    assert f'"source_url": "{address}"' in capsys.readouterr().out


def test_build_from_an_address(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`cetgraph build` takes an address beside files; the graph names it as the document's source."""
    source = resource("data") / "sources"
    content = next(source.glob("*.html")).read_bytes()
    address = str(site.gives("/fact-sheet", content, Content_Type="text/html; charset=utf-8"))
    code = cli.exit_code(["build", address, address, "--allow-private-addresses", "--out", str(tmp_path)])
    assert (code, capsys.readouterr().err) == (0, "")
    assert address in (tmp_path / "cetgraph.trig").read_text(encoding="utf-8")
    assert site.asked == ["/fact-sheet"]
