"""Documents that differ on what a thing can have one of are settled, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS, XSD
from tests.small_reading import make_small_reading

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.named_graphs import NamedGraphs, all_triples, merge_graphs
from cetgraph.graph.namespaces import GRAPH, ID, WIKIDATA
from cetgraph.graph.settle import settle
from cetgraph.graph.statements import Triple, date, english
from cetgraph.graph.triples import reading_to_graphs

EARLY, LATE, REFERENCE = GRAPH["2023-a"], GRAPH["2024-b"], GRAPH["reference"]
MEETING, OFFICE, ASEAN = ID["meeting/x/1"], ID["organisation/us-office"], ID["group/ASEAN"]
BODY = ID["organisation/int-association-of-southeast-asian-nations"]


def _graphs(early: Sequence[Triple], late: Sequence[Triple], known: Sequence[Triple]) -> NamedGraphs:
    return {LATE: frozenset(late), EARLY: frozenset(early), REFERENCE: frozenset(known)}


def _values(graphs: NamedGraphs, thing: URIRef, predicate: URIRef) -> set[URIRef | Literal]:
    return {value for subject, name, value in all_triples(graphs) if (subject, name) == (thing, predicate)}


def test_the_earliest_name_stays() -> None:
    """The earlier document's spelling is the label, the other one an alternative in the later document's graph."""
    settled = settle(_graphs([(OFFICE, RDFS.label, english("Office"))], [(OFFICE, RDFS.label, english("Bureau"))], []))
    assert settled[EARLY] == {(OFFICE, RDFS.label, english("Office"))}
    assert settled[LATE] == {(OFFICE, RDFS.label, english("Office")), (OFFICE, SKOS.altLabel, english("Bureau"))}


def test_what_is_known_goes_first() -> None:
    """The reference graph's name stays, whatever documents say."""
    known = [(OFFICE, RDFS.label, english("The Office"))]
    settled = settle(_graphs([(OFFICE, RDFS.label, english("Office"))], [], known))
    assert _values(settled, OFFICE, RDFS.label) == {english("The Office")}


@pytest.mark.parametrize("predicate", [cet.organisationKind, cet.instrumentKind, cet.place])
def test_one_kind_and_one_place(predicate: URIRef) -> None:
    """A new body that two documents take for two kinds of body has the kind of the earlier, so that it can be built."""
    one, other = ID["one"], ID["other"]
    settled = settle(_graphs([(OFFICE, predicate, one)], [(OFFICE, predicate, other)], []))
    assert _values(settled, OFFICE, predicate) == {one}
    assert (OFFICE, predicate, one) in settled[LATE]


DATES = {
    "a month and a day in it": ("2024-09", "2024-09-17", {"2024-09-17"}),
    "a day and its year": ("2024-09-17", "2024", {"2024-09-17"}),
    "two days": ("2024-09-16", "2024-09-17", {"2024-09-16", "2024-09-17"}),
    "a month and a day in another": ("2024-08", "2024-09-17", {"2024-08", "2024-09-17"}),
}


@pytest.mark.parametrize(("early", "late", "expected"), DATES.values(), ids=DATES.keys())
def test_dates(early: str, late: str, expected: set[str]) -> None:
    """The more precise date of one meeting stays; a contradiction is left for the check to find."""
    settled = settle(_graphs([(MEETING, cet.heldOn, date(early))], [(MEETING, cet.heldOn, date(late))], []))
    assert {str(value) for value in _values(settled, MEETING, cet.heldOn)} == expected


def _group_and_body(*, same_name: bool) -> list[Triple]:
    return [
        (ASEAN, RDF.type, cet.CountryGroup),
        (ASEAN, RDFS.label, english("ASEAN")),
        (ASEAN, SKOS.exactMatch, WIKIDATA["Q7768"]),
        (BODY, RDF.type, cet.Organisation),
        (BODY, RDFS.label, english("ASEAN" if same_name else "Association")),
        *([] if same_name else [(BODY, SKOS.exactMatch, WIKIDATA["Q7768"])]),
    ]


@pytest.mark.parametrize("same_name", [True, False])
def test_a_group_that_is_a_body_too(*, same_name: bool) -> None:
    """ASEAN the organisation belongs to ASEAN the group of states, told by name or by identifier; they stay two."""
    settled = settle(_graphs(_group_and_body(same_name=same_name), [], []))
    assert _values(settled, BODY, cet.belongsTo) == {ASEAN}
    assert (BODY, cet.belongsTo, ASEAN) in settled[REFERENCE]


def test_a_body_of_a_country_belongs_to_no_group() -> None:
    """A country's body that has a group's name stays the country's."""
    country = (BODY, cet.belongsTo, ID["country/US"])
    settled = settle(_graphs([*_group_and_body(same_name=True), country], [], []))
    assert _values(settled, BODY, cet.belongsTo) == {ID["country/US"]}


def test_what_does_not_differ_is_not_touched() -> None:
    """Graphs without differences stay as they are, and the order in which they come does not count."""
    reading = make_small_reading()
    later = replace(reading.document, title="Third Dialogue", date="2025-06-01")
    other = replace(reading, document=later, text=f"{reading.text} ")
    parts = [reading_to_graphs(reading), reading_to_graphs(other)]
    merged = merge_graphs(parts)
    assert settle(merged) == merged
    assert settle(merge_graphs(parts[::-1])) == merged


def test_two_documents_on_one_meeting() -> None:
    """The fact sheet and the statement of one meeting agree in the end."""
    reading = make_small_reading()
    assert reading.meeting
    statement = replace(
        reading,
        document=replace(reading.document, title="Statement"),
        meeting=replace(reading.meeting, date="2024-06", place="Strelsau Castle"),
    )
    settled = settle(merge_graphs([reading_to_graphs(reading), reading_to_graphs(statement)]))
    meeting = ID["meeting/gk-ru-robotics-dialogue/ordinal-2"]
    assert _values(settled, meeting, cet.heldOn) == {Literal("2024-06-01", datatype=XSD.date)}
    assert _values(settled, meeting, cet.place) == {Literal("Strelsau")}
    assert len(_values(settled, meeting, RDFS.label)) == 1
