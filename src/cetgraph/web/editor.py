"""The query editor at `/sparql`, and two files that its page fetches: terms that it completes, and the questions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypedDict

from flask import Blueprint, Response, jsonify, render_template, request

from cetgraph.graph.questions import ParameterKind, Question, default_of, read_questions
from cetgraph.graph.store import Store, open_store
from cetgraph.graph.terms import QUERY_PREFIXES, Iri
from cetgraph.web.view import path_of

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What a page with scripts may do: run ours and ask us. Style attributes place the parts of editor and graph; the one
style sheet that a script brings along (the handles between the columns of an answer) is known by its hash."""

FIRST: Final = """\
# What was promised, how far it is, and in which words
SELECT ?commitment ?progress ?quote WHERE {
  ?c a cet:Commitment ;
    rdfs:label ?commitment ;
    cet:progress ?progress ;
    cet:evidence/oa:hasSelector/oa:exact ?quote .
}
ORDER BY ?progress ?commitment
LIMIT 100
"""
"""The query that the page opens with."""

_TERMS: Final = """\
SELECT ?term ?kind (SAMPLE(?name) AS ?label) WHERE {
  VALUES (?class ?kind) {
    (owl:Class "class") (rdfs:Class "class")
    (owl:ObjectProperty "property") (owl:DatatypeProperty "property") (owl:AnnotationProperty "property")
    (rdf:Property "property")
  }
  ?term a ?class .
  FILTER(ISIRI(?term))
  OPTIONAL { ?term rdfs:label ?name }
}
GROUP BY ?term ?kind ORDER BY ?kind ?term
"""

_USED: Final = """\
SELECT DISTINCT ?term ?kind WHERE {
  { ?thing a ?term . BIND("class" AS ?kind) } UNION { ?thing ?term ?value . BIND("property" AS ?kind) }
} ORDER BY ?kind ?term
"""

_CHOICES: Final = {
    ParameterKind.PARTY: "SELECT ?value ?label WHERE { ?p dcterms:identifier ?value ; rdfs:label ?label ; a ?c "
    "FILTER(?c IN (cet:Country, cet:CountryGroup)) } ORDER BY ?label ?value",
    ParameterKind.BODY: "SELECT ?value ?label WHERE { ?value a cet:Organisation ; rdfs:label ?label } "
    "ORDER BY ?label ?value",
    ParameterKind.DIALOGUE: "SELECT ?value ?label WHERE { ?value a cet:Dialogue ; rdfs:label ?label } "
    "ORDER BY ?label ?value",
    ParameterKind.MEETING: "SELECT ?value ?label WHERE { ?value a cet:Meeting ; rdfs:label ?label } "
    "ORDER BY ?label ?value",
}
"""What a parameter may be, by its kind."""

_AREAS: Final = (
    "SELECT ?value ?label WHERE { ?value skos:prefLabel ?label FILTER(STRSTARTS(STR(?value), STR(area:))) } "
    "ORDER BY ?label ?value"
)

_PARTS_OF_WORDS: Final = frozenset({ParameterKind.PARTY, ParameterKind.DATE, ParameterKind.TEXT})
"""The kinds whose values are words; those of the others are things."""


class Term(TypedDict):
    """A class or property as the editor completes it."""

    iri: str
    label: str


class Choice(TypedDict):
    """A value that a parameter may take, and what people call it."""

    value: str
    label: str


class ParameterField(TypedDict):
    """A parameter as the form shows it; `is_words` tells a value of words from an IRI; of `choices` one, if any."""

    name: str
    kind: str
    description: str
    choices: list[str]
    required: bool
    is_words: bool
    default: str


class Example(TypedDict):
    """A question file as the editor offers it."""

    name: str
    title: str
    description: str
    parameters: list[ParameterField]
    sparql: str


class Title(TypedDict):
    """A question as the editor lists it."""

    name: str
    title: str


class Terms(TypedDict):
    """What the editor knows of this site when it opens."""

    prefixes: dict[str, str]
    classes: list[Term]
    properties: list[Term]
    titles: list[Title]


class Examples(TypedDict):
    """What it asks for when somebody starts from a question: all of them, and the values of each kind of parameter."""

    examples: list[Example]
    choices: dict[str, list[Choice]]


def editor(store: Store, *, ontology: Path, questions: Path) -> Blueprint:
    """What the editor's page fetches, for the graph in `store`, the ontology's folder and that of the questions."""
    blueprint = Blueprint("editor", __name__)
    own, asked = open_store([ontology]), read_questions(questions)
    known, offered = _terms(store, own, asked), _examples(store, own, asked)

    @blueprint.app_template_filter("leads_to")
    def leads_to(iri: str) -> str:
        """Where a thing of an answer is described; empty where that is no address."""
        return path_of(Iri(iri), is_known=True)

    @blueprint.get("/sparql/terms.json")
    def terms() -> Response:
        return _send(known)

    @blueprint.get("/sparql/examples.json")
    def examples() -> Response:
        return _send(offered)

    return blueprint


def editor_page(*, query: str = FIRST, **answer: object) -> Response:
    """The page with the editor, for a browser; with the answer below it, which the template tells by its names."""
    response = Response(render_template("editor.html", query=query, **answer))
    response.headers["Content-Security-Policy"] = POLICY
    response.vary.add("Accept")
    return response


def _send(known: Terms | Examples) -> Response:
    response = jsonify(known)
    response.add_etag()
    response.make_conditional(request)
    return response


def _terms(store: Store, ontology: Store, questions: Iterable[Question]) -> Terms:
    own = ontology.select(_TERMS)
    known = {row["term"] for row in own}
    used = [row for row in store.select(_USED) if row["term"] not in known]
    everything = sorted([*own, *used], key=lambda row: (row["kind"], row["term"]))
    return Terms(
        prefixes=dict(sorted(QUERY_PREFIXES.items())),
        classes=[_term(row) for row in everything if row["kind"] == "class"],
        properties=[_term(row) for row in everything if row["kind"] == "property"],
        titles=[Title(name=question.name, title=question.title) for question in questions],
    )


def _examples(store: Store, ontology: Store, questions: Iterable[Question]) -> Examples:
    choices = {
        kind.value: [Choice(value=row["value"], label=row["label"]) for row in store.select(query)]
        for kind, query in _CHOICES.items()
    }
    choices[ParameterKind.AREA] = [Choice(value=row["value"], label=row["label"]) for row in ontology.select(_AREAS)]
    return Examples(examples=[_example(question) for question in questions], choices=choices)


def _term(row: dict[str, str]) -> Term:
    return Term(iri=row["term"], label=row.get("label", ""))


def _example(question: Question) -> Example:
    return Example(
        name=question.name,
        title=question.title,
        description=question.description,
        parameters=[
            ParameterField(
                name=parameter.name,
                kind=parameter.kind,
                description=parameter.description,
                choices=list(parameter.choices),
                required=parameter.is_required,
                is_words=parameter.kind in _PARTS_OF_WORDS,
                default=default_of(parameter, None) or "",
            )
            for parameter in question.parameters
        ],
        sparql=question.sparql,
    )
