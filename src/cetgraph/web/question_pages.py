"""Questions as pages: a form for the parameters, the rows as a table, the query behind them, and the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse
from werkzeug.wsgi import wrap_file

from cetgraph.engine.formats import TABLES
from cetgraph.engine.results import read_rows
from cetgraph.errors import UnknownQuestion
from cetgraph.graph.questions import Parameter, ParameterKind, Question, make_substitutions
from cetgraph.graph.sparql_values import write_values
from cetgraph.graph.store import Rows
from cetgraph.graph.terms import Iri, Literal, Term, shorten_iri
from cetgraph.web.brief import make_brief
from cetgraph.web.sparql import Endpoint, ask_for_page
from cetgraph.web.view import Reference, View, room_of
from cetgraph.web.wording import KINDS, term

MOST_ROWS: Final = 300
"""Rows that a page shows; the CSV has all."""

CSV: Final = "text/csv"

BRIEF: Final = "brief"
"""The question whose answer is written as a brief."""

MOST_IN_BRIEF: Final = 120
"""Commitments that are still a brief; of more there is the table."""

_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DOCUMENT: Final = term("cet:SourceDocument")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a parameter can take, with its name."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter as the form shows it. `is_closed` means that only the choices answer."""

    name: str
    label: str
    about: str
    value: str
    is_required: bool
    is_closed: bool
    choices: tuple[Choice, ...]

    @property
    def answer(self) -> str:
        """The value by its name."""
        return next((choice.label for choice in self.choices if choice.value == self.value), self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTable:
    """The rows of an answer, as shown: cells in words, with where they lead. `total` counts rows not shown too.

    `sources` are the documents that the rows come from, the latest first, with their dates.
    """

    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Reference, ...], ...]
    total: int
    sources: tuple[tuple[Reference, str], ...]


def question_pages(view: View, questions: Sequence[Question], endpoint: Endpoint) -> Blueprint:
    """`/answers`, and for each question `/answers/<name>` and `/answers/<name>.csv`."""
    blueprint = Blueprint("questions", __name__)
    by_name = {question.name: question for question in questions}

    @blueprint.get("/answers")
    def index() -> BaseResponse:
        return _send(render_template("questions.html", questions=questions))

    @blueprint.get("/answers/<name>")
    def answer(name: str) -> BaseResponse:
        question = by_name.get(name.removesuffix(".csv"))
        if question is None:
            abort(404, "There is no such question.")
        given = {
            parameter.name: value
            for parameter in question.parameters
            if (value := request.args.get(parameter.name, "").strip())
        }
        if name.endswith(".csv"):
            return _csv(view, question, given, endpoint)
        return _page(view, question, given, endpoint)

    return blueprint


def fill_query(question: Question, terms: Mapping[str, Term]) -> str:
    """The question's query with the values written into it: what is asked, and what an editor shows."""
    return write_values(question.sparql, terms, source=question.name)


def make_table(view: View, question: Question, answer: Rows) -> AnswerTable:
    """The answer as a page shows it: without the parameters, which the form shows."""
    hidden = {parameter.name for parameter in question.parameters}
    columns = tuple(name for name in answer.variables if name not in hidden)
    places = [answer.variables.index(name) for name in columns]
    view.warm(value for row in answer.rows[:MOST_ROWS] for value in row if isinstance(value, Iri))
    return AnswerTable(
        columns=columns,
        headings=tuple(_WORDS.sub(" ", name).capitalize() for name in columns),
        rows=tuple(tuple(_cell(view, row[place]) for place in places) for row in answer.rows[:MOST_ROWS]),
        total=len(answer.rows),
        sources=tuple(_sources(view, answer)),
    )


def _page(view: View, question: Question, given: Mapping[str, str], endpoint: Endpoint) -> BaseResponse:
    table, brief, problem, sparql = None, None, "", question.sparql
    if all(parameter.name in given for parameter in question.parameters if parameter.is_required):
        try:
            terms = make_substitutions(question, given, view.store)
            sparql = fill_query(question, terms)
            found = read_rows(ask_for_page(endpoint, sparql, TABLES[0]))
            table = make_table(view, question, found)
            brief = make_brief(view, found) if question.name == BRIEF and table.total <= MOST_IN_BRIEF else None
        except UnknownQuestion as error:
            problem = str(error)
    page = render_template(
        "question.html",
        question=question,
        fields=[_field(view, parameter, given) for parameter in question.parameters],
        given=given,
        table=table,
        brief=brief,
        problem=problem,
        sparql=sparql,
        documents=[view.refer(document) for document in view.store.warmed(_things_of(view, _DOCUMENT))],
    )
    return _send(page, status=400 if problem else 200)


