"""RDF files read into a dataset, strictly: what does not parse is told with file and line.

rdflib is lenient in places; here a file that holds an impossible IRI, asks for a context from the network, is empty
or is no text is refused as well. Literals keep the spelling of the file, so that a check sees "2024-02-30" as it is.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias
from xml.sax import SAXParseException

import rdflib
from rdflib import Dataset, URIRef
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from cetgraph.errors import GraphSyntaxError, SourceError
from cetgraph.graph.rdf_files import check_text

if TYPE_CHECKING:
    from rdflib.term import Node

FORMATS: Final[dict[str, str]] = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "nt",
    ".nq": "nquads",
    ".jsonld": "json-ld",
    ".rdf": "xml",
}
"""rdflib's name of the format that each suffix stands for."""

STDIN: Final = Path("-")
"""Stands for standard input, which is read as TriG, of which Turtle and N-Triples are parts."""

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_NOT_IN_AN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_EXTERNAL_ENTITY = re.compile(r"<!ENTITY\s+\S+\s+(?:SYSTEM|PUBLIC)\b")

_NO_BASE: Final = "https://base.invalid/"
"""The base of a file that gives none: what is found under it was relative, and is refused."""


def load_dataset(paths: Iterable[Path]) -> Dataset:
    """The graphs of all files as one dataset: triples outside any named graph are in its default graph.

    The suffix decides the format (see `FORMATS`); ``-`` is standard input. Raises GraphSyntaxError for a file that
    does not parse, SourceError for one that cannot be read or holds nothing.
    """
    dataset = Dataset()
    for path in paths:
        loaded = _load_file(path)
        dataset.addN(
            (subject, predicate, value, dataset.graph(graph))
            for subject, predicate, value, graph in loaded.quads((None, None, None, None))
        )
        for prefix, namespace in loaded.namespaces():
            dataset.bind(prefix, namespace, override=False)
    return dataset


@contextmanager
def exact_literals() -> Iterator[None]:
    """While it lasts, rdflib keeps the spelling of literals and is silent on those that do not fit their datatype.

    The shapes report such literals in their own words. The setting is rdflib's own and holds for the whole process.
    """
    logger = logging.getLogger("rdflib.term")
    level, normalise = logger.level, rdflib.NORMALIZE_LITERALS
    logger.setLevel(logging.CRITICAL)
    rdflib.NORMALIZE_LITERALS = False
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Parsing weird boolean", category=UserWarning)
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = normalise
        logger.setLevel(level)


def _load_file(path: Path) -> Dataset:
    name, rdf_format = _name_and_format(path)
    text = _read_text(path, name)
    _check_outside_parts(text, name=name, rdf_format=rdf_format)
    with exact_literals():
        dataset = _parse(text, name=name, rdf_format=rdf_format)
    if not any(dataset.quads((None, None, None, None))):
        raise SourceError("the file holds no statements", place=name, remedy="give a file with at least one triple")
    _check_iris(dataset, text=text, name=name)
    return dataset


def _name_and_format(path: Path) -> tuple[str, str]:
    if path == STDIN:
        return "standard input", "trig"
    if path.suffix.lower() not in FORMATS:
        known = " ".join(FORMATS)
        raise SourceError(
            f"no RDF format has the suffix {path.suffix!r}", place=str(path), remedy=f"rename it to one of {known}"
        )
    return str(path), FORMATS[path.suffix.lower()]


def _read_text(path: Path, name: str) -> str:
    if path.is_dir():
        raise SourceError("this is a folder", place=name, remedy="give the files in it")
    try:
        octets = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", place=name) from error
    check_text(octets, name)
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets[: error.start].count(b"\n") + 1
        raise SourceError("this is not UTF-8", place=f"{name}, line {line}", remedy="save it as UTF-8 text") from error


def _check_outside_parts(text: str, *, name: str, rdf_format: str) -> None:
    """Refuse what a parser would fetch from the network or from another file, or silently leave out."""
    if rdf_format == "json-ld":
        for context in _remote_contexts(_read_json(text, name)):
            raise GraphSyntaxError(
                f"the context {context} would have to be fetched from the network",
                place=name,
                remedy="write the context into the file",
            )
    elif rdf_format == "xml":
        entity = _EXTERNAL_ENTITY.search(text)
        if entity:
            raise _syntax_error("an entity is to be read from elsewhere", name, _line_at(text, entity.start()))


