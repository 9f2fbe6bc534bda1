"""Questions: SPARQL files that say in their first comments what they answer and which values can be put in.

    # title: Who chaired and who attended each meeting?
    # description: One or more lines, a further one indented
    #   like this.
    # keywords: meeting, chair
    # example: party=SG; limit=3
    # need: prepare
    # group: heldOn dialogueName
    # param party: party (optional) -- whom the people act for, such as SG
    # param limit: text (default 10) -- ...
    # param asOf: date (default today) -- ...
    # param state: text (optional, one of due, overdue) -- ...

A parameter is a variable that the query selects. Its value takes the variable's place as an RDF term; without a value
the query gives every row. `example` gives values such as somebody might ask with. `need` is what a person wants who
asks this, one of `Need`. Rows that are alike in the columns of `group` belong under one heading; the query sorts by
them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from rdflib import URIRef

from cetgraph.errors import QueryError, QuerySyntaxError, SourceError, UnknownQuestion
from cetgraph.graph.names import find_area, find_iri, find_party, find_thing
from cetgraph.graph.store import Store
from cetgraph.graph.terms import Literal, Term
from cetgraph.graph.vocabulary import Agency, Dialogue, Initiative, Meeting, Organisation

SUFFIXES = (".rq", ".sparql")
"""How files that hold a query end."""


class ParameterKind(StrEnum):
    """What a parameter's value names."""

    PARTY = "party"
    AREA = "area"
    BODY = "body"
    DIALOGUE = "dialogue"
    MEETING = "meeting"
    INITIATIVE = "initiative"
    DATE = "date"
    IRI = "iri"
    TEXT = "text"


class Need(StrEnum):
    """What a person wants who asks a question, in the order in which questions are listed."""

    PREPARE = "prepare"
    FOLLOW = "follow"
    COMPARE = "compare"
    WHO = "who"
    CHECK = "check"


TODAY = "today"
"""The default of a date that is the day on which the question is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A variable of a question that can be given a value. `default` is None where there is none.

    `choices` are the only values that it can have; empty where it can have others.
    """

    name: str
    kind: ParameterKind
    description: str
    is_required: bool
    default: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query with what its header says of it; `place` is its file, for errors, and `need` None for a query without."""

    name: str
    place: str
    title: str
    description: str
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    sparql: str
    example: tuple[tuple[str, str], ...] = ()
    need: Need | None = None
    group: tuple[str, ...] = ()


_CLASSES: Final[Mapping[ParameterKind, tuple[URIRef, ...]]] = {
    ParameterKind.BODY: (Organisation, Agency),
    ParameterKind.DIALOGUE: (Dialogue,),
    ParameterKind.MEETING: (Meeting,),
    ParameterKind.INITIATIVE: (Initiative,),
}
"""What things of a kind are instances of."""

_FIELD = re.compile(r"#\s*(title|description|keywords|example|need|group|param)\b(.*)")
_PARAMETER = re.compile(
    r"(?P<name>[A-Za-z]\w*)\s*:\s*(?P<kind>[a-z]+)\s*"
    r"\((?P<need>required|optional|default\s+(?P<default>[^,)]+))(?:,\s+one\s+of\s+(?P<choices>[^)]+))?\)"
    r"\s*--\s*(?P<description>.+)"
)


def read_questions(folder: Path) -> tuple[Question, ...]:
    """The questions of a folder, by name. Raises QueryError for a header that is wrong or without a title."""
    questions = [read_question(path) for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES]
    for question in questions:
        if not question.title or not question.description:
            raise QueryError("a question has a title and a description", place=question.place)
    return tuple(questions)


def read_question(path: Path) -> Question:
    """The question in a file; one without a header has no parameters and an empty title.

    Raises SourceError for a file that cannot be read, QueryError for a wrong header.
    """
    try:
        octets = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", place=str(path)) from error
    return parse_question(decode_query(octets, place=str(path)), name=path.stem, place=str(path))


def decode_query(octets: bytes, *, place: str) -> str:
    """The text of a query. Raises QuerySyntaxError for what is empty or no UTF-8."""
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets[: error.start].count(b"\n") + 1
        raise QuerySyntaxError("this is not UTF-8", place=f"{place}, line {line}") from error
    if not text.strip():
        raise QuerySyntaxError("there is no query in it", place=place)
    return text


def parse_question(sparql: str, *, name: str, place: str) -> Question:
    r"""The question that a text is. Raises QueryError for a wrong header, with its line.

    >>> parse_question("# title: All\n# param x: text (optional) -- y\nSELECT ?x {}", name="all", place="q").title
    'All'
    """
    fields = _read_header(sparql)
    needs = [_need(words, f"{place}, line {line}") for field, words, line in fields if field == "need"]
    parameters = tuple(_parameter(words, f"{place}, line {line}") for field, words, line in fields if field == "param")
    return Question(
        name=name,
        place=place,
        title=_join(words for field, words, _ in fields if field == "title"),
        description=_join(words for field, words, _ in fields if field == "description"),
        keywords=tuple(
            word.strip()
            for field, words, _ in fields
            if field == "keywords"
            for word in words.split(",")
            if word.strip()
        ),
        parameters=parameters,
        sparql=sparql,
        example=tuple(
            (name.strip(), value.strip())
            for field, words, _ in fields
            if field == "example"
            for name, _, value in (pair.partition("=") for pair in words.split(";"))
        ),
        need=next(iter(needs), None),
        group=tuple(name for field, words, _ in fields if field == "group" for name in words.split()),
    )


def find_question(name: str, questions: Sequence[Question]) -> Question:
    """The question of that name. Raises UnknownQuestion with the names like it."""
    for question in questions:
        if question.name == name:
            return question
    names = [question.name for question in questions]
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.55) or [known for known in names if name in known]
    remedy = f"did you mean {' or '.join(near)}?" if near else "cetgraph query --list names them all"
    raise UnknownQuestion(f"no question is called {name!r}", remedy=remedy)


def make_substitutions(
    question: Question, values: Mapping[str, str], store: Store, *, today: date | None = None
) -> dict[str, Term]:
    """The terms that take the place of the question's variables.

    Names are looked up in the store. A date that is by default today's has no value without `today`. Raises
    UnknownQuestion for a parameter that the question lacks, a required one that is missing, or a value that names
    nothing of its kind.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in values:
        if name not in known:
            remedy = f"it has {', '.join(known)}" if known else "it has none"
            raise UnknownQuestion(f"{question.name} has no parameter {name!r}", remedy=remedy)
    terms: dict[str, Term] = {}
    for parameter in question.parameters:
        value = values.get(parameter.name, default_of(parameter, today))
        if value is not None:
            terms[parameter.name] = _term(parameter, value.strip(), store)
        elif parameter.is_required:
            raise UnknownQuestion(
                f"{question.name} needs the parameter {parameter.name!r}: {parameter.description}",
                remedy=f"give it with --param {parameter.name}=...",
            )
    return terms


