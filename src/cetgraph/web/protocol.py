"""A request as the SPARQL 1.1 Protocol reads it (sections 2.1 and 2.2): exactly one query, or one update.

What a request says twice, or in bytes that are no UTF-8, is refused and not guessed: decoding with replacement would
answer another query.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import BadRequest, MethodNotAllowed, RequestEntityTooLarge, UnsupportedMediaType

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

LONGEST_QUERY: Final = 1_000_000
"""Bytes of a request's body; the longest query that a person writes is a few thousand."""

MOST_FIELDS: Final = 200

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_BROKEN_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Query:
    """A query, and the dataset that the request names in the place of the query's own; None for both if none."""

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """An update, and the graphs that its request names, in the place of USING and USING NAMED."""

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


Fields = Sequence[tuple[str, str]]


def read_request(asked: Request) -> Query | Update | None:
    """The one query or update of the request; None for a GET without either.

    Raises BadRequest, MethodNotAllowed (an update by GET), UnsupportedMediaType or RequestEntityTooLarge.
    """
    fields = list(read_fields(asked.environ.get("QUERY_STRING", "").encode("latin-1"), "the URL"))
    if asked.method == "POST":
        match asked.mimetype:
            case "application/x-www-form-urlencoded":
                fields += read_fields(read_body(asked), "the form")
            case "application/sparql-query":
                fields.append(("query", read_text(asked)))
            case "application/sparql-update":
                fields.append(("update", read_text(asked)))
            case _:
                raise UnsupportedMediaType(
                    f"Send {QUERY}, {UPDATE}, or a form ({FORM}) with the field query or update."
                )
    queries, updates = _values(fields, "query"), _values(fields, "update")
    if len(queries) + len(updates) > 1:
        raise BadRequest("There is more than one query or update; a request has exactly one.")
    if updates:
        if asked.method != "POST":
            raise MethodNotAllowed(["POST"], "An update is sent by POST.")
        using, using_named = read_iris(fields, "using-graph-uri"), read_iris(fields, "using-named-graph-uri")
        return Update(updates[0], using, using_named)
    if not queries:
        if asked.method == "POST":
            raise BadRequest("There is no query: send the field query.")
        return None
    default_graphs, named_graphs = read_iris(fields, "default-graph-uri"), read_iris(fields, "named-graph-uri")
    if default_graphs or named_graphs:
        return Query(queries[0], default_graphs, named_graphs)
    return Query(queries[0])


def read_fields(octets: bytes, where: str) -> Fields:
    """The fields of a URL's query or a form, in order. Raises BadRequest for broken encoding."""
    try:
        text = octets.decode("utf-8")
        if _BROKEN_PERCENT.search(text):
            raise BadRequest(f"In {where} stands a % without two hexadecimal digits behind it.")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise BadRequest(f"What {where} says is not UTF-8.") from error
    except ValueError as error:
        raise BadRequest(f"There are more than {MOST_FIELDS} fields in {where}.") from error


def read_body(asked: Request, most: int = LONGEST_QUERY) -> bytes:
    """The body of the request, up to so many bytes. A compressed one is refused: it could hold anything."""
    if asked.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise UnsupportedMediaType("The body is compressed; send it as it is.")
    if asked.content_length is not None and asked.content_length > most:
        raise RequestEntityTooLarge(f"The body has more than {most:,} bytes.")
    octets = asked.stream.read(most + 1)
    if len(octets) > most:
        raise RequestEntityTooLarge(f"The body has more than {most:,} bytes.")
    return octets


def read_text(asked: Request) -> str:
    """The body of the request as text. Raises UnsupportedMediaType for another charset, BadRequest for no UTF-8."""
    charset = asked.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedMediaType(f"The charset is {charset}; SPARQL is sent as UTF-8.")
    try:
        return read_body(asked).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("The body is not UTF-8.") from error


def _values(fields: Fields, name: str) -> list[str]:
    return [value for field, value in fields if field == name]


def read_iris(fields: Fields, name: str) -> tuple[str, ...]:
    """The IRIs that the field names, each once. Raises BadRequest for what is no absolute IRI."""
    iris = tuple(dict.fromkeys(_values(fields, name)))
    for iri in iris:
        if not _IRI.fullmatch(iri):
            raise BadRequest(f"What {name} names is no absolute IRI.")
    return iris
