"""Decodes a document's bytes to characters, by what the document or its server declares."""

from __future__ import annotations

import codecs
import re

from cetgraph.errors import SourceError

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(
    rb"<meta[^>]{1,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})"
    rb"|^\s*<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})",
    re.IGNORECASE,
)
# Python's codecs for the encodings of https://encoding.spec.whatwg.org/. Those that it takes for another are here under
# the other, as pages are written so: "ISO-8859-1" has curly quotes. Python's further codecs (punycode, utf-7) are none
# that documents are in, and take time without bound.
_CODECS = {
    **dict.fromkeys(["utf-8", "utf-8-sig"], "utf-8"),
    **dict.fromkeys(["ascii", "iso8859-1", "cp1252"], "cp1252"),
    **{f"iso8859-{number}": f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **dict.fromkeys(["iso8859-9", "cp1254"], "cp1254"),
    **dict.fromkeys(["iso8859-11", "tis-620", "cp874"], "cp874"),
    **{f"cp125{number}": f"cp125{number}" for number in (0, 1, 3, 5, 6, 7, 8)},
    **{name: name for name in ("koi8-r", "koi8-u", "cp866", "mac-roman", "mac-cyrillic", "euc_jp", "iso2022_jp")},
    **dict.fromkeys(["gb2312", "gbk", "gb18030"], "gb18030"),
    **dict.fromkeys(["big5", "big5hkscs", "cp950"], "big5hkscs"),
    **dict.fromkeys(["shift_jis", "cp932"], "cp932"),
    **dict.fromkeys(["euc_kr", "cp949"], "cp949"),
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
# Names of the web that Python does not know.
_LABELS = {"x-sjis": "shift_jis", "x-gbk": "gbk", "x-x-big5": "big5", "x-euc-jp": "euc_jp", "x-mac-roman": "mac-roman"}
# Control characters print nothing, and XML cannot hold them. A space in their place keeps every offset.
_CONTROLS = dict.fromkeys([*range(9), 11, *range(14, 32), *range(127, 133), *range(134, 160), 0xFFFE, 0xFFFF], " ")


def decode(content: bytes, *, place: str, charset: str | None) -> str:
    """The characters, with lines that end in a line feed.

    A byte order mark goes first, then what the server declares (`charset`), then what the page itself does; UTF-8
    where nobody says. Raises SourceError where the bytes are no text, or not in that encoding.
    """
    encoding = "utf-8"
    for mark, named in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            encoding, content = named, content[len(mark) :]
            break
    else:
        encoding = _declared(content, charset, place)
        if b"\x00" in content and not encoding.startswith("utf-16"):
            raise SourceError("this is a binary file, not text", place=place)
    try:
        words = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"the text is not {encoding.upper()}: byte {error.start} cannot be read",
            place=place,
            remedy="save the document as UTF-8",
        ) from error
    return words.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def _declared(content: bytes, charset: str | None, place: str) -> str:
    if charset is not None:
        return _codec(charset, place)
    found = _DECLARED.search(content[:4096])
    if found is None:
        return "utf-8"
    codec = _codec((found[1] or found[2]).decode("ascii"), place)
    # A declaration that can be read byte by byte cannot be in UTF-16; browsers take UTF-8.
    return "utf-8" if codec.startswith("utf-16") else codec


def _codec(label: str, place: str) -> str:
    name = label.strip().strip("\"'").lower()
    try:
        known = codecs.lookup(_LABELS.get(name, name)).name if len(name) <= 40 and name.isascii() else ""
    except (LookupError, ValueError):
        known = ""
    if known not in _CODECS:
        raise SourceError(f"the page declares an unknown encoding, {label[:40]!r}", place=place)
    return _CODECS[known]
