"""What holds for the reading of any document: its form, its spans, and that it can be made again."""

from __future__ import annotations

import functools
import importlib.util
import itertools
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import jsonschema
import pytest
from tests.cases.documents import whole_reader

from cetgraph.model import Reading, Span
from cetgraph.pipeline import Reader
from cetgraph.reading_json import reading_to_json, reading_to_value

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
SUFFIXES = (".html", ".md", ".txt")


def _documents() -> list[Path]:
    folders = [REPOSITORY / "data" / "sources", SHARED / "corpus"]
    return sorted((path for folder in folders for path in folder.glob("*") if path.suffix in SUFFIXES), key=str)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem[:60]}"


KNOWN_FAILURES = {
    ("test_every_quote_stands_in_the_document", "2023-05-20"): (
        "addresses in angle brackets are printed in quotes, while the scorer takes them for tags"
    ),
    ("test_one_entry_for_one_thing", "2023-11-13"): "an acronym (PGI) of two known instruments makes a second entry",
    ("test_one_entry_for_one_thing", "2024-04-10"): "an acronym (PGI) of two known instruments makes a third entry",
}
"""What the reader gets wrong: the test, how the document's name begins, and why. A mended one is to be taken out."""


def each_document(test: str) -> pytest.MarkDecorator:
    """Runs the test of this name once for each document; a known failure must fail."""
    parameters = []
    for path in _documents():
        reason = KNOWN_FAILURES.get((test, path.name[:10]))
        mark = [pytest.mark.xfail(reason=reason, raises=AssertionError, strict=True)] if reason else []
        parameters.append(pytest.param(path, id=_name(path), marks=mark))
    return pytest.mark.parametrize("path", parameters)


@functools.cache
def _read(path: Path) -> Reading:
    return whole_reader().read(path)


def _spans(reading: Reading) -> Iterable[Span]:
    """Every span of a reading."""
    for person in reading.people:
        yield from person.spans
    for organisation in reading.organisations:
        yield from organisation.spans
    for instrument in reading.instruments:
        yield from instrument.spans
    if reading.meeting is not None:
        yield from reading.meeting.spans
    for commitment in reading.commitments:
        yield commitment.span
        yield from (date.span for date in commitment.dates)
        yield from (amount.span for amount in commitment.amounts)
    yield from (area.span for area in reading.areas)
    yield from (unclear.span for unclear in reading.unclear)


