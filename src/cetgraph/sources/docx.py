"""Reads a Word document (DOCX) into blocks: headings, list items with their levels, bold words, tables, links.

Element names are those of WordprocessingML (ECMA-376 part 1, 17). What is deleted or moved away by a tracked change,
hidden, or generated (tables of contents, page headers, notes) is left out. The raw text that offsets lead back to is
the text as extracted, equal to the plain text: a character has no place of its own in a packed file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cetgraph.passages import BlockKind
from cetgraph.sources.bullets import itemise
from cetgraph.sources.docx_package import Node, Package, open_package
from cetgraph.sources.page import Element, PageBlock
from cetgraph.sources.plaintext import Piece, PlainTextBuilder

_TRANSPARENT = frozenset("ins moveTo smartTag customXml sdtContent fldSimple dir bdo ruby rubyBase Choice body".split())
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
_LIST = re.compile(r"list (?:bullet|number)(?: (\d))?$", re.IGNORECASE)
_IN_LIST = re.compile(r"list (?:paragraph|continue(?: \d)?)$", re.IGNORECASE)
_LONGEST_HEADING = 300
_DEEPEST_STYLE = 20
"""Styles build on others; a chain that is longer is a circle."""


def read_docx(content: bytes, *, place: str) -> PlainTextBuilder:
    """The blocks of a Word document. Its offsets are those of the extracted text itself.

    Raises SourceError where the file is broken, is no Word document, or goes beyond the bounds of one.
    """
    package = open_package(content, place=place)
    reader = _Reader(package, _Styles.of(package.styles), _Numbering.of(package.numbering))
    builder = PlainTextBuilder()
    for block in itemise(reader.blocks()):
        builder.add_block(block.pieces, kind=block.kind, level=block.level, continues=block.continues)
    return builder


@dataclass(frozen=True, slots=True)
class _Styles:
    """The document's styles by their identifiers, and the identifier of the style of paragraphs without one."""

    nodes: dict[str, Node]
    default: str

    @classmethod
    def of(cls, part: Node) -> _Styles:
        nodes = {style.attributes.get("styleId", ""): style for style in part.all("style")}
        default = next(
            (
                identifier
                for identifier, style in nodes.items()
                if style.attributes.get("type") == "paragraph" and _is_on(style.attributes.get("default", "0"))
            ),
            "",
        )
        return cls(nodes, default)

    def chain(self, identifier: str | None) -> list[Node]:
        """The style and those that it builds on, the nearest first."""
        found: list[Node] = []
        here = self.nodes.get(identifier or "")
        while here is not None and len(found) < _DEEPEST_STYLE:
            found.append(here)
            here = self.nodes.get(here.value("basedOn") or "")
        return found


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Which lists (by number) and levels print a number or bullet."""

    formats: dict[tuple[str, str], str]

    @classmethod
    def of(cls, part: Node) -> _Numbering:
        abstract = {
            entry.attributes.get("abstractNumId", ""): {
                level.attributes.get("ilvl", "0"): level.value("numFmt") or "bullet" for level in entry.all("lvl")
            }
            for entry in part.all("abstractNum")
        }
        return cls(
            {
                (entry.attributes.get("numId", ""), level): form
                for entry in part.all("num")
                for level, form in abstract.get(entry.value("abstractNumId") or "", {}).items()
            }
        )

    def is_item(self, number: str | None, level: str) -> bool:
        """Whether a paragraph of that list and level is marked as an item."""
        return number not in {None, "0"} and self.formats.get((number or "", level), "bullet") != "none"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a run is set: bold (or underlined), hidden; and the address it links to."""

    bold: bool = False
    hidden: bool = False
    link: str | None = None


