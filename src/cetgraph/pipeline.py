"""Joins the stages of reading: document, plain text, structure, reading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cetgraph.extract.reader import Knowledge, read_outline
from cetgraph.model import Reading
from cetgraph.sources.read import read_bytes, read_source
from cetgraph.sources.segment import outline


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads documents with one gazetteer, which is loaded once and never changed."""

    knowledge: Knowledge

    @classmethod
    def load(cls, gazetteer: Path) -> Reader:
        """A reader with the gazetteer in this folder. Raises GazetteerError where that is missing or broken."""
        return cls(Knowledge.load(gazetteer))

    def read(self, path: Path) -> Reading:
        """All that the document at `path` states. Raises SourceError where it cannot be read."""
        source = read_source(path)
        return read_outline(source, outline(source), self.knowledge)

    def read_bytes(self, content: bytes, *, place: str, suffix: str = "") -> Reading:
        """All that a document given as bytes states; `place` names it in errors, `suffix` tells its format."""
        source = read_bytes(content, place=place, suffix=suffix)
        return read_outline(source, outline(source), self.knowledge)
