"""Values for a question that have an answer in this graph, for a page to offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from cetgraph.graph.questions import Parameter, ParameterKind, Question
from cetgraph.graph.store import Rows
from cetgraph.graph.terms import Iri, Term, shorten_iri
from cetgraph.web.view import View
from cetgraph.web.wording import term

MOST_EXAMPLES: Final = 4
"""Examples that a page offers."""

PAIR: Final = 2
"""Parties of what is a partnership rather than a statement of many."""

Values: TypeAlias = tuple[tuple[str, str], ...]
"""Names of parameters with their values, as a form sends them."""

_PARTNERS: Final = ("party", "partner")


def examples_from(question: Question, answer: Rows) -> tuple[Values, ...]:
    """Values that rows of the question's answer without values are found by, those of most rows first.

    A row is found by the value of each parameter that stands in it, by two of its parties, and by one of its fields.
    """
    counted = Counter(values for row in answer.rows if (values := tuple(_values_of(question, answer, row))))
    found: list[Values] = []
    for values, _ in counted.most_common():
        # One example for each value of the first parameter shows more of the graph than four of the same.
        if values[0] not in [known[0] for known in found]:
            found.append(values)
        if len(found) == MOST_EXAMPLES:
            break
    return tuple(found)


def likely_examples(question: Question, view: View) -> tuple[Values, ...]:
    """Values for a question that needs some: the parties and bodies that have most commitments."""
    needed = [parameter for parameter in question.parameters if parameter.is_required]
    if all(parameter.kind is ParameterKind.BODY for parameter in needed):
        return tuple(((needed[0].name, body),) for body in _bodies(view)[:MOST_EXAMPLES])
    if [parameter.kind for parameter in needed] == [ParameterKind.PARTY] * 3:
        names = [parameter.name for parameter in needed]
        return tuple(tuple(zip(names, codes, strict=True)) for codes in _rivals(view))[:MOST_EXAMPLES]
    return ()


def _values_of(question: Question, answer: Rows, row: Sequence[Term | None]) -> Iterator[tuple[str, str]]:
    cells = {name: value for name, value in zip(answer.variables, row, strict=True) if value is not None}
    parties = cells["parties"].value.split() if "parties" in cells else []
    if len(parties) > PAIR:
        return
    partners = dict(zip(_PARTNERS, parties, strict=True)) if len(parties) == PAIR else {}
    areas = cells["areas"].value.split() if "areas" in cells else []
    for parameter in question.parameters:
        name = parameter.name
        if name in partners:
            yield name, partners[name]
        elif parameter.kind is ParameterKind.AREA and areas:
            yield name, areas[0]
        elif name in cells and _is_telling(parameter):
            yield name, _written(cells[name], parameter)


def _is_telling(parameter: Parameter) -> bool:
    """Whether the value makes an example: not a claim's address or free words, which a row merely repeats."""
    return bool(parameter.choices) or parameter.kind not in {
        ParameterKind.IRI,
        ParameterKind.TEXT,
        ParameterKind.DATE,
        ParameterKind.MEETING,
    }


def _written(value: Term, parameter: Parameter) -> str:
    if not isinstance(value, Iri):
        return value.value
    return value.value.rpartition("/")[2] if parameter.kind is ParameterKind.AREA else shorten_iri(value.value)


def _pairs(view: View) -> Counter[tuple[str, ...]]:
    """Of commitments of two parties how many each two have."""
    codes = _collect(view, "cet:party", lambda party: view.text(party, term("dcterms:identifier")))
    return Counter(tuple(sorted(found)) for found in codes.values() if len(found) == PAIR)


def _rivals(view: View) -> list[tuple[str, str, str]]:
    """A party and two others that it has commitments with, those with most first."""
    partners: dict[str, list[str]] = {}
    for (one, two), _ in _pairs(view).most_common():
        partners.setdefault(one, []).append(two)
        partners.setdefault(two, []).append(one)
    busiest = sorted(partners.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(home, first, other) for home, (first, *others) in busiest for other in others]


def _bodies(view: View) -> list[str]:
    """The names of bodies that name one only, those that take part in most commitments first."""
    counted = Counter(body for bodies in _collect(view, "cet:body", view.label).values() for body in bodies)
    labels = Counter(one.object.value for one in view.store.match(None, term("rdfs:label"), None))
    return [name for name, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])) if labels[name] == 1]


def _collect(view: View, predicate: str, name_of: Callable[[Iri], str]) -> Mapping[Term, set[str]]:
    """For each thing that has the property the names of its values."""
    found: dict[Term, set[str]] = {}
    names: dict[Iri, str] = {}
    for triple in view.store.match(None, term(predicate), None):
        value = triple.object
        if isinstance(value, Iri):
            if value not in names:
                names[value] = name_of(value)
            found.setdefault(triple.subject, set()).add(names[value])
    return found
