"""A query cut into the tokens of SPARQL 1.1 (section 19.8), comments and white space left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cetgraph.errors import QuerySyntaxError


class TokenKind(StrEnum):
    """What sort of token; comments and white space are none."""

    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    NAME = "name"
    TAG = "tag"
    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query. `start` counts code points from the query's first character."""

    kind: TokenKind
    text: str
    start: int

    @property
    def keyword(self) -> str:
        """The word in capitals, as keywords are compared; empty for what is no word."""
        return self.text.upper() if self.kind is TokenKind.WORD else ""


_LOCAL = r"(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]|\.+(?=[\w:\-·%\\]))*"

_TOKEN = re.compile(
    r"(?P<skipped>\s+|\#[^\n\r]*)"
    r"|(?P<iri><(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)"
    r'|(?P<string>"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*')"
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<name>(?:_|[^\W\d_](?:[\w\-·.]*[\w\-·])?)?:" + _LOCAL + ")"
    r"|(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9-]+)*)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<sign>[{}()\[\].,;|/^*+?!=<>&~-])",
    re.DOTALL,
)


def read_tokens(sparql: str, *, source: str = "query") -> Iterator[Token]:
    """The tokens in order. Raises QuerySyntaxError at what starts none.

    >>> [token.text for token in read_tokens('ASK { <a#b> ?p "#c" } # d')]
    ['ASK', '{', '<a#b>', '?p', '"#c"', '}']
    """
    position = 0
    while position < len(sparql):
        match = _TOKEN.match(sparql, position)
        if match is None or match.lastgroup is None:
            shown = "a string that does not end" if sparql[position] in "\"'" else repr(sparql[position])
            raise QuerySyntaxError(f"syntax error: unexpected {shown}", place=place_at(sparql, position, source=source))
        if match.lastgroup != "skipped":
            yield Token(TokenKind(match.lastgroup), match[0], position)
        position = match.end()


def place_at(sparql: str, position: int, *, source: str) -> str:
    """The position as a person finds it, lines and columns counted from 1."""
    line = sparql.count("\n", 0, position) + 1
    column = position - (sparql.rfind("\n", 0, position) + 1) + 1
    return f"{source}, line {line}, column {column}"
