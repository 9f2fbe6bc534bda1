from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cetgraph.errors import SourceError
from cetgraph.passages import SourceText
from cetgraph.sources.read import MAXIMUM_BYTES, SUFFIXES, read_bytes, read_source

WORDS = "Déclaration “commune” – 日本"


def text_of(content: bytes, *, suffix: str = ".html", charset: str | None = None) -> str:
    """The text that these bytes hold."""
    return read_bytes(content, place="a", suffix=suffix, charset=charset).text


ENCODINGS: dict[str, tuple[bytes, str | None, str]] = {
    "UTF-8 where nobody says": (f"<p>{WORDS}".encode(), None, WORDS),
    "a byte order mark": (b"\xef\xbb\xbf" + f"<p>{WORDS}".encode(), None, WORDS),
    "UTF-16 by its mark": (f"\ufeff<p>{WORDS}".encode("utf-16-le"), None, WORDS),
    "the other UTF-16 by its mark": (f"\ufeff<p>{WORDS}".encode("utf-16-be"), None, WORDS),
    "UTF-16 by the server": (f"<p>{WORDS}".encode("utf-16-be"), "UTF-16BE", WORDS),
    "Latin-1 is read as browsers do": ('<meta charset="iso-8859-1"><p>“Café”'.encode("cp1252"), None, "“Café”"),
    "an old meta": (
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=Shift_JIS"><p>日本'.encode("cp932"),
        None,
        "日本",
    ),
    "an XML declaration": ('<?xml version="1.0" encoding="EUC-KR"?><html><p>한국'.encode("cp949"), None, "한국"),
    "the server goes before the page": ('<meta charset="utf-8"><p>Café'.encode("latin-1"), "ISO-8859-1", "Café"),
    "the mark goes before the server": (b"\xef\xbb\xbf" + "<p>Café".encode(), "iso-8859-1", "Café"),
    "a name with quotes": ("<p>Café".encode("cp1252"), '"windows-1252"', "Café"),
    "a page that cannot be in UTF-16": ('<meta charset="utf-16"><p>Café'.encode(), None, "Café"),
    "Chinese": ("<meta charset=gb2312><p>中国—新加坡".encode("gb18030"), None, "中国—新加坡"),
    "a name of the web alone": ("<p>日本".encode("cp932"), "x-sjis", "日本"),
    "line ends": (b"<p>One\r\ntwo\rthree", None, "One two three"),
    "control characters print nothing": (b"<p>One\x01 t\x1bwo\x7f", None, "One t wo"),
}


@pytest.mark.parametrize(("content", "charset", "expected"), ENCODINGS.values(), ids=ENCODINGS.keys())
def test_encodings(content: bytes, charset: str | None, expected: str) -> None:
    """The mark, then the server, then the page itself tell the encoding."""
    assert text_of(content, charset=charset) == expected


REFUSED: dict[str, tuple[bytes, str | None, str]] = {
    "an encoding that nobody knows": (b"<meta charset=klingon><p>One", None, "an unknown encoding, 'klingon'"),
    "one that Python knows, but no document": (b"<p>One", "punycode", "an unknown encoding"),
    "one that is no text": (b"<p>One", "zlib", "an unknown encoding"),
    "one that raises": (b"<p>One", "undefined", "an unknown encoding"),
    "an endless name": (b"<p>One", "a" * 100_000, "an unknown encoding"),
    "a name with a null": (b"<p>One", "utf-8\x00", "an unknown encoding"),
    "another than declared": ("<p>Café".encode("latin-1"), None, "the text is not UTF-8: byte 6 cannot be read"),
    "half of a character": (b"\xff\xfe<\x00p", None, "the text is not UTF-16-LE"),
    "bytes that are no text": (b"<p>One\x00", None, "a binary file"),
    "nothing": (b" \n", None, "the file is empty"),
    "no words": (b"<p>\x01 \xc2\xa0</p>", None, "holds no words"),
    "a picture": (b"\x89PNG\r\n\x1a\n", None, "this is a picture"),
    "a compressed file": (b"\x1f\x8b\x08", None, "this is a compressed file"),
    "RTF": (rb"{\rtf1 One}", None, "this is a document in RTF"),
    "an empty archive": (b"PK\x05\x06" + bytes(18), None, "this is an empty ZIP archive"),
}


