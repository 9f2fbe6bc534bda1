"""What the explorer shows at an address, and what it refuses."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from cetgraph.graph.store import Store, read_store
from cetgraph.web.explorer import find
from cetgraph.web.explorer_graph import Basis, ExplorerGraph, make_explorer_graph
from cetgraph.web.explorer_sources import sources_of_edge, sources_of_thing
from cetgraph.web.explorer_view import MOST, Address, Step, draw, read_address, usual_start
from cetgraph.web.search_fill import make_search_index

HEAD = """\
@base <https://w3id.org/cetgraph/id/> .
@prefix cet: <https://w3id.org/cetgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/cetgraph/scheme/> .
"""

SMALL = f"""{HEAD}
<dialogue/old> a cet:Dialogue ; rdfs:label "Old Dialogue" .
<dialogue/new> a cet:Dialogue ; rdfs:label "New Dialogue" .
<meeting/old/1> a cet:Meeting ; rdfs:label "Old, first" ; cet:meetingOf <dialogue/old> ; cet:heldOn "2020" .
<meeting/new/1> a cet:Meeting ; rdfs:label "New, first" ; cet:meetingOf <dialogue/new> ; cet:heldOn "2023-05-01" .
<meeting/new/2> a cet:Meeting ; rdfs:label "New, second" ; cet:meetingOf <dialogue/new> ; cet:heldOn "2024-05-01" .
<document/one> a cet:SourceDocument ; rdfs:label "One" ; dcterms:title "One" ; dcterms:issued "2024-05-02" ;
  cet:reports <meeting/new/2> .
<country/AA> a cet:Country ; rdfs:label "Aland" ; dcterms:identifier "AA" .
<country/BB> a cet:Country ; rdfs:label "Bland" ; dcterms:identifier "BB" .
<organisation/aa-nist> a cet:Agency ; rdfs:label "Institute of Standards" ; cet:belongsTo <country/AA> .
<organisation/bb-imda> a cet:Agency ; rdfs:label "Médiathèque" ; cet:belongsTo <country/BB> .
<organisation/lone> a cet:Organisation ; rdfs:label "Lone" .
<initiative/x> a cet:Initiative ; rdfs:label "Testing" ; cet:pursuedUnder <dialogue/new> .
<commitment/one/1> a cet:Commitment ; rdfs:label "To test" ; cet:statedIn <document/one> ;
  cet:concernsInitiative <initiative/x> ; cet:body <organisation/aa-nist>, <organisation/bb-imda> ;
  cet:party <country/AA>, <country/BB> ; cet:area scheme:area\\/space ;
  cet:progress scheme:progress\\/announced ; cet:reviewed false ; cet:evidence <evidence/1> .
<commitment/one/2> a cet:Commitment ; rdfs:label "To look" ; cet:statedIn <document/one> ;
  cet:concernsInitiative <initiative/x> ; cet:party <country/AA> ; cet:progress scheme:progress\\/exploring .
<evidence/1> oa:hasSelector <evidence/1/quote> .
<evidence/1/quote> oa:exact "We will <test> “it”." .
"""


@pytest.fixture(scope="module")
def store() -> Store:
    """Two dialogues, one paper, two commitments to one initiative."""
    return read_store(SMALL)


@pytest.fixture(scope="module")
def graph(store: Store) -> ExplorerGraph:
    """The explorer's graph of it."""
    return make_explorer_graph(store, {"https://w3id.org/cetgraph/scheme/area/space": "Space"})


def test_it_starts_with_the_dialogue_that_met_last(graph: ExplorerGraph) -> None:
    """Its meetings stand in a row in the order of time; papers, initiatives and areas come with it."""
    assert usual_start(graph) == ("dialogue/new",)
    picture = draw(graph, Address(start=("dialogue/new",)))
    assert set(picture.spots) == {
        "dialogue/new",
        "meeting/new/1",
        "meeting/new/2",
        "document/one",
        "initiative/x",
        "scheme/area/space",
    }
    first, second = picture.spots["meeting/new/1"], picture.spots["meeting/new/2"]
    assert (first.x < second.x, first.y) == (True, second.y)
    assert picture.more["initiative/x"] == {"agency": 2, "commitment": 2, "country": 2}


