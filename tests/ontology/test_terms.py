from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SKOS,
    VANN,
    DefinedNamespace,
)

from cetgraph.graph.namespaces import CET, OA, PREFIXES

PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty)
DEFINED_BY = URIRef(str(CET).removesuffix("#"))

CLOSED: tuple[type[DefinedNamespace], ...] = (DCTERMS, FOAF, ORG, PROV, SDO, SKOS, VANN)
"""The vocabularies of which rdflib ships the list of terms."""


def _ours(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    return sorted(
        {term for kind in kinds for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef) and term in CET}
    )


def _definition(graph: Graph, term: URIRef) -> str:
    return str(graph.value(term, SKOS.definition) or "")


def _label(graph: Graph, term: URIRef) -> str:
    return str(graph.value(term, RDFS.label) or "")


def _names(text: str, label: str, *, longer: frozenset[str] = frozenset()) -> bool:
    """Whether the text has the label as whole words, alone or in the plural, outside any longer label."""
    for other in longer:
        text = re.sub(rf"\b{re.escape(other)}s?\b", "", text, flags=re.IGNORECASE)
    plural = label.removesuffix("y") + "ies" if label.endswith("y") else label + "s"
    return re.search(rf"\b(?:{re.escape(label)}|{re.escape(plural)})\b", text, flags=re.IGNORECASE) is not None


def not_documented(graph: Graph) -> Iterator[URIRef]:
    """Terms without exactly one English label and definition, and one defining ontology."""
    for term in _ours(graph, OWL.Class, *PROPERTY_KINDS):
        texts = [list(graph.objects(term, about)) for about in (RDFS.label, SKOS.definition)]
        in_english = all(len(found) == 1 and getattr(found[0], "language", None) == "en" for found in texts)
        if not in_english or list(graph.objects(term, RDFS.isDefinedBy)) != [DEFINED_BY]:
            yield term


def class_without_example(graph: Graph) -> Iterator[URIRef]:
    """Classes without an English example."""
    for term in _ours(graph, OWL.Class):
        if not any(getattr(example, "language", None) == "en" for example in graph.objects(term, SKOS.example)):
            yield term


def repeated(graph: Graph) -> Iterator[URIRef]:
    """Terms that share a label or a definition, but for case, with another."""
    terms = _ours(graph, OWL.Class, *PROPERTY_KINDS)
    for about in (RDFS.label, SKOS.definition):
        texts = Counter(str(graph.value(term, about)).casefold() for term in terms)
        yield from (term for term in terms if texts[str(graph.value(term, about)).casefold()] > 1)


def self_defined(graph: Graph) -> Iterator[URIRef]:
    """Terms whose definition uses their own label."""
    terms = _ours(graph, OWL.Class, *PROPERTY_KINDS)
    labels = {_label(graph, term) for term in terms}
    for term in terms:
        label = _label(graph, term)
        longer = frozenset(other for other in labels if label in other and other != label)
        if _names(_definition(graph, term), label, longer=longer):
            yield term


def circular(graph: Graph) -> Iterator[URIRef]:
    """Classes that, through the classes that their definitions name, are defined by themselves."""
    classes = _ours(graph, OWL.Class)
    labels = {term: _label(graph, term) for term in classes}
    uses = {
        term: {
            other
            for other in classes
            if _names(
                _definition(graph, term),
                labels[other],
                longer=frozenset(
                    label for label in labels.values() if labels[other] in label and label != labels[other]
                ),
            )
        }
        for term in classes
    }
    yield from _in_a_cycle(uses)


def without_genus(graph: Graph) -> Iterator[URIRef]:
    """Classes whose definition opens with no article, or, under a class of ours, not with that class's label."""
    for term in _ours(graph, OWL.Class):
        above = [_label(graph, other) for other in _ours(graph, OWL.Class) if (term, RDFS.subClassOf, other) in graph]
        openings = [f"{article} {label} " for label in above for article in ("A", "An")] or ["A ", "An ", "The "]
        if not _definition(graph, term).startswith(tuple(openings)):
            yield term


def badly_put(graph: Graph) -> Iterator[URIRef]:
    """Terms whose texts end without a full stop, and properties that neither relate nor give something."""
    for term in _ours(graph, OWL.Class, *PROPERTY_KINDS):
        texts = [str(text) for about in (SKOS.definition, SKOS.scopeNote) for text in graph.objects(term, about)]
        if not all(text.endswith(".") for text in texts):
            yield term
    for kind, opening in ((OWL.ObjectProperty, "Relates a"), (OWL.DatatypeProperty, "Gives ")):
        yield from (term for term in _ours(graph, kind) if not _definition(graph, term).startswith(opening))


