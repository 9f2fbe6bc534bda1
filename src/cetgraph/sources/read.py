"""Opens a document and lays it out as plain text in blocks."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from cetgraph.errors import SourceError
from cetgraph.passages import FrontMatter, SourceText
from cetgraph.sources.front_matter import read_front_matter
from cetgraph.sources.html import read_html
from cetgraph.sources.markdown import read_markdown

# Larger than any government document of this genre by far (the longest known here has 60 kB); bounds memory and time.
MAXIMUM_BYTES = 20_000_000
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|article|main|section|p|ul|ol|h[1-6])\b[^>]*>", re.IGNORECASE
)
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
TEXT_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text"})
SUFFIXES = HTML_SUFFIXES | TEXT_SUFFIXES


def read_source(path: Path) -> SourceText:
    """The document at `path`, by its suffix or, where that says nothing, by its content.

    Raises SourceError where the file is missing, unreadable, empty, too large, binary, in an encoding other than the
    one that it declares (UTF-8 unless it says otherwise), or without any words.
    """
    try:
        if path.is_dir():
            raise SourceError("this is a folder, not a document", place=str(path))
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise SourceError(f"the file has {size:,} bytes, more than {MAXIMUM_BYTES:,}", place=str(path))
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError("no such file", place=str(path)) from error
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", place=str(path)) from error
    return read_bytes(content, place=str(path), suffix=path.suffix.lower())


def read_bytes(
    content: bytes, *, place: str, suffix: str = "", charset: str | None = None, address: str | None = None
) -> SourceText:
    """The document that these bytes are; `place` names it in errors, `suffix` (".html") tells its format.

    `charset` is the encoding that the document's server declares, None without one; `address` is where the document
    was found, and its source unless it names another. Raises SourceError as `read_source` does.
    """
    raw = _decode(content, place, charset)
    front_matter, start = read_front_matter(raw, place)
    body = raw[start:]
    if suffix in HTML_SUFFIXES or (suffix not in TEXT_SUFFIXES and _HTML.search(body[:5000])):
        page = read_html(raw, start, place=place)
        builder = page.builder
        facts = page.facts
        front_matter = FrontMatter(
            title=front_matter.title or (facts.titles[0] if facts.titles else None),
            date=front_matter.date or facts.date,
            source_url=front_matter.source_url or facts.address,
            language=front_matter.language or facts.language,
        )
    else:
        builder = read_markdown(raw, start)
    front_matter = replace(front_matter, source_url=front_matter.source_url or address)
    if not builder.blocks:
        raise SourceError("the document holds no words", place=place, remedy="check that the file was saved whole")
    return SourceText(
        text=builder.text(),
        blocks=tuple(builder.blocks),
        front_matter=front_matter,
        offsets=builder.offsets(),
        raw_sha256=hashlib.sha256(content).hexdigest(),
    )


def _decode(content: bytes, place: str, charset: str | None) -> str:
    if not content.strip():
        raise SourceError("the file is empty", place=place)
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            raise SourceError(f"this is {what}, not HTML, Markdown or plain text", place=place)
    encoding = "utf-8"
    for mark, named in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            encoding, content = named, content[len(mark) :]
            break
    else:
        if b"\x00" in content:
            raise SourceError("this is a binary file, not text", place=place)
        declared = _DECLARED.search(content[:4096])
        if charset is not None:
            encoding = charset
        elif declared:
            encoding = declared[1].decode("ascii")
    try:
        return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except LookupError as error:
        raise SourceError(f"the page declares an unknown encoding, {encoding!r}", place=place) from error
    except UnicodeDecodeError as error:
        raise SourceError(
            f"the text is not {encoding.upper()}: byte {error.start} cannot be read",
            place=place,
            remedy="save the document as UTF-8",
        ) from error
