from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV, RDF, RDFS, SKOS, XSD
from rdflib.term import BNode, Node
from tests.gold_reading import gold_names, read_gold
from tests.small_reading import make_commitment, make_small_reading

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.namespaces import BASE, GRAPH, ID, WIKIDATA, Base
from cetgraph.graph.reading_iris import name_reading
from cetgraph.graph.triples import merge, reading_to_dataset, union
from cetgraph.model import Amount, Capacity, KnownBody, OrganisationKind, Reading, Span

DOCUMENT = "2024-06-01-joint-statement-of-the-second-ruritania-graustark-robotics-dialogue"
DIALOGUE = ID["dialogue/gk-ru-robotics-dialogue"]
MEETING = ID["meeting/gk-ru-robotics-dialogue/ordinal-2"]
AGREEMENT = ID["instrument/gk-ru-robot-exchange-agreement"]
OFFICE = ID["organisation/ru-robotics-office"]


@pytest.fixture
def reading() -> Reading:
    """The invented dialogue."""
    return make_small_reading()


def _graph(reading: Reading) -> Graph:
    return union(reading_to_dataset(reading))


def _only(graph: Graph, subject: Node, predicate: URIRef) -> Node:
    (value,) = graph.objects(subject, predicate)
    return value


def _commitments(reading: Reading) -> tuple[URIRef, ...]:
    return name_reading(reading).commitments


def test_graphs(reading: Reading) -> None:
    """A reading fills a graph of assertions, one of provenance and the reference graph, and nothing else."""
    dataset = reading_to_dataset(reading)
    filled = {graph.identifier for graph in dataset.graphs() if len(graph)}
    assert filled == {GRAPH[DOCUMENT], GRAPH[f"{DOCUMENT}/provenance"], GRAPH["reference"]}


def test_another_base_moves_things_and_graphs_but_not_terms(reading: Reading) -> None:
    """Our terms keep their address wherever the things live."""
    dataset = reading_to_dataset(reading, base=Base("https://example.org/kg/"))
    words = {str(term) for quad in dataset.quads() for term in quad if isinstance(term, URIRef)}
    assert not [word for word in words if word.startswith((str(ID), str(GRAPH)))]
    assert str(cet.Commitment) in words


def test_document(reading: Reading) -> None:
    """What a document says of itself is there, its address as a valid IRI."""
    graph, document = _graph(reading), ID[f"document/{DOCUMENT}"]
    assert _only(graph, document, DCTERMS.issued) == Literal("2024-06-01", datatype=XSD.date)
    assert _only(graph, document, DCTERMS.source) == URIRef("https://example.org/a%20statement")
    assert _only(graph, document, cet.documentKind) == cet.DOCUMENT_KIND.concept("joint-statement")
    assert set(graph.objects(document, cet.documentParty)) == {ID["country/GK"], ID["country/RU"]}


def test_what_a_document_does_not_say_is_not_there(reading: Reading) -> None:
    """No date, source or meeting is made up."""
    silent = replace(reading.document, date=None, source_url=None)
    graph = _graph(replace(reading, document=silent, meeting=None))
    document = name_reading(replace(reading, document=silent)).document
    assert not list(graph.objects(document, DCTERMS.issued))
    assert not list(graph.objects(document, DCTERMS.source))
    assert not list(graph.subjects(RDF.type, cet.Meeting))


DATES = {"2024": XSD.gYear, "2024-05": XSD.gYearMonth, "2024-05-03": XSD.date}


@pytest.mark.parametrize(("value", "datatype"), DATES.items(), ids=DATES.keys())
def test_dates_are_as_precise_as_said(reading: Reading, value: str, datatype: URIRef) -> None:
    """A year is no first of January."""
    assert reading.meeting
    graph = _graph(replace(reading, meeting=replace(reading.meeting, date=value)))
    assert _only(graph, MEETING, cet.heldOn).n3() == Literal(value, datatype=datatype, normalize=False).n3()


def test_meeting(reading: Reading) -> None:
    """A meeting belongs to its dialogue, which is an instrument under another spelling of its name too."""
    graph = _graph(reading)
    assert _only(graph, MEETING, cet.meetingOf) == DIALOGUE
    assert _only(graph, MEETING, cet.ordinal) == Literal("2", datatype=XSD.positiveInteger)
    assert set(graph.objects(DIALOGUE, RDF.type)) == {cet.Dialogue, cet.Instrument}
    assert set(graph.objects(DIALOGUE, SKOS.altLabel)) == {
        Literal("Graustark-Ruritania Robotics Dialogue (GRRD)", lang="en")
    }
    assert set(graph.objects(DIALOGUE, cet.dialogueParty)) == {ID["country/GK"], ID["country/RU"]}


