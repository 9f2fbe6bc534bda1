"""Fetches a document from an http or https address, within bounds of size, time, redirects and reach.

The connection goes straight to the address that was checked; proxies that the environment names are not used, as they
would look the name up again, out of sight.
"""

from __future__ import annotations

import http.client
import ssl
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

import cetgraph
from cetgraph.connect import Connection, Deadline, Reach, look_up
from cetgraph.errors import SourceError

LONGEST_ADDRESS = 4_000
"""Characters; browsers and servers agree on at least 2,000."""

MEDIA_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
"""The formats that can be read, by what servers call them."""

_UNTOLD = frozenset({"application/octet-stream", "binary/octet-stream", "application/force-download"})
"""Types by which a server says that it does not know; the address's ending decides, or else the content."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65_536
_PACKED_MEMBERS = 16
"""A gzip body may be several packed one after another; servers send one."""


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address of a document, and which machines may be asked on the way to it."""

    words: str
    reach: Reach = Reach.PUBLIC

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a fetch may take: bytes (of the body, packed or unpacked), seconds in all, and redirects."""

    bytes: int = 20_000_000
    seconds: float = 30
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document as its server sent it.

    `address` is where it was found in the end; `suffix` tells the format as a file's ending would (".html"), "" where
    the server does not know; `charset` is the encoding that the server declares, None where it declares none.
    """

    content: bytes
    address: str
    suffix: str
    charset: str | None


def is_address(words: str) -> bool:
    """Whether the words name a document on the web rather than a file.

    >>> is_address("https://example.org/a.html"), is_address("http.html"), is_address("HTTP://x.org")
    (True, False, True)
    """
    return words.lower().startswith(("http://", "https://"))


def fetch(address: Address, *, limits: Limits | None = None) -> Fetched:
    """The document at the address.

    Raises SourceError where the address is none of http or https, leads to a machine out of reach or nowhere, or the
    answer is no document that can be read, or goes beyond a limit.
    """
    bounds = limits or Limits()
    deadline = Deadline.after(bounds.seconds, place=str(address))
    here = _parts(address.words, place=str(address))
    for _ in range(bounds.redirects + 1):
        answer = _ask(here, reach=address.reach, bounds=bounds, deadline=deadline)
        if isinstance(answer, Fetched):
            return answer
        here = _next_hop(here, answer, place=str(address))
    raise SourceError(f"leads on more than {bounds.redirects} times", place=str(address))


def _parts(words: str, *, place: str) -> SplitResult:
    """The parts of an address, its host and path in ASCII. Raises SourceError where it cannot be asked."""
    if len(words) > LONGEST_ADDRESS:
        raise SourceError(f"the address has more than {LONGEST_ADDRESS:,} characters", place=f"{place[:80]}…")
    try:
        parts = urlsplit(words)
        host = (parts.hostname or "").encode("idna").decode("ascii") if not _is_literal(parts.hostname) else ""
        host = host or parts.hostname or ""
        port = parts.port
    except ValueError as error:
        raise SourceError("this is no web address", place=place) from error
    if parts.scheme not in {"http", "https"}:
        raise SourceError(f"only http and https are fetched, not {parts.scheme or words!r}", place=place)
    if not host:
        raise SourceError("the address names no host", place=place)
    if parts.username is not None or parts.password is not None:
        raise SourceError("the address carries a name or password, which would be written down", place=place)
    where = f"[{host}]" if ":" in host else host
    netloc = f"{where}:{port}" if port is not None else where
    safe = "/%:@!$&'()*+,;=~"
    return SplitResult(parts.scheme, netloc, quote(parts.path, safe=safe), quote(parts.query, safe=safe + "?"), "")


def _is_literal(host: str | None) -> bool:
    return host is not None and ":" in host


