from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from tests.july_graph import july_trig

from cetgraph.graph.network import Between, make_network, network_to_graphml, things_to_gexf, things_to_graphml
from cetgraph.graph.store import Store, read_store
from cetgraph.graph.things import Link, Thing, Things, find_things

MADE_UP = """
BASE <http://x.example/>
PREFIX cet: <https://w3id.org/cetgraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
<US> a cet:Country ; rdfs:label "United States"@en ; dcterms:identifier "US" .
<SG> a cet:Country ; rdfs:label "Singapore"@en ; dcterms:identifier "SG" .
<a> a cet:Agency , cet:Organisation ; rdfs:label "A"@en ; cet:belongsTo <US> .
<b> a cet:Agency ; rdfs:label "B"@en ; cet:belongsTo <SG> .
<c> a cet:Organisation ; rdfs:label "C"@en ; cet:belongsTo <SG> .
<d> a cet:Organisation ; rdfs:label "D"@en .
<c1> cet:body <a> , <b> ; cet:party <US> , <SG> .
<c2> cet:body <a> , <b> ; cet:party <US> .
<c3> cet:body <b> , <c> ; cet:party <SG> .
<c4> cet:body <d> ; cet:party <US> .
"""


@pytest.fixture(scope="module")
def made_up() -> Store:
    """A chain of three bodies, A twice tied to B, B to C, and D alone."""
    return read_store(MADE_UP)


def test_agencies(made_up: Store) -> None:
    """B, in the middle, stands on the only chain between two others; D works with nobody and is still there."""
    network = make_network(made_up, Between.AGENCIES)
    rows = [
        (member.label, member.kind, member.party, member.commitments, member.degree, member.strength)
        for member in network.members
    ]
    assert rows == [
        ("B", "agency", "SG", 3, 2, 3),
        ("A", "agency", "US", 2, 1, 2),
        ("C", "organisation", "SG", 1, 1, 1),
        ("D", "organisation", None, 1, 0, 0),
    ]
    ties = [(tie.first[-1], tie.second[-1], tie.weight) for tie in network.ties]
    assert ties == [("a", "b", 2), ("b", "c", 1)]
    assert network.ties[0].commitments == ("http://x.example/c1", "http://x.example/c2")
    # Of the three pairs of others, (A,C), (A,D) and (C,D), B lies between one.
    assert [member.betweenness for member in network.members] == [pytest.approx(1 / 3, abs=1e-6), 0, 0, 0]


def test_parties(made_up: Store) -> None:
    """Two parties share the one commitment that names both."""
    network = make_network(made_up, Between.PARTIES)
    (tie,) = network.ties
    assert (tie.first[-2:], tie.second[-2:], tie.commitments) == ("SG", "US", ("http://x.example/c1",))
    members = [(member.label, member.commitments) for member in network.members]
    assert members == [("United States", 3), ("Singapore", 2)]


def test_all(made_up: Store) -> None:
    """A body is tied to the other side's country, never to its own; D, which has none, to the one it works for."""
    ties = {(tie.first, tie.second): tie.weight for tie in make_network(made_up, Between.ALL).ties}
    assert ties["http://x.example/SG", "http://x.example/a"] == 1
    assert ties["http://x.example/US", "http://x.example/b"] == 2
    assert ties["http://x.example/US", "http://x.example/d"] == 1
    assert ("http://x.example/US", "http://x.example/a") not in ties
    assert ("http://x.example/SG", "http://x.example/c") not in ties


def test_no_commitments() -> None:
    """A graph without commitments has an empty network."""
    network = make_network(read_store("<urn:a> <urn:b> <urn:c> ."), Between.ALL)
    assert not network.members
    assert not network.ties
    assert network_to_graphml(network)


def test_the_fact_sheet() -> None:
    """By hand: NIST and IMDA share two commitments, two other pairs one each, and the parties all ten."""
    july = read_store(july_trig())
    agencies = make_network(july, Between.AGENCIES)
    parties = {member.iri: member.party for member in agencies.members}
    assert sorted((tie.weight, parties[tie.first], parties[tie.second]) for tie in agencies.ties) == [
        (1, "SG", "US"),
        (1, "SG", "US"),
        (2, "SG", "US"),
    ]
    assert len(agencies.members) == 7
    (tie,) = make_network(july, Between.PARTIES).ties
    assert tie.weight == 10


def test_graphml_reads_back(made_up: Store) -> None:
    """What is written as GraphML is the same network when read."""
    graph = nx.read_graphml(io.BytesIO(network_to_graphml(make_network(made_up, Between.AGENCIES))))
    assert graph.nodes["http://x.example/b"]["label"] == "B"
    assert graph.nodes["http://x.example/b"]["strength"] == 3
    assert graph.edges["http://x.example/a", "http://x.example/b"] == {
        "weight": 2,
        "commitments": "http://x.example/c1 http://x.example/c2",
    }


THINGS = Things(
    things=(
        Thing("urn:x:a", "agency", "A & <B>", (("organisationKind", "agency"),)),
        Thing("urn:x:c", "commitment", "C", (("quote", "“C”\nand more"),)),
    ),
    links=(Link("urn:x:c", "urn:x:a", "body"), Link("urn:x:c", "urn:x:a", "party")),
)


def test_things_in_graphml() -> None:
    """Labels, kinds and attributes are kept, and two links between the same two things."""
    graph = nx.read_graphml(io.BytesIO(things_to_graphml(THINGS)), force_multigraph=True)
    assert graph.is_directed()
    assert graph.nodes["urn:x:a"] == {"label": "A & <B>", "kind": "agency", "organisationKind": "agency"}
    assert graph.nodes["urn:x:c"]["quote"] == "“C”\nand more"
    assert sorted(str(data["kind"]) for _, _, data in graph.edges(data=True)) == ["body", "party"]


def test_things_in_gexf_without_a_date() -> None:
    """GEXF has the same things and links, and no time of day, so that the same graph gives the same file."""
    octets = things_to_gexf(THINGS)
    assert b"lastmodified" not in octets
    root = ET.fromstring(octets)
    names = {element.tag.rpartition("}")[2]: element for element in root.iter()}
    assert names["creator"].text == "cetgraph"
    graph = nx.read_gexf(io.BytesIO(octets))
    assert graph.nodes["urn:x:a"]["label"] == "A & <B>"
    assert graph.number_of_edges() == 2


def test_the_things_of_the_fact_sheet() -> None:
    """Ten commitments, the meeting and its four chairs; chairs are linked to the meeting by their role."""
    things = find_things(read_store(july_trig()))
    kinds = [thing.kind for thing in things.things]
    assert kinds.count("commitment") == 10
    assert kinds.count("document") == kinds.count("meeting") == 1
    assert [link.kind for link in things.links].count("chair") == 4
    iris = {thing.iri for thing in things.things}
    assert all(link.source in iris and link.target in iris for link in things.links)
    commitments = [dict(thing.attributes) for thing in things.things if thing.kind == "commitment"]
    assert all(attributes["quote"] and attributes["progress"] for attributes in commitments)
