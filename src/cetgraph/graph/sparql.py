"""What must be known of a query before the engine sees it, and why it was wrong when the engine refused it.

The engine reaches the network for SERVICE, ends the process on thousands of nested brackets, and names what it
expected instead of what it found. So a query is cut into the tokens of the grammar first (SPARQL 1.1, section 19.8), in
which IRIs, strings and comments cannot be taken for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cetgraph.errors import QueryError, QuerySyntaxError
from cetgraph.graph.sparql_grammar import Departure, find_departure
from cetgraph.graph.sparql_tokens import Token, TokenKind, place_at, read_tokens

DEEPEST: Final = 64
"""Levels of brackets; people write fewer than ten, and the engine overflows its stack at some hundreds."""

MOST_BRACES: Final = 1000
"""Groups in a query; a chain of some thousand OPTIONALs overflows the engine's stack as well."""

MOST_EXPECTED: Final = 4
"""Symbols that an error names as what could have stood there; more of them help nobody."""

_UPDATES: Final = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())
_FORMS: Final = frozenset("SELECT ASK CONSTRUCT DESCRIBE".split())

_ABSOLUTE = re.compile("<[A-Za-z][A-Za-z0-9+.-]*:")

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_LINE_ENDS: Final = frozenset({0x0A, 0x0D})
_LEAST_ESCAPED: Final = 0x20
_LEAST_BEYOND_ASCII: Final = 0x80

_OWN_SCHEME = re.compile("<(?:bif|sql|java):", re.IGNORECASE)

_HIDDEN_SERVICE = re.compile(r"\).*\bSERVICE[#?$]", re.IGNORECASE)
"""In ``FILTER(?a<?b)SERVICE#>`` what looks like an IRI is an operator, a keyword and a comment. See `check_query`."""


def is_plain(sparql: str) -> bool:
    r"""Whether a glance tells that a query reaches no other server and is not nested too deep.

    True for nearly all, in a hundredth of the time of `check_query`. That is to be asked about the others, and of what
    the engine refuses, such as updates.

    >>> (
    ...     is_plain("ASK { ?s ?p ?o }"),
    ...     is_plain("ASK { service <urn:x> {} }"),
    ...     is_plain(r"ASK { \u0053ERVICE <urn:x> {} }"),
    ... )
    (True, False, False)
    """
    may_reach = "SERVICE" in sparql.upper() or "\\" in sparql  # by which its letters could be escaped
    return not may_reach and sum(map(sparql.count, "([{")) <= DEEPEST


def check_query(sparql: str, *, prefixes: Mapping[str, str], source: str = "query") -> None:
    """Nothing, for a query that may go to the engine.

    `prefixes` are those that a query need not declare, `source` is what errors call the text. Raises QueryError for an
    update, for SERVICE and for what is nested too deep, QuerySyntaxError for what cannot be SPARQL.
    """
    form = _check_tokens(sparql, prefixes, source=source)
    if form in _UPDATES:
        raise QueryError(
            f"{form} is an update, and the graph is only read", place=source, remedy="ask with SELECT, ASK or CONSTRUCT"
        )


def check_dialect(sparql: str, *, source: str = "query") -> None:
    """Nothing, for a query in the words of the standard alone, which may go to a server of another make.

    Servers know more words, some of which reach further than SERVICE does: Virtuoso's DEFINE fetches documents, and
    functions named bif:, sql: or java: run what the server has. They may also read the escape of a sign before they
    look where a string ends. Raises QuerySyntaxError or QueryError.
    """
    tokens = list(read_tokens(sparql, source=source))
    if find_departure(tokens) is not None:
        raise explain_error(sparql, "the query is not in SPARQL 1.1", source=source)
    for found in _ESCAPE.finditer(sparql):
        sign = int(found[1] or found[2], 16)
        if _LEAST_ESCAPED <= sign < _LEAST_BEYOND_ASCII or sign in _LINE_ENDS:
            raise QueryError(
                f"the escape {found[0]} stands for a sign that SPARQL itself uses",
                place=place_at(sparql, found.start(), source=source),
                remedy="write the sign, with a backslash before it where it would end a string",
            )
    for token in tokens:
        if token.kind is TokenKind.IRI and _OWN_SCHEME.match(token.text):
            raise QueryError(
                f"{token.text} names what only some servers have",
                place=place_at(sparql, token.start, source=source),
                remedy="use the functions of SPARQL 1.1",
            )


def check_update(sparql: str, *, prefixes: Mapping[str, str], source: str = "update") -> None:
    """Nothing, for an update that may go to the engine. Raises as `check_query`; QueryError for LOAD and queries."""
    form = _check_tokens(sparql, prefixes, source=source)
    for token in read_tokens(sparql, source=source):
        if token.keyword == "LOAD":
            raise QueryError(
                "LOAD would fetch from another server, and updates stay on this machine",
                place=place_at(sparql, token.start, source=source),
                remedy="send the data itself",
            )
    if form in _FORMS:
        raise QueryError(f"{form} is a query and no update", place=source)


def _check_tokens(sparql: str, prefixes: Mapping[str, str], *, source: str) -> str:
    """The first keyword that names a form of query or update, empty for none. Raises as `check_query` does."""
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
    return form


def explain_error(sparql: str, reason: str, *, source: str = "query") -> QuerySyntaxError:
    """The engine's complaint ("error at 1:19: expected one of ...") as our error: the place, and what stands there.

    The place is where the query leaves the grammar; where it does not, the engine's own, which is further on.
    """
    tokens = list(read_tokens(sparql, source=source))
    departure = find_departure(tokens)
    sentence = re.search(r"\bThe (?:SELECT|query|[a-z]+) [^,]{8,}", reason)
    told = re.match(r"error at (\d+):(\d+)", reason)
    if departure is not None:
        position = tokens[departure.index].start if departure.index < len(tokens) else len(sparql.rstrip())
        words = _departure_words(tokens, departure)
        return QuerySyntaxError(f"syntax error: {words}", place=place_at(sparql, position, source=source))
    relative = _relative_iri(tokens)
    if relative is not None:
        words = f"the IRI {relative.text} is relative, and there is no BASE"
        return QuerySyntaxError(f"syntax error: {words}", place=place_at(sparql, relative.start, source=source))
    place = f"{source}, line {told[1]}, column {told[2]}" if told else source
    words = sentence[0] if sentence else "the query does not parse" if told else " ".join(reason.split())
    return QuerySyntaxError(f"syntax error: {words}", place=place)


def _relative_iri(tokens: list[Token]) -> Token | None:
    if any(token.keyword == "BASE" for token in tokens):
        return None
    return next((token for token in tokens if token.kind is TokenKind.IRI and not _ABSOLUTE.match(token.text)), None)


def _departure_words(tokens: list[Token], departure: Departure) -> str:
    is_end = departure.index == len(tokens)
    found = "the query ends too early" if is_end else f"unexpected {tokens[departure.index].text!r}"
    if not 0 < len(departure.expected) <= MOST_EXPECTED:
        return found
    return f"{found}, where {' or '.join(departure.expected)} should stand"


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
