"""Answers made smaller for clients that can read them so."""

from __future__ import annotations

import gzip
import tempfile
from typing import BinaryIO, Final

from flask import Request, Response

from cetgraph.web.negotiation import accepts_gzip

SMALLEST: Final = 1000
"""Bytes below which it is not worth it: an answer of one packet stays one packet."""

LEVEL: Final = 4
"""Near the best for text like ours, at a third of its time."""

ENCODING: Final = "Accept-Encoding"

_PIECE: Final = 2**18
_TEXTS: Final = ("text/", "application/json", "application/xml", "application/sparql-results", "image/svg+xml")
_ALSO: Final = frozenset(
    {"application/n-triples", "application/n-quads", "application/trig", "application/rdf+xml", "application/ld+json"}
)


def takes_gzip(asked: Request) -> bool:
    """Whether the client takes gzip."""
    return accepts_gzip(asked.headers.get(ENCODING, ""))


def compress(response: Response, asked: Request) -> Response:
    """The response, made smaller where the client takes that and it helps; its entity tag becomes a weak one."""
    media_type = response.mimetype or ""
    is_text = media_type.startswith(_TEXTS) or media_type in _ALSO
    if not is_text or response.headers.get("Content-Encoding"):
        return response
    _vary_by_encoding(response)
    if response.status_code != 200 or response.direct_passthrough or response.is_streamed or not takes_gzip(asked):
        return response
    octets = response.get_data()
    if len(octets) >= SMALLEST:
        response.set_data(gzip.compress(octets, LEVEL, mtime=0))
        mark_gzip(response)
    return response


def _vary_by_encoding(response: Response) -> None:
    vary = response.headers.get("Vary", "")
    if ENCODING.lower() not in vary.lower():
        response.headers["Vary"] = f"{vary}, {ENCODING}" if vary else ENCODING


def mark_gzip(response: Response) -> None:
    """Say that the response is gzip. The same entity tag for other bytes must be a weak one (RFC 9110, 8.8.3)."""
    response.headers["Content-Encoding"] = "gzip"
    tag, is_weak = response.get_etag()
    if tag is not None and not is_weak:
        response.set_etag(tag, weak=True)


def compress_file(file: BinaryIO) -> tuple[BinaryIO, int]:
    """Another file with the same bytes as gzip, at its beginning, and its size. The first file is closed."""
    smaller: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  # closed by its sender
    with file, gzip.GzipFile(fileobj=smaller, mode="wb", compresslevel=LEVEL, mtime=0) as packed:
        while piece := file.read(_PIECE):
            packed.write(piece)
    size = smaller.tell()
    smaller.seek(0)
    return smaller, size
