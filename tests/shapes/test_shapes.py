"""Each shape has a graph that passes, a graph that fails, and the results expected of the latter.

A folder here is named for a shape and holds cases for it and for the shapes on its properties: `Commitment` for
`Commitment-party` too. `pass.ttl` satisfies them all; `fail.ttl` breaks each of them at least once; `expected.json`
lists what is then reported.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TypedDict

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef

from cetgraph.graph import vocabulary as cet
from cetgraph.graph.load import exact_literals, load_dataset
from cetgraph.graph.namespaces import ID
from cetgraph.graph.report import Report
from cetgraph.graph.validate import check_dataset, superclasses

CASES = Path(__file__).parent
FOLDERS = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir() and not folder.name.startswith("_"))
SHAPE = "https://w3id.org/cetgraph/shapes#"


class Expected(TypedDict, total=False):
    """One result: the shape, the thing, its severity, and the place and value where there are any."""

    shape: str
    focus: str
    severity: str
    path: str
    value: str


def local(shape: URIRef) -> str:
    """The name of a shape without its namespace."""
    return shape.removeprefix(SHAPE)


def folder_of(shape: URIRef) -> str:
    """The folder that holds the cases of a shape."""
    return local(shape).partition("-")[0]


def only(folder: str, shapes: Graph, named_shapes: frozenset[URIRef]) -> Graph:
    """The shapes graph with all shapes asleep but those of the folder."""
    awake = Graph()
    awake.addN((*triple, awake) for triple in shapes)
    for shape in named_shapes:
        if folder_of(shape) != folder:
            awake.add((shape, SH.deactivated, Literal(True)))  # noqa: FBT003
    return awake


def check(folder: str, case: str, shapes: Graph, ontology: Graph, named_shapes: frozenset[URIRef]) -> Report:
    """What the folder's shapes say of its graph of that name."""
    dataset = load_dataset([CASES / folder / f"{case}.ttl"])
    return check_dataset(dataset, shapes=only(folder, shapes, named_shapes), ontology=ontology)


def written(report: Report) -> list[Expected]:
    """The results as `expected.json` writes them."""
    rows: list[Expected] = []
    for result in report.results:
        focus = "_:" if isinstance(result.focus, BNode) else str(result.focus).removeprefix(ID)
        row = Expected(shape=local(result.shape), focus=focus, severity=result.severity.value)
        if result.path is not None:
            row["path"] = result.path
        if result.value is not None:
            row["value"] = str(result.value).removeprefix(ID)
        rows.append(row)
    return sorted(rows, key=lambda row: (row["focus"], row["shape"], row.get("value", "")))


def expected_of(folder: str) -> list[Expected]:
    """The results that the folder's failing graph must give."""
    rows: list[Expected] = json.loads((CASES / folder / "expected.json").read_text(encoding="utf-8"))
    return rows


def test_every_shape_has_cases_and_no_folder_is_without_its_shape(named_shapes: frozenset[URIRef]) -> None:
    """Shapes and folders of cases are the same set; a floor keeps both from vanishing together."""
    assert {folder_of(shape) for shape in named_shapes} == set(FOLDERS)
    assert len(named_shapes) >= 130
    for folder in FOLDERS:
        assert {path.name for path in (CASES / folder).iterdir()} == {"pass.ttl", "fail.ttl", "expected.json"}


def test_every_shape_is_broken_by_its_failing_graph(named_shapes: frozenset[URIRef]) -> None:
    """A shape that never reports anything might be looking at nothing."""
    reporting = {row["shape"] for folder in FOLDERS for row in expected_of(folder)}
    assert reporting == {local(shape) for shape in named_shapes}


@pytest.mark.parametrize("folder", FOLDERS)
def test_passing_graph_passes(folder: str, shapes: Graph, ontology: Graph, named_shapes: frozenset[URIRef]) -> None:
    """Nothing is reported, not even a note."""
    assert written(check(folder, "pass", shapes, ontology, named_shapes)) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_passing_graph_gives_its_shapes_something_to_look_at(
    folder: str, shapes: Graph, ontology: Graph, named_shapes: frozenset[URIRef]
) -> None:
    """For each shape the passing graph has a thing of its target; a shape cannot pass for want of one.

    Where a shape forbids a property to whatever has it, nothing else can pass.
    """
    graph = load_dataset([CASES / folder / "pass.ttl"]).default_graph
    above = superclasses(ontology)
    kinds = {wider for kind in graph.objects(None, RDF.type) for wider in {kind, *above.get(kind, ())}}
    for shape in (shape for shape in named_shapes if folder_of(shape) == folder):
        targets = set(shapes.objects(shape, SH.targetClass)) | {
            target for target in shapes.objects(shape, SH.targetNode) if target in cet.CLASSES
        }
        found = bool(targets & kinds) or any(
            (None, path, None) in graph
            for kind in (SH.targetObjectsOf, SH.targetSubjectsOf)
            for path in shapes.objects(shape, kind)
        )
        is_about_terms = (shape, SH.targetNode, URIRef("https://w3id.org/cetgraph/ontology")) in shapes
        forbids = set(shapes.objects(shape, SH.targetSubjectsOf)) & set(shapes.objects(shape, SH.path))
        assert found or is_about_terms or forbids, f"{local(shape)} looks at nothing in {folder}/pass.ttl"


