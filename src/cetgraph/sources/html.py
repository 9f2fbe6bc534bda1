"""Reads HTML into blocks, with the way back from every character to the raw page.

The standard library's parser is used because it gives the place of each token; it repairs nothing, so this reader is
content with unclosed and misnested tags. Elements are those of https://html.spec.whatwg.org/multipage/dom.html.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from html.parser import HTMLParser

from cetgraph.passages import BlockKind
from cetgraph.sources.plaintext import Piece, PlainTextBuilder

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD = frozenset({"b", "strong", "u"})
_BREAKS_BLOCK = frozenset(
    "address article blockquote body center dd details dialog div dl dt fieldset figcaption figure header hgroup hr "
    "html legend main p pre search section summary table tbody td tfoot th thead tr".split()
)
_LISTS = frozenset({"ul", "ol", "menu"})
# What a page carries beside its matter: scripts, navigation, forms, pictures' captions of code.
_SKIPPED = frozenset(
    "script style noscript template nav footer aside form button select textarea svg math iframe object video audio "
    "canvas head dialog".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_MAIN = ("article", "main")


@dataclass(slots=True)
class _Pending:
    """A block that is being read; `holder` numbers the article or main element that it stands in, 0 outside."""

    kind: BlockKind
    level: int
    holder: int
    continues: bool = False
    pieces: list[Piece] = field(default_factory=list)


class _PageReader(HTMLParser):
    """Collects blocks while the tokens go by."""

    def __init__(self, raw: str) -> None:
        super().__init__(convert_charrefs=False)
        self.raw = raw
        self.line_starts = [0]
        position = raw.find("\n")
        while position >= 0:
            self.line_starts.append(position + 1)
            position = raw.find("\n", position + 1)
        self.blocks: list[_Pending] = []
        self.current: _Pending | None = None
        self.open_tags: list[str] = []
        self.skipping = 0
        self.bold = 0
        self.links: list[str] = []
        self.items: list[bool] = []
        self.lists = 0
        self.holders: list[int] = []
        self.next_holder = 0
        self.title: list[str] = []
        self.in_title = False
        self.language: str | None = None

    def _at(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column

    def _close_block(self) -> None:
        if self.current is not None and any(piece.characters.strip() for piece in self.current.pieces):
            self.blocks.append(self.current)
            if self.items:
                self.items[-1] = True
        self.current = None

    def _open_block(self) -> _Pending:
        if self.current is None:
            holder = self.holders[-1] if self.holders else 0
            heading = next((_HEADINGS[tag] for tag in reversed(self.open_tags) if tag in _HEADINGS), None)
            if heading is not None:
                self.current = _Pending(BlockKind.HEADING, heading, holder)
            elif self.items:
                self.current = _Pending(BlockKind.ITEM, len(self.items) - 1, holder, continues=self.items[-1])
            else:
                self.current = _Pending(BlockKind.PARAGRAPH, 0, holder)
        return self.current

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang") or self.language
        if tag == "title" and not self.title:
            self.in_title = True
        if tag in _VOID:
            if tag == "br" and not self.skipping:
                self._open_block().pieces.append(Piece("\n", self._at(), hard_break=True))
            elif tag == "hr":
                self._close_block()
            return
        hidden = dict(attrs).get("hidden", "no") != "no" or dict(attrs).get("aria-hidden") == "true"
        if tag in _SKIPPED or hidden or self.skipping:
            if not self.skipping:
                self._close_block()
            self.skipping += 1
            self.open_tags.append(tag)
            return
        if tag in _HEADINGS or tag in _BREAKS_BLOCK or tag in _LISTS or tag == "li":
            self._close_block()
        if tag == "p" and self.open_tags and self.open_tags[-1] == "p":
            self._end("p")
        if tag == "li":
            if "li" in self.open_tags and self.open_tags[::-1].index("li") < self._nearest_list():
                self._end("li")
            self.items.append(False)
        self.open_tags.append(tag)
        if tag in _BOLD:
            self.bold += 1
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        elif tag in _MAIN:
            self.next_holder += 1
            self.holders.append(self.next_holder)

    def _nearest_list(self) -> int:
        return next((n for n, tag in enumerate(reversed(self.open_tags)) if tag in _LISTS), len(self.open_tags))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        if tag in self.open_tags:
            self._end(tag)
        elif tag == "p":
            self._close_block()

    def _end(self, tag: str) -> None:
        """Closes the innermost element of this name and whatever was left open inside it."""
        while self.open_tags:
            last = self.open_tags.pop()
            if self.skipping:
                self.skipping -= 1
            else:
                if last in _HEADINGS or last in _BREAKS_BLOCK or last in _LISTS or last == "li":
                    self._close_heading_aware(last)
                if last in _BOLD:
                    self.bold -= 1
                elif last == "a" and self.links:
                    self.links.pop()
                elif last == "li" and self.items:
                    self.items.pop()
                elif last in _MAIN and self.holders:
                    self.holders.pop()
            if last == tag:
                return

    def _close_heading_aware(self, tag: str) -> None:
        if tag in _HEADINGS and self.current is not None:
            self.current.kind, self.current.level = BlockKind.HEADING, _HEADINGS[tag]
        self._close_block()

    def _add(self, characters: str, at: int) -> None:
        if self.in_title:
            self.title.append(characters)
        if self.skipping:
            return
        if self.current is None and not characters.strip():
            return
        link = self.links[-1] if self.links else None
        self._open_block().pieces.append(Piece(characters, at, bold=self.bold > 0, link=link or None))

    def handle_data(self, data: str) -> None:
        self._add(data, self._at())

    def handle_entityref(self, name: str) -> None:
        for character in html.unescape(f"&{name};"):
            self._add(character, self._at())

    def handle_charref(self, name: str) -> None:
        for character in html.unescape(f"&#{name};"):
            self._add(character, self._at())


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page's blocks, with the title and language that its head gives; None where it gives none."""

    builder: PlainTextBuilder
    title: str | None
    language: str | None


def read_html(raw: str, start: int = 0) -> Page:
    """The blocks of an HTML page's main matter; `start` is where the page begins in `raw`, after any header block."""
    reader = _PageReader(raw)
    # What stands before the page is blanked, not cut, so that the parser counts offsets in the whole raw text.
    reader.feed("".join("\n" if character == "\n" else " " for character in raw[:start]) + raw[start:])
    reader.close()
    reader._close_block()
    builder = PlainTextBuilder()
    for block in _main_matter(reader.blocks):
        builder.add_block(block.pieces, kind=block.kind, level=block.level, continues=block.continues)
    title = " ".join("".join(reader.title).split()) or None
    return Page(builder, title, reader.language)


def _main_matter(blocks: list[_Pending]) -> list[_Pending]:
    """The blocks of the article that holds most of the page's words, or all where no article holds half of them."""
    sizes: dict[int, int] = {}
    for block in blocks:
        words = sum(len(piece.characters) for piece in block.pieces)
        sizes[block.holder] = sizes.get(block.holder, 0) + words
    held = {holder: size for holder, size in sizes.items() if holder}
    if not held:
        return blocks
    largest = max(held, key=lambda holder: (held[holder], -holder))
    if held[largest] * 2 < sum(sizes.values()):
        return blocks
    return [block for block in blocks if block.holder == largest]