MEETINGS = {
    "by its number": (2, "2024-06-01", "ordinal-2"),
    "by its date": (None, "2024-06", "2024-06"),
    "by its document": (None, None, DOCUMENT),
}


@pytest.mark.parametrize(("ordinal", "date", "which"), MEETINGS.values(), ids=MEETINGS.keys())
def test_a_meeting_is_known(reading: Reading, ordinal: int | None, date: str | None, which: str) -> None:
    """A meeting is told from others of its dialogue by what the document says first of these."""
    assert reading.meeting
    changed = replace(reading, meeting=replace(reading.meeting, ordinal=ordinal, date=date))
    assert name_reading(changed).meeting == ID[f"meeting/gk-ru-robotics-dialogue/{which}"]


def test_a_known_dialogue_has_the_gazetteers_name(reading: Reading) -> None:
    """The gazetteer decides how a dialogue is called in every document."""
    dialogue = replace(reading.instruments[0], canonical="Graustark-Ruritania Dialogue on Robots")
    graph = _graph(replace(reading, instruments=(dialogue, *reading.instruments[1:])))
    known = ID["dialogue/graustark-ruritania-dialogue-on-robots"]
    assert _only(graph, known, RDFS.label) == Literal("Graustark-Ruritania Dialogue on Robots", lang="en")
    assert Literal("Ruritania-Graustark Robotics Dialogue", lang="en") in set(graph.objects(known, SKOS.altLabel))
    assert set(graph.subjects(RDF.type, cet.Dialogue)) == {known}


def test_a_chair_takes_part(reading: Reading) -> None:
    """Who chaired has a participation: at the meeting, in a post, for a party, with a role."""
    graph, iri = _graph(reading), ID[f"participation/{DOCUMENT}/ru-rudolf-rassendyll"]
    assert set(graph.objects(iri, RDF.type)) == {cet.Participation, cet.Appearance}
    assert _only(graph, iri, cet.atMeeting) == MEETING
    assert _only(graph, iri, cet.meetingRole) == cet.MEETING_ROLE.concept("chair")
    assert _only(graph, iri, cet.inCapacityOf) == ID["post/ru-minister-of-science"]
    assert _only(graph, iri, cet.postStated) == Literal("true", datatype=XSD.boolean)
    assert _only(graph, ID["post/ru-minister-of-science"], cet.postOf) == ID["country/RU"]


def test_who_is_mentioned_only_appears(reading: Reading) -> None:
    """A person who is only mentioned was not at the meeting, and a post that is not given is said not to be."""
    graph, iri = _graph(reading), ID[f"appearance/{DOCUMENT}/ru-flavia-elphberg"]
    assert set(graph.objects(iri, RDF.type)) == {cet.Appearance}
    assert _only(graph, iri, cet.postStated) == Literal("false", datatype=XSD.boolean)
    assert not list(graph.objects(iri, cet.inCapacityOf))


def test_without_a_meeting_everyone_appears(reading: Reading) -> None:
    """There is no participation where there is no meeting."""
    graph = _graph(replace(reading, meeting=None))
    assert not list(graph.subjects(RDF.type, cet.Participation))
    assert len(set(graph.subjects(RDF.type, cet.Appearance))) == len(reading.people)


def test_on_behalf_of(reading: Reading) -> None:
    """Whom a person stood in for is linked where the reading has that person, else left out."""
    oakhurst = ID[f"participation/{DOCUMENT}/ru-axel-oakhurst"]
    assert _only(_graph(reading), oakhurst, cet.onBehalfOf) == ID["person/ru-yetive-beaulieu"]
    without = replace(reading, people=reading.people[:2])
    assert not list(_graph(without).objects(oakhurst, cet.onBehalfOf))


def test_no_timeless_roles(reading: Reading) -> None:
    """Of a person themselves only what they are called is said."""
    graph = _graph(reading)
    for person in graph.subjects(RDF.type, FOAF.Person):
        assert set(graph.predicates(person)) <= {RDF.type, RDFS.label, SKOS.altLabel, SKOS.exactMatch, cet.reviewed}


