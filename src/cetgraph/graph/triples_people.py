"""People, their posts, and how a document presents them."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef
from rdflib.namespace import FOAF, ORG, RDF, RDFS, SKOS

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.identifiers import slug
from cetgraph.graph.reading_iris import ReadingIris, takes_part
from cetgraph.graph.statements import Triple, boolean, english
from cetgraph.model import Person, Reading


def people_triples(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    """The people of a reading. Who held which post is said of an appearance, never of the person."""
    for index, person in enumerate(reading.people):
        yield from _person(person, iris.people[index])
        yield from _post(person, iris.posts[index], iris)
        yield from _appearance(index, reading, iris)


def _person(person: Person, iri: URIRef) -> Iterator[Triple]:
    yield iri, RDF.type, FOAF.Person
    yield iri, RDFS.label, english(person.canonical or person.name)
    if person.canonical is not None and person.canonical != person.name:
        yield iri, SKOS.altLabel, english(person.name)


def _post(person: Person, iri: URIRef | None, iris: ReadingIris) -> Iterator[Triple]:
    if iri is None or person.post is None:
        return
    yield iri, RDF.type, ORG.Post
    yield iri, RDFS.label, english(person.post)
    if person.country is not None:
        yield iri, cet.postOf, iris.party(person.country)


def _appearance(index: int, reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    person, iri, post = reading.people[index], iris.appearances[index], iris.posts[index]
    yield iri, RDF.type, cet.Appearance
    yield iri, RDFS.label, english(_appearance_label(person, reading))
    yield iri, cet.person, iris.people[index]
    yield iri, cet.statedIn, iris.document
    yield iri, cet.postStated, boolean(post)
    if post is not None:
        yield iri, cet.inCapacityOf, post
    if person.country is not None:
        yield iri, cet.forParty, iris.party(person.country)
    principal = _principal(person, reading, iris)
    if principal is not None:
        yield iri, cet.onBehalfOf, principal
    if takes_part(person, reading) and iris.meeting is not None:
        yield iri, RDF.type, cet.Participation
        yield iri, cet.atMeeting, iris.meeting
        yield iri, cet.meetingRole, cet.MEETING_ROLE.concept(person.capacity)


def _appearance_label(person: Person, reading: Reading) -> str:
    name = person.canonical or person.name
    if takes_part(person, reading):
        return f"{name} as {person.capacity} in: {reading.document.title}"
    return f"{name} in: {reading.document.title}"


def _principal(person: Person, reading: Reading, iris: ReadingIris) -> URIRef | None:
    """Whom the person stood in for, where that one is among the reading's people."""
    if person.on_behalf_of is None:
        return None
    wanted = slug(person.on_behalf_of)
    for other, iri in zip(reading.people, iris.people, strict=True):
        if other is not person and wanted in {slug(other.name), slug(other.canonical or other.name)}:
            return iri
    return None