def _csv(view: View, question: Question, given: Mapping[str, str], endpoint: Endpoint) -> BaseResponse:
    try:
        terms = make_substitutions(question, given, view.store)
    except UnknownQuestion as error:
        abort(400, str(error))
    answer = ask_for_page(endpoint, fill_query(question, terms), CSV)
    content: bytes | Iterable[bytes] = answer.body
    if answer.file is not None:
        content = wrap_file(request.environ, answer.file)
    response = BaseResponse(content, mimetype=CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="{question.name}.csv"'
    return response


def _send(page: str, *, status: int = 200) -> BaseResponse:
    response = BaseResponse(page, status=status, mimetype="text/html")
    if status == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


def _field(view: View, parameter: Parameter, given: Mapping[str, str]) -> Field:
    closed = {ParameterKind.PARTY, ParameterKind.AREA, ParameterKind.DIALOGUE}
    return Field(
        name=parameter.name,
        label=_WORDS.sub(" ", parameter.name).capitalize(),
        about=parameter.description,
        value=given.get(parameter.name, parameter.default or ""),
        is_required=parameter.is_required,
        is_closed=parameter.kind in closed,
        choices=_choices(view, parameter.kind),
    )


def _choices(view: View, kind: ParameterKind) -> tuple[Choice, ...]:
    """The values that the graph knows of that kind; none where any words may be given."""
    match kind:
        case ParameterKind.PARTY:
            parties = _things(view, "countries", "groups")
            return tuple(Choice(view.text(party, term("dcterms:identifier")), view.label(party)) for party in parties)
        case ParameterKind.AREA:
            used = {triple.object for triple in view.store.match(None, term("cet:area"), None)}
            areas = sorted((area for area in used if isinstance(area, Iri)), key=view.label)
            return tuple(Choice(area.value.rpartition("/")[2], view.label(area)) for area in areas)
        case ParameterKind.DIALOGUE:
            return tuple(Choice(shorten_iri(thing.value), view.label(thing)) for thing in _things(view, "dialogues"))
        case ParameterKind.BODY:
            bodies = _things(view, "agencies", "organisations")
            return tuple(Choice(view.label(body), view.label(body)) for body in bodies)
        case ParameterKind.IRI | ParameterKind.TEXT:
            return ()


def _things(view: View, *paths: str) -> list[Iri]:
    return [thing for kind in KINDS if kind.path in paths for thing in view.members(kind)]


def _things_of(view: View, type_: Iri) -> list[Iri]:
    return [thing for thing in view.store.subjects(term("rdf:type"), type_) if isinstance(thing, Iri)]


def _cell(view: View, value: Term | None) -> Reference:
    """The value in words; a finding by its kind, as its words stand beside it."""
    if value is None:
        return Reference("")
    shown = view.refer(value)
    if isinstance(value, Iri) and view.is_finding(value):
        return Reference(view.kind_name(value), shown.path)
    return shown


def _sources(view: View, answer: Rows) -> Iterable[tuple[Reference, str]]:
    """The documents that things of the rows are stated in, or else those whose titles the rows give."""
    named = {value for row in answer.rows for value in row if isinstance(value, Iri)}
    documents = {
        document for thing in view.store.warmed(named) for document in view.things(thing, term("cet:statedIn"))
    }
    documents |= {thing for thing in named if _DOCUMENT in view.store.objects(thing, term("rdf:type"))}
    if not documents and "title" in answer.variables:
        place = answer.variables.index("title")
        titles = {value for row in answer.rows if isinstance(value := row[place], Literal)}
        found = {subject for title in titles for subject in view.store.subjects(term("dcterms:title"), title)}
        documents = {document for document in found if isinstance(document, Iri)}
    dated = [
        (view.text(document, term("dcterms:issued")), document) for document in view.store.warmed(sorted(documents))
    ]
    for issued, document in sorted(dated, key=lambda pair: pair[0], reverse=True):
        yield Reference(view.label(document), room_of(document)), issued