def _ask(here: SplitResult, *, reach: Reach, bounds: Limits, deadline: Deadline) -> Fetched | str:
    """The document at this hop, or the address that it leads on to."""
    host = here.hostname or ""
    port = here.port or (443 if here.scheme == "https" else 80)
    target = urlunsplit(("", "", here.path or "/", here.query, ""))
    headers = {
        "Accept": ", ".join([*MEDIA_TYPES, "*/*;q=0.1"]),
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "User-Agent": f"cetgraph/{cetgraph.__version__}",
    }
    addresses = look_up(host, port, reach=reach, deadline=deadline)
    tls = ssl.create_default_context() if here.scheme == "https" else None
    try:
        with closing(Connection(host, port, addresses=addresses, tls=tls, deadline=deadline)) as connection:
            connection.request("GET", target, headers=headers)
            with closing(connection.answer()) as response:
                if response.status in _REDIRECTS:
                    return response.headers.get("Location", "")
                return _document(response, urlunsplit(here), bounds, deadline)
    except TimeoutError as error:
        raise deadline.missed() from error
    except ssl.SSLCertVerificationError as error:
        raise SourceError(
            f"the certificate of {host} does not hold: {error.verify_message}", place=deadline.place
        ) from error
    except http.client.IncompleteRead as error:
        raise SourceError("the answer broke off before its end", place=deadline.place) from error
    except http.client.HTTPException as error:
        raise SourceError(
            f"{host} gives no proper HTTP answer ({type(error).__name__})", place=deadline.place
        ) from error
    except OSError as error:
        raise SourceError(f"{host} cannot be reached: {error.strerror or error}", place=deadline.place) from error


def _next_hop(here: SplitResult, location: str, *, place: str) -> SplitResult:
    """Where a redirect leads. A document asked for over TLS is not taken from where anybody can change it."""
    if not location:
        raise SourceError("leads on, but does not say where", place=place)
    try:
        words = urljoin(urlunsplit(here), location.strip())
    except ValueError as error:
        raise SourceError(f"leads on to no web address: {location[:80]!r}", place=place) from error
    following = _parts(words, place=f"{place} leads to {words[:200]}")
    if here.scheme == "https" and following.scheme == "http":
        raise SourceError(f"leads from https to http: {words[:200]}", place=place)
    return following


def _document(response: http.client.HTTPResponse, address: str, bounds: Limits, deadline: Deadline) -> Fetched:
    place = deadline.place
    if response.status != 200:
        reason = f" {response.reason}" if response.reason.isprintable() else ""
        raise SourceError(f"the server answers {response.status}{reason[:60]}", place=place)
    suffix = _suffix(response, address, place)
    if response.length is not None and response.length > bounds.bytes:
        raise SourceError(f"the document has {response.length:,} bytes, more than {bounds.bytes:,}", place=place)
    content = _unpacked(_body(response, bounds, place), response.headers.get("Content-Encoding", ""), bounds, place)
    return Fetched(content=content, address=address, suffix=suffix, charset=response.headers.get_content_charset())


def _suffix(response: http.client.HTTPResponse, address: str, place: str) -> str:
    """The ending of the format that the server declares; that of the address where the server does not know."""
    declared = response.headers.get_content_type() if "Content-Type" in response.headers else "application/octet-stream"
    if declared in _UNTOLD:
        ending = PurePosixPath(urlsplit(address).path).suffix.lower()
        return ending if ending in {*MEDIA_TYPES.values(), ".htm", ".markdown"} else ""
    if declared not in MEDIA_TYPES:
        raise SourceError(f"this is {declared}, not a document that can be read", place=place)
    return MEDIA_TYPES[declared]


def _body(response: http.client.HTTPResponse, bounds: Limits, place: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        size += len(chunk)
        if size > bounds.bytes:
            raise SourceError(f"the document has more than {bounds.bytes:,} bytes", place=place)
        parts.append(chunk)
    if response.length:
        raise SourceError("the answer broke off before its end", place=place)
    return b"".join(parts)


def _unpacked(packed: bytes, encoding: str, bounds: Limits, place: str) -> bytes:
    """The body as it was before packing. Unpacking stops at the bound, so that a small bomb stays small."""
    coding = encoding.strip().lower()
    if coding in {"", "identity"}:
        return packed
    if coding not in {"gzip", "x-gzip"}:
        raise SourceError(f"the document comes packed as {coding[:40]!r}, which was not asked for", place=place)
    parts: list[bytes] = []
    room = bounds.bytes
    rest = packed
    try:
        for _ in range(_PACKED_MEMBERS):
            member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
            part = member.decompress(rest, room + 1)
            room -= len(part)
            if room < 0:
                raise SourceError(f"the document has more than {bounds.bytes:,} bytes when unpacked", place=place)
            if not member.eof:
                raise SourceError("the packed answer broke off before its end", place=place)
            parts.append(part)
            rest = member.unused_data.lstrip(b"\x00")
            if not rest:
                return b"".join(parts)
    except zlib.error as error:
        raise SourceError("the document is not packed as the server says", place=place) from error
    raise SourceError(f"the document is packed in more than {_PACKED_MEMBERS} parts", place=place)
