"""Opens a DOCX package and parses its XML parts, within bounds.

The package is a ZIP archive of XML by whoever made it. Archives that unpack to far more than they are, XML with a
document type (which alone can define entities that expand without end, and which the format forbids: ECMA-376 part 2,
8.2.5), and XML of endless elements are refused. So the standard library's expat is driven here directly.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from cetgraph.errors import SourceError

_MOST_XML = 30_000_000
"""Bytes of one part; the text of a long document takes less than one million."""
_RATIO = 200
"""Text packs to a tenth, the most monotonous XML of Word to a hundredth; bombs to a thousandth."""
_SMALL = 1_000_000
_MOST_PARTS = 5_000
_MOST_ELEMENTS = 1_000_000
_DEEPEST = 250
_CENTRAL_ENTRY = b"PK\x01\x02"


@dataclass(slots=True)
class Node:
    """An XML element by its local name; `words` are the characters straight inside it."""

    name: str
    attributes: Mapping[str, str]
    children: list[Node] = field(default_factory=list)
    words: str = ""

    def child(self, name: str) -> Node | None:
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def value(self, *path: str) -> str | None:
        """The attribute `val` of the element at that path of names; None where there is none."""
        here: Node | None = self
        for name in path:
            here = here.child(name) if here is not None else None
        return here.attributes.get("val") if here is not None else None

    def all(self, name: str) -> Iterator[Node]:
        """The children of that name."""
        return (child for child in self.children if child.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts of a Word document that tell its text; parts that it does not have are empty.

    `links` gives the addresses of its hyperlinks by their identifiers.
    """

    document: Node
    styles: Node
    numbering: Node
    links: Mapping[str, str]


def open_package(content: bytes, *, place: str) -> Package:
    """The package that these bytes are. Raises SourceError where they are none, or one that goes beyond the bounds."""
    if content.count(_CENTRAL_ENTRY) > _MOST_PARTS:
        raise SourceError("the archive has more parts than any document", place=place)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _package(archive, place)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError) as error:
        raise SourceError("the file is a broken ZIP archive", place=place, remedy="save it again") from error
    except RuntimeError as error:  # zipfile's word for a password, and for a way of packing that it does not know
        raise SourceError("the archive is encrypted or packed in an unknown way", place=place) from error


def _package(archive: zipfile.ZipFile, place: str) -> Package:
    main = next((target for kind, target in _relations(archive, "", place) if kind == "officeDocument"), None)
    if main is None or not _has(archive, main):
        raise SourceError("this is a ZIP archive, but no Word document (DOCX)", place=place)
    document = _part(archive, main, place)
    if document.name != "document":
        raise SourceError("this is an office document, but none of Word (DOCX)", place=place)
    relations = _relations(archive, main, place)
    parts = {kind: target for kind, target in relations if kind in {"styles", "numbering"}}
    return Package(
        document=document,
        styles=_part(archive, parts.get("styles", ""), place),
        numbering=_part(archive, parts.get("numbering", ""), place),
        links=_links(archive, main, place),
    )


def _has(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.NameToInfo


def _relations_part(name: str) -> str:
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _relations(archive: zipfile.ZipFile, name: str, place: str) -> list[tuple[str, str]]:
    """The relations of a part ("" is the package) to other parts: the last word of each one's type, and its target."""
    found = []
    for relation in _part(archive, _relations_part(name), place).all("Relationship"):
        if relation.attributes.get("TargetMode") != "External":
            kind = relation.attributes.get("Type", "").rpartition("/")[2]
            target = relation.attributes.get("Target", "")
            path = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")
            found.append((kind, path))
    return found


def _links(archive: zipfile.ZipFile, name: str, place: str) -> dict[str, str]:
    relations = _part(archive, _relations_part(name), place).all("Relationship")
    return {
        relation.attributes.get("Id", ""): relation.attributes.get("Target", "")
        for relation in relations
        if relation.attributes.get("TargetMode") == "External"
    }


def _part(archive: zipfile.ZipFile, name: str, place: str) -> Node:
    """The part's root element; an empty one where the package has no such part."""
    if not _has(archive, name):
        return Node("", {})
    info = archive.getinfo(name)
    if info.file_size > _MOST_XML or (info.file_size > _SMALL and info.compress_size * _RATIO < info.file_size):
        raise SourceError(f"{name} unpacks to {info.file_size:,} bytes, more than any document", place=place)
    with archive.open(info) as stream:
        content = stream.read(_MOST_XML + 1)
    if len(content) > _MOST_XML:  # the archive's own word for the size was wrong
        raise SourceError(f"{name} unpacks to more than {_MOST_XML:,} bytes", place=place)
    return _XMLReader(f"{place}, {name}").read(content)


class _XMLReader:
    """Builds nodes from expat's events."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.root = Node("", {})
        self.stack = [self.root]
        self.count = 0
        self.words: list[str] = []

    def read(self, content: bytes) -> Node:
        """The root element. Raises SourceError where the XML is broken or refused."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(content, True)  # noqa: FBT003 # its arguments have no names
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two of encodings unknown to it
            raise SourceError(f"the XML is broken: {error}", place=self.place) from error
        return self.root.children[0]

    def _refuse(self, *_: object) -> None:
        raise SourceError("the XML declares a document type, which DOCX forbids", place=self.place)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > _MOST_ELEMENTS or len(self.stack) > _DEEPEST:
            raise SourceError("the XML has more elements than any document", place=self.place)
        self._settle()
        node = Node(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def _end(self, _: str) -> None:
        self._settle()
        self.stack.pop()

    def _characters(self, words: str) -> None:
        self.words.append(words)

    def _settle(self) -> None:
        """Give the characters read so far to the element that is open."""
        if self.words:
            self.stack[-1].words += "".join(self.words)
            self.words = []