def without_domain_and_range(graph: Graph) -> Iterator[URIRef]:
    """Properties without exactly one domain and one range, or with one that is declared nowhere."""
    for term in _ours(graph, *PROPERTY_KINDS):
        for about in (RDFS.domain, RDFS.range):
            values = list(graph.objects(term, about))
            if len(values) != 1 or not _is_known_class(graph, values[0]):
                yield term


def _is_known_class(graph: Graph, term: object) -> bool:
    builtin = (str(OWL), str(RDFS), PREFIXES["xsd"])
    return isinstance(term, URIRef) and (str(term).startswith(builtin) or (term, RDF.type, OWL.Class) in graph)


def in_a_cycle(graph: Graph) -> Iterator[URIRef]:
    """Terms that are above themselves by subclass or subproperty."""
    for above in (RDFS.subClassOf, RDFS.subPropertyOf):
        uses: dict[URIRef, set[URIRef]] = {}
        for lower, upper in graph.subject_objects(above):
            if isinstance(lower, URIRef) and isinstance(upper, URIRef):
                uses.setdefault(lower, set()).add(upper)
        yield from _in_a_cycle(uses)


def _in_a_cycle(uses: dict[URIRef, set[URIRef]]) -> Iterator[URIRef]:
    """The keys that lead back to themselves."""
    for start, first in uses.items():
        seen: set[URIRef] = set()
        ahead = set(first)
        while ahead:
            term = ahead.pop()
            seen.add(term)
            ahead |= uses.get(term, set()) - seen
        if start in seen:
            yield start


def undeclared(graph: Graph) -> Iterator[URIRef]:
    """Foreign terms that are used without being declared with a kind and the vocabulary that defines them."""
    for term in _foreign(graph):
        kinds = set(graph.objects(term, RDF.type))
        allowed = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
        if not kinds <= allowed or len(kinds) != 1 or (term, RDFS.isDefinedBy, None) not in graph:
            yield term


def redefined(graph: Graph) -> Iterator[URIRef]:
    """Foreign terms about which more is said than what they are and who defines them."""
    for term in _foreign(graph):
        if set(graph.predicates(term)) - {RDF.type, RDFS.isDefinedBy}:
            yield term


def _foreign(graph: Graph) -> set[URIRef]:
    spaces = tuple(str(space) for space in (*(str(closed._NS) for closed in CLOSED), OA))
    vocabularies = {str(value) for value in graph.objects(None, RDFS.isDefinedBy)}
    return {
        term
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and str(term).startswith(spaces) and str(term) not in vocabularies
    }


