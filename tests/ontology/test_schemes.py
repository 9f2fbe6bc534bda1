from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.term import Node

from cetgraph.graph.namespaces import CET, PREFIXES, SCHEME

LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)


def _concepts(graph: Graph) -> set[Node]:
    return set(graph.subjects(RDF.type, SKOS.Concept))


def _above(graph: Graph, concept: Node) -> set[Node]:
    """All concepts broader than that one, at any distance; itself only where there is a ring."""
    seen: set[Node] = set()
    ahead = set(graph.objects(concept, SKOS.broader))
    while ahead:
        broader = ahead.pop()
        seen.add(broader)
        ahead |= set(graph.objects(broader, SKOS.broader)) - seen
    return seen


def badly_labelled(graph: Graph) -> Iterator[Node]:
    """Concepts and schemes without exactly one preferred label in English, or with two in any language."""
    for concept in _concepts(graph) | set(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        languages = Counter(getattr(label, "language", None) for label in graph.objects(concept, SKOS.prefLabel))
        if languages["en"] != 1 or max(languages.values()) > 1 or None in languages:
            yield concept


def undefined(graph: Graph) -> Iterator[Node]:
    """Concepts and schemes without exactly one English definition."""
    for concept in _concepts(graph) | set(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        definitions = list(graph.objects(concept, SKOS.definition))
        if [getattr(text, "language", None) for text in definitions] != ["en"]:
            yield concept


def self_defined(graph: Graph) -> Iterator[Node]:
    """Concepts, but for those that another body words, whose definition is their label or holds it."""
    worded_elsewhere = set(graph.subjects(SKOS.inScheme, SCHEME["iati-activity-status"]))
    for concept in _concepts(graph) - worded_elsewhere:
        definition = f" {graph.value(concept, SKOS.definition)} ".casefold()
        label = str(graph.value(concept, SKOS.prefLabel)).casefold()
        if any(f" {label}{end}" in definition for end in (" ", ".", ",", ";", ":")):
            yield concept


def defined_alike(graph: Graph) -> Iterator[Node]:
    """Concepts that share a definition."""
    texts = Counter(graph.value(concept, SKOS.definition) for concept in _concepts(graph))
    yield from (concept for concept in _concepts(graph) if texts[graph.value(concept, SKOS.definition)] > 1)


def clashing_labels(graph: Graph) -> Iterator[Node]:
    """Concepts that share a label, preferred or other, with another of the same scheme, but for case."""
    owners: dict[tuple[Node, str], set[Node]] = {}
    for concept in _concepts(graph):
        for scheme in graph.objects(concept, SKOS.inScheme):
            for about in LABELS:
                for label in graph.objects(concept, about):
                    owners.setdefault((scheme, str(label).casefold()), set()).add(concept)
    yield from (concept for sharing in owners.values() if len(sharing) > 1 for concept in sharing)


def labelled_twice(graph: Graph) -> Iterator[Node]:
    """Concepts of which one label is both preferred and other."""
    for concept in _concepts(graph):
        labels = [label for about in LABELS for label in graph.objects(concept, about)]
        if len(labels) != len(set(labels)):
            yield concept


def badly_notated(graph: Graph) -> Iterator[Node]:
    """Concepts without exactly one notation, or whose address is not the scheme's and the notation."""
    for concept in _concepts(graph):
        notations = list(graph.objects(concept, SKOS.notation))
        schemes = list(graph.objects(concept, SKOS.inScheme))
        if [URIRef(f"{scheme}/{notation}") for scheme in schemes for notation in notations] != [concept]:
            yield concept


def homeless(graph: Graph) -> Iterator[Node]:
    """Concepts that are in no declared scheme, or are reached from no top concept of it."""
    for concept in _concepts(graph):
        schemes = list(graph.objects(concept, SKOS.inScheme))
        tops = {top for scheme in schemes for top in graph.objects(scheme, SKOS.hasTopConcept)}
        declared = all((scheme, RDF.type, SKOS.ConceptScheme) in graph for scheme in schemes)
        if not schemes or not declared or not ({concept} | _above(graph, concept)) & tops:
            yield concept


def one_way(graph: Graph) -> Iterator[Node]:
    """Concepts or schemes of which a link is stated in one direction only."""
    pairs = (
        (SKOS.broader, SKOS.narrower),
        (SKOS.narrower, SKOS.broader),
        (SKOS.related, SKOS.related),
        (SKOS.hasTopConcept, SKOS.topConceptOf),
        (SKOS.topConceptOf, SKOS.hasTopConcept),
    )
    for there, back in pairs:
        yield from (start for start, end in graph.subject_objects(there) if (end, back, start) not in graph)


def in_a_cycle(graph: Graph) -> Iterator[Node]:
    """Concepts that are broader than themselves."""
    yield from (concept for concept in _concepts(graph) if concept in _above(graph, concept))


def a_top_below_another(graph: Graph) -> Iterator[Node]:
    """Top concepts that have a broader one."""
    yield from (concept for concept in graph.subjects(SKOS.topConceptOf) if (concept, SKOS.broader, None) in graph)


def across_schemes(graph: Graph) -> Iterator[Node]:
    """Concepts tied by broader or related to one of another scheme, for which the mapping relations are meant."""
    for link in (SKOS.broader, SKOS.related):
        for start, end in graph.subject_objects(link):
            if set(graph.objects(start, SKOS.inScheme)) != set(graph.objects(end, SKOS.inScheme)):
                yield start


def broader_and_related(graph: Graph) -> Iterator[Node]:
    """Concepts that are related to one above them, which SKOS forbids (S27)."""
    for start, end in graph.subject_objects(SKOS.related):
        if end in _above(graph, start) or start in _above(graph, end):
            yield start


def mapped_two_ways(graph: Graph) -> Iterator[Node]:
    """Concepts that match another exactly and also more broadly, more narrowly or loosely (S46)."""
    for start, end in graph.subject_objects(SKOS.exactMatch):
        if any((start, other, end) in graph for other in (SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)):
            yield start


def mapped_to_nothing(graph: Graph) -> Iterator[Node]:
    """Concepts mapped to one of our own schemes that is not there, or to another of their own scheme."""
    for link in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch):
        for start, end in graph.subject_objects(link):
            shared = set(graph.objects(start, SKOS.inScheme)) & set(graph.objects(end, SKOS.inScheme))
            if start not in _concepts(graph) or shared or (str(end).startswith(SCHEME) and end not in _concepts(graph)):
                yield start


def an_area_of_no_class(graph: Graph) -> Iterator[Node]:
    """Concepts of the scheme of areas that are not typed as areas, and areas outside it."""
    listed = set(graph.subjects(SKOS.inScheme, SCHEME["area"]))
    yield from listed ^ set(graph.subjects(RDF.type, CET["Area"]))


CHECKS: tuple[Callable[[Graph], Iterator[Node]], ...] = (
    badly_labelled,
    undefined,
    self_defined,
    defined_alike,
    clashing_labels,
    labelled_twice,
    badly_notated,
    homeless,
    one_way,
    in_a_cycle,
    a_top_below_another,
    across_schemes,
    broader_and_related,
    mapped_two_ways,
    mapped_to_nothing,
    an_area_of_no_class,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_concept_is(check: Callable[[Graph], Iterator[Node]], ontology: Graph) -> None:
    """No concept has the fault that the check looks for."""
    assert sorted(str(concept) for concept in check(ontology)) == []


PROLOGUE = "\n".join(f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in PREFIXES.items())

FAULTS: dict[str, tuple[Callable[[Graph], Iterator[Node]], str]] = {
    "two preferred labels": (badly_labelled, 'cet:x a skos:Concept ; skos:prefLabel "x"@en , "y"@en .'),
    "a label in no language": (badly_labelled, 'cet:x a skos:Concept ; skos:prefLabel "x"@en , "y" .'),
    "no definition": (undefined, "cet:x a skos:Concept ."),
    "its own definition": (
        self_defined,
        'cet:x a skos:Concept ; skos:prefLabel "Health"@en ; skos:definition "Public health, medicine."@en .',
    ),
    "one definition for two": (
        defined_alike,
        'cet:x a skos:Concept ; skos:definition "A."@en . cet:y a skos:Concept ; skos:definition "A."@en .',
    ),
    "an other label that another prefers": (
        clashing_labels,
        """cet:x a skos:Concept ; skos:inScheme cet:s ; skos:prefLabel "Space"@en .
        cet:y a skos:Concept ; skos:inScheme cet:s ; skos:altLabel "space"@en .""",
    ),
    "one label twice": (labelled_twice, 'cet:x a skos:Concept ; skos:prefLabel "X"@en ; skos:altLabel "X"@en .'),
    "no notation": (badly_notated, "scheme:s\\/x a skos:Concept ; skos:inScheme scheme:s ."),
    "an address of its own": (
        badly_notated,
        'scheme:s\\/x a skos:Concept ; skos:inScheme scheme:s ; skos:notation "y" .',
    ),
    "no scheme": (homeless, "cet:x a skos:Concept ."),
    "no way from the top": (
        homeless,
        "cet:s a skos:ConceptScheme . cet:x a skos:Concept ; skos:inScheme cet:s .",
    ),
    "narrower not said": (one_way, "cet:x skos:broader cet:y ."),
    "a ring": (
        in_a_cycle,
        "cet:x a skos:Concept ; skos:broader cet:y . cet:y a skos:Concept ; skos:broader cet:x .",
    ),
    "a top with one above": (a_top_below_another, "cet:x skos:topConceptOf cet:s ; skos:broader cet:y ."),
    "broader in another scheme": (
        across_schemes,
        "cet:x skos:inScheme cet:s ; skos:broader cet:y . cet:y skos:inScheme cet:t .",
    ),
    "related to its grandparent": (
        broader_and_related,
        "cet:x skos:broader cet:y ; skos:related cet:z . cet:y skos:broader cet:z .",
    ),
    "exact and broad": (mapped_two_ways, "cet:x skos:exactMatch cet:y ; skos:broadMatch cet:y ."),
    "a match that is not there": (mapped_to_nothing, "cet:x a skos:Concept ; skos:closeMatch scheme:nowhere ."),
    "an area not typed": (an_area_of_no_class, "cet:x a skos:Concept ; skos:inScheme scheme:area ."),
}


@pytest.mark.parametrize(("check", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_the_check_catches(check: Callable[[Graph], Iterator[Node]], fault: str) -> None:
    """Each check finds a fault that was put there for it."""
    assert list(check(Graph().parse(data=f"{PROLOGUE}\n{fault}", format="turtle")))


def test_progress_maps_to_the_activity_status(ontology: Graph) -> None:
    """Each degree of progress has one counterpart among the IATI codes."""
    matches = {
        str(ontology.value(concept, SKOS.notation)): [
            str(ontology.value(other, SKOS.notation)) for other in ontology.objects(concept, SKOS.closeMatch)
        ]
        for concept in ontology.subjects(SKOS.inScheme, SCHEME["progress"])
    }
    assert matches == {"exploring": ["1"], "announced": ["1"], "under-way": ["2"], "completed": ["4"]}


LISTED_AREAS = """
Advanced Computing | Advanced Engineering Materials | Advanced Gas Turbine Engine Technologies |
Advanced and Networked Sensing and Signature Management | Advanced Manufacturing | Artificial Intelligence |
Biotechnologies | Clean Energy Generation and Storage |
Data Privacy, Data Security, and Cybersecurity Technologies | Directed Energy |
Highly Automated, Autonomous, and Uncrewed Systems, and Robotics | Human-Machine Interfaces | Hypersonics |
Integrated Communication and Networking Technologies | Positioning, Navigation, and Timing Technologies |
Quantum Information and Enabling Technologies | Semiconductors and Microelectronics |
Space Technologies and Systems
"""


def test_the_eighteen_areas_are_those_of_the_list(ontology: Graph) -> None:
    """The top concepts that have narrower ones are the areas of the list of February 2024, by its names."""
    tops = ontology.objects(SCHEME["area"], SKOS.hasTopConcept)
    with_subfields = {
        str(ontology.value(top, SKOS.prefLabel)) for top in tops if (top, SKOS.narrower, None) in ontology
    }
    assert with_subfields == {" ".join(name.split()) for name in LISTED_AREAS.split("|")}
    assert len(with_subfields) == 18


def test_texts_are_tagged_and_trimmed(ontology: Graph) -> None:
    """Each text of a concept is tagged with its language and trimmed."""
    for concept in _concepts(ontology):
        for about in (*LABELS, SKOS.definition, SKOS.scopeNote, SKOS.example):
            for text in ontology.objects(concept, about):
                assert isinstance(text, Literal)
                assert text.language == "en"
                assert str(text) == " ".join(str(text).split())