def _read_json(text: str, name: str) -> Json:
    try:
        document: Json = json.loads(text)
    except json.JSONDecodeError as error:
        raise _syntax_error(error.msg, name, error.lineno) from error
    except RecursionError as error:
        raise _too_deep(name) from error
    if not isinstance(document, dict | list):
        raise _syntax_error("JSON-LD is an object or a list of objects", name, 1)
    return document


def _parse(text: str, *, name: str, rdf_format: str) -> Dataset:
    dataset = Dataset()
    try:
        dataset.parse(data=text, format=rdf_format, publicID=_NO_BASE)
    except BadSyntax as error:
        raise _turtle_error(error, name) from error
    except SAXParseException as error:
        raise _syntax_error(error.getMessage(), name, error.getLineNumber()) from error
    except ParserError as error:
        if rdf_format == "xml":
            raise _rdf_xml_error(error, name) from error
        raise _bad_line(text, name=name, rdf_format=rdf_format) from error
    except RecursionError as error:
        raise _too_deep(name) from error
    except IndexError as error:  # so rdflib's Turtle parser meets the end of the text
        raise _cut_off(text, name) from error
    except (ValueError, LookupError, TypeError, AttributeError, rdflib.exceptions.Error) as error:
        # rdflib's JSON-LD and RDF/XML parsers let these out for input that none of their own errors covers.
        raise GraphSyntaxError(f"this is no well-formed {rdf_format}: {_one_line(error)}", place=name) from error
    return dataset


def _remote_contexts(document: Json) -> Iterator[str]:
    """The addresses of contexts that a JSON-LD document does not itself hold."""
    if isinstance(document, list):
        for item in document:
            yield from _remote_contexts(item)
    elif isinstance(document, dict):
        for key, value in document.items():
            if key in {"@context", "@import"}:
                yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str))
            yield from _remote_contexts(value)


def _turtle_error(error: BadSyntax, name: str) -> GraphSyntaxError:
    """The error with the words where rdflib stopped, and their line: its own count of lines runs ahead at times."""
    text, offset = error._str.decode(), error._i  # noqa: SLF001
    rest = text[offset:].strip()
    if not rest:
        return _cut_off(text, name)
    words = rest.splitlines()[0][:40]
    return _syntax_error(f"{error._why} at {words!r}", name, _line_at(text, offset))  # noqa: SLF001


def _cut_off(text: str, name: str) -> GraphSyntaxError:
    return _syntax_error("the file ends within a statement", name, _line_at(text.rstrip(), len(text)))


def _rdf_xml_error(error: ParserError, name: str) -> GraphSyntaxError:
    """The error with its line, which rdflib writes before its reason: "None:3:0: Can have at most one of ..."."""
    place = re.match(r"[^:]*:(\d+):\d+: ", str(error))
    reason = str(error)[place.end() :] if place else str(error)
    return _syntax_error(reason, name, int(place[1]) if place else None)


def _bad_line(text: str, *, name: str, rdf_format: str) -> GraphSyntaxError:
    """The error of the first line that does not parse by itself: in N-Triples and N-Quads each line must."""
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            Dataset().parse(data=line, format=rdf_format)
        except ParserError:
            return _syntax_error(f"this is no whole statement: {line.strip()[:60]!r}", name, number)
    return _syntax_error("a line is no whole statement", name, None)


def _check_iris(dataset: Dataset, *, text: str, name: str) -> None:
    for iri in sorted(_bad_iris(dataset)):
        spelling = iri.removeprefix(_NO_BASE)
        place = text.find(f"<{spelling}>")
        line = _line_at(text, place) if place >= 0 else None
        if spelling != iri:
            raise _syntax_error(f"the relative IRI <{spelling}> has no base", name, line)
        raise _syntax_error(f"no IRI may be spelt <{iri}>", name, line)


def _bad_iris(dataset: Dataset) -> set[str]:
    terms: set[Node] = set()
    for subject, predicate, value, _ in dataset.quads((None, None, None, None)):
        terms.update((subject, predicate, value))
    return {str(term) for term in terms if isinstance(term, URIRef) and _refused(term)}


def _refused(iri: URIRef) -> bool:
    return iri.startswith(_NO_BASE) or _NOT_IN_AN_IRI.search(iri) is not None


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _too_deep(name: str) -> GraphSyntaxError:
    return GraphSyntaxError("the brackets are nested too deep", place=name)


def _syntax_error(reason: str, name: str, line: int | None) -> GraphSyntaxError:
    return GraphSyntaxError(f"syntax error: {reason}", place=f"{name}, line {line}" if line else name)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
