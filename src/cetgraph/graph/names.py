"""From what a person calls a thing to its IRI: names, acronyms, codes, notations."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from rdflib import URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from cetgraph.errors import UnknownQuestion
from cetgraph.graph import vocabulary as cet
from cetgraph.graph.store import Store
from cetgraph.graph.terms import QUERY_PREFIXES, Iri, Literal, expand_iri, shorten_iri

_CODE = re.compile("[A-Z]{2}|ASEAN|NATO|AFRICAN-UNION")
"""Codes of parties, see `cetgraph.model`."""

_TYPE, _LABEL, _ALTERNATIVE = Iri(str(RDF.type)), Iri(str(RDFS.label)), Iri(str(SKOS.altLabel))
_IDENTIFIER, _TITLE = Iri(str(DCTERMS.identifier)), Iri(str(DCTERMS.title))


def find_iri(words: str) -> Iri:
    """The IRI that the words spell, in full or with a prefix. Raises UnknownQuestion."""
    iri = expand_iri(words)
    if iri is None:
        raise UnknownQuestion(f"{words!r} is no IRI", remedy="write it in full, or as id:country/SG")
    return Iri(iri)


def find_area(words: str) -> Iri:
    """The concept of the area scheme with that notation or IRI. Raises UnknownQuestion with notations like it."""
    notation = re.sub(r"[\s_]+", "-", words.strip().casefold())
    prefix = QUERY_PREFIXES["area"]
    spelt = expand_iri(words)
    if spelt is not None and spelt.startswith(prefix):
        notation = spelt.removeprefix(prefix)
    if notation in cet.AREA.notations:
        return Iri(str(cet.AREA.concept(notation)))
    raise UnknownQuestion(f"no area is called {words!r}", remedy=_suggest(notation, cet.AREA.notations))


def find_party(words: str, store: Store) -> Literal:
    """The code of the country or group of that code or name.

    A code need not occur in the data: that nothing is said of it is an answer. Raises UnknownQuestion.
    """
    codes = {triple.object.value for triple in store.match(None, _IDENTIFIER, None)}
    code = words.upper().replace(" ", "-")
    if code in codes or _CODE.fullmatch(code):
        return Literal(code)
    names = _names_of(_instances(store, (cet.Country, cet.CountryGroup)), store)
    for iri in names.get(words.casefold(), ()):
        for identifier in store.objects(iri, _IDENTIFIER):
            return Literal(identifier.value)
    near = _suggest(words, [*codes, *names])
    raise UnknownQuestion(f"no country or group is called {words!r}", remedy=near)


def find_thing(words: str, store: Store, *, classes: Sequence[URIRef]) -> Iri:
    """The one thing of these classes that has the name, acronym, local name or IRI.

    Raises UnknownQuestion where there is none, with names like it, and where there are several, with their local names.
    """
    things = _instances(store, classes)
    spelt = expand_iri(words)
    if spelt is not None:
        if Iri(spelt) in things:
            return Iri(spelt)
        raise UnknownQuestion(f"the data holds no {_noun(classes)} <{spelt}>")
    by_name = _names_of(things, store)
    found = by_name.get(words.casefold(), [])
    found = found or [thing for thing in things if _local_name(thing) == words.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        locals_ = sorted(map(_local_name, found))
        iris = sorted(shorten_iri(thing.value) for thing in found)
        names = " or ".join(locals_ if len(set(locals_)) == len(found) else iris)
        raise UnknownQuestion(f"{words!r} names {len(found)} of them", remedy=f"write {names}")
    raise UnknownQuestion(f"the data holds no {_noun(classes)} called {words!r}", remedy=_suggest(words, by_name))


def _instances(store: Store, classes: Iterable[URIRef]) -> list[Iri]:
    found = {subject for kind in classes for subject in store.subjects(_TYPE, Iri(str(kind)))}
    return sorted(subject for subject in found if isinstance(subject, Iri))


def _names_of(things: Iterable[Iri], store: Store) -> dict[str, list[Iri]]:
    names: dict[str, list[Iri]] = {}
    for thing in store.warmed(things):
        labels = {label.value for name in (_LABEL, _ALTERNATIVE) for label in store.objects(thing, name)}
        for label in sorted({label.casefold() for label in labels}):
            names.setdefault(label, []).append(thing)
    return names


def _local_name(iri: Iri) -> str:
    """What stands after the last slash.

    >>> _local_name(Iri("https://w3id.org/cetgraph/id/organisation/sg-ai-singapore"))
    'sg-ai-singapore'
    """
    return iri.value.rpartition("/")[2]


def _noun(classes: Sequence[URIRef]) -> str:
    """The word for things of these classes: "organisation".

    >>> _noun((cet.Organisation, cet.Agency))
    'organisation'
    """
    return classes[0].removeprefix(QUERY_PREFIXES["cet"]).lower()


def _suggest(words: str, known: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(words.casefold(), sorted({name.casefold() for name in known}), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(near)}?" if near else None


def list_documents(store: Store) -> list[str]:
    """The titles of the documents that the data was read from, sorted."""
    documents = _instances(store, (cet.SourceDocument,))
    return sorted(title.value for iri in documents for title in store.objects(iri, _TITLE))
