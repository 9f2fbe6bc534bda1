"""What the graph knows of a dialogue over time, as rows of a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cetgraph.graph.store import Store
from cetgraph.graph.terms import Iri
from cetgraph.web.view import read_number

_MEETINGS: Final = """\
SELECT ?meeting ?heldOn ?ordinal ?place ?dialogue WHERE {
  ?meeting cet:meetingOf ?dialogue .
  OPTIONAL { ?meeting cet:heldOn ?heldOn }
  OPTIONAL { ?meeting cet:ordinal ?ordinal }
  OPTIONAL { ?meeting cet:place ?place }
} ORDER BY ?meeting
"""

_CHAIRS: Final = """\
SELECT DISTINCT ?meeting ?person ?name ?post ?party ?dialogue WHERE {
  ?meeting cet:meetingOf ?dialogue .
  ?taking cet:atMeeting ?meeting ; cet:meetingRole <https://w3id.org/cetgraph/scheme/meeting-role/chair> ;
    cet:person ?person .
  ?person rdfs:label ?name .
  OPTIONAL { ?taking cet:inCapacityOf/rdfs:label ?post }
  OPTIONAL { ?taking cet:forParty/dcterms:identifier ?party }
} ORDER BY ?party ?name
"""


def _of_dialogue(commitment: str) -> str:
    """The pattern of a dialogue's initiatives with what is asked of their commitments.

    It stands in each branch, as the engine joins a UNION with what comes after it by reading all of both.
    """
    ways = (
        """?meeting cet:meetingOf ?dialogue . ?reporting cet:reports ?meeting .
        ?stated cet:statedIn ?reporting ; cet:concernsInitiative ?initiative .""",
        "?initiative cet:pursuedUnder ?dialogue .",
        "?stated cet:concernsInstrument ?dialogue ; cet:concernsInitiative ?initiative .",
    )
    return " UNION ".join(f"{{ {way} ?commitment cet:concernsInitiative ?initiative . {commitment} }}" for way in ways)


_COMMITMENTS: Final = f"""\
SELECT DISTINCT ?commitment ?label ?document ?progress ?start ?initiative ?name ?dialogue WHERE {{
  {
    _of_dialogue(
        '''?initiative rdfs:label ?name .
        ?commitment cet:statedIn ?document ; cet:progress ?progress ; rdfs:label ?label .
        OPTIONAL { ?commitment cet:evidence/oa:hasSelector/oa:start ?start }'''
    )
}
}} ORDER BY ?document ?start ?commitment
"""

_AREAS: Final = f"""\
SELECT DISTINCT ?commitment ?area ?dialogue WHERE {{
  {_of_dialogue("?commitment cet:area ?area .")}
}} ORDER BY ?commitment ?area
"""

_DATES: Final = f"""\
SELECT DISTINCT ?commitment ?date ?dialogue WHERE {{
  {_of_dialogue("?commitment cet:mentionsDate ?date .")}
}} ORDER BY ?commitment ?date
"""

_DOCUMENTS: Final = """\
SELECT DISTINCT ?document ?title ?issued ?meeting ?dialogue WHERE {
  {
    ?meeting cet:meetingOf ?dialogue .
    ?document cet:reports ?meeting .
  } UNION {
    ?mention cet:mentionOf ?dialogue ; cet:statedIn ?document .
  }
  ?document dcterms:title ?title .
  OPTIONAL { ?document dcterms:issued ?issued }
} ORDER BY ?issued ?document ?meeting
"""

_TITLES: Final = """\
SELECT ?document ?title ?issued WHERE {
  ?document a cet:SourceDocument ; dcterms:title ?title .
  OPTIONAL { ?document dcterms:issued ?issued }
} ORDER BY ?issued ?document
"""

_EVENTS: Final = """\
SELECT DISTINCT ?event ?label ?on ?document ?dialogue WHERE {
  {
    ?meeting cet:meetingOf ?dialogue .
    ?document cet:reports ?meeting .
    ?event cet:statedIn ?document .
  } UNION {
    ?event cet:eventOf ?dialogue ; cet:statedIn ?document .
  }
  ?event rdfs:label ?label ; cet:eventOf ?what .
  OPTIONAL { ?event cet:occurredOn ?on }
} ORDER BY ?on ?label ?event
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document. `issued` is empty where it is undated."""

    iri: Iri
    title: str
    issued: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """A commitment as the timeline needs it; `areas` and `dates` in their order, `start` -1 where it is not known."""

    iri: Iri
    label: str
    document: Iri
    progress: str
    start: int
    initiative: Iri
    name: str
    areas: tuple[Iri, ...]
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """Who chaired; `post` and `party` are empty where no document tells."""

    person: Iri
    name: str
    post: str
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A signing, conclusion or launch; `on` is empty where it is undated."""

    iri: Iri
    label: str
    on: str
    document: Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting; what no document tells is empty. `papers` report it."""

    iri: Iri
    held_on: str
    ordinal: str
    place: str
    chairs: tuple[Chair, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueRows:
    """All that the timeline of a dialogue is made of. `papers` are those that name it or say how far a matter is.

    `searched` counts all documents of the graph.
    """

    meetings: tuple[Meeting, ...]
    papers: tuple[Paper, ...]
    undertakings: tuple[Undertaking, ...]
    events: tuple[Event, ...]
    searched: int


def read_dialogue(store: Store, dialogue: Iri) -> DialogueRows:
    """What the store knows of the dialogue."""

    def rows(query: str) -> list[dict[str, str]]:
        return store.select(query, substitutions={"dialogue": dialogue})

    titles = {row["document"]: _paper(row) for row in store.select(_TITLES)}
    undertakings = _undertakings(rows(_COMMITMENTS), _several(rows(_AREAS), "area"), _several(rows(_DATES), "date"))
    reporting: defaultdict[str, list[Paper]] = defaultdict(list)
    papers: dict[Iri, Paper] = {}
    for row in rows(_DOCUMENTS):
        paper = _paper(row)
        papers[paper.iri] = paper
        if "meeting" in row:
            reporting[row["meeting"]].append(paper)
    for undertaking in undertakings:
        if undertaking.document.value in titles:
            papers.setdefault(undertaking.document, titles[undertaking.document.value])
    chairs: defaultdict[str, list[Chair]] = defaultdict(list)
    for row in rows(_CHAIRS):
        chair = Chair(person=Iri(row["person"]), name=row["name"], post=row.get("post", ""), party=row.get("party", ""))
        if chair.person not in {known.person for known in chairs[row["meeting"]]}:
            chairs[row["meeting"]].append(chair)
    meetings = {row["meeting"]: row for row in rows(_MEETINGS)}
    return DialogueRows(
        meetings=tuple(
            Meeting(
                iri=Iri(meeting),
                held_on=row.get("heldOn", ""),
                ordinal=row.get("ordinal", ""),
                place=row.get("place", ""),
                chairs=tuple(chairs[meeting]),
                papers=tuple(reporting[meeting]),
            )
            for meeting, row in sorted(meetings.items())
        ),
        papers=tuple(sorted(papers.values(), key=lambda paper: (paper.issued, paper.iri))),
        undertakings=undertakings,
        events=tuple(
            Event(
                iri=Iri(row["event"]),
                label=row["label"],
                on=row.get("on", ""),
                document=Iri(row["document"]),
            )
            for row in rows(_EVENTS)
        ),
        searched=len(titles),
    )


def _undertakings(
    rows: list[dict[str, str]], areas: Mapping[str, tuple[str, ...]], dates: Mapping[str, tuple[str, ...]]
) -> tuple[Undertaking, ...]:
    found: dict[tuple[str, str], Undertaking] = {}
    for row in rows:
        commitment = row["commitment"]
        found.setdefault(
            (commitment, row["initiative"]),
            Undertaking(
                iri=Iri(commitment),
                label=row["label"],
                document=Iri(row["document"]),
                progress=row["progress"].rpartition("/")[2],
                start=read_number(row.get("start")),
                initiative=Iri(row["initiative"]),
                name=row["name"],
                areas=tuple(Iri(area) for area in areas.get(commitment, ())),
                dates=dates.get(commitment, ()),
            ),
        )
    return tuple(sorted(found.values(), key=lambda one: (one.document, one.start, one.iri)))


def _several(rows: list[dict[str, str]], name: str) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row[name] not in found[row["commitment"]]:
            found[row["commitment"]].append(row[name])
    return {commitment: tuple(values) for commitment, values in found.items()}


def _paper(row: Mapping[str, str]) -> Paper:
    return Paper(iri=Iri(row["document"]), title=row["title"], issued=row.get("issued", ""))