@dataclass(slots=True)
class _Reader:
    package: Package
    styles: _Styles
    numbering: _Numbering
    last_level: int | None = None

    def blocks(self) -> Iterator[PageBlock]:
        """The document's paragraphs in their order, those of table cells row by row."""
        for paragraph in _paragraphs(self.package.document):
            boxes: list[Node] = []
            block = self._block(paragraph, boxes)
            if any(piece.characters.strip() for piece in block.pieces):
                self.last_level = block.level if block.kind is BlockKind.ITEM else None
                yield block
            for box in boxes:
                for inner in _paragraphs(box):
                    yield self._block(inner, [])

    def _block(self, paragraph: Node, boxes: list[Node]) -> PageBlock:
        properties = paragraph.child("pPr") or Node("pPr", {})
        chain = self.styles.chain(properties.value("pStyle") or self.styles.default)
        look = _Look(bold=_first_switch("b", [style.child("rPr") for style in chain]))
        pieces = list(self._pieces(paragraph, look, chain, boxes))
        length = sum(len(piece.characters) for piece in pieces)
        kind, level, continues = self._layout(properties, chain, length)
        return PageBlock(kind, level, Element(None, "", {}), continues, pieces)

    def _layout(self, properties: Node, chain: list[Node], length: int) -> tuple[BlockKind, int, bool]:
        names = [style.value("name") or "" for style in chain]
        heading = _heading_level(properties, chain, names)
        if heading is not None and length <= _LONGEST_HEADING:
            return BlockKind.HEADING, heading, False
        holders = [properties, *(style.child("pPr") or Node("pPr", {}) for style in chain)]
        number = next((value for holder in holders if (value := holder.value("numPr", "numId")) is not None), None)
        level = next((value for holder in holders if (value := holder.value("numPr", "ilvl")) is not None), "0")
        if self.numbering.is_item(number, level):
            named = next((found for name in names if (found := _LIST.match(name))), None)
            depth = int(named[1] or 1) - 1 if named and level == "0" else _whole(level)
            return BlockKind.ITEM, min(depth, 9), False
        if self.last_level is not None and any(_IN_LIST.match(name) for name in names[:1]):
            return BlockKind.ITEM, self.last_level, True
        return BlockKind.PARAGRAPH, 0, False

    def _pieces(self, node: Node, look: _Look, chain: list[Node], boxes: list[Node]) -> Iterator[Piece]:
        for child in node.children:
            if child.name == "r":
                yield from self._run(child, self._look(child, look, chain), boxes)
            elif child.name == "hyperlink":
                address = self.package.links.get(child.attributes.get("id", ""))
                yield from self._pieces(child, replace(look, link=address or ""), chain, boxes)
            elif child.name == "AlternateContent":
                yield from self._pieces(_alternative(child), look, chain, boxes)
            elif child.name == "sdt":
                yield from self._pieces(child.child("sdtContent") or Node("", {}), look, chain, boxes)
            elif child.name in _TRANSPARENT:
                yield from self._pieces(child, look, chain, boxes)

    def _look(self, run: Node, look: _Look, chain: list[Node]) -> _Look:
        own = run.child("rPr")
        if own is None:
            return look
        styles = [style.child("rPr") for style in (*self.styles.chain(own.value("rStyle")), *chain)]
        underline = own.child("u")
        is_underlined = underline is not None and _is_on(underline.attributes.get("val", "single"))
        return _Look(
            bold=_first_switch("b", [own, *styles]) or (is_underlined and look.link is None),
            hidden=_first_switch("vanish", [own, *styles]) or _first_switch("webHidden", [own]),
            link=look.link,
        )

    def _run(self, run: Node, look: _Look, boxes: list[Node]) -> Iterator[Piece]:
        if look.hidden:
            return
        for child in run.children:
            if child.name in {"br", "cr"}:
                yield Piece("\n", 0, hard_break=True)
            elif child.name in {"drawing", "pict", "object"}:
                boxes.extend(_text_boxes(child))
            elif child.name == "AlternateContent":
                yield from self._run(_alternative(child), look, boxes)
            elif words := _words(child):
                yield Piece(words, 0, bold=look.bold, link=look.link or None)


def _words(node: Node) -> str:
    """What an element of a run prints."""
    if node.name == "t":
        return node.words
    if node.name in {"tab", "ptab"}:
        return "\t"
    if node.name == "noBreakHyphen":
        return "-"
    if node.name == "sym":
        code = node.attributes.get("char", "")
        return (
            chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{2,4}", code) and not code.upper().startswith("D") else ""
        )
    return ""


def _paragraphs(node: Node) -> Iterator[Node]:
    """The paragraphs inside, in their order; not those inside of other paragraphs."""
    for child in node.children:
        if child.name == "p":
            yield child
        elif child.name == "sdt":
            if not _is_generated(child):
                yield from _paragraphs(child.child("sdtContent") or Node("", {}))
        elif child.name == "AlternateContent":
            yield from _paragraphs(_alternative(child))
        elif child.name in {"tbl", "tr", "tc"} or child.name in _TRANSPARENT:
            yield from _paragraphs(child)


def _text_boxes(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.name == "txbxContent":
            yield child
        elif child.name == "AlternateContent":
            yield from _text_boxes(_alternative(child))
        else:
            yield from _text_boxes(child)


def _alternative(node: Node) -> Node:
    """Of contents that stand for one another (ECMA-376 part 3), the first."""
    return node.child("Choice") or node.child("Fallback") or Node("", {})


def _is_generated(control: Node) -> bool:
    gallery = (control.child("sdtPr") or Node("", {})).value("docPartObj", "docPartGallery") or ""
    return gallery in {"Table of Contents", "Cover Pages", "Page Numbers (Bottom of Page)", "Watermarks"}


def _heading_level(properties: Node, chain: list[Node], names: list[str]) -> int | None:
    for holder in (properties, *(style.child("pPr") for style in chain)):
        outline = holder.value("outlineLvl") if holder is not None else None
        if outline is not None:
            return min(6, _whole(outline) + 1) if _whole(outline) < 9 else None
    for name in names:
        if found := _HEADING.match(name):
            return min(6, int(found[1]))
        if name.lower() == "title":
            return 1
    return None


def _first_switch(name: str, holders: list[Node | None]) -> bool:
    """Whether the first of the properties that has this switch turns it on."""
    for holder in holders:
        switch = holder.child(name) if holder is not None else None
        if switch is not None:
            return _is_on(switch.attributes.get("val", "1"))
    return False


def _is_on(value: str) -> bool:
    return value.lower() not in _OFF


def _whole(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 3 else 0
