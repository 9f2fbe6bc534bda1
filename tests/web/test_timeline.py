"""What the timeline of a dialogue shows, in which order, and what it says of silence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cetgraph.config import resource
from cetgraph.graph.store import open_store, read_store
from cetgraph.web.dates import say_date, say_gap
from cetgraph.web.timeline import MOST_COLUMNS, Timeline, make_timeline
from cetgraph.web.view import View, thing_at

HEAD = """\
@base <https://w3id.org/cetgraph/id/> .
@prefix cet: <https://w3id.org/cetgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/cetgraph/scheme/> .
<dialogue/x> a cet:Dialogue ; rdfs:label "X Dialogue" .
<dialogue/y> a cet:Dialogue ; rdfs:label "Y Dialogue" .
"""


def _meeting(number: int, date: str) -> str:
    held = f"; cet:heldOn '{date}'" if date else ""
    return f"<meeting/x/{number}> a cet:Meeting ; cet:meetingOf <dialogue/x> ; cet:ordinal {number} {held} .\n"


def _document(name: str, issued: str, *, meeting: int | None = None, names: bool = False) -> str:
    dated = f"; dcterms:issued '{issued}'" if issued else ""
    reports = f"; cet:reports <meeting/x/{meeting}>" if meeting else ""
    mention = f"<mention/{name}> cet:mentionOf <dialogue/x> ; cet:statedIn <document/{name}> .\n" if names else ""
    return f"<document/{name}> a cet:SourceDocument ; dcterms:title 'Paper {name}' {dated} {reports} .\n{mention}"


def _commitment(
    document: str, number: int, initiative: str, progress: str, *, area: str = "space", date: str = ""
) -> str:
    dated = f"; cet:mentionsDate '{date}'" if date else ""
    return (
        f"<initiative/{initiative}> a cet:Initiative ; rdfs:label 'About {initiative}' .\n"
        f"<commitment/{document}/{number}> a cet:Commitment ; rdfs:label 'To do {document} {number}' ; "
        f"cet:statedIn <document/{document}> ; cet:concernsInitiative <initiative/{initiative}> ; "
        f"cet:progress scheme:progress\\/{progress} ; cet:area scheme:area\\/{area} {dated} ; "
        f"cet:evidence <evidence/{document}/{number}> .\n"
        f"<evidence/{document}/{number}> oa:hasSelector [ oa:exact 'x' ] , [ oa:start {number} ] .\n"
    )


PEOPLE = """\
<event/1> a cet:InstrumentEvent ; rdfs:label "Signing of it" ; cet:statedIn <document/two> ;
  cet:eventOf <instrument/it> ; cet:occurredOn "2024-05" .
