"""Opens a document and lays it out as plain text in blocks."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from cetgraph.errors import SourceError
from cetgraph.passages import FrontMatter, OffsetMap, SourceText
from cetgraph.sources.docx import read_docx
from cetgraph.sources.encoding import decode
from cetgraph.sources.front_matter import read_front_matter
from cetgraph.sources.html import read_html
from cetgraph.sources.markdown import read_markdown
from cetgraph.sources.plaintext import PlainTextBuilder

# Larger than any government document of this genre by far (the longest known here has 60 kB); bounds memory and time.
MAXIMUM_BYTES = 20_000_000
_PDF = b"%PDF-"
# Readers of PDF look for the signature among the first 1,024 bytes (ISO 32000-1, annex H.3, note 13).
_PDF_LEADER = 1024
_ZIP = b"PK\x03\x04"
_SIGNATURES = (
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document (DOC), or an encrypted one"),
    (b"{\\rtf", "a document in RTF"),
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
BINARY_SUFFIXES = frozenset({".pdf", ".docx"})
SUFFIXES = HTML_SUFFIXES | TEXT_SUFFIXES | BINARY_SUFFIXES


def read_source(path: Path) -> SourceText:
    """The document at `path`, by its signature, its suffix or, where those say nothing, by its content.

    Raises SourceError where the file is missing, unreadable, empty, too large, of a format that is not known, broken,
    encrypted, in an encoding other than the one that it declares (UTF-8 unless it says otherwise), or without words.
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

    What the bytes themselves show goes before the suffix. `charset` is the encoding that the document's server
    declares, None without one; `address` is where the document was found, and its source unless it names another.
    Offsets lead back to the decoded text of HTML, Markdown and plain text; of PDF and DOCX to the extracted text
    itself. Raises SourceError as `read_source` does.
    """
    if not content.strip():
        raise SourceError("the file is empty", place=place)
    builder, front_matter = _lay_out(content, place=place, suffix=suffix, charset=charset)
    if not builder.blocks:
        raise SourceError("the document holds no words", place=place, remedy="check that the file was saved whole")
    is_text = front_matter is not None
    facts = front_matter or FrontMatter()
    return SourceText(
        text=builder.text(),
        blocks=tuple(builder.blocks),
        front_matter=replace(facts, source_url=facts.source_url or address),
        offsets=builder.offsets() if is_text else OffsetMap((0,), (0,)),
        raw_sha256=hashlib.sha256(content).hexdigest(),
    )


def _lay_out(
    content: bytes, *, place: str, suffix: str, charset: str | None
) -> tuple[PlainTextBuilder, FrontMatter | None]:
    """The document's blocks, and what a text says of itself; None of a format that is no text."""
    if content.startswith(_PDF) or (suffix == ".pdf" and _PDF in content[:_PDF_LEADER]):
        # Most documents are none, and need not wait for the library.
        from cetgraph.sources.pdf import read_pdf  # noqa: PLC0415

        return read_pdf(content, place=place), None
    if content.startswith(_ZIP):
        return read_docx(content, place=place), None
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            remedy = "save it as PDF, DOCX, HTML or plain text"
            raise SourceError(f"this is {what}, which cannot be read", place=place, remedy=remedy)
    if suffix in BINARY_SUFFIXES:
        raise SourceError(f"this is no {suffix[1:].upper()} file, though it is called one", place=place)
    raw = decode(content, place=place, charset=charset)
    front_matter, start = read_front_matter(raw, place)
    if suffix not in HTML_SUFFIXES and (suffix in TEXT_SUFFIXES or not _HTML.search(raw[start : start + 5000])):
        return read_markdown(raw, start), front_matter
    page = read_html(raw, start, place=place)
    facts = page.facts
    return page.builder, FrontMatter(
        title=front_matter.title or (facts.titles[0] if facts.titles else None),
        date=front_matter.date or facts.date,
        source_url=front_matter.source_url or facts.address,
        language=front_matter.language or facts.language,
    )
