"""Values written into a query as terms, for whoever cannot hand them over beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cetgraph.graph.sparql_tokens import Token, TokenKind, read_tokens
from cetgraph.graph.terms import XSD_STRING, Iri, Literal, Term

_EVERY: Final = "*"
"""What SELECT names for every variable."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """A pair of braces: the variables that have values there, and whether it is the pattern of a SELECT."""

    names: frozenset[str]
    is_pattern: bool


def write_values(sparql: str, terms: Mapping[str, Term], *, source: str = "query") -> str:
    """The query with the values written into it.

    Each variable within a pattern becomes its value, as it does for the engine, but for those that the query itself
    assigns; VALUES at the start of the pattern gives the values to these and to the columns. Of the variables of a
    subquery only those have a value that it selects.
    """
    tokens = tuple(read_tokens(sparql, source=source))
    written = {name: to_sparql(value) for name, value in terms.items()}
    parts: list[str] = []
    done = 0
    for start, end, words in _changes(tokens, written):
        parts += [sparql[done:start], words]
        done = end
    return "".join([*parts, sparql[done:]])


def _changes(tokens: Sequence[Token], written: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """What is written in the place of which characters, in their order."""
    assigned = _assigned(tokens)
    scopes: list[_Scope] = []
    selected: set[str] | None = None  # what SELECT names, from the keyword to its pattern
    is_after_pattern = False  # among the modifiers of a subquery, which name columns
    for token in tokens:
        names = scopes[-1].names if scopes else frozenset(written)
        if token.keyword == "SELECT":
            selected = set()
        elif token.text == "{":
            if selected is None:
                scopes.append(_Scope(names, is_pattern=False))
                continue
            inner = names if not scopes or _EVERY in selected else names & selected
            scopes.append(_Scope(inner, is_pattern=True))
            selected = None
            lines = [f"\n  VALUES ?{name} {{ {written[name]} }}" for name in written if name in inner]
            yield token.start + 1, token.start + 1, "".join(lines)
        elif token.text == "}":
            is_after_pattern = scopes.pop().is_pattern
        elif selected is not None:
            selected |= {token.text.lstrip("?$")} & {*written, _EVERY}
        elif token.kind is TokenKind.VARIABLE and scopes and not is_after_pattern:
            name = token.text[1:]
            if name in names and name not in assigned:
                yield token.start, token.start + len(token.text), written[name]


def _assigned(tokens: Sequence[Token]) -> set[str]:
    """The variables that a query gives values to: after AS, and before the braces of VALUES."""
    found: set[str] = set()
    in_values = False
    for before, token in pairwise(tokens):
        in_values = (in_values or before.keyword == "VALUES") and token.text != "{"
        if token.kind is TokenKind.VARIABLE and (in_values or before.keyword == "AS"):
            found.add(token.text[1:])
    return found


def to_sparql(value: Term) -> str:
    r"""The term as SPARQL writes it: JSON's escapes are among those of its strings.

    >>> to_sparql(Literal('say "ah"'))
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