<person/p> rdfs:label "Ada <b>" .
<part/1> cet:atMeeting <meeting/x/1> ; cet:person <person/p> ; cet:meetingRole scheme:meeting-role\\/chair .
<person/q> rdfs:label "Guest" .
<part/2> cet:atMeeting <meeting/x/1> ; cet:person <person/q> ; cet:meetingRole scheme:meeting-role\\/participant .
"""

SMALL = HEAD + "".join(
    [
        _meeting(2, "2024-06-17"),
        _meeting(1, "2023-01-31"),
        _meeting(3, ""),
        _document("one", "2023-02-01", meeting=1),
        _document("two", "2024-06-17", meeting=2),
        _document("between", "2023-06-22"),
        _document("named", "2023-08-01", names=True),
        _document("elsewhere", "2023-09-01"),
        _commitment("one", 5, "quantum", "announced", date="2023"),
        _commitment("one", 9, "chips", "exploring", area="semiconductors", date="2023-01"),
        _commitment("between", 3, "quantum", "completed"),
        _commitment("two", 7, "launch", "completed", date="2025"),
        _commitment("two", 8, "orbit", "under-way", date="2026-03"),
        _commitment("elsewhere", 1, "other", "announced"),
        PEOPLE,
    ]
)


def _timeline(data: str, name: str = "dialogue/x") -> Timeline:
    return make_timeline(View(read_store(data), read_store("")), thing_at(name))


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    """Three meetings, one of them undated and unreported, and documents between."""
    return _timeline(SMALL)


def test_meetings_and_documents_stand_in_the_order_of_time(timeline: Timeline) -> None:
    """The undated come last; a document that has nothing to do with the dialogue is not there."""
    assert [(stop.name, stop.date) for stop in timeline.stops] == [
        ("Meeting 1", "2023-01-31"),
        ("Paper between", "2023-06-22"),
        ("Paper named", "2023-08-01"),
        ("Meeting 2", "2024-06-17"),
        ("Meeting 3", ""),
    ]
    assert [paper.words for paper, _ in timeline.papers] == ["Paper one", "Paper between", "Paper named", "Paper two"]
    assert (timeline.meetings, timeline.searched) == (3, 5)


def test_an_initiative_runs_from_where_it_is_named_first(timeline: Timeline) -> None:
    """The lane says how far it was at each stop; after it, silence is told, before it there is none."""
    assert [lane.reference.words for lane in timeline.initiatives] == ["About quantum"]
    lane = timeline.initiatives[0]
    assert lane.words == "31 January 2023: announced; 22 June 2023: completed"
    assert [stop.name for stop in timeline.columns] == ["Meeting 1", "Paper between", "Meeting 2", "Meeting 3"]
    assert [cell.line.progress if cell.line else "" for cell in lane.cells] == ["announced", "completed", "", ""]
    assert [cell.is_running for cell in lane.cells] == [True, False, False, False]
    assert [cell.is_silent for cell in lane.cells] == [False, False, True, False]


def test_a_meeting_that_nobody_reports_is_not_silent(timeline: Timeline) -> None:
    """Where no document was read, nothing can be said to be missing."""
    assert not any(lane.cells[-1].is_silent for lane in (*timeline.initiatives, *timeline.areas))


def test_areas_have_lanes_with_counts(timeline: Timeline) -> None:
    """Areas of the stops side by side, the largest first."""
    counts = {lane.reference.words.rpartition("/")[2]: [cell.count for cell in lane.cells] for lane in timeline.areas}
    assert {name.rpartition(":")[2]: row for name, row in counts.items()} == {
        "space": [1, 1, 2, 0],
        "semiconductors": [1, 0, 0, 0],
    }


def test_dates_that_come_later_are_due(timeline: Timeline) -> None:
    """A year is over at its end; what is completed is not due; what was said later of the same stands beside it."""
    first, *rest = [due for due, _ in timeline.dues]
    assert (first.date, [line.progress for line in first.later]) == ("2023", ["completed"])
    assert [(due.date, due.later) for due in rest] == [("2026-03", ())]


def test_chairs_and_events_stand_under_their_meeting(timeline: Timeline) -> None:
    """Those who only took part are not among the chairs."""
    stops = {stop.name: stop for stop in timeline.stops}
    assert [person.words for person, _ in stops["Meeting 1"].chairs] == ["Ada <b>"]
    assert [(event.reference.words, event.on) for event in stops["Meeting 2"].happenings] == [
        ("Signing of it", "2024-05")
    ]
    assert stops["Meeting 2"].gap == "11 months later"


def test_lines_lead_to_the_commitment_and_its_sentence(timeline: Timeline) -> None:
    """One for the page, one for the reading room."""
    line = timeline.stops[0].areas[0].lines[0]
    assert (line.path, line.room) == ("/doc/commitment/one/9", "/document/one#c9")


def test_dates_of_near_meetings_do_not_cover_each_other() -> None:
    """Two rows of dates; what fits in neither is in the list alone."""
    data = HEAD + "".join(_meeting(number, f"2023-01-0{number}") for number in range(1, 5))
    assert [(date, row) for date, _, row in _timeline(data).labels] == [("2023-01-01", 0), ("2023-01-02", 1)]


def test_of_many_meetings_the_latest_stand_side_by_side() -> None:
    """The list has them all."""
    data = HEAD + "".join(
        _meeting(number, f"{2000 + number}") + _document(f"d{number}", f"{2000 + number}", meeting=number)
        for number in range(1, 13)
    )
    timeline = _timeline(data)
    assert [stop.number for stop in timeline.columns] == [str(number) for number in range(13 - MOST_COLUMNS, 13)]
    assert len(timeline.stops) == 12


@pytest.mark.parametrize("date", ["0000", "2023-13-45", "soon", "9999-12-31", "²⁰²³"])
def test_dates_that_are_none_do_no_harm(date: str) -> None:
    """They stand as they are, without a place on the line."""
    data = HEAD + _meeting(1, date) + _meeting(2, "2023-01-01") + _document("d", date, meeting=1)
    timeline = _timeline(data + _commitment("d", 1, "i", "announced", date=date))
    assert len(timeline.stops) == 2


@pytest.mark.parametrize("ordinal", ["'²'", "'" + "9" * 5000 + "'", "'x y'", "<urn:x>"])
def test_numbers_that_are_none_do_no_harm(ordinal: str) -> None:
    """A meeting may be called anything, and two may be called the same: each keeps its own place on the page."""
    data = HEAD + _meeting(1, "2023") + _meeting(2, "2023")
    timeline = _timeline(
        data.replace("cet:ordinal 1", f"cet:ordinal {ordinal}").replace("cet:ordinal 2", f"cet:ordinal {ordinal}")
    )
    assert {stop.anchor for stop in timeline.stops} == {"meeting-x-1", "meeting-x-2"}


def test_a_dialogue_without_anything_has_a_page() -> None:
    """A name alone is told as that."""
    timeline = _timeline(SMALL, "dialogue/y")
    assert (timeline.stops, timeline.years, timeline.papers) == ((), (), ())


def test_the_page_tells_of_the_july_meeting(july: FlaskClient) -> None:
    """Who chaired, what was undertaken by area and how far it is, what is due, and on what it rests."""
    page = july.get("/timeline/dialogue/sg-us-critical-and-emerging-technology-dialogue").get_data(as_text=True)
    assert re.search(r"Chaired by.*Balakrishnan.*Blinken", page, re.DOTALL)
    assert "September 2024</strong>" in page
    assert "Not mentioned again in the documents searched." in page
    assert 'class="progress under-way"' in page
    assert re.search(r'href="/document/2024-07-31-[^"#]+#c1723"', page)


def test_dialogues_lead_to_their_timelines(july: FlaskClient) -> None:
    """From the list, and from a dialogue's own page; what is no dialogue has none."""
    address = "/timeline/dialogue/sg-us-critical-and-emerging-technology-dialogue"
    assert address in july.get("/timeline").get_data(as_text=True)
    page = july.get(address.replace("/timeline/", "/doc/"), headers={"Accept": "text/html"}).get_data(as_text=True)
    assert address in page
    for name in ("country/SG", "dialogue/nowhere", "x/%00", "dialogue/..%2f..", "<script>"):
        assert july.get(f"/timeline/{name}").status_code == 404


def test_every_dialogue_of_a_graph_has_a_timeline(repository: Path) -> None:
    """None fails, however little is known of it."""
    view = View(open_store([repository / "data" / "graph"]), open_store([resource("ontology")]))
    names = view.names.get("dialogue", ())
    assert names
    assert all(make_timeline(view, thing_at(name)).name for name in names)


def test_gaps_and_dates_in_words() -> None:
    """Days, months, years."""
    assert say_gap("2023-01-01", "2023-01-02") == "1 day later"
    assert say_gap("2021", "2024") == "3 years later"
    assert say_gap("2024", "2023") == ""
    assert say_date("0000") == "0000"
