"""Joins the stages of reading: document, plain text, structure, reading."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path

from cetgraph.extract.reader import Knowledge, read_outline
from cetgraph.fetch import Address, fetch
from cetgraph.model import Reading
from cetgraph.passages import SourceText
from cetgraph.sources.read import read_bytes, read_source
from cetgraph.sources.segment import outline


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads documents with one gazetteer, which is loaded once and never changed."""

    knowledge: Knowledge

    @classmethod
    def load(cls, gazetteer: Path) -> Reader:
        """A reader with the gazetteer in this folder. Raises GazetteerError where that is missing or broken."""
        reader = cls(Knowledge.load(gazetteer))
        # The gazetteer's hundred thousands of values live as long as the process; a collector that walks them again and
        # again takes a tenth of the time of reading.
        gc.freeze()
        return reader

    def read(self, document: Path | Address) -> Reading:
        """All that the file or the document on the web states. Raises SourceError where it cannot be read."""
        source = _fetched(document) if isinstance(document, Address) else read_source(document)
        return read_outline(source, outline(source), self.knowledge)

    def read_bytes(self, content: bytes, *, place: str, suffix: str = "") -> Reading:
        """All that a document given as bytes states; `place` names it in errors, `suffix` tells its format."""
        source = read_bytes(content, place=place, suffix=suffix)
        return read_outline(source, outline(source), self.knowledge)


def _fetched(document: Address) -> SourceText:
    """The document at an address; where it says nothing of its own address, that is where it was found."""
    found = fetch(document)
    return read_bytes(
        found.content, place=str(document), suffix=found.suffix, charset=found.charset, address=found.address
    )
