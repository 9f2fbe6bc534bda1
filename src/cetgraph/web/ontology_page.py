"""The ontology at its namespace: a page that explains every term, or the axioms in RDF, by negotiation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.graph.namespaces import DEFAULT_BASE
from cetgraph.graph.terms import QUERY_PREFIXES, Iri, shorten_iri, triple_order
from cetgraph.web.rdf import RDF_FORMATS, choose_ending, find_format, write_rdf
from cetgraph.web.things import Fact
from cetgraph.web.view import Reference, View
from cetgraph.web.wording import term

ONTOLOGY: Final = Iri(f"{DEFAULT_BASE}ontology")

_OUR_TERMS: Final = QUERY_PREFIXES["cet"]

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Classes": ("owl:Class",),
    "Properties between things": ("owl:ObjectProperty",),
    "Properties with values": ("owl:DatatypeProperty",),
}
"""The headings of the page, and the classes of the terms below each."""

_SAID: Final[Mapping[str, str]] = {
    "rdfs:subClassOf": "Is a kind of",
    "rdfs:subPropertyOf": "Is a case of",
    "owl:equivalentClass": "Is the same as",
    "owl:disjointWith": "Is never",
    "owl:propertyDisjointWith": "Never together with",
    "rdfs:domain": "Said of",
    "rdfs:range": "Its value is",
    "rdfs:seeAlso": "See also",
}
"""What the page tells of a term beside its words."""

_SAID_BACK: Final[Mapping[str, str]] = {
    "rdfs:subClassOf": "Kinds of it",
    "rdfs:subPropertyOf": "Cases of it",
    "rdfs:domain": "It has",
    "rdfs:range": "It is the value of",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A class or property of ours, explained."""

    anchor: str
    name: str
    label: str
    definition: str
    note: str
    example: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A controlled vocabulary with its concepts and what they mean."""

    anchor: str
    label: str
    definition: str
    concepts: tuple[tuple[Reference, str], ...]


def ontology_page(view: View) -> Blueprint:
    """`/ontology` with the endings of RDF, and its parts and versions, which lead there."""
    blueprint = Blueprint("ontology", __name__)

    @blueprint.get("/ontology", defaults={"ending": ""})
    @blueprint.get("/ontology.<ending>")
    def ontology(ending: str) -> BaseResponse:
        chosen = ending or choose_ending(request.accept_mimetypes)
        if chosen is None:
            abort(406, "The ontology is described in HTML, Turtle, N-Triples, JSON-LD and RDF/XML.")
        response = _page(view) if chosen == "html" else _rdf(view, chosen)
        response.vary.add("Accept")
        for other in RDF_FORMATS:
            address = url_for("ontology.ontology", ending=other.ending)
            response.headers.add("Link", f'<{address}>; rel="alternate"; type="{other.media_type}"')
        response.add_etag()
        return response.make_conditional(request)

    @blueprint.get("/ontology/<path:part>")
    def part(part: str) -> BaseResponse:
        known = Iri(f"{ONTOLOGY.value}/{part}")
        if not view.terms.subjects(term("owl:versionIRI"), known) and not view.objects(known, term("rdf:type")):
            abort(404, "The ontology has no such part or version.")
        return redirect(url_for("ontology.ontology"), 303)

    return blueprint


def explain_terms(view: View, types: tuple[str, ...]) -> tuple[Term, ...]:
    """Our terms of these classes, by name."""
    found = {subject for type_ in types for subject in view.terms.subjects(term("rdf:type"), term(type_))}
    ours = sorted(thing for thing in found if isinstance(thing, Iri) and thing.value.startswith(_OUR_TERMS))
    view.store.warm(ours)
    return tuple(
        Term(
            anchor=thing.value.removeprefix(_OUR_TERMS),
            name=shorten_iri(thing.value),
            label=view.label(thing),
            definition=view.text(thing, term("skos:definition")),
            note=view.text(thing, term("skos:scopeNote")),
            example=view.text(thing, term("skos:example")),
            facts=tuple(_facts(view, thing)),
        )
        for thing in ours
    )


def explain_schemes(view: View) -> tuple[Scheme, ...]:
    """The controlled vocabularies, by name, each with its concepts in order of their names."""
    schemes = view.terms.subjects(term("rdf:type"), term("skos:ConceptScheme"))
    concepts = view.terms.match(None, term("skos:inScheme"), None)
    view.store.warm(thing for concept in concepts for thing in concept[::2] if isinstance(thing, Iri))
    return tuple(
        Scheme(
            anchor=scheme.value.rpartition("/")[2],
            label=view.label(scheme),
            definition=view.text(scheme, term("skos:definition")),
            concepts=tuple(
                (view.refer(concept), view.text(concept, term("skos:definition")))
                for concept in view.terms.subjects(term("skos:inScheme"), scheme)
                if isinstance(concept, Iri)
            ),
        )
        for scheme in schemes
        if isinstance(scheme, Iri)
    )


def _facts(view: View, thing: Iri) -> Iterator[Fact]:
    for name, words in _SAID.items():
        values = [value for value in view.terms.objects(thing, term(name)) if isinstance(value, Iri)]
        if values:
            yield Fact(words, tuple(_refer(value) for value in values))
    for name, words in _SAID_BACK.items():
        subjects = [found for found in view.terms.subjects(term(name), thing) if isinstance(found, Iri)]
        if subjects:
            yield Fact(words, tuple(_refer(found) for found in subjects))


def _refer(thing: Iri) -> Reference:
    """A term by its prefixed name: ours lead down the page, others to where they are defined."""
    if thing.value.startswith(_OUR_TERMS):
        return Reference(shorten_iri(thing.value), f"#{thing.value.removeprefix(_OUR_TERMS)}")
    return Reference(shorten_iri(thing.value).strip("<>"), thing.value)


def _page(view: View) -> Response:
    text = {name: view.text(ONTOLOGY, term(name)) for name in ("dcterms:title", "dcterms:description", "rdfs:comment")}
    return Response(
        render_template(
            "ontology.html",
            title=text["dcterms:title"],
            description=text["dcterms:description"],
            comment=text["rdfs:comment"],
            facts={
                "Version": view.text(ONTOLOGY, term("owl:versionInfo")),
                "Modified": view.text(ONTOLOGY, term("dcterms:modified")),
                "Created": view.text(ONTOLOGY, term("dcterms:created")),
                "Creator": view.text(ONTOLOGY, term("dcterms:creator")),
                "Namespace": _OUR_TERMS,
                "Prefix": view.text(ONTOLOGY, term("vann:preferredNamespacePrefix")),
            },
            licence=view.text(ONTOLOGY, term("dcterms:license")),
            sections={heading: explain_terms(view, types) for heading, types in SECTIONS.items()},
            schemes=explain_schemes(view),
            formats=RDF_FORMATS,
        )
    )


def _rdf(view: View, ending: str) -> Response:
    found = find_format(ending)
    if found is None:
        abort(404, "The ontology is described in HTML, Turtle, N-Triples, JSON-LD and RDF/XML.")
    triples = sorted(view.terms.match(), key=triple_order)
    return Response(write_rdf(triples, ending), mimetype=found.media_type)
