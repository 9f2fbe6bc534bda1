"""What can go wrong, as values that a person can act on.

CetgraphError                 one line, a place, a remedy, an exit code
├── SourceError               a document cannot be read (missing, empty, binary, wrong encoding, no content)
├── ManifestError             a source's manifest is broken or does not fit its document
├── GazetteerError            a gazetteer file breaks its schema
├── ShortfallError            a reading found less than its manifest's floors
├── GraphSyntaxError          an RDF file does not parse (file and line)
├── ShapesError               the SHACL shapes are themselves wrong
├── NonConformance            a graph breaks the shapes
├── QueryError                a query cannot be run
│   ├── UnknownQuestion       no question of that name, or a parameter of it is missing or wrong
│   └── QuerySyntaxError      SPARQL that does not parse (line and column)
└── OutputError               the result cannot be written
"""

from __future__ import annotations


class CetgraphError(Exception):
    """An error told in one line: what is wrong, where, and what to do.

    `place` names the file (and line or offset) at fault; None when there is none. `remedy` is a sentence that
    says what to do; None when nothing can be advised. `exit_code` is what the command line ends with.
    """

    exit_code = 2

    def __init__(self, message: str, *, place: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        what_to_do = f" ({self.remedy})" if self.remedy else ""
        return f"{where}{self.message}{what_to_do}"


class SourceError(CetgraphError):
    """A document cannot be read."""


class ManifestError(CetgraphError):
    """A source's manifest is broken, or does not fit the document it describes."""


class GazetteerError(CetgraphError):
    """A gazetteer file breaks its schema, or a pattern in it does not match its own example."""


class ShortfallError(CetgraphError):
    """A reading found fewer things than the floors of its manifest."""

    exit_code = 1


class GraphSyntaxError(CetgraphError):
    """An RDF file does not parse."""


class ShapesError(CetgraphError):
    """The SHACL shapes are themselves wrong."""


class NonConformance(CetgraphError):
    """A graph breaks the shapes; the message is the readable report."""

    exit_code = 1


class QueryError(CetgraphError):
    """A query cannot be run."""


class UnknownQuestion(QueryError):
    """No question has this name, or one of its parameters is missing or wrong."""


class QuerySyntaxError(QueryError):
    """SPARQL that does not parse; `place` gives line and column."""


class OutputError(CetgraphError):
    """The result cannot be written; what stood there before is untouched."""
