"""Values written into a query as terms, for whoever cannot hand them over beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise

from cetgraph.graph.sparql_tokens import Token, TokenKind, read_tokens
from cetgraph.graph.terms import XSD_STRING, Iri, Literal, Term


def write_values(sparql: str, terms: Mapping[str, Term], *, source: str = "query") -> str:
    """The query with values written into it, in the place of its variables.

    Each variable within the outermost pattern becomes its value, as it does for the engine, but for those that the
    query itself assigns; VALUES at the start of the pattern gives the values to these and to the columns.
    """
    tokens = tuple(read_tokens(sparql, source=source))
    assigned = _assigned(tokens)
    written = {name: to_sparql(value) for name, value in terms.items()}
    values = "".join(f"\n  VALUES ?{name} {{ {value} }}" for name, value in written.items())
    parts: list[str] = []
    depth = done = 0
    for token in tokens:
        end, name = token.start + len(token.text), token.text[1:]
        if token.kind is TokenKind.VARIABLE and depth and name in written and name not in assigned:
            parts += [sparql[done : token.start], written[name]]
            done = end
        elif token.text == "{":
            depth += 1
            if depth == 1 and values:
                parts += [sparql[done:end], values]
                done, values = end, ""
        elif token.text == "}":
            depth -= 1
    return "".join([*parts, sparql[done:]])


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
