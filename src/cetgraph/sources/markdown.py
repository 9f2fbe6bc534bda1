"""Reads Markdown, and plain text as Markdown without marks, into blocks.

Written for what governments' pages become when saved as Markdown: bold lines as headings, nested lists with `<!-- -->`
between their items, hard breaks, footers of `###`. CommonMark's rules are followed where they matter here:
https://spec.commonmark.org/0.31.2/ (block structure, list items, hard line breaks).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from cetgraph.passages import BlockKind
from cetgraph.sources.inline import read_inline
from cetgraph.sources.plaintext import Piece, PlainTextBuilder

_MARKER = re.compile(
    r"(?P<indent>[ \t]*)(?P<marker>[-*+•◦▪‣·–]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])(?P<gap>[ \t\u00a0]+)(?=\S)"
)
_ATX = re.compile(r"[ ]{0,3}(?P<marks>#{1,6})(?:[ \t]+|$)")
_SETEXT = re.compile(r"[ ]{0,3}(?P<mark>=+|-{3,})[ \t]*$")
_RULE = re.compile(r"[ ]{0,3}(?:[*_-][ \t]*){3,}$")
_FOOTER = re.compile(r"[\s*_]*\\?#(?:\\?#|[\s*_])*$")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    start: int


def read_markdown(raw: str, start: int = 0) -> PlainTextBuilder:
    """The blocks of a Markdown text; `start` is where the text begins in `raw`, after any header block."""
    builder = PlainTextBuilder()
    open_items: list[int] = []
    paragraph: list[_Line] = []
    kind, level, continues = BlockKind.PARAGRAPH, 0, False

    def close() -> None:
        nonlocal paragraph, kind, level, continues
        if paragraph and not all(_FOOTER.match(line.words) for line in paragraph):
            builder.add_block(_pieces(paragraph), kind=kind, level=level, continues=continues)
        paragraph, kind, level, continues = [], BlockKind.PARAGRAPH, 0, False

    for line in _lines(raw, start):
        words = line.words
        if not words.strip():
            close()
            continue
        indent = len(words.expandtabs(4)) - len(words.expandtabs(4).lstrip())
        if heading := _ATX.match(words):
            close()
            if title := _without_closing_marks(words[heading.end() :]):
                pieces = read_inline(title, line.start + heading.end())
                builder.add_block(pieces, kind=BlockKind.HEADING, level=len(heading["marks"]))
                open_items = []
            continue
        if (underline := _SETEXT.match(words)) and paragraph and kind is BlockKind.PARAGRAPH and indent < 4:
            kind, level = BlockKind.HEADING, 1 if underline["mark"][0] == "=" else 2
            close()
            continue
        if _RULE.match(words) and not paragraph:
            open_items = []
            continue
        marker = _MARKER.match(words)
        if marker and _starts_item(marker, inside=bool(paragraph), in_list=bool(open_items)):
            close()
            while open_items and open_items[-1] > indent:
                open_items.pop()
            content = len(words[: marker.end()].expandtabs(4))
            kind, level = BlockKind.ITEM, len(open_items)
            open_items.append(content)
            paragraph.append(_Line(words[marker.end() :], line.start + marker.end()))
            continue
        if not paragraph:
            while open_items and indent < min(open_items[-1], 2 + 4 * (len(open_items) - 1)):
                open_items.pop()
            if open_items:
                kind, level, continues = BlockKind.ITEM, len(open_items) - 1, True
        paragraph.append(line)
    close()
    return builder


def _starts_item(marker: re.Match[str], *, inside: bool, in_list: bool) -> bool:
    """Whether the line opens a list item rather than going on with a sentence ("2024. The" after a line wrap)."""
    if marker["marker"] in "-*+•◦▪‣·":
        return True
    if marker["marker"] == "–":
        return not inside
    return not inside or in_list


def _without_closing_marks(words: str) -> str:
    """A heading's words without the marks that may close it: "## Space ##" has "Space"."""
    words = words.strip(" \t\n")
    title = words.rstrip("#")
    return title.rstrip(" \t") if title != words and (not title or title[-1] in " \t") else words


def _without_comments(words: str) -> str:
    """The words with spaces in place of comments; one that never closes is none."""
    parts: list[str] = []
    position = 0
    while (opening := words.find("<!--", position)) >= 0 and (end := words.find("-->", opening + 4)) >= 0:
        parts.append(words[position:opening])
        parts.append(re.sub(r"[^\n]", " ", words[opening : end + 3]))
        position = end + 3
    return "".join([*parts, words[position:]])


def _lines(raw: str, start: int) -> list[_Line]:
    """Lines with their offsets, comments and quotation marks at their start blanked out, ends kept for hard breaks."""
    blanked = _without_comments(raw[start:])
    lines = []
    position = start
    for words in blanked.splitlines(keepends=True):
        quoted = _QUOTE.match(words)
        skip = quoted.end() if quoted else 0
        lines.append(_Line(words[skip:], position + skip))
        position += len(words)
    return lines


def _pieces(paragraph: list[_Line]) -> list[Piece]:
    """The paragraph's words as one run of pieces.

    The inline marks may span lines, so the lines are read together; where a quotation mark or list indent was cut
    between lines the offsets are set right piece by piece.
    """
    joined = "".join(line.words for line in paragraph)
    pieces = read_inline(joined.rstrip(), 0)
    starts = []
    position = 0
    for line in paragraph:
        starts.append((position, line.start - position))
        position += len(line.words)
    placed: list[Piece] = []
    for piece in pieces:
        at = piece.raw_start
        rest = piece.characters
        while rest:
            index = bisect_right(starts, at, key=lambda entry: entry[0]) - 1
            end = starts[index + 1][0] if index + 1 < len(starts) else position
            head = rest[: max(1, end - at)]
            placed.append(Piece(head, at + starts[index][1], piece.bold, piece.link, piece.hard_break))
            rest = rest[len(head) :]
            at += len(head)
    return placed
