"""Made-up graphs of the shape that cetgraph writes, of any size, for timing: the same seed gives the same graph.

python bench/make_graph.py 100000 > made-up.trig
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from rdflib import RDF, RDFS, XSD, Dataset, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV, SKOS

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.namespaces import GRAPH, ID, bind_prefixes

COUNTRIES = ("US", "SG", "IN", "JP", "KR", "GB", "AU", "DE", "FR", "IL")
OPENINGS = (
    ("Announcing", "announced", "announces"),
    ("Concluding", "completed", "reports"),
    ("Expanding", "under-way", "reports"),
    ("Exploring", "exploring", "announces"),
)
OBJECTS = ("a roadmap", "a pilot programme", "a joint call", "guidelines", "an exchange of experts", "a testbed")
FIELDS = ("quantum", "semiconductors", "space", "biotechnologies", "standards", "health", "maritime", "climate")
COMMITMENTS_IN_A_DOCUMENT = 40
BODIES_IN_A_DOCUMENT = 12
PEOPLE_IN_A_DOCUMENT = 4

Value: TypeAlias = URIRef | Literal
Statements: TypeAlias = list[tuple[URIRef, Value]]


@dataclass(frozen=True, slots=True)
class Document:
    """One made-up document: what its findings need to point to. `statements` and `provenance` are its two graphs."""

    local: str
    issued: date
    parties: tuple[str, str]
    text: str
    statements: Graph
    provenance: Graph

    @property
    def iri(self) -> URIRef:
        """The document itself."""
        return ID[f"document/{self.local}"]

    @property
    def snapshot(self) -> URIRef:
        """Its frozen text."""
        return ID[f"snapshot/{_hash(self.text, 16)}"]


def make_graph(triples: int, *, seed: int = 0) -> Dataset:
    """A dataset of at least that many triples, whole documents of some 1,700 triples each."""
    source = random.Random(seed)  # noqa: S311
    dataset = Dataset()
    bind_prefixes(dataset)
    reference = dataset.graph(GRAPH["reference"])
    for code in COUNTRIES:
        describe(reference, _country(code), cet.Country, f"Country {code}", [(DCTERMS.identifier, Literal(code))])
    number = 0
    while (missing := triples - len(dataset)) > 0:  # counting all triples is slow: not after each document
        while missing > 0:
            number += 1
            missing -= _add_document(dataset, number, source)
    return dataset


def describe(graph: Graph, subject: URIRef, kind: URIRef, label: str, statements: Statements) -> None:
    """Add a typed and labelled thing with its statements to the graph."""
    graph.add((subject, RDF.type, kind))
    graph.add((subject, RDFS.label, Literal(label, lang="en")))
    for predicate, value in statements:
        graph.add((subject, predicate, value))


def _add_document(dataset: Dataset, number: int, source: random.Random) -> int:
    issued = date(2020, 1, 1) + timedelta(days=number)
    local = f"{issued.isoformat()}-made-up-document-{number}"
    first, second = sorted(source.sample(COUNTRIES, 2))
    sentences = [
        f"{source.choice(OPENINGS)[0]} {source.choice(OBJECTS)} on {source.choice(FIELDS)} between {first} and "
        f"{second}, item {item} of document {number}, with an “example” phrase of a usual length."
        for item in range(COMMITMENTS_IN_A_DOCUMENT)
    ]
    names = [f"Ministry {which} of Affairs" for which in source.sample(range(60), BODIES_IN_A_DOCUMENT)]
    people = [f"Person {which} Example" for which in source.sample(range(400), PEOPLE_IN_A_DOCUMENT)]
    text = "\n".join([f"Made-up document {number}", "Advanced Fields", *names, *people, *sentences])
    document = Document(
        local,
        issued,
        (first, second),
        text,
        dataset.graph(GRAPH[local]),
        dataset.graph(GRAPH[f"{local}/provenance"]),
    )
    _add_frame(document, number)
    for name in names:
        _add_body(document, name, source)
    for index, name in enumerate(people):
        _add_person(document, name, chair=index < 2)  # the first two are the chairs
    for sentence in sentences:
        _add_commitment(document, sentence, names, source)
    return len(document.statements) + len(document.provenance)


def _add_frame(document: Document, number: int) -> None:
    """Add the document itself with its dialogue, meeting, heading, snapshot and reading."""
    parties: list[URIRef] = [_country(code) for code in document.parties]
    dialogue = ID[f"dialogue/{'-'.join(document.parties).lower()}-technology-dialogue"]
    meeting = URIRef(f"{dialogue.replace('/dialogue/', '/meeting/')}/{document.local}")
    agent, reading = ID["software/cetgraph-0.0.0"], ID[f"reading/{document.local}"]
    graph, provenance = document.statements, document.provenance
    describe(
        graph,
        document.iri,
        cet.SourceDocument,
        f"Made-up document {number}",
        [
            (DCTERMS.title, Literal(f"Made-up document {number}", lang="en")),
            (DCTERMS.issued, Literal(document.issued)),
            (DCTERMS.language, Literal("en")),
            (cet.documentKind, cet.DOCUMENT_KIND.concept("joint-fact-sheet")),
            (cet.reports, meeting),
            (cet.snapshot, document.snapshot),
            *((cet.documentParty, party) for party in parties),
        ],
    )
    describe(
        graph,
        dialogue,
        cet.Dialogue,
        "Technology Dialogue",
        [
            (cet.instrumentKind, cet.INSTRUMENT_KIND.concept("mechanism")),
            *((cet.dialogueParty, party) for party in parties),
        ],
    )
    describe(
        graph,
        meeting,
        cet.Meeting,
        f"Meeting {number} of the Technology Dialogue",
        [
            (cet.meetingOf, dialogue),
            (cet.heldOn, Literal(document.issued)),
            *((cet.meetingParty, party) for party in parties),
        ],
    )
    heading = _heading(document)
    graph.add((heading, RDF.type, cet.AreaHeading))
    graph.add((heading, SKOS.prefLabel, Literal("Advanced Fields", lang="en")))
    graph.add((heading, SKOS.broadMatch, cet.AREA.concept("quantum")))
    graph.add((heading, cet.headingOrder, Literal(1)))
    _add_finding(document, heading, "Advanced Fields")
    describe(
        provenance,
        document.snapshot,
        cet.TextSnapshot,
        f"Text of made-up document {number}",
        [
            (cet.text, Literal(document.text)),
            (cet.length, Literal(len(document.text))),
            (cet.sha256, Literal(_hash(document.text, 64))),
        ],
    )
    describe(provenance, agent, PROV.SoftwareAgent, "cetgraph 0.0.0", [(cet.SCHEMA_softwareVersion, Literal("0.0.0"))])
    describe(
        provenance,
        reading,
        PROV.Activity,
        f"Reading of made-up document {number}",
        [(PROV.used, document.iri), (PROV.wasAssociatedWith, agent)],
    )


def _add_body(document: Document, name: str, source: random.Random) -> None:
    party = source.choice(document.parties)
    body = _body(party, name)
    describe(
        document.statements,
        body,
        cet.Agency,
        name,
        [
            (cet.belongsTo, _country(party)),
            (cet.organisationKind, cet.ORGANISATION_KIND.concept("ministry")),
            (SKOS.altLabel, Literal(name.upper(), lang="en")),
        ],
    )
    mention = ID[f"mention/{document.local}/{_slug(name)}"]
    describe(document.provenance, mention, cet.Mention, f"Mention of {name}", [(cet.mentionOf, body)])
    _add_finding(document, mention, name)


def _add_person(document: Document, name: str, *, chair: bool) -> None:
    party = document.parties[0] if chair else document.parties[1]
    person, post = ID[f"person/{party.lower()}-{_slug(name)}"], ID[f"post/{party.lower()}-minister"]
    graph = document.statements
    describe(graph, person, FOAF.Person, name, [])
    describe(graph, post, ORG.Post, "Minister", [(cet.postOf, _country(party))])
    participation = ID[f"participation/{document.local}/{_slug(name)}"]
    dialogue = f"{'-'.join(document.parties).lower()}-technology-dialogue"
    describe(
        graph,
        participation,
        cet.Participation,
        f"{name} at the meeting",
        [
            (cet.person, person),
            (cet.inCapacityOf, post),
            (cet.postStated, Literal(True)),  # noqa: FBT003
            (cet.forParty, _country(party)),
            (cet.atMeeting, ID[f"meeting/{dialogue}/{document.local}"]),
            (cet.meetingRole, cet.MEETING_ROLE.concept("chair" if chair else "participant")),
        ],
    )
    _add_finding(document, participation, name)


def _add_commitment(document: Document, sentence: str, bodies: list[str], source: random.Random) -> None:
    progress, stance = next((progress, stance) for verb, progress, stance in OPENINGS if sentence.startswith(verb))
    local = f"{document.local}/{_hash(sentence, 10)}"
    commitment, initiative = ID[f"commitment/{local}"], ID[f"initiative/{local}"]
    graph = document.statements
    statements: Statements = [
        (cet.concernsInitiative, initiative),
        (cet.underHeading, _heading(document)),
        (cet.area, cet.AREA.concept("quantum")),
        (cet.progress, cet.PROGRESS.concept(progress)),
        (cet.progressBasis, cet.PROGRESS_BASIS.concept("explicit")),
        (cet.stance, cet.STANCE.concept(stance)),
        (cet.governingVerb, Literal(sentence.split(maxsplit=1)[0])),
        *((cet.party, _country(code)) for code in document.parties),
    ]
    if source.random() < 0.3:
        statements.append((cet.mentionsDate, Literal(str(document.issued.year), datatype=XSD.gYear)))
    if source.random() < 0.1:
        amount = ID[f"amount/{local}/1"]
        statements.append((cet.amount, amount))
        money: Statements = [(cet.value, Literal("1500000.0", datatype=XSD.decimal)), (cet.currency, Literal("USD"))]
        describe(graph, amount, cet.Amount, "1,500,000 USD", money)
    describe(graph, commitment, cet.Commitment, sentence[:60], statements)
    describe(graph, initiative, cet.Initiative, sentence[:60], [])
    _add_finding(document, commitment, sentence)


def _add_finding(document: Document, finding: URIRef, words: str) -> None:
    """Add where the finding is stated, the words it rests on, and the rule that made it."""
    start = document.text.index(words)
    digest = _hash(f"{finding} {words}", 10)
    local = f"{document.local}/{digest}"
    evidence = ID[f"evidence/{local}"]
    position, quote = ID[f"evidence/{local}/position"], ID[f"evidence/{local}/quote"]
    graph = document.provenance
    document.statements.add((finding, cet.statedIn, document.iri))
    graph.add((finding, cet.evidence, evidence))
    graph.add((finding, cet.rule, Literal("made-up")))
    graph.add((finding, cet.reviewed, Literal(False)))  # noqa: FBT003
    selectors: Statements = [(cet.OA_hasSelector, position), (cet.OA_hasSelector, quote)]
    describe(graph, evidence, cet.Evidence, words[:60], [(cet.OA_hasSource, document.snapshot), *selectors])
    graph.add((position, RDF.type, cet.OA_TextPositionSelector))
    graph.add((position, cet.OA_start, Literal(start, datatype=XSD.nonNegativeInteger)))
    graph.add((position, cet.OA_end, Literal(start + len(words), datatype=XSD.nonNegativeInteger)))
    graph.add((quote, RDF.type, cet.OA_TextQuoteSelector))
    graph.add((quote, cet.OA_exact, Literal(words)))


def _country(code: str) -> URIRef:
    return ID[f"country/{code}"]


def _body(party: str, name: str) -> URIRef:
    return ID[f"organisation/{party.lower()}-{_slug(name)}"]


def _heading(document: Document) -> URIRef:
    return ID[f"heading/{document.local}/advanced-fields"]


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _hash(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]


def main() -> None:
    """Write a made-up graph as TriG to stdout."""
    parser = argparse.ArgumentParser(description="Write a made-up graph as TriG to stdout.")
    parser.add_argument("triples", type=int, help="at least so many triples")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    sys.stdout.write(make_graph(options.triples, seed=options.seed).serialize(format="trig"))


if __name__ == "__main__":
    main()
