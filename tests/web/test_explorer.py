"""What the explorer shows at an address, and what it refuses."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.web.hub import HEAD, HUB, make_hub
from werkzeug.datastructures import MultiDict

from cetgraph.graph.picture import find_requests
from cetgraph.graph.store import Store, read_store
from cetgraph.web import explorer_view
from cetgraph.web.explorer import ROWS, find
from cetgraph.web.explorer_graph import Basis, ExplorerGraph, make_explorer_graph
from cetgraph.web.explorer_opening import usual_start
from cetgraph.web.explorer_scene import AT_ONCE, MOST, USUAL, Scene, Step, take_step
from cetgraph.web.explorer_sources import sources_of_edge, sources_of_thing
from cetgraph.web.explorer_view import Address, Picture, Pictures, read_address, write_address
from cetgraph.web.search_fill import make_search_index

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


def draw(graph: ExplorerGraph, address: Address) -> Picture:
    """The picture at the address, with nothing kept from before."""
    return Pictures(graph).at(address)


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


def test_what_was_hidden_comes_back_where_it_was(graph: ExplorerGraph) -> None:
    """Hidden things are listed, and shown again in their places."""
    start = ("dialogue/new",)
    before = draw(graph, Address(start=start))
    hidden = draw(graph, Address(start=start, steps=(Step("hide", ("initiative/x", "document/one")),)))
    assert set(hidden.scene.hidden) == {"initiative/x", "document/one"}
    steps = (Step("hide", ("initiative/x", "document/one")), Step("add", ("document/one",)))
    again = draw(graph, Address(start=start, steps=steps))
    assert again.spots["document/one"] == before.spots["document/one"]
    assert set(again.scene.hidden) == {"initiative/x"}
    assert again.scene.said == ("Hide 2 things", "Show One again")


def test_what_is_pinned_no_filter_hides(graph: ExplorerGraph) -> None:
    """A pin keeps a thing in view until it is taken off; the place stays."""
    start, pin = ("dialogue/new",), Step("pin", ("7", "-9", "initiative/x"))
    without = frozenset({"initiative"})
    pinned = draw(graph, Address(start=start, steps=(pin,), without=without))
    assert (pinned.spots["initiative/x"].x, pinned.spots["initiative/x"].y) == (7, -9)
    loose = draw(graph, Address(start=start, steps=(pin, Step("unpin", ("initiative/x",))), without=without))
    assert "initiative/x" not in loose.spots


GROUP = Step("group", ("Both", "meeting/new/1", "meeting/new/2"))


def test_things_are_grouped_by_hand(graph: ExplorerGraph) -> None:
    """A group stands for its things: their links are its links, and what is unseen beside them is unseen beside it."""
    start = ("dialogue/new",)
    before = draw(graph, Address(start=start))
    picture = draw(graph, Address(start=start, steps=(GROUP,)))
    assert picture.groups["group:1"].members == ("meeting/new/1", "meeting/new/2")
    assert not {"meeting/new/1", "meeting/new/2"} & picture.spots.keys()
    kept = before.spots.keys() & picture.spots.keys()
    assert {name: picture.spots[name] for name in kept} == {name: before.spots[name] for name in kept}
    bundles = {(bundle.first, bundle.second): len(bundle.edges) for bundle in picture.bundles}
    assert bundles == {("dialogue/new", "group:1"): 2, ("document/one", "group:1"): 1}
    assert not any("meeting" in edge.source + edge.target for edge in picture.single_edges)
    opened = draw(graph, Address(start=start, steps=(GROUP, Step("open", ("group:1",)))))
    assert opened.spots == before.spots


def test_groups_grow_shrink_and_are_named_once(graph: ExplorerGraph) -> None:
    """A group can be grouped with others, filtered, opened thing by thing, and its name is never given again."""
    start = ("dialogue/new",)
    wider = Step("group", ("More", "group:1", "document/one"))
    picture = draw(graph, Address(start=start, steps=(GROUP, wider)))
    assert set(picture.groups) == {"group:2"}
    assert len(picture.groups["group:2"].members) == 3
    filtered = draw(graph, Address(start=start, steps=(GROUP, wider), without=frozenset({"meeting"})))
    assert filtered.groups["group:2"].members == ("document/one",)
    none = draw(graph, Address(start=start, steps=(GROUP,), without=frozenset({"meeting"})))
    assert not none.groups
    single = draw(graph, Address(start=start, steps=(GROUP, wider, Step("add", ("document/one",)))))
    assert "document/one" in single.spots
    assert len(single.groups["group:2"].members) == 2
    gone = draw(graph, Address(start=start, steps=(GROUP, Step("hide", ("group:1",)))))
    assert gone.more["dialogue/new"]["meeting"] == 2
    lonely = draw(graph, Address(start=start, steps=(Step("group", ("One", "meeting/new/1")),)))
    assert not lonely.groups
    assert lonely.notes == ("A group needs two things that are shown.",)


def test_the_ways_are_all_that_are_shortest(graph: ExplorerGraph) -> None:
    """From one body to another over their commitment, and not over a country, which is near to everything."""
    ways = graph.ways("organisation/aa-nist", "organisation/bb-imda", 8)
    assert {way[1] for way in ways} == {"commitment/one/1", "initiative/x"}
    assert graph.ways("organisation/aa-nist", "organisation/bb-imda", 1) == ways[:1]
    assert graph.ways("organisation/aa-nist", "organisation/lone", 8) == ()
    assert graph.ways("country/AA", "country/BB", 8)
    step = Step("path", ("organisation/aa-nist", "organisation/bb-imda"))
    picture = draw(graph, Address(start=("organisation/aa-nist",), steps=(step,)))
    assert picture.scene.ways == ways
    assert {name for way in ways for name in way} <= picture.spots.keys()


def test_steps_have_names(graph: ExplorerGraph) -> None:
    """What can be undone is named for what it did."""
    steps = (
        Step("expand", ("commitment", "initiative/x")),
        Step("path", ("organisation/aa-nist", "organisation/bb-imda")),
        GROUP,
        Step("limit", ("500",)),
    )
    assert draw(graph, Address(start=("dialogue/new",), steps=steps)).scene.said == (
        "Show 2 commitments of Testing",
        "Show the ways from Institute of Standards to Médiathèque",
        "Group “Both”",
        "Raise the limit to 500 things",
    )


def test_an_address_is_written_as_it_is_read(graph: ExplorerGraph) -> None:
    """What spells a state is read as that state: pins, groups, filters and choice are in it."""
    address = Address(
        start=("dialogue/new",),
        steps=(GROUP, Step("pin", ("-3", "4", "group:1")), Step("hide", ("document/one",))),
        without=frozenset({"area", "post"}),
        area="scheme/area/space",
        first_year="2021",
        chosen="group:1",
        ticked=("dialogue/new",),
    )
    assert read_address(MultiDict(write_address(address))) == address
    assert draw(graph, address).spots["group:1"].x == -3


def test_a_step_that_shows_nothing_says_so(graph: ExplorerGraph) -> None:
    """Where all of a kind are shown, or a kind is none, the step does nothing and is named."""
    picture = draw(graph, Address(start=("dialogue/new",), steps=(Step("expand", ("meeting", "dialogue/new")),)))
    assert picture.scene.said == ("Show meetings of New Dialogue",)
    assert picture.notes == ("They are all shown already.",)


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
        [("do", "limit~many")],
        [("do", "group~Alone")],
        [("do", "hide~a~~b")],
        [("do", "pin~1~2~a~b")],
        [("do", "hide~x")] * 201,
        [("do", "path~x~y")] * 21,
    ],
    ids=str,
)
def test_nonsense_in_an_address_is_refused(client: FlaskClient, fields: list[tuple[str, str]]) -> None:
    """What is no state of the explorer is the client's mistake, and no traceback."""
    answer = client.get("/explore/view.json", query_string=MultiDict(fields))
    assert answer.status_code == 400


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