def test_a_person_known_by_another_name(reading: Reading) -> None:
    """The gazetteer's name of a person gives the IRI, the document's stays as an alternative."""
    person = replace(reading.people[0], canonical="Rudolf V. Rassendyll", wikidata="Q42")
    graph = _graph(replace(reading, people=(person, *reading.people[1:])))
    iri = ID["person/ru-rudolf-v-rassendyll"]
    assert _only(graph, iri, RDFS.label) == Literal("Rudolf V. Rassendyll", lang="en")
    assert _only(graph, iri, SKOS.altLabel) == Literal("Rudolf Rassendyll", lang="en")
    assert _only(graph, iri, SKOS.exactMatch) == WIKIDATA["Q42"]
    assert not list(graph.objects(iri, cet.reviewed))


def test_a_new_body(reading: Reading) -> None:
    """A body of a government is an agency of its country; a name that no gazetteer knows is not yet reviewed."""
    graph = _graph(reading)
    assert set(graph.objects(OFFICE, RDF.type)) == {cet.Agency, cet.Organisation}
    assert _only(graph, OFFICE, cet.belongsTo) == ID["country/RU"]
    assert _only(graph, OFFICE, cet.reviewed) == Literal("false", datatype=XSD.boolean)


def test_a_known_body(reading: Reading) -> None:
    """What the gazetteer is certain of stands in the reference graph, the parent with a label of its own."""
    known = KnownBody(
        name="Office of Robotics", acronym="OR", aliases=("Robot Office",), parent="Ministry", wikidata="Q7", ror="05x"
    )
    body = replace(reading.organisations[0], known=known)
    dataset = reading_to_dataset(replace(reading, organisations=(body,)))
    reference, graph, iri = dataset.graph(GRAPH["reference"]), union(dataset), ID["organisation/ru-office-of-robotics"]
    assert _only(graph, iri, RDFS.label) == Literal("Office of Robotics", lang="en")
    assert {str(name) for name in graph.objects(iri, SKOS.altLabel)} == {"OR", "Robot Office", "Robotics Office"}
    assert set(reference.objects(iri, SKOS.exactMatch)) == {WIKIDATA["Q7"], URIRef("https://ror.org/05x")}
    parent = _only(reference, iri, ORG.subOrganizationOf)
    assert _only(graph, parent, RDFS.label) == Literal("Ministry", lang="en")
    assert _only(graph, parent, cet.belongsTo) == ID["country/RU"]
    assert not list(graph.objects(iri, cet.reviewed))


def test_bodies_of_one_name_in_two_countries_are_two(reading: Reading) -> None:
    """The same name in two countries is two bodies."""
    other = replace(reading.organisations[0], country="GK")
    graph = _graph(replace(reading, organisations=(*reading.organisations, other)))
    assert {OFFICE, ID["organisation/gk-robotics-office"]} <= set(graph.subjects(RDF.type, cet.Agency))


def test_parties(reading: Reading) -> None:
    """Parties have code, name and match; a group has those of its members that the reading describes."""
    graph = _graph(reading)
    assert _only(graph, ID["country/RU"], DCTERMS.identifier) == Literal("RU")
    assert _only(graph, ID["country/RU"], SKOS.exactMatch) == WIKIDATA["Q1"]
    assert set(graph.objects(ID["group/ASEAN"], cet.hasMember)) == {ID["country/RU"]}


def test_a_party_that_is_not_described_is_refused(reading: Reading) -> None:
    """A reading that names a party without describing it is broken."""
    with pytest.raises(ValueError, match="'ZZ'"):
        reading_to_dataset(replace(reading, parties=("ZZ",)))


def test_headings(reading: Reading) -> None:
    """A document's heading is its own concept, narrower than the areas of the scheme."""
    graph, heading = _graph(reading), ID[f"heading/{DOCUMENT}/robotics"]
    assert _only(graph, heading, SKOS.broadMatch) == cet.AREA.concept("autonomous-systems-and-robotics")
    assert _only(graph, heading, cet.headingOrder) == Literal(1)


