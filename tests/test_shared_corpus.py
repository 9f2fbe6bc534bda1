"""One thing has one identifier across the documents of the shared corpus, whose graph conforms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS

from cetgraph.config import resource
from cetgraph.corpus import Work, read_corpus
from cetgraph.corpus_graph import CheckedGraph, check_readings, graph_files
from cetgraph.graph import vocabulary as cet
from cetgraph.graph.look_alikes import Likeness, find_look_alikes
from cetgraph.graph.named_graphs import all_triples, to_graph
from cetgraph.graph.namespaces import ID
from cetgraph.graph.reading_iris import name_reading
from cetgraph.model import Reading


@dataclass(frozen=True)
class Corpus:
    """The corpus, read and checked; readings are known by their files' names."""

    readings: Mapping[str, Reading]
    checked: CheckedGraph
    graph: Graph


@pytest.fixture(scope="module")
def corpus(shared: Path) -> Corpus:
    """All documents of the corpus, read once."""
    documents = sorted(path for path in (shared / "corpus").iterdir() if path.suffix in {".md", ".html"})
    work = Work(gazetteer=resource("data") / "gazetteer", cache=None, jobs=1)
    readings: dict[str, Reading] = {}
    for document, outcome in read_corpus(documents, work):
        assert isinstance(outcome, Reading), outcome
        readings[document.name if isinstance(document, Path) else str(document)] = outcome
    checked = check_readings(list(readings.values()), shapes=resource("shapes"), ontology=resource("ontology"))
    return Corpus(readings, checked, to_graph(all_triples(checked.graphs)))


def _named(corpus: Corpus, name: str, *, sort: str) -> dict[str, set[str]]:
    """The identifiers of what documents call so, or of what is known by that name, with the documents of each."""
    found: dict[str, set[str]] = defaultdict(set)
    for document, reading in corpus.readings.items():
        iris = name_reading(reading)
        if sort == "organisation":
            for body, iri in zip(reading.organisations, iris.organisations, strict=True):
                if name in {body.name, body.known.name if body.known else None}:
                    found[iri.removeprefix(ID)].add(document)
        elif sort == "person":
            for person, iri in zip(reading.people, iris.people, strict=True):
                if name in {person.name, person.canonical}:
                    found[iri.removeprefix(ID)].add(document)
        else:
            for instrument, iri in zip(reading.instruments, iris.instruments, strict=True):
                if name in {instrument.name, instrument.canonical}:
                    found[iri.removeprefix(ID)].add(document)
    return dict(found)


def test_all_documents_conform(corpus: Corpus) -> None:
    """No document is left out."""
    assert corpus.checked.report.violations == ()
    assert corpus.checked.left_out == {}
    assert len(corpus.checked.parts) == len(corpus.readings) == 32


def test_the_same_bytes_in_another_order(corpus: Corpus) -> None:
    """Neither the order in which documents come nor that of sets reaches a file."""
    backwards = list(corpus.readings.values())[::-1]
    again = check_readings(backwards, shapes=resource("shapes"), ontology=resource("ontology"))
    assert graph_files(again) == graph_files(corpus.checked)


ONE_THING = {
    "an agency under its name and acronym": (
        ("organisation", "National Institute of Standards and Technology"),
        "organisation/us-national-institute-of-standards-and-technology",
        4,
    ),
    "an agency that most documents abbreviate": (
        ("organisation", "National Aeronautics and Space Administration"),
        "organisation/us-national-aeronautics-and-space-administration",
        8,
    ),
    "a person with posts that change": (("person", "Jake Sullivan"), "person/us-jake-sullivan", 4),
    "a person by surname alone": (("person", "Joseph R. Biden, Jr."), "person/us-joseph-r-biden-jr", 10),
    "a person with the family name first": (("person", "Fumio Kishida"), "person/jp-fumio-kishida", 4),
    "an instrument": (("instrument", "Paris Agreement"), "instrument/paris-agreement", 4),
}