VIEW = "?start=commitment/one/early&without=country&do=hide~document/one"


def test_the_view_as_a_table(client: FlaskClient) -> None:
    """CSV has each link with its sentence, the filters in words, and the address that brings the view back."""
    answer = client.get(f"/explore/view.csv{VIEW}")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert {row["link"] for row in rows} == {"takes part"}
    assert any("Exploring" in row["sentence"] and row["document"] == "First Statement" for row in rows)
    assert {row["filters"] for row in rows} == {"without countries"}
    again = client.get(urlsplit(rows[0]["view"])._replace(scheme="", netloc="", path="/explore/view.csv").geturl())
    assert again.data == answer.data


def test_the_view_for_other_programs(client: FlaskClient) -> None:
    """GraphML, GEXF and the page by itself say filters and sources, and of each link what it rests on."""
    stated = ("Filters: without countries.", "Sources: First Statement (2023-05-01).")
    graph = nx.read_graphml(io.BytesIO(client.get(f"/explore/view.graphml{VIEW}").data), force_multigraph=True)
    assert all(words in graph.graph["description"] for words in stated)
    links = [data for _, _, data in graph.edges(data=True)]
    assert {data["basis"] for data in links} == {"stated"}
    assert {data["documents"] for data in links} == {"First Statement"}
    gexf = ET.fromstring(client.get(f"/explore/view.gexf{VIEW}").data)
    (description,) = (element.text or "" for element in gexf.iter() if element.tag.endswith("}description"))
    assert all(words in description for words in stated)
    page = client.get(f"/explore/view.html{VIEW}")
    assert all(words in page.get_data(as_text=True) for words in stated)
    assert find_requests(page.get_data(as_text=True)) == ()
    caption = client.get(f"/explore/caption.json{VIEW}").get_json()
    assert caption[0] == "An early <script>alert(1)</script> one: 3 things, 2 links"
    assert all(words in caption for words in stated)


