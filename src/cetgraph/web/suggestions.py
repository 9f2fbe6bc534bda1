"""What an address that leads nowhere may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from cetgraph.graph.questions import Question
from cetgraph.web.view import Reference, View, room_of
from cetgraph.web.wording import KINDS, term

MOST: Final = 5
"""Addresses that are suggested."""

LIKENESS: Final = 0.6
"""Share of letters in common from which addresses are alike: "/browse/persons" and "/browse/posts" are, just."""

LONGEST: Final = 300
"""Letters of an address that are compared: none of ours is longer, and the time grows with the square."""

_PAGES: Final = (
    Reference("Explore", "/explore"),
    Reference("Questions", "/answers"),
    Reference("Downloads", "/download"),
    Reference("SPARQL", "/sparql"),
    Reference("Ontology", "/ontology"),
)


def known_pages(view: View, questions: Sequence[Question]) -> tuple[Reference, ...]:
    """The pages that have addresses one may guess: lists, questions, documents and their downloads."""
    documents = [
        Reference(view.label(document), room_of(document))
        for kind in KINDS
        if kind.type == term("cet:SourceDocument")
        for document in view.members(kind)
    ]
    return (
        *_PAGES,
        *(Reference(kind.plural, f"/browse/{kind.path}") for kind in KINDS),
        *(Reference(question.title, f"/answers/{quote(question.name)}") for question in questions),
        *documents,
        *(Reference(f"Downloads: {name.words}", name.path.replace("/document/", "/download/")) for name in documents),
    )


def suggest(path: str, known: Sequence[Reference]) -> list[Reference]:
    """Those of the known pages whose addresses begin like the path or are spelt alike, the nearest first.

    >>> lists = [Reference("Areas", "/browse/areas"), Reference("Agencies", "/browse/agencies")]
    >>> [page.words for page in suggest("/browse/area", lists)]
    ['Areas', 'Agencies']
    >>> suggest("/wp-login.php", lists)
    []
    """
    asked = path[:LONGEST].rstrip("/")
    by_path = {
        page.path: page for page in known if page.path.split("/")[1] == asked.partition("/")[2].partition("/")[0]
    }
    by_path = by_path or {page.path: page for page in _PAGES}
    longer = sorted(other for other in by_path if asked.count("/") > 1 and other.startswith(asked))
    alike = difflib.get_close_matches(asked, by_path, n=MOST, cutoff=LIKENESS)
    return [by_path[other] for other in dict.fromkeys([*longer, *alike])][:MOST]
