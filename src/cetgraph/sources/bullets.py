"""Tells list items that are marked by a typed bullet ("• Launch a fund") from paragraphs, and takes the mark off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cetgraph.passages import BlockKind
from cetgraph.sources.page import PageBlock
from cetgraph.sources.plaintext import INVISIBLE, Piece

# Private-use characters are what the fonts Symbol and Wingdings leave behind: bullet, square, arrow, tick.
MARKS = "•◦▪▫■□●○‣⁃∙·➢➤►▶✓❖\uf0b7\uf0a7\uf0d8\uf0fc\uf06e\uf076"
DASHES = "–—-"
_INVISIBLE = "".join(sorted(INVISIBLE))
_MARK = re.compile(rf"[\s{_INVISIBLE}]*(?P<mark>[{MARKS}]|[{DASHES}](?=\s))[\s{_INVISIBLE}]*")
# What Word prints before the items of its own lists, which are known as such.
_MARK_IN_WORD = re.compile(
    rf"[\s{_INVISIBLE}]*(?P<mark>[{MARKS}o§Øü{DASHES}]|\(?(?:\d{{1,3}}|[a-z]|[ivx]{{1,4}})[.)])\s[\s{_INVISIBLE}]*"
)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines of a block that belong together, and the mark that they open with."""

    block: PageBlock
    pieces: list[Piece]
    mark: str | None
    mark_ends: int
    is_first: bool


def itemise(blocks: Iterable[PageBlock]) -> list[PageBlock]:
    """The blocks, cut where an empty line or a bullet begins a new one, with marked paragraphs as list items."""
    stretches = [stretch for block in blocks for stretch in _stretches(block)]
    out: list[PageBlock] = []
    marks: list[str] = []
    for number, stretch in enumerate(stretches):
        mark = stretch.mark
        before = stretches[number - 1].mark if number else None
        after = stretches[number + 1].mark if number + 1 < len(stretches) else None
        # A single dash may open a quotation's author or an aside; beside another item it is a mark.
        if mark is not None and mark in DASHES and not (marks or mark in {after, before}):
            mark = None
        block = stretch.block
        if mark is None:
            marks = []
            continues = block.continues or (not stretch.is_first and block.kind is BlockKind.ITEM)
            out.append(_like(block, stretch.pieces, block.kind, block.level, continues=continues))
            continue
        pieces = _without(stretch.pieces, stretch.mark_ends)
        if block.kind is BlockKind.ITEM and stretch.is_first:
            out.append(_like(block, pieces, block.kind, block.level, continues=block.continues))
            continue
        if mark not in marks:
            marks.append(mark)
        marks = marks[: marks.index(mark) + 1]
        base = block.level + 1 if block.kind is BlockKind.ITEM else 0
        out.append(_like(block, pieces, BlockKind.ITEM, base + len(marks) - 1, continues=False))
    return out


def _like(block: PageBlock, pieces: list[Piece], kind: BlockKind, level: int, *, continues: bool) -> PageBlock:
    return PageBlock(kind, level, block.element, continues, pieces)


def _stretches(block: PageBlock) -> Iterator[_Stretch]:
    if block.kind is BlockKind.HEADING:
        yield _Stretch(block, block.pieces, None, 0, is_first=True)
        return
    # An item that stands in no list of the page is one of Word's, whose marks are written out.
    in_word = block.kind is BlockKind.ITEM and block.element.tag != "li" and _is_in_word(block)
    pending: list[Piece] = []
    is_first = True
    for line, is_apart in _lines(block.pieces):
        found = (_MARK_IN_WORD if in_word and is_first and not pending else _MARK).match(_opening(line))
        if pending and (is_apart or found):
            yield _stretch(block, pending, is_first=is_first, in_word=in_word)
            pending, is_first = [], False
        pending.extend(line)
    if any(piece.characters.strip() for piece in pending):
        yield _stretch(block, pending, is_first=is_first, in_word=in_word)


def _is_in_word(block: PageBlock) -> bool:
    element = block.element
    while element.parent is not None and element.tag != "p":
        element = element.parent
    return "mso-list" in element.attributes.get("style", "")


def _stretch(block: PageBlock, pieces: list[Piece], *, is_first: bool, in_word: bool) -> _Stretch:
    found = (_MARK_IN_WORD if in_word and is_first else _MARK).match(_opening(pieces))
    if found is None:
        return _Stretch(block, pieces, None, 0, is_first)
    return _Stretch(block, pieces, found["mark"], found.end(), is_first)


def _lines(pieces: list[Piece]) -> Iterator[tuple[list[Piece], bool]]:
    """The lines, each with the forced break before it, and whether an empty line stands before it."""
    line: list[Piece] = []
    breaks = 0
    has_words = False
    for piece in pieces:
        if not piece.hard_break:
            line.append(piece)
            has_words = has_words or bool(piece.characters.strip())
            continue
        if has_words:
            yield line, breaks > 1
            line, breaks, has_words = [], 0, False
        line.append(piece)
        breaks += 1
    yield line, breaks > 1


def _opening(pieces: list[Piece]) -> str:
    """The first characters of the pieces, forced breaks as spaces so that lengths agree."""
    words = ""
    for piece in pieces:
        words += " " * len(piece.characters) if piece.hard_break else piece.characters
        if len(words) > 60:
            break
    return words


def _without(pieces: list[Piece], length: int) -> list[Piece]:
    """The pieces less that many characters at their front."""
    left = length
    out: list[Piece] = []
    for piece in pieces:
        size = len(piece.characters)
        if left >= size:
            left -= size
            continue
        out.append(
            replace(piece, characters=piece.characters[left:], raw_start=piece.raw_start + left) if left else piece
        )
        left = 0
    return out
