"""Where a query first departs from the grammar of SPARQL 1.1 (section 19.8), and what could stand there instead.

The engine tells how far its furthest attempt read, which is often the end of the query. The grammar is LL(1): at each
place the next token alone decides how to go on, so the first token that fits nothing is where the query is wrong. Here
it serves for explanations only; what is answered is for the engine to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Final, TypeAlias

from cetgraph.graph.sparql_tokens import Token, TokenKind

GRAMMAR: Final = r"""
Query      = Prologue ( Select | Construct | Describe | Ask ) ( VALUES Data )?
Prologue   = ( BASE IRI | PREFIX NAME IRI )*
Select     = SelectHead From* Where Modifiers
SubSelect  = SelectHead Where Modifiers ( VALUES Data )?
SelectHead = SELECT ( DISTINCT | REDUCED )? ( Selected Selected* | '*' )
Selected   = VAR | '(' Expr AS VAR ')'
Construct  = CONSTRUCT ( '{' Triples? '}' From* Where Modifiers | From* WHERE '{' Triples? '}' Modifiers )
Describe   = DESCRIBE ( VarOrIri VarOrIri* | '*' ) From* Where? Modifiers
Ask        = ASK From* Where Modifiers
From       = FROM NAMED? Iri
Where      = WHERE? Group
Modifiers  = ( GROUP BY Grouping Grouping* )? ( HAVING Constraint Constraint* )? ( ORDER BY Order Order* )? Slice
Slice      = ( LIMIT NUMBER ( OFFSET NUMBER )? | OFFSET NUMBER ( LIMIT NUMBER )? )?
Grouping   = Call | '(' Expr ( AS VAR )? ')' | VAR
Order      = ( ASC | DESC ) '(' Expr ')' | Constraint | VAR
Constraint = '(' Expr ')' | Call
Group      = '{' ( SubSelect | Triples? ( Pattern '.'? Triples? )* ) '}'
Pattern    = Group ( UNION Group )* | OPTIONAL Group | MINUS Group | GRAPH VarOrIri Group
           | SERVICE SILENT? VarOrIri Group | FILTER Constraint | BIND '(' Expr AS VAR ')' | VALUES Data
Data       = VAR '{' Datum* '}' | '(' VAR* ')' '{' ( '(' Datum* ')' )* '}'
Datum      = Iri | Literal | UNDEF
Triples    = Subject ( '.' Triples? )?
Subject    = ( VAR | Iri | Literal | BNODE ) Properties | Node Properties?
Node       = '(' Object* ')' | '[' Properties? ']'
Properties = Verb Objects ( ';' ( Verb Objects )? )*
Verb       = VAR | Path
Objects    = Object ( ',' Object )*
Object     = VAR | Iri | Literal | BNODE | Node
Path       = Sequence ( '|' Sequence )*
Sequence   = Step ( '/' Step )*
Step       = '^'? ( Iri | 'a' | '!' Negated | '(' Path ')' ) ( '?' | '*' | '+' )?
Negated    = '^'? ( Iri | 'a' ) | '(' ( '^'? ( Iri | 'a' ) ( '|' '^'? ( Iri | 'a' ) )* )? ')'
Expr       = And ( '|' '|' And )*
And        = Relation ( '&' '&' Relation )*
Relation   = Sum ( '=' Sum | '!' '=' Sum | '<' '='? Sum | '>' '='? Sum | IN List | NOT IN List )?
Sum        = Product ( ( '+' | '-' ) Product )*
Product    = Unary ( ( '*' | '/' ) Unary )*
Unary      = '!' Unary | ( '+' | '-' ) Unary | '(' Expr ')' | Call | Literal0 | VAR
Call       = FUNCTION Arguments | BOUND '(' VAR ')' | COUNT '(' DISTINCT? ( '*' | Expr ) ')' | Iri Arguments?
           | GROUP_CONCAT '(' DISTINCT? Expr ( ';' SEPARATOR '=' STRING )? ')' | EXISTS Group | NOT EXISTS Group
