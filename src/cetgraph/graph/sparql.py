"""SPARQL as tokens: what must be known of a query before an engine sees it.

The engine reaches the network for SERVICE, ends the process on thousands of nested brackets, and names what it
expected instead of what it found. So a query is cut into the tokens of the grammar first (SPARQL 1.1, section 19.8), in
which IRIs, strings and comments cannot be taken for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cetgraph.errors import QueryError, QuerySyntaxError

DEEPEST: Final = 64
"""Levels of brackets; people write fewer than ten, and the engine overflows its stack at some hundreds."""

MOST_BRACES: Final = 1000
"""Groups in a query; a chain of some thousand OPTIONALs overflows the engine's stack as well."""

_UPDATES: Final = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())
_FORMS: Final = frozenset("SELECT ASK CONSTRUCT DESCRIBE".split())


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

_HIDDEN_SERVICE = re.compile(r"\).*\bSERVICE[#?$]", re.IGNORECASE)
"""In ``FILTER(?a<?b)SERVICE#>`` what looks like an IRI is an operator, a keyword and a comment. See `check_query`."""


def check_query(sparql: str, *, prefixes: Mapping[str, str], source: str = "query") -> None:
    """Nothing, for a query that may go to the engine.

    `prefixes` are those that a query need not declare, `source` is what errors call the text. Raises QueryError for an
    update, for SERVICE and for what is nested too deep, QuerySyntaxError for what cannot be SPARQL.
    """
    declared = set(prefixes)
    depth = braces = 0
    form = ""
    previous: Token | None = None
    for token in read_tokens(sparql, source=source):
        if not form and token.keyword in _FORMS | _UPDATES:
            form = token.keyword
        if not form and previous is not None and previous.keyword == "PREFIX":
            declared.add(token.text.removesuffix(":"))
        _check_reach(token, sparql, source=source)
        _check_prefix(token, declared, sparql, source=source)
        opened, closed = _brackets(token)
        braces += token.text == "{"
        if depth + opened > DEEPEST or braces > MOST_BRACES:
            raise QueryError("the query is nested too deep", place=place_at(sparql, token.start, source=source))
        depth += opened - closed
        previous = token
    if form in _UPDATES:
        raise QueryError(
            f"{form} is an update, and the graph is only read", place=source, remedy="ask with SELECT, ASK or CONSTRUCT"
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


def explain_error(sparql: str, reason: str, *, source: str = "query") -> QuerySyntaxError:
    """The engine's complaint ("error at 1:19: expected one of ...") as our error: the place, and what stands there."""
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", reason, re.DOTALL)
    if match is None:
        return QuerySyntaxError(f"syntax error: {' '.join(reason.split())}", place=source)
    line, column = int(match[1]), int(match[2])
    sentence = re.search(r"\bThe (?:SELECT|query|[a-z]+) [^,]{8,}", match[3])
    lines = sparql.split("\n")
    rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]]) if line <= len(lines) else ""
    token = next(_lenient_tokens(rest), "")
    found = f"unexpected {token!r}" if token else "the query ends too early"
    told = sentence[0] if sentence else found
    return QuerySyntaxError(f"syntax error: {told}", place=f"{source}, line {line}, column {column}")


def place_at(sparql: str, position: int, *, source: str) -> str:
    """The position as a person finds it, lines and columns counted from 1."""
    line = sparql.count("\n", 0, position) + 1
    column = position - (sparql.rfind("\n", 0, position) + 1) + 1
    return f"{source}, line {line}, column {column}"


def _lenient_tokens(text: str) -> Iterator[str]:
    try:
        for token in read_tokens(text):
            yield token.text
    except QuerySyntaxError:
        yield text.split(maxsplit=1)[0]


def _brackets(token: Token) -> tuple[int, int]:
    """How many brackets the token opens and closes; a false IRI, see `_check_reach`, can hold several."""
    if token.kind not in {TokenKind.SIGN, TokenKind.IRI}:
        return 0, 0
    return sum(map(token.text.count, "([{")), sum(map(token.text.count, ")]}"))


def _check_reach(token: Token, sparql: str, *, source: str) -> None:
    """Refuse SERVICE.

    Where the grammar allows an operator, ``<`` is one, although an IRI could start there. Such a false IRI can hide a
    SERVICE only if it closes the bracket of the comparison first, so that shape is refused as well.
    """
    hidden = token.kind is TokenKind.IRI and _HIDDEN_SERVICE.search(token.text)
    if token.keyword == "SERVICE" or hidden:
        raise QueryError(
            "SERVICE would ask another server, and queries stay on this machine",
            place=place_at(sparql, token.start, source=source),
            remedy="load the other server's data with --data",
        )


def _check_prefix(token: Token, declared: set[str], sparql: str, *, source: str) -> None:
    if token.kind is not TokenKind.NAME or token.text.startswith("_:"):
        return
    prefix, _, local = token.text.partition(":")
    if prefix not in declared and (local or prefix):
        raise QuerySyntaxError(
            f"the prefix {prefix}: is not declared", place=place_at(sparql, token.start, source=source)
        )