def test_commitments(reading: Reading) -> None:
    """A commitment has its document, parties, bodies, standing, heading and area."""
    graph, (_, iri, last) = _graph(reading), _commitments(reading)
    assert _only(graph, iri, cet.statedIn) == ID[f"document/{DOCUMENT}"]
    assert set(graph.objects(iri, cet.party)) == {ID["country/GK"], ID["country/RU"]}
    assert _only(graph, iri, cet.body) == OFFICE
    assert _only(graph, iri, cet.progress) == cet.PROGRESS.concept("announced")
    assert _only(graph, iri, cet.stance) == cet.STANCE.concept("commits")
    assert _only(graph, iri, cet.underHeading) == ID[f"heading/{DOCUMENT}/robotics"]
    assert _only(graph, iri, cet.concernsInstrument) == AGREEMENT
    assert _only(graph, last, cet.continues) == iri
    assert _only(graph, last, cet.mentionsDate).n3() == f'"2025"^^<{XSD.gYear}>'


def test_amounts(reading: Reading) -> None:
    """Money is a decimal without exponent, with its currency."""
    amount = Amount(value=1e10, currency="USD", span=Span(0, 1))
    commitment = replace(reading.commitments[0], amounts=(amount, replace(amount, value=2.5)))
    graph = _graph(replace(reading, commitments=(commitment,)))
    values = {value.n3() for value in graph.objects(None, cet.value)}
    assert values == {f'"10000000000"^^<{XSD.decimal}>', '"2.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'}


def test_a_second_identical_quote(reading: Reading) -> None:
    """Two commitments in the same words are two."""
    twice = replace(reading, commitments=(reading.commitments[2], replace(reading.commitments[2], continues=None)))
    first, second = _commitments(
        replace(twice, commitments=tuple(replace(c, continues=None) for c in twice.commitments))
    )
    assert second == URIRef(f"{first}-2")


def test_a_commitment_that_goes_on_with_another_shares_its_initiative(reading: Reading) -> None:
    """Each commitment concerns one initiative; the initiative carries no status."""
    graph, (signed, sent, stays) = _graph(reading), _commitments(reading)
    assert _only(graph, stays, cet.concernsInitiative) == _only(graph, sent, cet.concernsInitiative)
    assert _only(graph, signed, cet.concernsInitiative) == ID["initiative/gk-ru-robot-exchange-agreement"]
    for initiative in graph.subjects(RDF.type, cet.Initiative):
        assert not {cet.progress, cet.stance} & set(graph.predicates(initiative))
        assert isinstance(_only(graph, initiative, RDFS.label), Literal)
        assert _only(graph, initiative, cet.pursuedUnder) == DIALOGUE


def test_a_commitment_cannot_go_on_with_a_later_one(reading: Reading) -> None:
    """A chain of commitments leads back in the document."""
    broken = (replace(reading.commitments[0], continues=1), *reading.commitments[1:])
    with pytest.raises(ValueError, match="goes on with 1"):
        reading_to_dataset(replace(reading, commitments=broken))


def test_another_document_on_the_same_instrument_shares_its_initiative(reading: Reading) -> None:
    """An initiative that is a named instrument is traced through documents."""
    later = replace(reading, document=replace(reading.document, title="Third Dialogue", date="2025-06-01"))
    dataset = merge([reading_to_dataset(reading), reading_to_dataset(later)])
    initiative = ID["initiative/gk-ru-robot-exchange-agreement"]
    assert len(set(union(dataset).subjects(cet.concernsInitiative, initiative))) == 2


def test_what_a_name_alone_does_not_tell_is_of_its_document(reading: Reading) -> None:
    """A government's body without a country, a surname, a post without a country: in two documents they are two."""
    vague = replace(
        reading,
        organisations=(replace(reading.organisations[0], country=None),),
        people=(replace(reading.people[0], name="Rassendyll"), replace(reading.people[1], country=None)),
    )
    other = replace(vague, document=replace(vague.document, title="Third Dialogue"))
    one, two = name_reading(vague), name_reading(other)
    assert one.organisations[0] != two.organisations[0]
    assert one.people[0] != two.people[0]
    assert one.people[1] == two.people[1] == ID["person/int-axel-oakhurst"]
    assert one.posts[0] == two.posts[0] == ID["post/ru-minister-of-science"]
    assert one.posts[1] != two.posts[1]
    assert name_reading(vague) == one


def test_what_is_of_no_country_is_one(reading: Reading) -> None:
    """An international body, a company and a known body without a country are the same in each document."""
    known = KnownBody(name="Robotics Office", acronym=None, aliases=(), parent=None, wikidata=None, ror=None)
    body = replace(reading.organisations[0], country=None)
    bodies = (
        replace(body, kind=OrganisationKind.INTERNATIONAL),
        replace(body, kind=OrganisationKind.COMPANY),
        replace(body, known=known),
    )
    names = name_reading(replace(reading, organisations=bodies)).organisations
    assert set(names) == {ID["organisation/int-robotics-office"]}