def test_groups_are_told_in_files(client: FlaskClient) -> None:
    """What stands in a group is exported thing by thing, with the group's name."""
    view = "?start=commitment/one/early&do=group~Bodies~organisation/us-nist~organisation/int-iso"
    graph = nx.read_graphml(io.BytesIO(client.get(f"/explore/view.graphml{view}").data), force_multigraph=True)
    grouped = {data["label"] for _, data in graph.nodes(data=True) if data.get("groupedAs") == "Bodies"}
    assert grouped == {"ISO", "Institute of <b>Standards</b>"}


def test_what_xml_cannot_hold_is_told(open_site: Callable[[Path], Flask], tmp_path: Path) -> None:
    """A control character in a name is an answer of 422 that says so, and no broken file."""
    turtle = f'{HEAD}<country/AA> a cet:Country ; rdfs:label "A\\u0001land" .'
    (tmp_path / "cetgraph.trig").write_text(turtle, encoding="utf-8")
    client = open_site(tmp_path).test_client()
    assert client.get("/explore/view.graphml?start=country/AA").status_code == 422
    assert client.get("/explore/view.csv?start=country/AA").status_code == 200


def test_it_works_without_scripts(client: FlaskClient) -> None:
    """Buttons of the tables and the form of filters lead to the addresses that a script would make."""
    page = client.get("/explore?start=commitment/one/early&do=hide~organisation/int-iso").get_data(as_text=True)
    forms = _Forms.of(page)
    state = [("start", "commitment/one/early"), ("do", "hide~organisation/int-iso")]
    table = next(form for form in forms if ("do", "hide~document/one") in form.buttons)
    assert table.hidden == state
    assert ("do", "expand~commitment~document/one") in table.buttons
    grown = client.get("/explore/view.json", query_string=MultiDict([*state, ("do", "expand~commitment~document/one")]))
    assert "commitment/one/late" in {node["id"] for node in grown.get_json()["nodes"]}
    filters = next(form for form in forms if ("kinds", "chosen") in form.hidden)
    answer = client.get("/explore", query_string=MultiDict([*filters.hidden, ("area", ""), ("with", "commitment")]))
    assert answer.status_code == 303
    assert "without=organisation" in answer.headers["Location"]
    assert "without=commitment" not in answer.headers["Location"]
    chosen = client.get("/explore?start=commitment/one/early&choose=commitment/one/early").get_data(as_text=True)
    assert "Exploring “&lt;i&gt;this&lt;/i&gt;” &amp; that." in chosen
    assert "Undo: Hide ISO" in page


@dataclass
class _Form:
    hidden: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    """Collects a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Form] = []

    @classmethod
    def of(cls, page: str) -> list[_Form]:
        """The forms of the page."""
        parser = cls()
        parser.feed(page)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(_Form())
        elif tag == "input" and found.get("type") == "hidden":
            self.found[-1].hidden.append((found["name"], found["value"]))
        elif tag == "button" and "name" in found:
            self.found[-1].buttons.append((found["name"], found["value"]))


@pytest.mark.parametrize("kind", ["commitment", "document", "heading", "organisation", "person", "country", "meeting"])
def test_each_page_opens_the_explorer(client: FlaskClient, kind: str) -> None:
    """From a thing's own page one goes on to what it is linked to."""
    names = {
        "commitment": "commitment/one/early",
        "document": "document/one",
        "heading": "heading/one/ai",
        "organisation": "organisation/us-nist",
        "person": "person/us-ada",
        "country": "country/SG",
        "meeting": "meeting/x/ordinal-1",
    }
    page = client.get(f"/doc/{names[kind]}.html").get_data(as_text=True)
    assert f'href="/explore?start={names[kind]}"' in page


@pytest.fixture(scope="module")
def hub() -> Pictures:
    """A country with two thousand neighbours."""
    return Pictures(make_explorer_graph(read_store(make_hub(2000)), {}))