Arguments  = '(' ( DISTINCT? Expr ( ',' Expr )* )? ')'
List       = '(' ( Expr ( ',' Expr )* )? ')'
VarOrIri   = VAR | Iri
Iri        = IRI | NAME
Literal    = ( '+' | '-' )? NUMBER | Literal1
Literal0   = NUMBER | Literal1
Literal1   = STRING ( TAG | '^' '^' Iri )? | TRUE | FALSE
"""

FUNCTIONS: Final = frozenset(
    """
    ABS AVG BNODE CEIL COALESCE CONCAT CONTAINS DATATYPE DAY ENCODE_FOR_URI FLOOR HOURS IF IRI ISBLANK ISIRI ISLITERAL
    ISNUMERIC ISURI LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW RAND REGEX REPLACE ROUND SAMETERM SAMPLE
    SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM
    TIMEZONE TZ UCASE URI UUID YEAR
    """.split()
)
"""Built-in calls whose arguments are expressions."""

END: Final = ""
"""Stands for the end of the query among the symbols."""


@dataclass(frozen=True, slots=True)
class Departure:
    """The first token that fits nothing: its number, that of the tokens at the end. `expected` is sorted."""

    index: int
    expected: tuple[str, ...]


Node: TypeAlias = "str | tuple[str, tuple[Node, ...]]"
"""A symbol, or an operator with its operands: "seq", "alt", "opt", "star"."""


def find_departure(tokens: Sequence[Token]) -> Departure | None:
    """Where the tokens depart from the grammar; None where they follow it, or are nested too deep to tell."""
    walk = _Walk([*map(symbol_of, tokens), END])
    try:
        walk.take("Query")
        walk.take(END)
    except _DepartedError as departed:
        return Departure(walk.place, tuple(sorted(departed.expected - {END})))
    except RecursionError:
        return None
    return None


def symbol_of(token: Token) -> str:
    """What the grammar calls the token.

    >>> symbol_of(Token(TokenKind.WORD, "select", 0)), symbol_of(Token(TokenKind.WORD, "strlen", 0))
    ('SELECT', 'FUNCTION')
    """
    if token.kind is TokenKind.WORD:
        if token.text == "a":
            return "a"
        return "FUNCTION" if token.keyword in FUNCTIONS else token.keyword
    if token.kind is TokenKind.SIGN:
        return token.text
    if token.kind is TokenKind.NAME and token.text.startswith("_:"):
        return "BNODE"
    return {TokenKind.VARIABLE: "VAR"}.get(token.kind, token.kind.upper())


class _DepartedError(Exception):
    def __init__(self, expected: frozenset[str]) -> None:
        super().__init__()
        self.expected = expected


class _Walk:
    """Goes along the symbols; `place` is the next one."""

    def __init__(self, symbols: Sequence[str]) -> None:
        self.place = 0
        self._symbols = symbols

    def take(self, node: Node) -> None:
        """Go on over what the node describes. Raises _DepartedError where that is not there."""
        rules = _rules()
        if isinstance(node, str):
            if node in rules:
                self.take(rules[node])
            elif self._symbols[self.place] == node:
                self.place += 1
            else:
                raise _DepartedError(frozenset({node}))
            return
        operator, parts = node
        match operator:
            case "seq":
                self._take_sequence(parts)
            case "alt":
                self._take_alternative(parts)
            case "opt":
                if self._begins(parts[0]):
                    self.take(parts[0])
            case _:
                while self._begins(parts[0]):
                    self.take(parts[0])

    def _take_sequence(self, parts: tuple[Node, ...]) -> None:
        for number, part in enumerate(parts):
            start = self.place
            try:
                self.take(part)
            except _DepartedError as departed:
                if self.place > start:
                    raise
                # What was optional just before could have stood here as well.
                before = takewhile(_is_empty, reversed(parts[:number]))
                raise _DepartedError(departed.expected.union(*map(_first, before))) from departed

    def _take_alternative(self, parts: tuple[Node, ...]) -> None:
        for part in parts:
            if self._begins(part):
                self.take(part)
                return
        if not any(map(_is_empty, parts)):
            raise _DepartedError(frozenset().union(*map(_first, parts)))

    def _begins(self, node: Node) -> bool:
        return self._symbols[self.place] in _first(node)


@cache
def _is_empty(node: Node) -> bool:
    """Whether the node may stand for nothing."""
    if isinstance(node, str):
        return node in _rules() and _is_empty(_rules()[node])
    operator, parts = node
    if operator == "seq":
        return all(map(_is_empty, parts))
    return operator in {"opt", "star"} or any(map(_is_empty, parts))


@cache
def _first(node: Node) -> frozenset[str]:
    """The symbols that the node can begin with."""
    if isinstance(node, str):
        return _first(_rules()[node]) if node in _rules() else frozenset({node})
    operator, parts = node
    found: frozenset[str] = frozenset()
    for part in parts:
        found |= _first(part)
        if operator == "seq" and not _is_empty(part):
            break
    return found


@cache
def _rules() -> dict[str, Node]:
    """The grammar's rules, by name."""
    rules: dict[str, Node] = {}
    for name, body in re.findall(r"^(\w+) += (.*(?:\n +\|.*)*)", GRAMMAR, re.MULTILINE):
        words = iter([*re.findall(r"'[^']+'|\w+|[()|?*]", body), ")"])
        rules[name] = _parse(words)
    return rules


def _parse(words: Iterator[str]) -> Node:
    """The node up to the next closing bracket."""
    alternatives: list[list[Node]] = [[]]
    for word in words:
        match word:
            case ")":
                break
            case "|":
                alternatives.append([])
            case "(":
                alternatives[-1].append(_parse(words))
            case "?" | "*":
                alternatives[-1].append(("opt" if word == "?" else "star", (alternatives[-1].pop(),)))
            case _:
                alternatives[-1].append(word.strip("'"))
    nodes: list[Node] = [parts[0] if len(parts) == 1 else ("seq", tuple(parts)) for parts in alternatives]
    return nodes[0] if len(nodes) == 1 else ("alt", tuple(nodes))