def test_signing(reading: Reading) -> None:
    """A completed signing of the one instrument named is an event, on the one date named."""
    graph = _graph(reading)
    (event,) = graph.subjects(RDF.type, cet.InstrumentEvent)
    assert _only(graph, event, cet.eventOf) == AGREEMENT
    assert _only(graph, event, cet.eventKind) == cet.EVENT_KIND.concept("signing")
    assert _only(graph, event, cet.occurredOn) == Literal("2024-05-03", datatype=XSD.date)
    assert _only(graph, event, PROV.wasDerivedFrom) == _commitments(reading)[0]
    assert set(graph.objects(event, cet.evidence)) == set(graph.objects(_commitments(reading)[0], cet.evidence))


def test_evidence_gives_the_words_back(reading: Reading) -> None:
    """Every finding has evidence, whose offsets give its words in the frozen text, and the text has its hash."""
    graph = _graph(reading)
    findings = set(graph.subjects(cet.statedIn))
    assert findings
    for finding in findings:
        assert list(graph.objects(finding, cet.evidence)), finding
        assert _only(graph, finding, cet.reviewed) == Literal("false", datatype=XSD.boolean)
    _check_offsets(graph)


def _check_offsets(graph: Graph) -> None:
    (snapshot,) = graph.subjects(RDF.type, cet.TextSnapshot)
    text = str(_only(graph, snapshot, cet.text))
    for position in graph.subjects(RDF.type, cet.OA_TextPositionSelector):
        (evidence,) = graph.subjects(cet.OA_hasSelector, position)
        (quote,) = set(graph.objects(evidence, cet.OA_hasSelector)) - {position}
        start, end = int(str(_only(graph, position, cet.OA_start))), int(str(_only(graph, position, cet.OA_end)))
        assert text[start:end] == str(_only(graph, quote, cet.OA_exact))


def test_equal_words_in_two_places_are_two_evidences(reading: Reading) -> None:
    """Each place where a name stands has evidence of its own."""
    graph = _graph(reading)
    (mention,) = graph.subjects(cet.mentionOf, AGREEMENT)
    assert len(set(graph.objects(mention, cet.evidence))) == 2


def test_two_entries_for_one_body_are_one_mention(reading: Reading) -> None:
    """A body that is named in two ways has one mention with all its places, made by the rule of the first."""
    known = KnownBody(name="Office of Robotics", acronym=None, aliases=(), parent=None, wikidata=None, ror=None)
    first = replace(reading.organisations[0], known=known)
    second = replace(first, name="Office", spans=(Span(0, 5),), rule="acronym")
    graph = _graph(replace(reading, organisations=(first, second)))
    (mention,) = graph.subjects(cet.mentionOf, ID["organisation/ru-office-of-robotics"])
    assert _only(graph, mention, cet.rule) == Literal("head-noun")
    assert len(set(graph.objects(mention, cet.evidence))) == 2


def test_spellings_of_one_name_give_one_label(reading: Reading) -> None:
    """Where documents spell a name differently, the earliest spelling is the label, the others alternatives."""
    agreement = replace(reading.instruments[1], name="Robot exchange agreement")
    later = replace(
        reading,
        document=replace(reading.document, title="Third Dialogue", date="2025-06-01"),
        instruments=(reading.instruments[0], agreement),
    )
    datasets = [reading_to_dataset(reading), reading_to_dataset(later)]
    graph = union(merge(datasets))
    assert _only(graph, AGREEMENT, RDFS.label) == Literal("Robot Exchange Agreement", lang="en")
    assert _only(graph, AGREEMENT, SKOS.altLabel) == Literal("Robot exchange agreement", lang="en")
    assert set(graph) == set(union(merge(datasets[::-1])))


def test_names_that_differ_only_in_case_within_a_document(reading: Reading) -> None:
    """Within one document too a thing has one label."""
    both = (*reading.instruments, replace(reading.instruments[1], name="ROBOT EXCHANGE AGREEMENT"))
    label = _only(_graph(replace(reading, instruments=both)), AGREEMENT, RDFS.label)
    assert label == Literal("ROBOT EXCHANGE AGREEMENT", lang="en")