@pytest.fixture(scope="module")
def schema(shared: Path) -> dict[str, object]:
    """The schema that the JSON of a reading promises to fit."""
    found: dict[str, object] = json.loads((shared / "extraction" / "schema.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def unfound_quotes(shared: Path) -> Callable[[dict[str, object], str], list[str]]:
    """The scorer's check that every quote and name stands in its document (`score.py --check`)."""
    spec = importlib.util.spec_from_file_location("check_score", shared / "extraction" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look for their module there
    spec.loader.exec_module(module)
    found: Callable[[dict[str, object], str], list[str]] = module.unfound_quotes
    return found


def test_there_are_documents() -> None:
    """The shipped source at least is read."""
    assert any(path.parent.name == "sources" for path in _documents())


@each_document("test_json_fits_the_schema")
def test_json_fits_the_schema(path: Path, schema: dict[str, object]) -> None:
    """The JSON is what the schema says, and goes through JSON unchanged."""
    value = reading_to_value(_read(path))
    jsonschema.validate(value, schema, cls=jsonschema.Draft202012Validator)
    assert json.loads(reading_to_json(_read(path))) == value
    assert json.loads(reading_to_json(_read(path), indent=None)) == value
    assert "\n" not in reading_to_json(_read(path), indent=None)


@each_document("test_spans_give_their_words")
def test_spans_give_their_words(path: Path) -> None:
    """A commitment's span is its quote, an area's its heading; every other span holds words and lies in the text."""
    reading = _read(path)
    text = reading.text
    for commitment in reading.commitments:
        assert text[commitment.span.start : commitment.span.end] == commitment.quote
        assert commitment.quote == commitment.quote.strip()
        inner = [date.span for date in commitment.dates] + [amount.span for amount in commitment.amounts]
        for span in inner:
            assert commitment.span.start <= span.start < span.end <= commitment.span.end
    for area in reading.areas:
        assert text[area.span.start : area.span.end] == area.heading
    for span in _spans(reading):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]


def _words(names: str) -> set[str]:
    return {word.lower() for word in names.replace("’s", "").replace("-", " ").split()}


@each_document("test_names_stand_where_they_are_said_to")
def test_names_stand_where_they_are_said_to(path: Path) -> None:
    """Each person, body and instrument has a place, and its places hold a word of its name or its acronym."""
    reading = _read(path)
    named = [(person.name, person.name, person.spans) for person in reading.people]
    named += [(instrument.name, instrument.name, instrument.spans) for instrument in reading.instruments]
    named += [(body.name, f"{body.name} {body.acronym or ''}", body.spans) for body in reading.organisations]
    for name, words, spans in named:
        assert spans, name
        said = _words(" ".join(reading.text[span.start : span.end] for span in spans))
        forms = {form for word in _words(words) for form in (word, f"{word}s", f"{word[:-1]}ies")}
        assert forms & said, f"{name}: {said}"


@each_document("test_every_quote_stands_in_the_document")
def test_every_quote_stands_in_the_document(
    path: Path, unfound_quotes: Callable[[dict[str, object], str], list[str]]
) -> None:
    """Quotes, areas and names are the document's own words."""
    value = json.loads(reading_to_json(_read(path)))
    assert unfound_quotes(value, path.read_text(encoding="utf-8")) == []


@each_document("test_references_hold")
def test_references_hold(path: Path) -> None:
    """What a commitment points to is in the reading, and each at most once; so it is with people and parties."""
    reading = _read(path)
    codes = {party.code for party in reading.known_parties}
    assert set(reading.parties) <= codes
    for number, commitment in enumerate(reading.commitments):
        assert len(set(commitment.organisations)) == len(commitment.organisations), commitment.quote
        assert len(set(commitment.instruments)) == len(commitment.instruments), commitment.quote
        assert all(0 <= at < len(reading.organisations) for at in commitment.organisations)
        assert all(0 <= at < len(reading.instruments) for at in commitment.instruments)
        assert commitment.area is None or 0 <= commitment.area < len(reading.areas)
        assert commitment.continues is None or 0 <= commitment.continues < number
        assert set(commitment.countries) <= set(reading.parties)
        assert commitment.countries, commitment.quote
        assert set(commitment.extends_to) <= codes
    for person in reading.people:
        assert person.on_behalf_of is None or person.on_behalf_of in {other.name for other in reading.people}
    known = {person.country for person in reading.people} | {body.country for body in reading.organisations}
    assert known - {None} <= codes


@each_document("test_one_entry_for_one_thing")
def test_one_entry_for_one_thing(path: Path) -> None:
    """No name is listed twice in one country, and no sentence makes two commitments."""
    reading = _read(path)
    people = [(person.name, person.country) for person in reading.people]
    bodies = [(body.name, body.country) for body in reading.organisations]
    instruments = [instrument.name for instrument in reading.instruments]
    spans = [commitment.span for commitment in reading.commitments]
    for things in (people, bodies, instruments, spans):
        assert len(set(things)) == len(things)
    assert spans == sorted(spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


@pytest.fixture(scope="module")
def second_reader() -> Reader:
    """A reader of its own, so that nothing that the first one kept can help."""
    return Reader.load(REPOSITORY / "data" / "gazetteer")


@each_document("test_read_again")
def test_read_again(path: Path, second_reader: Reader) -> None:
    """The same bytes give the same reading, whatever was read before."""
    assert second_reader.read(path) == _read(path)
    assert reading_to_json(whole_reader().read(path)) == reading_to_json(_read(path))


@each_document("test_bytes_read_like_the_file")
def test_bytes_read_like_the_file(path: Path) -> None:
    """Bytes and their suffix are all that a reading depends on; the place only names the document in errors."""
    content = path.read_bytes()
    assert whole_reader().read_bytes(content, place="elsewhere", suffix=path.suffix) == _read(path)
    windows = whole_reader().read_bytes(content.replace(b"\n", b"\r\n"), place="elsewhere", suffix=path.suffix)
    assert windows.commitments == _read(path).commitments
