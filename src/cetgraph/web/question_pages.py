"""Questions as pages: a form for the parameters, the rows as a table, the query behind them, and the sources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.errors import QueryError, UnknownQuestion
from cetgraph.graph.questions import Parameter, ParameterKind, Question, make_substitutions
from cetgraph.graph.sparql_tokens import Token, TokenKind, read_tokens
from cetgraph.graph.store import ResultFormat, Rows
from cetgraph.graph.terms import XSD_STRING, Iri, Literal, Term, shorten_iri
from cetgraph.web.brief import make_brief
from cetgraph.web.view import Reference, View, room_of
from cetgraph.web.wording import KINDS, term

MOST_ROWS: Final = 300
"""Rows that a page shows; the CSV has all."""

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


def question_pages(view: View, questions: Sequence[Question]) -> Blueprint:
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
        return _csv(view, question, given) if name.endswith(".csv") else _page(view, question, given)

    return blueprint


def fill_query(question: Question, terms: Mapping[str, Term]) -> str:
    """The query with the values written into it, for an editor.

    Each variable within the outermost pattern becomes its value, as it does for the engine, but for those that the
    query itself assigns; VALUES at the start of the pattern gives the values to these and to the columns.
    """
    tokens = tuple(read_tokens(question.sparql, source=question.name))
    assigned = _assigned(tokens)
    written = {name: _in_sparql(value) for name, value in terms.items()}
    values = "".join(f"\n  VALUES ?{name} {{ {value} }}" for name, value in written.items())
    parts: list[str] = []
    depth = done = 0
    for token in tokens:
        end, name = token.start + len(token.text), token.text[1:]
        if token.kind is TokenKind.VARIABLE and depth and name in written and name not in assigned:
            parts += [question.sparql[done : token.start], written[name]]
            done = end
        elif token.text == "{":
            depth += 1
            if depth == 1 and values:
                parts += [question.sparql[done:end], values]
                done, values = end, ""
        elif token.text == "}":
            depth -= 1
    return "".join([*parts, question.sparql[done:]])


def _assigned(tokens: Sequence[Token]) -> set[str]:
    """The variables that a query gives values to: after AS, and before the braces of VALUES."""
    found: set[str] = set()
    in_values = False
    for before, token in pairwise(tokens):
        in_values = (in_values or before.keyword == "VALUES") and token.text != "{"
        if token.kind is TokenKind.VARIABLE and (in_values or before.keyword == "AS"):
            found.add(token.text[1:])
    return found


def make_table(view: View, question: Question, answer: Rows) -> AnswerTable:
    """The answer as a page shows it: without the parameters, which the form shows."""
    hidden = {parameter.name for parameter in question.parameters}
    columns = tuple(name for name in answer.variables if name not in hidden)
    named = [(name, answer.variables.index(name)) for name in columns]
    return AnswerTable(
        columns=columns,
        headings=tuple(_WORDS.sub(" ", name).capitalize() for name in columns),
        rows=tuple(
            tuple(_quote(view, row, place) if name == "quote" else _cell(view, row[place]) for name, place in named)
            for row in answer.rows[:MOST_ROWS]
        ),
        total=len(answer.rows),
        sources=tuple(_sources(view, answer)),
    )


def _page(view: View, question: Question, given: Mapping[str, str]) -> BaseResponse:
    table, brief, problem, sparql = None, None, "", question.sparql
    if all(parameter.name in given for parameter in question.parameters if parameter.is_required):
        try:
            terms = make_substitutions(question, given, view.store)
            found = view.store.query(question.sparql, substitutions=terms, source=question.name)
            sparql = fill_query(question, terms)
            if isinstance(found, Rows):
                table = make_table(view, question, found)
                brief = make_brief(view, found) if question.name == BRIEF and table.total <= MOST_IN_BRIEF else None
        except (UnknownQuestion, QueryError) as error:
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
        documents=[view.refer(document) for document in view.store.subjects(term("rdf:type"), _DOCUMENT)],
    )
    return _send(page, status=400 if problem else 200)


def _csv(view: View, question: Question, given: Mapping[str, str]) -> BaseResponse:
    try:
        terms = make_substitutions(question, given, view.store)
        octets = view.store.answer(question.sparql, ResultFormat.CSV, substitutions=terms, source=question.name)
    except (UnknownQuestion, QueryError) as error:
        abort(400, str(error))
    response = BaseResponse(octets, mimetype="text/csv")
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


def _cell(view: View, value: Term | None) -> Reference:
    """The value in words; a finding by its kind, as its words stand beside it."""
    if value is None:
        return Reference("")
    shown = view.refer(value)
    if isinstance(value, Iri) and view.is_finding(value):
        return Reference(view.kind_name(value), shown.path)
    return shown


def _quote(view: View, row: Sequence[Term | None], place: int) -> Reference:
    """The words of the row's finding, which lead to where they stand in the text."""
    finding = next((value for value in row if isinstance(value, Iri) and view.is_finding(value)), None)
    passages = view.passages(finding) if finding else ()
    words = _cell(view, row[place]).words
    return Reference(words, next((part.path for part in passages if part.words == words), ""))


def _sources(view: View, answer: Rows) -> Iterable[tuple[Reference, str]]:
    """The documents that things of the rows are stated in, or else those whose titles the rows give."""
    named = {value for row in answer.rows for value in row if isinstance(value, Iri)}
    documents = {document for thing in named for document in view.things(thing, term("cet:statedIn"))}
    documents |= {thing for thing in named if _DOCUMENT in view.store.objects(thing, term("rdf:type"))}
    if not documents and "title" in answer.variables:
        place = answer.variables.index("title")
        titles = {value for row in answer.rows if isinstance(value := row[place], Literal)}
        found = {subject for title in titles for subject in view.store.subjects(term("dcterms:title"), title)}
        documents = {document for document in found if isinstance(document, Iri)}
    dated = [(view.text(document, term("dcterms:issued")), document) for document in sorted(documents)]
    for issued, document in sorted(dated, key=lambda pair: pair[0], reverse=True):
        yield Reference(view.label(document), room_of(document)), issued


def _in_sparql(value: Term) -> str:
    r"""The term as SPARQL writes it: JSON's escapes are among those of its strings.

    >>> _in_sparql(Literal('say "ah"'))
    '"say \\"ah\\""'
    """
    match value:
        case Iri(iri):
            return f"<{iri}>"
        case Literal(words, _, str(language)):
            return f"{json.dumps(words, ensure_ascii=False)}@{language}"
        case Literal(words, datatype, _) if datatype != XSD_STRING:
            return f"{json.dumps(words, ensure_ascii=False)}^^<{datatype}>"
        case _:
            return json.dumps(value.value, ensure_ascii=False)