@pytest.mark.parametrize(("content", "charset", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(content: bytes, charset: str | None, reason: str) -> None:
    """What cannot be read is refused in one line that says why."""
    with pytest.raises(SourceError, match=reason) as caught:
        text_of(content, charset=charset)
    assert len(str(caught.value)) < 250
    assert "\n" not in str(caught.value)


def test_the_address_is_the_source_unless_the_page_gives_one() -> None:
    """A document found at an address has that as its source; a page's own word and a header block go first."""
    pages = {
        b"<p>One": "https://x.example/found",
        b'<link rel="canonical" href="https://x.example/own"><p>One': "https://x.example/own",
        b'<link rel="canonical" href="/own"><p>One': "https://x.example/found",
        b'<meta property="og:url" content="https://x.example/graph"><p>One': "https://x.example/graph",
        b"---\nsource_url: https://x.example/head\n---\n<p>One": "https://x.example/head",
    }
    for page, source in pages.items():
        found = read_bytes(page, place="a", suffix=".html", address="https://x.example/found")
        assert found.front_matter.source_url == source


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """The size is looked at before the file is read."""
    path = tmp_path / "a.html"
    with path.open("wb") as stream:
        stream.truncate(MAXIMUM_BYTES + 1)
    with pytest.raises(SourceError, match="20,000,001 bytes, more than 20,000,000"):
        read_source(path)


def _archive(words: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", words)
    return stream.getvalue()


HEADS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"---\n", b"\xff\xfe", b"\xef\xbb\xbf", _archive("<w/>")]
TEXTS = st.text(alphabet="-:#*_[]()<>!&;\\`'\"|{}~=+.0a1 \n\t•\u00a0é", max_size=300)


def read_or_refuse(content: bytes, suffix: str) -> SourceText | None:
    """The document, or None where it is refused; any other error is a defect."""
    try:
        return read_bytes(content, place="a", suffix=suffix)
    except SourceError:
        return None


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(HEADS), st.binary(max_size=400), st.sampled_from(["", *sorted(SUFFIXES)]))
def test_any_bytes_are_read_or_refused(head: bytes, tail: bytes, suffix: str) -> None:
    """Nothing but SourceError comes out, whatever the bytes are and whatever the file is called."""
    read_or_refuse(head + tail, suffix)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from(["", ".md", ".html", ".txt"]))
def test_any_text_holds_its_places(text: str, suffix: str) -> None:
    """Characters lead back to where they stand in the decoded text, but for references."""
    source = read_or_refuse(text.encode(), suffix)
    if source is None:
        return
    for at, character in enumerate(source.text):
        if not character.isspace() and (raw := text[source.offsets.to_raw(at)]) != character:
            assert raw == "&"


YAML_PARTS = (
    "title: |date: |lang: |a: |2024-07-31|A|[|]|{|}|&a |*a|\n|  |- |!!int |!!bool |!!float |!!timestamp |!!binary |"
    "!!pairs |!!omap |!!set |!x |'|\"|<<: |? |#".split("|")
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(YAML_PARTS)))
def test_any_header_block_is_read_or_refused(parts: list[str]) -> None:
    """Whatever a header block holds, nothing but SourceError comes out."""
    read_or_refuse(f"---\na: {''.join(parts)}\n---\nWords.".encode(), ".md")


MANY = 50_000
HOSTILE: dict[str, str] = {
    "comments": "<!--" * MANY,
    "pictures": "![a" * MANY,
    "brackets": "[" * MANY,
    "links": "[a](" * MANY,
    "stars": "*a " * MANY,
    "tags": "<a b" * MANY,
    "addresses": "<https://a" * MANY,
    "lines": "a\n" * MANY,
    "bold lines": "**a**\n" * MANY,
    "items": "- a\n" * MANY,
    "deeper and deeper items": "".join(f"{' ' * depth}- a\n" for depth in range(600)),
    "spaces": "a" + " " * MANY + "b\nc",
    "a heading's marks": "# a " + "#" * MANY + " b",
    "footers": "\\#" * MANY + "a",
    "a title that never ends": '[a](b "' + "a" * MANY,
    "brackets in a header block": f"---\na: {'[' * 9_000}\n---\nx",
    "keys within keys": "---\n" + "".join(f"{' ' * depth}a:\n" for depth in range(190)) + "---\nx",
    "a long header block": f"---\ntitle: {'a ' * MANY}\n---\nx",
    "references in a header block": "---\na: &a [x]\nb: &b [*a,*a]\ntitle: *b\n---\nx",
    "a number of many digits": f"---\ndate: 0x{'f' * 15_000}\n---\nx",
    "a header block that never ends": "---\na: b\n" * MANY,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_end(text: str) -> None:
    """Texts made to take time or memory are read or refused at the pace of any other."""
    read_or_refuse(text.encode(), ".md")
