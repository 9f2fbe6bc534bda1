"""RDF files are read strictly, and what does not parse is told with file and line."""

from __future__ import annotations

import io
import logging
import warnings
from pathlib import Path

import pytest
import rdflib
from rdflib import XSD, Literal, URIRef

from cetgraph.errors import CetgraphError, GraphSyntaxError, SourceError
from cetgraph.graph.load import FORMATS, STDIN, exact_literals, load_dataset
from cetgraph.graph.namespaces import Base

TRIPLE = (URIRef("a:b"), URIRef("a:c"), URIRef("a:d"))
RDF_XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">
<rdf:Description rdf:about="a:b"><a:c rdf:resource="a:d"/></rdf:Description>
</rdf:RDF>
"""

# One triple, in each format: suffix, file.
GOOD = [
    (".ttl", "@prefix a: <a:> .\na:b a:c a:d .\n"),
    (".trig", "@prefix a: <a:> .\na:g { a:b a:c a:d }\n"),
    (".nt", "<a:b> <a:c> <a:d> .\n"),
    (".nq", "<a:b> <a:c> <a:d> <a:g> .\n"),
    (".jsonld", '{"@context": {"a": "a:"}, "@id": "a:b", "a:c": {"@id": "a:d"}}'),
    (".rdf", RDF_XML),
    (".TTL", "\ufeff<a:b> <a:c> <a:d> ."),
]

# Suffix, file, line of the error (None where it has none), words of the message, why.
BAD = [
    (".ttl", "@prefix a: <a:> .\na:b a:c a:d .\n\na:b a:c [ .\n", 4, "expected", "a bracket that nobody closes"),
    (".ttl", "<a:b>\n<a:c> <a:d>\n\n", 2, "ends within", "no full stop"),
    (".ttl", '<a:b> <a:c> "é", \n .', 1, "expected", "a comma with nothing after it"),
    (".ttl", '<a:b> <a:c>\n"open\n', 2, "ends within", "a string that nobody closes"),
    (".ttl", '<a:b> <a:c>\n"open\n more" .', 2, "newline", "a string that goes on in the next line"),
    (".ttl", "<a:b> <a:c> <a:d> .\n<a:b> x:c <a:d> .", 2, "not bound", "an unknown prefix"),
    (".ttl", "<a:b> <a:c> <a:d> .\n<a:b> <a:c> <a b> .", 2, "<a b>", "a space in an IRI"),
    (".ttl", "<a:b> <a:c> <d> .", 1, "relative", "a relative IRI without a base"),
    (".ttl", "{ <a:b> <a:c> <a:d> } => { <a:b> <a:c> <a:e> } .", 1, "expected", "N3 is no Turtle"),
    (".ttl", '<a:b> <a:c> "x"@-- .', 1, "language", "no language tag"),
    (".ttl", "hello world", 1, "expected", "prose"),
    (".ttl", "[" * 3000, None, "too deep", "brackets without end"),
    (".trig", "<a:g> {\n<a:b> <a:c> <a:d> .\n<a:x> <a:y> }", 3, "expected", "half a statement"),
    (".nt", "<a:b> <a:c> <a:d> .\n<a:b> <a:c>\n", 2, "whole statement", "half a statement"),
    (".nt", "<a:b> <a:c> <a:d> .\n<a:b> <a:c> <a:e> <a:g> .", 2, "whole statement", "N-Quads are no N-Triples"),
    (".nq", "<a:b> <a:c> <a:d> <a:g> .\n<a:b> <a:c> d <a:g> .", 2, "whole statement", "a bare word"),
    (".jsonld", '{"@context": {"a": "a:"},\n"@id": }', 2, "Expecting value", "broken JSON"),
    (".jsonld", '"words"', 1, "object", "JSON, but no JSON-LD"),
    (".jsonld", '{"@context": 5, "@id": "a:b", "a:c": 1}', None, "json-ld", "a context that is none"),
    (".jsonld", '{"@context": "https://schema.org/", "@id": "a:b"}', None, "network", "a context from elsewhere"),
    (".jsonld", '[{"@context": [{}, "https://schema.org/"]}]', None, "network", "a context from elsewhere"),
    (".jsonld", "[" * 100_000, None, "too deep", "brackets without end"),
    (".rdf", RDF_XML.replace("</rdf:Description>", ""), 4, "mismatched tag", "a tag that nobody closes"),
    (".rdf", RDF_XML.replace("rdf:about=", 'rdf:ID="x" rdf:about='), 3, "at most one", "XML, but no RDF"),
    (
        ".rdf",
        '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY y SYSTEM "file:///x">]>\n' + RDF_XML[22:],
        2,
        "elsewhere",
        "",
    ),
]

UNREADABLE = [
    (".ttl", b"", "empty"),
    (".ttl", b" \n\t", "empty"),
    (".ttl", b"@prefix a: <a:> .\n# nothing else\n", "no statements"),
    (".ttl", b"\x7fELF\x00\x01", "no text"),
    (".ttl", b"# one\n# caf\xe9\n", "not UTF-8"),
    (".docx", b"words", "suffix"),
]


def write(folder: Path, suffix: str, words: str | bytes) -> Path:
    """A file of that suffix with those words."""
    path = folder / f"graph{suffix}"
    path.write_bytes(words.encode() if isinstance(words, str) else words)
    return path


@pytest.mark.parametrize(("suffix", "words"), GOOD, ids=[case[0] for case in GOOD])
def test_each_format_is_read(suffix: str, words: str, tmp_path: Path) -> None:
    """The suffix tells the format; a byte order mark does no harm."""
    dataset = load_dataset([write(tmp_path, suffix, words)])
    assert [quad[:3] for quad in dataset.quads((None, None, None, None))] == [TRIPLE]


def test_each_known_suffix_has_a_case() -> None:
    """No format is without a file that is read and one that is refused."""
    assert {suffix.lower() for suffix, _ in GOOD} == set(FORMATS)
    assert {case[0] for case in BAD} == set(FORMATS)


def test_named_graphs_stay_named(tmp_path: Path) -> None:
    """A quad keeps its graph; a triple outside any is in the default graph."""
    words = "<a:b> <a:c> <a:d> .\n<a:g> { <a:b> <a:c> <a:e> }\n"
    dataset = load_dataset([write(tmp_path, ".trig", words)])
    assert set(dataset.default_graph) == {TRIPLE}
    assert set(dataset.graph(URIRef("a:g"))) == {(*TRIPLE[:2], URIRef("a:e"))}


def test_files_are_read_together(tmp_path: Path) -> None:
    """Several files are one dataset; blank nodes of two files stay two."""
    first = write(tmp_path, ".ttl", '_:x <a:c> "1" .')
    second = write(tmp_path, ".nt", '_:x <a:c> "2" .\n')
    assert len(set(load_dataset([first, second]).default_graph.subjects())) == 2


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` is TriG from standard input."""
    stdin = io.TextIOWrapper(io.BytesIO(b"<a:g> { <a:b> <a:c> <a:d> }"))
    monkeypatch.setattr("sys.stdin", stdin)
    assert len(load_dataset([STDIN]).graph(URIRef("a:g"))) == 1


