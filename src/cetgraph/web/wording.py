"""The words that pages use for kinds of things, for what is said of them, and for the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cetgraph.graph.terms import QUERY_PREFIXES, Iri


def term(name: str) -> Iri:
    """The IRI that a prefixed name spells.

    >>> term("cet:party")
    Iri(value='https://w3id.org/cetgraph/ontology#party')
    """
    prefix, _, local = name.partition(":")
    return Iri(QUERY_PREFIXES[prefix] + local)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that has pages: its class, its name, and the address and heading of the list of them."""

    type: Iri
    name: str
    path: str
    plural: str


KINDS: Final = tuple(
    Kind(term(type_name), name, path, plural)
    for type_name, name, path, plural in (
        ("cet:SourceDocument", "document", "documents", "Documents"),
        ("cet:Dialogue", "dialogue", "dialogues", "Dialogues"),
        ("cet:Meeting", "meeting", "meetings", "Meetings"),
        ("cet:Country", "country", "countries", "Countries"),
        ("cet:CountryGroup", "group of countries", "groups", "Groups of countries"),
        ("cet:Agency", "agency", "agencies", "Agencies"),
        ("cet:Organisation", "organisation", "organisations", "Other organisations"),
        ("foaf:Person", "person", "people", "People"),
        ("org:Post", "post", "posts", "Posts"),
        ("cet:Instrument", "instrument", "instruments", "Instruments"),
        ("cet:Initiative", "initiative", "initiatives", "Initiatives"),
        ("cet:Commitment", "commitment", "commitments", "Commitments"),
        ("cet:Area", "area", "areas", "Areas"),
        ("cet:AreaHeading", "heading", "headings", "Headings"),
        ("cet:InstrumentEvent", "event", "events", "Events"),
    )
)
"""What a thing of each class is called; of several, the first counts."""

FINDINGS: Final = tuple(
    term(name)
    for name in (
        "cet:Commitment",
        "cet:Participation",
        "cet:Appearance",
        "cet:InstrumentEvent",
        "cet:AreaHeading",
        "cet:Mention",
    )
)
"""Classes of what one document states and its own words prove."""

FACTS: Final[Mapping[Iri, str]] = {
    term(name): words
    for name, words in {
        "skos:altLabel": "Also called",
        "skos:definition": "Meaning",
        "skos:scopeNote": "Use",
        "skos:example": "Example",
        "dcterms:identifier": "Code",
        "cet:person": "Person",
        "cet:inCapacityOf": "As",
        "cet:forParty": "For",
        "cet:onBehalfOf": "On behalf of",
        "cet:atMeeting": "At",
        "cet:meetingRole": "Role",
        "cet:documentKind": "Kind",
        "cet:organisationKind": "Kind",
        "cet:instrumentKind": "Kind",
        "cet:eventKind": "What happened",
        "cet:eventOf": "To",
        "cet:occurredOn": "On",
        "dcterms:issued": "Issued",
        "cet:belongsTo": "Of",
        "org:subOrganizationOf": "Part of",
        "cet:postOf": "Of",
        "cet:hasMember": "Members",
        "cet:meetingOf": "Meeting of",
        "cet:ordinal": "Number",
        "cet:heldOn": "Held on",
        "cet:place": "Place",
        "cet:meetingParty": "Parties",
        "cet:dialogueParty": "Parties",
        "cet:documentParty": "Parties",
        "cet:reports": "Reports on",
        "cet:progress": "Progress",
        "cet:progressBasis": "How progress is known",
        "cet:stance": "Stance",
        "cet:governingVerb": "Verb that decides",
        "cet:party": "Parties",
        "cet:body": "Bodies",
        "cet:extendsTo": "Reaches",
        "cet:area": "Areas",
        "cet:underHeading": "Under the heading",
        "cet:mentionsDate": "Dates",
        "cet:amount": "Amounts",
        "cet:concernsInitiative": "Initiative",
        "cet:concernsInstrument": "Instruments",
        "cet:continues": "Continues",
        "cet:initiativeInstrument": "Carried by",
        "cet:pursuedUnder": "Pursued under",
        "cet:statedIn": "Stated in",
        "prov:wasDerivedFrom": "Drawn from",
        "skos:broader": "Broader area",
        "skos:exactMatch": "The same elsewhere",
        "skos:closeMatch": "Close to",
        "skos:broadMatch": "Belongs to the area",
        "dcterms:language": "Language",
        "dcterms:source": "Published at",
        "cet:snapshot": "Frozen text",
        "cet:mentionOf": "Names",
        "cet:headingOrder": "Place among the headings",
        "cet:rule": "Found by the rule",
        "cet:reviewed": "Reviewed by a person",
        "prov:wasGeneratedBy": "Found by",
    }.items()
}
"""What is said of a thing, in the order of its page. What is not here comes after, by the name of its property."""

UNSAID: Final = frozenset(
    term(name)
    for name in (
        "rdf:type",
        "rdfs:label",
        "rdfs:isDefinedBy",
        "skos:prefLabel",
        "skos:notation",
        "skos:inScheme",
        "skos:narrower",
        "skos:topConceptOf",
        "dcterms:title",
        "cet:evidence",
        "cet:text",
    )
)
"""What a page shows in another way, or not at all."""

WAYS_BACK: Final[Mapping[Iri, str]] = {
    term(name): words
    for name, words in {
        "cet:meetingOf": "Meetings",
        "cet:meetingParty": "Meetings",
        "cet:reports": "Documents about it",
        "cet:documentParty": "Documents",
        "cet:party": "Commitments to which it is a party",
        "cet:body": "Commitments that name it",
        "cet:extendsTo": "Commitments that reach it",
        "cet:concernsInitiative": "What documents say of it",
        "cet:concernsInstrument": "Commitments that concern it",
        "cet:area": "Commitments in this area",
        "cet:underHeading": "Commitments under this heading",
        "cet:progress": "Commitments of this progress",
        "cet:stance": "Commitments of this stance",
        "cet:continues": "Continued by",
        "cet:eventOf": "What happened to it",
        "cet:atMeeting": "Who took part",
        "cet:person": "Where documents present this person",
        "cet:forParty": "People who act for it",
        "cet:inCapacityOf": "Who is presented in it",
        "cet:onBehalfOf": "Who acted on this person’s behalf",
        "cet:dialogueParty": "Dialogues",
        "cet:pursuedUnder": "Initiatives pursued under it",
        "cet:initiativeInstrument": "Initiatives that it carries",
        "cet:hasMember": "Member of",
        "cet:belongsTo": "Organisations",
        "org:subOrganizationOf": "Parts",
        "cet:postOf": "Posts",
        "cet:statedIn": "What it states",
        "skos:broader": "Narrower areas",
        "skos:broadMatch": "Headings of documents in this area",
        "skos:closeMatch": "Headings close to it",
        "skos:exactMatch": "Headings of the same meaning",
        "cet:documentKind": "Documents of this kind",
        "cet:organisationKind": "Organisations of this kind",
        "cet:instrumentKind": "Instruments of this kind",
        "cet:mentionOf": "Where documents name it",
        "prov:wasDerivedFrom": "Drawn from it",
    }.items()
}
"""How those are headed that say something of a thing, in the order of its page."""