def _grow(kind: str, times: int) -> tuple[Step, ...]:
    return tuple(Step("expand", (kind, HUB)) for _ in range(times))


def test_a_hub_opens_and_grows_within_bounds(hub: Pictures) -> None:
    """A thing with thousands of neighbours shows some of each kind and counts the rest; a step adds forty."""
    opened = hub.at(Address(start=(HUB,)))
    assert len(opened.spots) == 41
    assert opened.more[HUB]["commitment"] == 1490
    grown = hub.at(Address(start=(HUB,), steps=_grow("commitment", 2)))
    assert len(grown.spots) == 41 + 2 * AT_ONCE
    assert grown.more[HUB]["commitment"] == 1490 - 2 * AT_ONCE


def test_beyond_the_limit_things_come_as_a_group(hub: Pictures) -> None:
    """The last place of a full picture is that of a group of all others, which opens when there is room again."""
    full = hub.at(Address(start=(HUB,), steps=_grow("commitment", 3)))
    assert len(full.spots) == USUAL
    (group,) = full.groups.values()
    assert len(group.members) == 2000 - 500 - 10 - (USUAL - 41 - 1)
    assert HUB in {bundle.first for bundle in full.bundles}
    assert "No more than 150 things are shown" in full.notes[0]
    steps = (*_grow("commitment", 3), Step("limit", ("9999",)), *(Step("open", ("group:3",)) for _ in range(20)))
    most = hub.at(Address(start=(HUB,), steps=steps))
    assert len(most.spots) <= MOST
    assert most.scene.limit == MOST
    assert len(most.groups["group:3"].members) > 900
    more = (*_grow("commitment", 3), *_grow("initiative", 3), Step("gather", ("organisation", HUB)))
    still = hub.at(Address(start=(HUB,), steps=more))
    assert (len(still.spots), len(still.groups)) == (USUAL, 1)
    beyond = hub.at(Address(start=(HUB,), steps=(Step("limit", ("500",)), *_grow("commitment", 15))))
    assert len(beyond.spots) == MOST


def test_all_of_a_kind_come_as_one_group(hub: Pictures) -> None:
    """A thousand neighbours need one place."""
    picture = hub.at(Address(start=(HUB,), steps=(Step("gather", ("commitment", HUB)),)))
    assert len(picture.spots) == 42
    assert picture.groups["group:1"].label == "1490 commitments of Aland"
    first = next(name for name in hub.at(Address(start=(HUB,))).spots if name.startswith("commitment/"))
    steps = (Step("hide", (first,)), Step("gather", ("commitment", HUB)))
    assert not hub.at(Address(start=(HUB,), steps=steps)).scene.hidden
    assert "commitment" not in picture.more[HUB]


def test_a_step_moves_nothing_and_lays_out_nothing_anew(hub: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    """The layout is made once for a start; each step goes on from the scene before it, which is kept."""
    calls: list[str] = []

    def count(graph: ExplorerGraph, scene: Scene, step: Step) -> Scene:
        calls.append(step.verb)
        return take_step(graph, scene, step)

    monkeypatch.setattr(explorer_view, "take_step", count)
    monkeypatch.setattr(explorer_view, "open_scene", lambda *_: pytest.fail("laid out anew"))
    start, steps = (HUB,), (*_grow("document", 1), *_grow("organisation", 2), Step("limit", ("500",)))
    before = hub.at(Address(start=start))
    for length in range(1, len(steps) + 1):
        after = hub.at(Address(start=start, steps=steps[:length]))
        assert {name: after.spots[name] for name in before.spots} == before.spots
        before = after
    assert calls == [step.verb for step in steps]


def test_what_the_page_is_sent_stays_small(open_site: Callable[[Path], Flask], tmp_path: Path) -> None:
    """At the most that is shown, the page and the view are a fraction of what a browser chews in a moment."""
    (tmp_path / "cetgraph.trig").write_text(make_hub(2000), encoding="utf-8")
    client = open_site(tmp_path).test_client()
    query = MultiDict([("start", HUB), ("do", "limit~500"), *(("do", f"expand~commitment~{HUB}") for _ in range(15))])
    packed = {"Accept-Encoding": "gzip"}
    view = client.get("/explore/view.json", query_string=query, headers=packed)
    assert len(view.data) < 120_000
    page = client.get("/explore", query_string=query)
    assert len(page.data) < 250_000
    assert page.data.count(b"<tr>") <= 2 * (ROWS + 1)
    everything = client.get("/explore", query_string=MultiDict([*query.items(multi=True), ("rows", "all")]))
    assert everything.data.count(b"<tr>") > MOST