def test_the_same_address_gives_the_same_picture(graph: ExplorerGraph) -> None:
    """Places are reckoned, not drawn by lot."""
    address = Address(start=("dialogue/new",), steps=(Step("expand", ("commitment", "initiative/x")),))
    assert draw(graph, address) == draw(graph, address)


def test_what_was_there_keeps_its_place(graph: ExplorerGraph) -> None:
    """A step adds things beside their parent, and moves nothing."""
    before = draw(graph, Address(start=("dialogue/new",)))
    after = draw(graph, Address(start=("dialogue/new",), steps=(Step("expand", ("commitment", "initiative/x")),)))
    assert {name: after.spots[name] for name in before.spots} == before.spots
    assert set(after.spots) - set(before.spots) == {"commitment/one/1", "commitment/one/2"}


def test_steps_hide_pin_and_add(graph: ExplorerGraph) -> None:
    """What is hidden is counted beside its neighbours again; what is pinned stays where it was put."""
    steps = (
        Step("hide", ("initiative/x",)),
        Step("pin", ("-500", "40", "document/one")),
        Step("add", ("organisation/lone",)),
    )
    picture = draw(graph, Address(start=("dialogue/new",), steps=steps))
    assert "initiative/x" not in picture.spots
    assert picture.more["dialogue/new"] == {"initiative": 1}
    assert (picture.spots["document/one"].x, picture.spots["document/one"].y) == (-500, 40)
    assert "organisation/lone" in picture.spots


def test_a_way_leads_over_what_links_the_two(graph: ExplorerGraph) -> None:
    """From one body to another over their commitment, and not over a country, which is near to everything."""
    way = graph.path("organisation/aa-nist", "organisation/bb-imda")
    assert len(way) == 3
    assert way[1] in {"commitment/one/1", "initiative/x"}
    assert not graph.path("organisation/aa-nist", "organisation/lone")


def test_no_way_is_said(graph: ExplorerGraph) -> None:
    """Where no way leads, the picture says so."""
    steps = (Step("path", ("organisation/aa-nist", "organisation/lone")),)
    assert draw(graph, Address(start=("organisation/aa-nist",), steps=steps)).notes


def test_filters_apply_to_what_has_what_they_ask_for(graph: ExplorerGraph) -> None:
    """A commitment of another progress, year or party goes; what has no progress at all stays."""
    start = ("initiative/x",)
    assert "commitment/one/2" not in draw(graph, Address(start=start, progress="announced")).spots
    assert "commitment/one/2" not in draw(graph, Address(start=start, country="country/BB")).spots
    assert "dialogue/new" in draw(graph, Address(start=start, progress="announced")).spots
    late = draw(graph, Address(start=start, first_year="2025"))
    assert late.filtered > 0
    assert "initiative/x" in late.spots
    assert not [
        name for name in draw(graph, Address(start=start, without=frozenset({"agency"}))).spots if "org" in name
    ]


def test_derived_links_say_what_they_rest_on(store: Store, graph: ExplorerGraph) -> None:
    """An initiative's area comes from a commitment, whose sentence stands behind it."""
    (edge,) = (edge for edge in graph.edges["initiative/x"] if edge.target == "scheme/area/space")
    assert (edge.basis, edge.through) == (Basis.DERIVED, ("commitment/one/1",))
    (source,) = sources_of_edge(store, graph, edge)
    assert (source.quote, source.title, source.issued) == ("We will <test> “it”.", "One", "2024-05-02")
    assert not source.is_reviewed
    assert sources_of_thing(store, graph, "commitment/one/1") == (source,)


