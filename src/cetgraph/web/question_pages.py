"""Questions as pages: a form for the parameters, the rows as a table, the query behind them, and the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse
from werkzeug.wsgi import wrap_file

from cetgraph.engine.formats import TABLES
from cetgraph.engine.results import read_rows
from cetgraph.errors import UnknownQuestion
from cetgraph.graph.questions import Need, Parameter, ParameterKind, Question, default_of, make_substitutions
from cetgraph.graph.terms import Iri, shorten_iri
from cetgraph.web.answer_table import make_table, words_of
from cetgraph.web.brief import make_brief
from cetgraph.web.examples import Values, examples_from, likely_examples
from cetgraph.web.filled_query import fill_query
from cetgraph.web.sparql import Endpoint, ask_for_page
from cetgraph.web.view import View
from cetgraph.web.wording import KINDS, term

CSV: Final = "text/csv"

BRIEF: Final = "brief"
"""The question whose answer is written as a brief."""

MOST_IN_BRIEF: Final = 120
"""Commitments that are still a brief; of more there is the table."""

NEEDS: Final[Mapping[Need, str]] = {
    Need.PREPARE: "Prepare a meeting",
    Need.FOLLOW: "Follow what became of it",
    Need.COMPARE: "Compare",
    Need.WHO: "Find who works with whom",
    Need.CHECK: "Check a claim",
}
"""What people want, as the list of questions is headed."""

_DOCUMENT: Final = term("cet:SourceDocument")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a parameter can take, with its name."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Example:
    """Values that have an answer, with what they are called."""

    label: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter as the form shows it. `is_closed` means that only the choices answer, `is_date` that days do."""

    name: str
    label: str
    about: str
    value: str
    is_required: bool
    is_closed: bool
    is_date: bool
    choices: tuple[Choice, ...]

    @property
    def answer(self) -> str:
        """The value by its name."""
        return self.name_of(self.value)

    def name_of(self, value: str) -> str:
        """What a value is called."""
        return next((choice.label for choice in self.choices if choice.value == value), value)


def question_pages(view: View, questions: Sequence[Question], endpoint: Endpoint) -> Blueprint:
    """`/answers`, and for each question `/answers/<name>` and `/answers/<name>.csv`."""
    blueprint = Blueprint("questions", __name__)
    by_name = {question.name: question for question in questions}

    @blueprint.get("/answers")
    def index() -> BaseResponse:
        needs = [(words, [asked for asked in questions if asked.need is need]) for need, words in NEEDS.items()]
        return _send(render_template("questions.html", needs=needs))

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


def _page(view: View, question: Question, given: Mapping[str, str], endpoint: Endpoint) -> BaseResponse:
    table, brief, problem, sparql = None, None, "", question.sparql
    examples: tuple[Values, ...] = ()
    if all(parameter.name in given for parameter in question.parameters if parameter.is_required):
        try:
            terms = make_substitutions(question, given, view.store, today=_today())
            sparql = fill_query(question, terms)
            found = read_rows(ask_for_page(endpoint, sparql, TABLES[0]))
            table = make_table(view, question, found, given=terms)
            is_brief = question.name == BRIEF and table.total <= MOST_IN_BRIEF
            brief = make_brief(view, found, asked=terms) if is_brief else None
            examples = () if given else examples_from(question, found)
        except UnknownQuestion as error:
            problem = str(error)
    elif not given:
        examples = likely_examples(question, view)
    fields = [_field(view, parameter, given) for parameter in question.parameters]
    page = render_template(
        "question.html",
        question=question,
        fields=fields,
        given=given,
        table=table,
        brief=brief,
        problem=problem,
        sparql=sparql,
        examples=[_example(values, fields) for values in examples],
        documents=[
            view.refer(document)
            for document in view.store.warmed(
                thing for thing in view.store.subjects(term("rdf:type"), _DOCUMENT) if isinstance(thing, Iri)
            )
        ],
    )
    return _send(page, status=400 if problem else 200)


def _example(values: Values, fields: Sequence[Field]) -> Example:
    known = {field.name: field for field in fields}
    return Example(" · ".join(known[name].name_of(value) for name, value in values), dict(values))


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _csv(view: View, question: Question, given: Mapping[str, str], endpoint: Endpoint) -> BaseResponse:
    try:
        terms = make_substitutions(question, given, view.store, today=_today())
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
    closed = {ParameterKind.PARTY, ParameterKind.AREA, ParameterKind.DIALOGUE, ParameterKind.MEETING}
    ours = tuple(Choice(choice, choice.replace("-", " ")) for choice in parameter.choices)
    value = given.get(parameter.name, default_of(parameter, _today()) or "")
    return Field(
        name=parameter.name,
        label=words_of(parameter.name),
        about=parameter.description,
        value=value,
        is_required=parameter.is_required,
        is_closed=bool(ours) or parameter.kind in closed,
        is_date=parameter.kind is ParameterKind.DATE and _fits_date_field(value),
        choices=ours or _choices(view, parameter.kind),
    )


def _fits_date_field(value: str) -> bool:
    """Whether a field for days can show the value; what is none is shown as it was written, to be mended.

    >>> _fits_date_field("2024-07-31"), _fits_date_field(""), _fits_date_field("2024-02-30"), _fits_date_field("soon")
    (True, True, False, False)
    """
    try:
        return not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


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
        case ParameterKind.MEETING:
            meetings = sorted(
                _things(view, "meetings"), key=lambda one: view.text(one, term("cet:heldOn")), reverse=True
            )
            return tuple(Choice(shorten_iri(meeting.value), view.label(meeting)) for meeting in meetings)
        case ParameterKind.INITIATIVE:
            carried = view.store.match(None, term("cet:initiativeInstrument"), None)
            things = sorted({one.subject for one in carried if isinstance(one.subject, Iri)}, key=view.label)
            names = Counter(view.label(thing) for thing in things)
            labels = [(view.label(thing), shorten_iri(thing.value)) for thing in things]
            return tuple(Choice(name if names[name] == 1 else iri, name) for name, iri in labels)
        case ParameterKind.DATE | ParameterKind.IRI | ParameterKind.TEXT:
            return ()


def _things(view: View, *paths: str) -> list[Iri]:
    return [thing for kind in KINDS if kind.path in paths for thing in view.members(kind)]
