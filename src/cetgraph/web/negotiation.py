"""What a client takes, as its headers say; each that is sent again is read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from cetgraph.engine.formats import GRAPH_NAMES, TABLE_NAMES

PAGE: Final = "text/html"

MOST_KEPT: Final = 256
"""Headers that are remembered; clients of one sort all send the same."""

LONGEST_KEPT: Final = 1000
"""Characters of a header that is remembered, so that nobody can fill the memory; browsers send some 150."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """What suits a client best.

    `table` and `graph` are media types for the two sorts of answers, None where the client takes none of that sort;
    `is_page` tells whether a page suits it better than either: a browser.
    """

    table: str | None
    graph: str | None
    is_page: bool


def choose_formats(accept: str) -> Formats:
    """The formats of answers that suit whoever sends this header `Accept`; empty for none.

    >>> choose_formats("text/csv, text/html;q=0.5")
    Formats(table='text/csv', graph=None, is_page=False)
    """
    return _choose_formats(accept) if len(accept) <= LONGEST_KEPT else _choose_formats.__wrapped__(accept)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether whoever sends this header `Accept-Encoding` takes gzip.

    >>> accepts_gzip("br, gzip"), accepts_gzip("gzip;q=0, *"), accepts_gzip("")
    (True, False, False)
    """
    if len(accept_encoding) <= LONGEST_KEPT:
        return _accepts_gzip(accept_encoding)
    return _accepts_gzip.__wrapped__(accept_encoding)


@lru_cache(MOST_KEPT)
def _choose_formats(accept: str) -> Formats:
    accepted = parse_accept_header(accept, MIMEAccept)
    page = accepted.quality(PAGE) if accepted else 0
    data = max((accepted.quality(name) for name in (*TABLE_NAMES, *GRAPH_NAMES)), default=0)
    table, graph = _best(accepted, TABLE_NAMES), _best(accepted, GRAPH_NAMES)
    return Formats(table=table, graph=graph, is_page=page > data)


@lru_cache(MOST_KEPT)
def _accepts_gzip(accept_encoding: str) -> bool:
    accepted = parse_accept_header(accept_encoding)
    return bool(accepted) and accepted.quality("gzip") > 0


def _best(accepted: MIMEAccept, offered: Sequence[str]) -> str | None:
    return accepted.best_match(offered) if accepted else offered[0]