def test_search_knows_accents_beginnings_and_words_in_quotes(store: Store, graph: ExplorerGraph) -> None:
    """Names come before quotes; nothing is found for nothing, and nothing that the explorer does not show."""
    index = make_search_index(store, read_store(""))
    assert [found["id"] for found in find(graph, index, "mediatheque")] == ["organisation/bb-imda"]
    assert find(graph, index, "INST")[0]["id"] == "organisation/aa-nist"
    assert [found["id"] for found in find(graph, index, "we will <test>")] == ["commitment/one/1"]
    assert find(graph, index, "  ") == []


@pytest.mark.parametrize(
    "fields",
    [
        [("do", "burn~everything")],
        [("do", "expand~commitment")],
        [("do", "pin~a~b~dialogue/new")],
        [("from", "soon")],
        [("limit", "-1")],
        [("do", "hide~x")] * 201,
    ],
    ids=str,
)
def test_nonsense_in_an_address_is_refused(client: FlaskClient, fields: list[tuple[str, str]]) -> None:
    """What is no state of the explorer is the client's mistake, and no traceback."""
    answer = client.get("/explore/view.json", query_string=MultiDict(fields))
    assert answer.status_code == 400


def test_limits_hold() -> None:
    """However many things are asked for, the layout gets no more than it can place."""
    assert read_address(MultiDict([("limit", "9999")])).limit == MOST


def test_unknown_things_are_told(client: FlaskClient) -> None:
    """An address from yesterday's graph still opens, and says what is gone."""
    answer = client.get("/explore/view.json?start=person/nobody")
    assert answer.get_json()["notes"] == ["Nothing here is called “person/nobody”."]
    assert client.get("/explore/sources.json?thing=person/nobody").status_code == 404
    assert client.get("/explore/sources.json?source=a&target=b&kind=c").status_code == 404


def test_words_are_text_and_no_markup(client: FlaskClient) -> None:
    """Labels and searches with tags in them stay words on the page."""
    page = client.get("/explore?start=commitment/one/early&q=" + quote("<script>alert(2)</script>"))
    assert b"<script>alert" not in page.data
    assert b"&lt;script&gt;alert(1)" in page.data
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"].partition("script-src")[2].partition(";")[0]


def test_tables_of_the_view(client: FlaskClient) -> None:
    """CSV has each link with its sentence; GraphML and GEXF are there for other programs."""
    answer = client.get("/explore/view.csv?start=commitment/one/early")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert {row["link"] for row in rows} >= {"takes part", "stated in"}
    assert any("Exploring" in row["sentence"] for row in rows)
    assert client.get("/explore/view.graphml?start=commitment/one/early").data.startswith(b"<?xml")
    assert client.get("/explore/view.gexf?start=commitment/one/early").data.startswith(b"<?xml")


@pytest.fixture(scope="module")
def hub() -> ExplorerGraph:
    """A country, and two thousand commitments of its."""
    commitments = "\n".join(
        f'<commitment/one/{number}> a cet:Commitment ; rdfs:label "No. {number:04}" ; cet:party <country/AA> .'
        for number in range(2000)
    )
    return make_explorer_graph(
        read_store(f'{HEAD}<country/AA> a cet:Country ; rdfs:label "Aland" .\n{commitments}'), {}
    )


def test_a_hub_opens_and_grows_within_bounds(hub: ExplorerGraph) -> None:
    """A thing with thousands of neighbours shows a dozen of each kind and counts the rest; steps stop at the limit."""
    opened = draw(hub, Address(start=("country/AA",)))
    assert len(opened.spots) == 13
    assert opened.more["country/AA"] == {"commitment": 1988}
    steps = tuple(Step("expand", ("commitment", "country/AA")) for _ in range(5))
    grown = draw(hub, Address(start=("country/AA",), steps=steps))
    assert len(grown.spots) == 150
    assert "limit of 150" in grown.notes[0]
    most = draw(hub, Address(start=("country/AA",), steps=steps * 3, limit=MOST))
    assert len(most.spots) == MOST