@pytest.mark.parametrize(("named", "iri", "documents"), ONE_THING.values(), ids=ONE_THING.keys())
def test_one_thing(corpus: Corpus, named: tuple[str, str], iri: str, documents: int) -> None:
    """A thing has one identifier in all documents that name it, and those are at least so many."""
    sort, name = named
    found = _named(corpus, name, sort=sort)
    assert list(found) == [iri]
    assert len(found[iri]) >= documents


def test_a_meeting_series_is_the_instrument_that_others_name(corpus: Corpus) -> None:
    """The initiative that met in 2023 and 2024 is the one that the state visit's fact sheet names as an instrument."""
    name = "U.S.-India initiative on Critical and Emerging Technology"
    iri = "instrument/in-us-initiative-on-critical-and-emerging-technology"
    found = _named(corpus, name, sort="instrument")
    assert list(found) == [iri]
    assert {document[:10] for document in found[iri]} >= {"2023-01-31", "2023-06-22", "2024-06-17"}
    meetings = set(corpus.graph.subjects(cet.meetingOf, ID[iri]))
    assert {str(corpus.graph.value(meeting, cet.ordinal)) for meeting in meetings} == {"1", "2"}
    assert (ID[iri], RDF.type, cet.Dialogue) in corpus.graph
    assert len(set(corpus.graph.objects(ID[iri], cet.instrumentKind))) == 1


def test_one_dialogue_with_two_meetings(corpus: Corpus) -> None:
    """The statement of 2023 and the fact sheet of 2024 report the first and the second meeting of one dialogue."""
    dialogue = ID["dialogue/sg-us-critical-and-emerging-technology-dialogue"]
    meetings = {
        str(corpus.graph.value(meeting, cet.ordinal)): str(corpus.graph.value(meeting, cet.heldOn))
        for meeting in corpus.graph.subjects(cet.meetingOf, dialogue)
    }
    assert meetings == {"1": "2023-10-12", "2": "2024-07-31"}
    assert len(set(corpus.graph.objects(dialogue, RDFS.label))) == 1


def test_posts_are_said_of_documents(corpus: Corpus) -> None:
    """One person has an appearance in each document, with the post that the document gives."""
    appearances = set(corpus.graph.subjects(cet.person, ID["person/us-jake-sullivan"]))
    assert len(appearances) >= 4
    assert len({corpus.graph.value(appearance, cet.statedIn) for appearance in appearances}) == len(appearances)


def test_one_name_in_several_countries(corpus: Corpus) -> None:
    """Bodies of one name stay apart by country, and are shown as look-alikes."""
    found = _named(corpus, "National Security Council", sort="organisation")
    countries = {f"organisation/{code}-national-security-council" for code in ("il", "in", "us")}
    assert countries <= set(found)
    alike = [
        each
        for each in find_look_alikes(list(corpus.readings.values()))
        if each.things[0][0] == "National Security Council"
    ]
    # The second is India's council beside the "National Security Council Secretariat" of the same document.
    assert [each.likeness for each in alike] == [Likeness.OTHER_COUNTRIES, Likeness.NEAR]


def test_a_group_and_the_body_of_its_name(corpus: Corpus) -> None:
    """ASEAN as an organisation belongs to ASEAN as a group of states."""
    body = ID["organisation/int-association-of-southeast-asian-nations"]
    assert set(corpus.graph.objects(body, cet.belongsTo)) == {ID["group/ASEAN"]}


def test_each_thing_has_one_label(corpus: Corpus) -> None:
    """Nothing has two names, and nothing has none."""
    labels: dict[URIRef, set[str]] = defaultdict(set)
    for thing, _, label in corpus.graph.triples((None, RDFS.label, None)):
        if isinstance(thing, URIRef) and isinstance(label, Literal):
            labels[thing].add(str(label))
    assert {thing: names for thing, names in labels.items() if len(names) != 1} == {}


def test_new_names_are_marked(corpus: Corpus) -> None:
    """What the gazetteer does not know has an identifier, and is marked as not yet reviewed."""
    unreviewed = {str(thing) for thing in corpus.graph.subjects(cet.reviewed, Literal(lexical_or_value=False))}
    for reading in corpus.readings.values():
        iris = name_reading(reading)
        for body, iri in zip(reading.organisations, iris.organisations, strict=True):
            assert body.known is not None or str(iri) in unreviewed