def _shift(reading: Reading, words: str) -> Reading:
    """The reading of a text with those words before it."""

    def shift(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(span.start + len(words), span.end + len(words)) for span in spans)

    assert reading.meeting
    return replace(
        reading,
        text=words + reading.text,
        meeting=replace(reading.meeting, spans=shift(reading.meeting.spans)),
        people=tuple(replace(person, spans=shift(person.spans)) for person in reading.people),
        organisations=tuple(replace(body, spans=shift(body.spans)) for body in reading.organisations),
        areas=tuple(replace(area, span=shift((area.span,))[0]) for area in reading.areas),
        instruments=tuple(replace(instrument, spans=shift(instrument.spans)) for instrument in reading.instruments),
        commitments=tuple(replace(commitment, span=shift((commitment.span,))[0]) for commitment in reading.commitments),
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "L"]), max_size=20))
@settings(max_examples=20, deadline=None)
def test_the_same_words_read_again_have_the_same_iris(words: str) -> None:
    """Words before it move a passage, and change nothing but the snapshot and the positions."""
    reading = make_small_reading()
    before, after = (_graph(each) for each in (reading, _shift(reading, f"{words}\n")))
    changed = {cet.OA_start, cet.OA_end, cet.OA_hasSource, cet.snapshot, PROV.used, PROV.wasDerivedFrom}
    snapshots = set(before.subjects(RDF.type, cet.TextSnapshot)) | set(after.subjects(RDF.type, cet.TextSnapshot))
    kept = [
        {triple for triple in graph if triple[1] not in changed and triple[0] not in snapshots}
        for graph in (before, after)
    ]
    assert kept[0] == kept[1]


def _check_form(dataset: Dataset) -> None:
    graph = union(dataset)
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]
    foreign = {cet.statedIn, cet.evidence}
    assert foreign <= set(graph.predicates())
    subjects = {subject for subject in graph.subjects() if str(subject).startswith(BASE.iri)}
    for subject in subjects:
        assert len(set(graph.objects(subject, RDFS.label))) == 1, subject
        assert list(graph.objects(subject, RDF.type)), subject
    targets = {term for _, predicate, term in graph if isinstance(term, URIRef) and predicate != RDF.type}
    ours = {target for target in targets if str(target).startswith(str(ID))}
    assert ours <= subjects


def test_form(reading: Reading) -> None:
    """There is no blank node, each thing has one label and a class, and no link leads to a thing without them."""
    _check_form(reading_to_dataset(reading))


@pytest.mark.parametrize("name", gold_names())
def test_gold_readings(name: str) -> None:
    """The form holds for real readings, and so do the offsets of their evidence."""
    reading = read_gold(name)
    dataset = reading_to_dataset(reading)
    _check_form(dataset)
    graph = union(dataset)
    _check_offsets(graph)
    assert len(set(graph.subjects(RDF.type, cet.Commitment))) == len(reading.commitments)
    assert set(graph) == set(union(reading_to_dataset(read_gold(name))))


def test_all_gold_readings_together(shared: object) -> None:
    """The documents share countries, bodies and dialogues; each thing still has one label."""
    assert shared
    _check_form(merge(reading_to_dataset(read_gold(name)) for name in gold_names()))


def test_the_fact_sheet(shared: object) -> None:
    """The fact sheet of July 2024: its meeting, its chairs, its ten commitments, its two named matters."""
    assert shared
    graph = _graph(read_gold())
    (meeting,) = graph.subjects(RDF.type, cet.Meeting)
    assert _only(graph, meeting, cet.place) == Literal("Singapore")
    assert len(set(graph.subjects(cet.meetingRole, cet.MEETING_ROLE.concept(Capacity.CHAIR)))) == 4
    assert len(set(graph.subjects(RDF.type, cet.Commitment))) == 10
    assert set(graph.objects(None, cet.initiativeInstrument)) == {
        ID["instrument/sg-us-agreement-on-science-and-technology-cooperation"],
        ID["instrument/sg-us-international-network-of-ai-safety-institutes"],
    }
    assert not list(graph.subjects(RDF.type, cet.InstrumentEvent))


def test_make_commitment_finds_its_words() -> None:
    """The test's own builder gives spans of the words that it is given."""
    commitment = make_commitment("This robot will stay until 2025.")
    text = make_small_reading().text
    assert text[commitment.span.start : commitment.span.end] == commitment.quote