@pytest.mark.parametrize("folder", FOLDERS)
def test_failing_graph_gives_the_expected_results(
    folder: str, shapes: Graph, ontology: Graph, named_shapes: frozenset[URIRef]
) -> None:
    """Thing, place, value and severity of each result are those written down."""
    assert written(check(folder, "fail", shapes, ontology, named_shapes)) == expected_of(folder)


def test_every_message_is_seen(shapes: Graph, ontology: Graph, named_shapes: frozenset[URIRef]) -> None:
    """Each message, so each query of a shape that has several, is called forth by a failing graph, its gaps filled."""
    seen = {
        result.message for folder in FOLDERS for result in check(folder, "fail", shapes, ontology, named_shapes).results
    }
    for message in shapes.objects(None, SH.message):
        pattern = re.sub(r"\\\{\\\?\w+\\\}", "[^{}]+", re.escape(str(message)))
        assert any(re.fullmatch(pattern, words) for words in seen), message


@pytest.mark.parametrize("scheme", cet.SCHEMES, ids=lambda scheme: scheme.name)
def test_lists_of_concepts_are_those_of_the_scheme(scheme: cet.Scheme, shapes: Graph) -> None:
    """Where a shape lists the concepts of a scheme, it lists all of them; kinds of a government's bodies are a part."""
    lists = {
        local(URIRef(str(shape))): set(shapes.items(items))
        for shape, items in shapes.subject_objects(SH["in"])
        if set(shapes.items(items)) & set(scheme.concepts())
    }
    government = lists.pop("Agency-organisationKind", set())
    assert government <= set(scheme.concepts())
    assert all(concepts == set(scheme.concepts()) for concepts in lists.values())
    assert lists or scheme is cet.AREA, "an area's scheme is asked for by skos:inScheme"


@pytest.mark.parametrize("kind", cet.CLASSES, ids=lambda kind: kind.rpartition("#")[2])
def test_every_class_of_the_ontology_has_a_shape(kind: URIRef, shapes: Graph) -> None:
    """Each class of ours is the target of at least one shape."""
    assert kind in set(shapes.objects(None, SH.targetClass))


def test_shapes_are_well_formed(shapes: Graph) -> None:
    """The shapes conform to the shapes that SHACL has for shapes."""
    conforms, _, words = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, words


def test_completed_types_are_what_shacl_asks_for(shapes: Graph, ontology: Graph) -> None:
    """Given data and ontology, nothing completed beforehand, pySHACL by itself finds the same in all failing graphs.

    Only the shapes on terms need the description of the graph that a check of ours makes.
    """
    dataset = load_dataset([CASES / folder / "fail.ttl" for folder in FOLDERS])
    union = Graph()
    union.addN((s, p, o, union) for s, p, o, _ in dataset.quads((None, None, None, None)))
    with exact_literals():
        _, report, _ = pyshacl.validate(union, shacl_graph=shapes, ont_graph=ontology, inference="none")
    assert isinstance(report, Graph)
    plain = {
        (report.value(node, SH.sourceShape), report.value(node, focus))
        for node in report.objects(None, SH.result)
        for focus in (
            [SH.value]
            if report.value(node, SH.sourceConstraintComponent) == SH.SPARQLConstraintComponent
            else [SH.focusNode]
        )
    }
    ours = {
        (result.shape, result.focus)
        for result in check_dataset(dataset, shapes=shapes, ontology=ontology).results
        if not folder_of(result.shape).startswith("Known")
    }
    assert ours == plain
    assert len(ours) > 200


def test_messages_are_plain(shapes: Graph) -> None:
    """A message is one or more English sentences without the vocabulary of SHACL."""
    messages = list(shapes.objects(None, SH.message))
    assert len(messages) >= 130
    for message in messages:
        assert isinstance(message, Literal)
        assert message.language == "en"
        assert message.endswith("."), message
        assert not {"sh:", "node", "shape", "predicate", "literal"} & set(message.lower().split()), message


def test_shapes_are_labelled(named_shapes: frozenset[URIRef], shapes: Graph) -> None:
    """A node shape says in a few words what it demands."""
    for shape in named_shapes:
        if (shape, RDF.type, SH.NodeShape) in shapes:
            assert (shape, RDFS.label, None) in shapes, shape