@pytest.mark.parametrize("case", BAD, ids=lambda case: f"{case[0]} {case[3]} {case[4]}")
def test_syntax_error_names_file_and_line(case: tuple[str, str, int | None, str, str], tmp_path: Path) -> None:
    """One line that says what is wrong and where."""
    suffix, words, line, message, _ = case
    path = write(tmp_path, suffix, words)
    with pytest.raises(GraphSyntaxError) as caught:
        load_dataset([path])
    assert caught.value.place == (f"{path}, line {line}" if line else str(path))
    assert message in caught.value.message
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("suffix", "octets", "message"), UNREADABLE, ids=[case[2] for case in UNREADABLE])
def test_unreadable_file(suffix: str, octets: bytes, message: str, tmp_path: Path) -> None:
    """A file without text or statements is refused: nothing would be checked, and all would seem well."""
    path = write(tmp_path, suffix, octets)
    with pytest.raises(SourceError, match=message) as caught:
        load_dataset([path])
    assert str(caught.value).startswith(str(path))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    """A file that is not there, and one that is a folder."""
    folder = tmp_path / "x.ttl"
    folder.mkdir()
    for path in (tmp_path / "none.ttl", folder):
        with pytest.raises(CetgraphError) as caught:
            load_dataset([path])
        assert caught.value.place == str(path)


def test_literals_keep_their_spelling(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A literal that does not fit its datatype is kept for the shapes to find, without noise on the way."""
    spelling = {"2024-02-30": XSD.date, "2024-07-31Z": XSD.date, "perhaps": XSD.boolean, "01": XSD.integer}
    words = "".join(f'<a:b> <a:c> "{word}"^^<{datatype}> .\n' for word, datatype in spelling.items())
    with caplog.at_level(logging.WARNING), warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        dataset = load_dataset([write(tmp_path, ".ttl", words)])
    found = {str(o): o.datatype for o in dataset.default_graph.objects() if isinstance(o, Literal)}
    assert found == spelling
    assert not caplog.records


def test_rdflib_is_left_as_it_was() -> None:
    """The settings that hold for the whole process come back, also after an error."""
    level = logging.getLogger("rdflib.term").level
    with pytest.raises(ValueError, match="a base"), exact_literals():
        Base("no slash")
    assert rdflib.NORMALIZE_LITERALS
    assert logging.getLogger("rdflib.term").level == level
