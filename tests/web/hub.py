"""A made-up graph around one hub: a country to which everything leads."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Final

HUB: Final = "country/AA"
"""The name of the hub in the explorer's addresses."""

HEAD: Final = """\
@base <https://w3id.org/cetgraph/id/> .
@prefix cet: <https://w3id.org/cetgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/cetgraph/scheme/> .
"""

_WORDS: Final = (
    "support testing of advanced quantum sensors with partners in the Indo-Pacific region for safer seas".split()
)
_PROGRESS: Final = ("exploring", "announced", "under-way", "completed")
_AREAS: Final = ("space", "quantum", "biotechnologies", "artificial-intelligence")


def make_hub(things: int) -> str:
    """Turtle of a country with so many neighbours of four kinds, which are linked to one another as ours are.

    Of twenty things fifteen are commitments, with sentences; three initiatives, one a body and one a document.
    """
    documents, bodies, initiatives = things // 20, things // 20, 3 * things // 20
    parts = [HEAD, f'<{HUB}> a cet:Country ; rdfs:label "Aland" ; dcterms:identifier "AA" .']
    for number in range(documents):
        year = 2020 + number % 6
        parts.append(
            f'<document/{number}> a cet:SourceDocument ; dcterms:title "Joint Statement No. {number} of Partners" ;'
            f' dcterms:issued "{year}-05-{1 + number % 28:02}" ; cet:documentParty <{HUB}> .'
        )
    parts += [
        f'<organisation/{number}> a cet:Agency ; rdfs:label "National Institute of {_label(number, 3)}" ;'
        f" cet:belongsTo <{HUB}> ."
        for number in range(bodies)
    ]
    parts += [
        f'<initiative/{number}> a cet:Initiative ; rdfs:label "Programme to {_label(number, 6)}" .'
        for number in range(initiatives)
    ]
    for number in range(things - documents - bodies - initiatives):
        parts.append(
            f'<commitment/{number}> a cet:Commitment ; rdfs:label "To {_label(number, 9)}, No. {number:04}" ;'
            f" cet:statedIn <document/{number % documents}> ; cet:party <{HUB}> ;"
            f" cet:concernsInitiative <initiative/{number % initiatives}> ; cet:body <organisation/{number % bodies}> ;"
            f" cet:area scheme:area\\/{_AREAS[number % 4]} ; cet:progress scheme:progress\\/{_PROGRESS[number % 4]} ;"
            f" cet:reviewed false ; cet:evidence <evidence/{number}> ."
            f"\n<evidence/{number}> oa:hasSelector <evidence/{number}/quote> ."
            f'\n<evidence/{number}/quote> oa:exact "We will {_label(number, 15)}, as item {number} says." .'
        )
    return "\n".join(parts)


def _label(start: int, words: int) -> str:
    return " ".join(islice(cycle(_WORDS), start % len(_WORDS), start % len(_WORDS) + words))
