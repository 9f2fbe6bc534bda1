"""The graph as tables, one row for each thing, for spreadsheets and statistics.

Cells hold what the documents say, unchanged: a program that takes a cell beginning with "=" for a formula must be told
to import text. Several values of one cell are joined by "; ".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from rdflib import URIRef
from rdflib.namespace import DCTERMS, ORG, RDF, RDFS, SKOS

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.store import Store
from cetgraph.graph.terms import QUERY_PREFIXES, Iri, Term, term_order

SEPARATOR: Final = "; "


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under their columns' names; rows are sorted by their first cell, an IRI."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Inverse:
    """The step from a value back to the things that have it."""

    predicate: URIRef


Steps: TypeAlias = tuple[URIRef | Inverse, ...]

_SELECTOR: Final[Steps] = (cet.evidence, cet.OA_hasSelector)

TABLES: Final[Mapping[str, tuple[URIRef, Mapping[str, Steps]]]] = {
    "commitments": (
        cet.Commitment,
        {
            "quote": (*_SELECTOR, cet.OA_exact),
            "issued": (cet.statedIn, DCTERMS.issued),
            "title": (cet.statedIn, DCTERMS.title),
            "heading": (cet.underHeading, RDFS.label),
            "areas": (cet.area,),
            "parties": (cet.party, DCTERMS.identifier),
            "extends_to": (cet.extendsTo, DCTERMS.identifier),
            "bodies": (cet.body, RDFS.label),
            "progress": (cet.progress,),
            "basis": (cet.progressBasis,),
            "stance": (cet.stance,),
            "verb": (cet.governingVerb,),
            "dates": (cet.mentionsDate,),
            "amounts": (cet.amount, RDFS.label),
            "initiative": (cet.concernsInitiative, RDFS.label),
            "instruments": (cet.concernsInstrument, RDFS.label),
            "continues": (cet.continues,),
            "document": (cet.statedIn,),
            "start": (*_SELECTOR, cet.OA_start),
            "end": (*_SELECTOR, cet.OA_end),
            "rule": (cet.rule,),
            "reviewed": (cet.reviewed,),
        },
    ),
    "people": (
        cet.Appearance,
        {
            "name": (cet.person, RDFS.label),
            "post": (cet.inCapacityOf, RDFS.label),
            "party": (cet.forParty, DCTERMS.identifier),
            "role": (cet.meetingRole,),
            "on_behalf_of": (cet.onBehalfOf, RDFS.label),
            "meeting": (cet.atMeeting, RDFS.label),
            "held_on": (cet.atMeeting, cet.heldOn),
            "title": (cet.statedIn, DCTERMS.title),
            "issued": (cet.statedIn, DCTERMS.issued),
            "person": (cet.person,),
            "document": (cet.statedIn,),
        },
    ),
    "organisations": (
        cet.Organisation,
        {
            "name": (RDFS.label,),
            "other_names": (SKOS.altLabel,),
            "kind": (cet.organisationKind,),
            "party": (cet.belongsTo, DCTERMS.identifier),
            "part_of": (ORG.subOrganizationOf, RDFS.label),
            "same_as": (SKOS.exactMatch,),
            "commitments": (Inverse(cet.body),),
            "documents": (Inverse(cet.mentionOf), cet.statedIn),
        },
    ),
    "instruments": (
        cet.Instrument,
        {
            "name": (RDFS.label,),
            "other_names": (SKOS.altLabel,),
            "kind": (cet.instrumentKind,),
            "parties": (cet.dialogueParty, DCTERMS.identifier),
            "events": (Inverse(cet.eventOf), cet.eventKind),
            "event_dates": (Inverse(cet.eventOf), cet.occurredOn),
            "commitments": (Inverse(cet.concernsInstrument),),
            "documents": (Inverse(cet.mentionOf), cet.statedIn),
        },
    ),
    "meetings": (
        cet.Meeting,
        {
            "label": (RDFS.label,),
            "dialogue": (cet.meetingOf, RDFS.label),
            "ordinal": (cet.ordinal,),
            "held_on": (cet.heldOn,),
            "place": (cet.place,),
            "parties": (cet.meetingParty, DCTERMS.identifier),
            "people": (Inverse(cet.atMeeting), cet.person, RDFS.label),
            "documents": (Inverse(cet.reports),),
        },
    ),
}
"""Of each table the class that has one row a member, and the columns after the IRI with the way to their values."""


def make_tables(store: Store) -> tuple[Table, ...]:
    """All tables, in the order of `TABLES`; one of people has a row for each appearance in a document."""
    return tuple(_table(name, kind, columns, store) for name, (kind, columns) in TABLES.items())


def table_to_csv(table: Table) -> bytes:
    r"""The table in CSV (RFC 4180), in UTF-8, with a line of names.

    >>> table_to_csv(Table("parties", ("code", "name"), (("SG", "Singapore, Republic of"),)))
    b'code,name\r\nSG,"Singapore, Republic of"\r\n'
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return buffer.getvalue().encode()


def _table(name: str, kind: URIRef, columns: Mapping[str, Steps], store: Store) -> Table:
    things = [thing for thing in store.subjects(Iri(str(RDF.type)), Iri(str(kind))) if isinstance(thing, Iri)]
    rows = tuple((thing.value, *(_cell(thing, steps, store) for steps in columns.values())) for thing in things)
    return Table(name, ("id", *columns), rows)


def _cell(thing: Iri, steps: Steps, store: Store) -> str:
    values: set[Term] = {thing}
    for step in steps:
        if isinstance(step, Inverse):
            values = {found for value in values for found in store.subjects(Iri(str(step.predicate)), value)}
        else:
            values = {found for value in values for found in store.objects(value, Iri(str(step)))}
    return SEPARATOR.join(dict.fromkeys(_text(value) for value in sorted(values, key=term_order)))


def _text(value: Term) -> str:
    """The value as a cell shows it: a concept by its notation, a thing by its IRI, a literal by its words.

    >>> _text(Iri("https://w3id.org/cetgraph/scheme/progress/under-way"))
    'under-way'
    """
    if isinstance(value, Iri) and value.value.startswith(QUERY_PREFIXES["scheme"]):
        return value.value.rpartition("/")[2]
    return value.value