CHECKS: tuple[Callable[[Graph], Iterator[URIRef]], ...] = (
    not_documented,
    class_without_example,
    repeated,
    self_defined,
    circular,
    without_genus,
    badly_put,
    without_domain_and_range,
    in_a_cycle,
    undeclared,
    redefined,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_term_is(check: Callable[[Graph], Iterator[URIRef]], ontology: Graph) -> None:
    """No term of the ontology has the fault that the check looks for."""
    assert sorted(set(check(ontology))) == []


PROLOGUE = "\n".join(f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in PREFIXES.items())

FAULTS: dict[str, tuple[Callable[[Graph], Iterator[URIRef]], str]] = {
    "two labels": (
        not_documented,
        """cet:X a owl:Class ; rdfs:label "x"@en , "y"@en ; skos:definition "A thing."@en ;
        rdfs:isDefinedBy <https://w3id.org/cetgraph/ontology> .""",
    ),
    "a label in no language": (
        not_documented,
        """cet:X a owl:Class ; rdfs:label "x" ; skos:definition "A thing."@en ;
        rdfs:isDefinedBy <https://w3id.org/cetgraph/ontology> .""",
    ),
    "defined nowhere": (not_documented, 'cet:X a owl:Class ; rdfs:label "x"@en ; skos:definition "A thing."@en .'),
    "no example": (class_without_example, "cet:X a owl:Class ."),
    "one label for two": (repeated, 'cet:X a owl:Class ; rdfs:label "x"@en . cet:Y a owl:Class ; rdfs:label "X"@en .'),
    "named in its own definition": (
        self_defined,
        'cet:X a owl:Class ; rdfs:label "party"@en ; skos:definition "One of several parties."@en .',
    ),
    "each defined by the other": (
        circular,
        """cet:X a owl:Class ; rdfs:label "series"@en ; skos:definition "A row of meetings."@en .
        cet:Y a owl:Class ; rdfs:label "meeting"@en ; skos:definition "A part of a series."@en .""",
    ),
    "a species without its genus": (
        without_genus,
        """cet:X a owl:Class ; rdfs:subClassOf cet:Y ; skos:definition "A lump."@en .
        cet:Y a owl:Class ; rdfs:label "y"@en .""",
    ),
    "no full stop": (badly_put, 'cet:X a owl:Class ; skos:definition "A thing"@en .'),
    "a property that is a noun": (badly_put, 'cet:x a owl:ObjectProperty ; skos:definition "A tie."@en .'),
    "two ranges": (
        without_domain_and_range,
        "cet:x a owl:ObjectProperty ; rdfs:domain owl:Thing ; rdfs:range owl:Thing , rdfs:Resource .",
    ),
    "an unknown range": (
        without_domain_and_range,
        "cet:x a owl:ObjectProperty ; rdfs:domain owl:Thing ; rdfs:range cet:Nowhere .",
    ),
    "a class above itself": (in_a_cycle, "cet:X rdfs:subClassOf cet:Y . cet:Y rdfs:subClassOf cet:X ."),
    "a property above itself": (in_a_cycle, "cet:x rdfs:subPropertyOf cet:y . cet:y rdfs:subPropertyOf cet:x ."),
    "a foreign term undeclared": (undeclared, "cet:X rdfs:subClassOf prov:Entity ."),
    "a foreign term redefined": (redefined, "prov:Entity rdfs:subClassOf cet:X ."),
}


@pytest.mark.parametrize(("check", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_the_check_catches(check: Callable[[Graph], Iterator[URIRef]], fault: str) -> None:
    """Each check finds a fault that was put there for it."""
    assert list(check(Graph().parse(data=f"{PROLOGUE}\n{fault}", format="turtle")))


def _upstream(folder: Path) -> dict[str, Callable[[str], bool]]:
    """For each foreign namespace, whether it has a term of that local name."""
    listed = {line for line in (folder / "oa.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    known: dict[str, Callable[[str], bool]] = {str(OA): listed.__contains__}
    for closed in CLOSED:
        space = str(closed._NS)
        known[space] = lambda local, closed=closed, space=space: URIRef(space + local) in closed  # type: ignore[misc]
    return known


def test_foreign_terms_exist_upstream(ontology: Graph, repository: Path) -> None:
    """A term that we borrow is one that its vocabulary has."""
    upstream = _upstream(repository / "tests" / "ontology" / "upstream")
    missing = []
    for term in _foreign(ontology):
        (space,) = (space for space in upstream if term.startswith(space))
        if not upstream[space](term.removeprefix(space)):
            missing.append(term)
    assert not missing
    assert len(_foreign(ontology)) > 50


@pytest.mark.parametrize(
    ("space", "local"),
    [(str(PROV), "Entitty"), (str(SDO), "EventSerie"), (str(OA), "hasSauce"), (str(SKOS), "prefLable")],
)
def test_a_foreign_term_misspelt_is_caught(space: str, local: str, repository: Path) -> None:
    """The lists of foreign terms are closed."""
    assert not _upstream(repository / "tests" / "ontology" / "upstream")[space](local)


def test_each_property_has_one_nature(ontology: Graph) -> None:
    """OWL 2 DL: no property relates things and gives values at once, and every property used is declared."""
    natures = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    for term in set(ontology.subjects(RDF.type, None)):
        assert len(natures & set(ontology.objects(term, RDF.type))) <= 1, term
    builtin = Namespace(str(RDF)), Namespace(str(RDFS)), Namespace(str(OWL))
    used = {term for term in ontology.predicates() if not str(term).startswith(tuple(str(space) for space in builtin))}
    assert not [term for term in used if not natures & set(ontology.objects(term, RDF.type))]


def test_texts_are_plain_english(ontology: Graph) -> None:
    """Texts are tagged as English, trimmed, on one line, and spelt the British way outside quoted names."""
    american = re.compile(r"\b(?:program|center|defense|labor|favor|analyze|organization)s?\b")
    for term in _ours(ontology, OWL.Class, *PROPERTY_KINDS):
        for about in (RDFS.label, SKOS.definition, SKOS.scopeNote, SKOS.example):
            for text in ontology.objects(term, about):
                assert isinstance(text, Literal)
                assert text.language == "en"
                assert str(text) == " ".join(str(text).split())
                if about != SKOS.example:
                    assert not american.search(str(text)), text


def test_a_property_of_concepts_names_its_scheme(ontology: Graph) -> None:
    """A property whose values are concepts says which scheme they come from."""
    for term in ontology.subjects(RDFS.range, SKOS.Concept):
        (scheme,) = ontology.objects(term, RDFS.seeAlso)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in ontology
