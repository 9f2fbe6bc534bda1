"""Reads HTML into blocks, with the way back from every character to the raw page.

Pages as they are saved are full of unclosed and misnested tags; which tag closes which follows
https://html.spec.whatwg.org/multipage/parsing.html#tree-construction as far as the blocks of a text depend on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cetgraph.errors import SourceError
from cetgraph.passages import BlockKind
from cetgraph.sources.bullets import itemise
from cetgraph.sources.html_tokens import Tag, Words, html_tokens
from cetgraph.sources.main_content import main_content
from cetgraph.sources.page import Element, PageBlock
from cetgraph.sources.page_facts import PageFacts, page_facts
from cetgraph.sources.plaintext import Piece, PlainTextBuilder

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD = frozenset({"b", "strong", "u"})
_LISTS = frozenset({"ul", "ol", "menu"})
_CELLS = frozenset({"td", "th", "caption"})
# Elements whose start ends an open paragraph, and which set what they hold apart from what stands around them.
_BLOCKS = (
    frozenset(
        "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure "
        "footer form header hgroup hr html legend li main nav p pre search section summary table tbody td tfoot th "
        "thead tr caption".split()
    )
    | _LISTS
    | frozenset(_HEADINGS)
)
# Elements that an element of the same group ends, if no element of the second group stands between.
_ENDED_BY_THE_NEXT = {
    "li": (frozenset({"li"}), _LISTS),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "td": (_CELLS, frozenset({"table", "tr"})),
    "th": (_CELLS, frozenset({"table", "tr"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "tbody": (frozenset({"tbody", "thead", "tfoot", "caption"}), frozenset({"table"})),
    "thead": (frozenset({"tbody", "thead", "tfoot", "caption"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody", "thead", "tfoot", "caption"}), frozenset({"table"})),
}
# An end tag does not reach out of the cell or table that it stands in.
_SCOPES = _CELLS | {"table"}
# What a page carries beside its words: scripts, forms' fields, pictures, players.
_SILENT = frozenset(
    "script style noscript template button select textarea svg math iframe object video audio canvas head title "
    "datalist map xmp noembed noframes".split()
)
_IN_HEAD = frozenset("base basefont bgsound link meta noframes noscript script style template title head".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Deeper nesting carries no meaning and could take time without bound; browsers stop at 512.
_DEEPEST = 256
# A page of this genre has a few thousand tags; bounds memory and time.
_MOST_TAGS = 300_000
_WORD_LIST_LEVEL = re.compile(r"mso-list\s*:[^;]*\blevel(\d)", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """An open element; `has_matter` tells whether an item has words already, or a list an item."""

    tag: str
    element: Element
    has_matter: bool = False


@dataclass(slots=True)
class _PageReader:
    """Collects blocks while the tokens go by."""

    root: Element = field(default_factory=lambda: Element(None, "", {}))
    blocks: list[PageBlock] = field(default_factory=list)
    current: PageBlock | None = None
    stack: list[_Open] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    bold: int = 0
    silent: int = 0
    tags: int = 0
    place: str | None = None
    links: list[str] = field(default_factory=list)

    def start(self, tag: Tag) -> None:
        """Take in a start tag."""
        name = tag.name
        self.tags += 1
        if self.tags > _MOST_TAGS:
            raise SourceError(f"the page has more than {_MOST_TAGS:,} tags", place=self.place)
        if self.counts.get("head") and name not in _IN_HEAD:
            self._end_innermost(frozenset({"head"}), frozenset())
        if name in _VOID:
            self._void(tag)
            return
        if name in _BLOCKS and not self.silent:
            self._close_block()
            self._end_innermost(frozenset({"p"}), _SCOPES)
            if name in _HEADINGS and self.stack and self.stack[-1].tag in _HEADINGS:
                self._pop()
        if name in _ENDED_BY_THE_NEXT:
            self._end_innermost(*_ENDED_BY_THE_NEXT[name])
        if len(self.stack) >= _DEEPEST:
            return
        self._push(tag)

    def end(self, name: str) -> None:
        """Take in an end tag."""
        if name in _BLOCKS and not self.silent:
            self._close_block()
        if not self.counts.get(name):
            return
        if name in _BLOCKS or name in _SILENT:
            self._end_innermost(frozenset({name}), frozenset() if name in _SCOPES else _SCOPES)
            return
        for index in range(len(self.stack) - 1, -1, -1):  # an inline element ends alone, whatever else is open
            if self.stack[index].tag == name:
                self._leave(self.stack.pop(index))
                return

    def words(self, token: Words) -> None:
        """Take in characters."""
        if self.counts.get("head") and not self.counts.get("title") and token.characters.strip():
            innermost = self.stack[-1].tag
            if innermost == "head":
                self._end_innermost(frozenset({"head"}), frozenset())
        if self.silent or (self.current is None and not token.characters.strip()):
            return
        link = self.links[-1] if self.links else None
        if "\n" in token.characters and self.counts.get("pre"):
            self._preformatted(token, link)
            return
        self._add(Piece(token.characters, token.at, bold=self.bold > 0, link=link or None))

    def finish(self) -> None:
        """Close what is open at the page's end."""
        self._close_block()

    def _add(self, piece: Piece) -> None:
        here = self.stack[-1].element if self.stack else self.root
        if self.current is None:
            self.current = self._new_block(here)
        elif piece.characters.strip():
            self.current.element = self.current.element.common(here)
        self.current.pieces.append(piece)

    def _preformatted(self, token: Words, link: str | None) -> None:
        at = token.at
        for line in token.characters.splitlines(keepends=True):
            words = line.rstrip("\n")
            if words and (self.current is not None or words.strip()):
                self._add(Piece(words, at, bold=self.bold > 0, link=link or None))
            if line != words and self.current is not None:
                self._add(Piece("\n", at + len(words), hard_break=True))
            at += len(line)

    def _void(self, tag: Tag) -> None:
        if self.silent:
            return
        if tag.name == "br" and self.current is not None:
            self._add(Piece("\n", tag.at, hard_break=True))
        elif tag.name == "hr":
            self._close_block()
            self._end_innermost(frozenset({"p"}), _SCOPES)

    def _new_block(self, here: Element) -> PageBlock:
        heading = next((_HEADINGS[entry.tag] for entry in reversed(self.stack) if entry.tag in _HEADINGS), None)
        if heading is not None:
            return PageBlock(BlockKind.HEADING, heading, here)
        items = [entry for entry in self.stack if entry.tag == "li"]
        if items:
            lists = [entry for entry in self.stack if entry.tag in _LISTS]
            level = max(0, sum(1 for entry in lists if entry.has_matter) - 1)
            return PageBlock(BlockKind.ITEM, level, here, continues=items[-1].has_matter)
        for entry in reversed(self.stack):
            if entry.tag == "p":
                if level_in_word := _WORD_LIST_LEVEL.search(entry.element.attributes.get("style", "")[:500]):
                    return PageBlock(BlockKind.ITEM, int(level_in_word[1]) - 1, here)
                break
        return PageBlock(BlockKind.PARAGRAPH, 0, here)

    def _close_block(self) -> None:
        block, self.current = self.current, None
        if block is None or not any(piece.characters.strip() for piece in block.pieces):
            return
        self.blocks.append(block)
        item = next((entry for entry in reversed(self.stack) if entry.tag == "li"), None)
        if item is not None:
            item.has_matter = True

    def _push(self, tag: Tag) -> None:
        name = tag.name
        parent = self.stack[-1].element if self.stack else self.root
        entry = _Open(name, Element(parent, name, dict(tag.attributes)))
        self.stack.append(entry)
        self.counts[name] = self.counts.get(name, 0) + 1
        if name in _SILENT or (name not in _BLOCKS and entry.element.is_hidden()):
            self.silent += 1
        elif name in _BOLD:
            self.bold += 1
        elif name == "a":
            self.links.append(tag.attributes.get("href", ""))
        elif name == "li":
            nearest = next((other for other in reversed(self.stack) if other.tag in _LISTS), None)
            if nearest is not None:
                nearest.has_matter = True

    def _end_innermost(self, tags: frozenset[str], barriers: frozenset[str]) -> None:
        """Close the innermost open element of these names and what is open inside it; nothing beyond a barrier."""
        if not any(self.counts.get(tag) for tag in tags):
            return
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index].tag in tags:
                if self.stack[index].tag in _BLOCKS and not self.silent:
                    self._close_block()
                while len(self.stack) > index:
                    self._pop()
                return
            if self.stack[index].tag in barriers:
                return

    def _pop(self) -> None:
        self._leave(self.stack.pop())

    def _leave(self, entry: _Open) -> None:
        self.counts[entry.tag] -= 1
        if entry.tag in _SILENT or (entry.tag not in _BLOCKS and entry.element.is_hidden()):
            self.silent -= 1
        elif entry.tag in _BOLD:
            self.bold -= 1
        elif entry.tag == "a":
            self.links.pop()


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page's blocks, and what the page says of itself."""

    builder: PlainTextBuilder
    facts: PageFacts


def read_html(raw: str, start: int = 0, *, place: str | None = None) -> Page:
    """The blocks of an HTML page's main matter; `start` is where the page begins in `raw`, after any header block.

    `place` names it in errors. Raises SourceError where it is made of more tags than any document.
    """
    reader = _PageReader(place=place)
    head: list[Tag | Words] = []
    in_title = False
    for token in html_tokens(raw, start):
        if isinstance(token, Words):
            if in_title:
                head.append(token)
            reader.words(token)
        elif token.closes:
            in_title = in_title and token.name != "title"
            reader.end(token.name)
        else:
            if token.name == "title" and not reader.counts.get("svg"):
                in_title = True
            if token.name in {"title", "meta", "link", "html", "time"}:
                head.append(token)
            reader.start(token)
    reader.finish()
    facts = page_facts(head)
    chosen = main_content(reader.root, reader.blocks, facts)
    builder = PlainTextBuilder()
    for block in itemise(chosen.blocks):
        builder.add_block(block.pieces, kind=block.kind, level=block.level, continues=block.continues)
    return Page(builder, chosen.facts)