def default_of(parameter: Parameter, today: date | None) -> str | None:
    """The value of a parameter that is not given; None where it has none, or is today's and today is not known."""
    if parameter.kind is ParameterKind.DATE and parameter.default == TODAY:
        return today.isoformat() if today else None
    return parameter.default


def _term(parameter: Parameter, value: str, store: Store) -> Term:
    if not value:
        raise UnknownQuestion(f"the parameter {parameter.name!r} is empty", remedy=parameter.description)
    try:
        match parameter.kind:
            case ParameterKind.PARTY:
                return find_party(value, store)
            case ParameterKind.AREA:
                return find_area(value)
            case ParameterKind.BODY | ParameterKind.DIALOGUE | ParameterKind.MEETING | ParameterKind.INITIATIVE:
                return find_thing(value, store, classes=_CLASSES[parameter.kind])
            case ParameterKind.DATE:
                return _day(value)
            case ParameterKind.IRI:
                return find_iri(value)
            case ParameterKind.TEXT:
                return Literal(_choice(value, parameter.choices))
    except UnknownQuestion as error:
        raise UnknownQuestion(f"parameter {parameter.name!r}: {error.message}", remedy=error.remedy) from error


def _choice(words: str, choices: Sequence[str]) -> str:
    """The words, or the choice that they are but for capitals. Raises UnknownQuestion for what is none of them."""
    found = next((choice for choice in choices if choice.casefold() == words.casefold()), None)
    if choices and found is None:
        raise UnknownQuestion(f"{words!r} is none of its values", remedy=f"write {', '.join(choices)}")
    return found or words


def _day(words: str) -> Literal:
    """The day as plain words, as dates of the graph may be a month or a year and are compared by their first letters.

    >>> _day("2024-07-31").value
    '2024-07-31'
    """
    try:
        return Literal(date.fromisoformat(words).isoformat())
    except ValueError as error:
        raise UnknownQuestion(f"{words!r} is no day", remedy="write it as 2024-07-31") from error


def _read_header(sparql: str) -> list[tuple[str, str, int]]:
    """The fields of the comments at the top: name, words, number of the line."""
    fields: list[tuple[str, str, int]] = []
    for number, line in enumerate(sparql.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            break
        match = _FIELD.match(line)
        if match:
            words = match[2].removeprefix(":").strip()
            fields.append((match[1], words, number))
        elif fields and re.match(r"#\s{2,}\S", line):
            field, words, first = fields[-1]
            fields[-1] = (field, f"{words} {line[1:].strip()}", first)
    return fields


def _parameter(words: str, place: str) -> Parameter:
    match = _PARAMETER.fullmatch(words)
    if match is None or match["kind"] not in list(ParameterKind):
        kinds = ", ".join(ParameterKind)
        raise QueryError(
            f"no parameter: {words!r}",
            place=place,
            remedy="write 'name: kind (required|optional|default value[, one of a, b]) -- description' "
            f"with a kind of {kinds}",
        )
    return Parameter(
        name=match["name"],
        kind=ParameterKind(match["kind"]),
        description=match["description"],
        is_required=match["need"] == "required",
        default=match["default"],
        choices=tuple(choice.strip() for choice in (match["choices"] or "").split(",") if choice.strip()),
    )


def _need(words: str, place: str) -> Need:
    if words not in list(Need):
        raise QueryError(f"no need: {words!r}", place=place, remedy=f"write one of {', '.join(Need)}")
    return Need(words)


def _join(parts: Iterable[str]) -> str:
    return " ".join(parts)
