"""Graphs are checked as a whole, against shapes that know the ontology, and the report can be read by anyone."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, XSD, BNode, Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from tests.gold_reading import gold_names, read_gold

from cetgraph.errors import ShapesError
from cetgraph.graph import vocabulary as cet
from cetgraph.graph.load import exact_literals, load_dataset
from cetgraph.graph.namespaces import CET, GRAPH, ID, Base
from cetgraph.graph.report import SHOWN, Report, Result, Severity
from cetgraph.graph.triples import merge, reading_to_dataset
from cetgraph.graph.validate import read_shapes, superclasses, validate

REPOSITORY = Path(__file__).resolve().parents[2]
SHAPES, ONTOLOGY = REPOSITORY / "shapes", REPOSITORY / "ontology"

if str(REPOSITORY / "bench") not in sys.path:
    sys.path.append(str(REPOSITORY / "bench"))
from make_graph import make_graph  # noqa: E402

SHAPE = """
@prefix cet: <https://w3id.org/cetgraph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/cetgraph/shapes#> .
shape:X a sh:NodeShape ; sh:targetClass cet:Party ; sh:severity sh:Warning ; sh:message "No party is known."@en ;
    sh:pattern "^https://w3id\\\\.org/cetgraph/id/none/" .
"""


ODD_LITERALS = [
    ("0.5", "decimal"),
    ("NaN", "double"),
    ("INF", "double"),
    ("99999999999999999999", "integer"),
    ("-5", "integer"),
    ("five", "integer"),
    ("2024-02-30", "date"),
    ("2024-01-01T00:00:00Z", "dateTime"),
    ("P1D", "duration"),
    ("zz", "hexBinary"),
    ("perhaps", "boolean"),
    ("2024", "gYear"),
]


def check(dataset: Dataset) -> Report:
    """What our shapes say."""
    return validate(dataset, shapes=SHAPES, ontology=ONTOLOGY)


def result(severity: Severity = Severity.VIOLATION, **changes: object) -> Result:
    """A result with all its parts."""
    parts: dict[str, object] = {
        "focus": ID["commitment/d/1"],
        "label": "A pilot",
        "path": "cet:party",
        "value": Literal("nobody"),
        "message": "A commitment must have a party.",
        "shape": URIRef("https://w3id.org/cetgraph/shapes#Commitment-party"),
        "component": SH.ClassConstraintComponent,
    } | changes
    return Result(severity=severity, **parts)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made_up() -> Dataset:
    """A graph of two documents that conforms."""
    return make_graph(3000, seed=7)


def test_made_up_graph_conforms(made_up: Dataset) -> None:
    """What bench/make_graph.py makes is of our shape: it draws neither a violation nor a warning."""
    report = check(made_up)
    assert (report.violations, report.warnings) == ((), ())
    assert report.conforms
    assert len(report.notes) == sum(1 for _ in made_up.quads((None, RDF.type, cet.SourceDocument, None)))


def test_dataset_is_not_changed(made_up: Dataset) -> None:
    """Types are completed and the ontology is laid beside a copy."""
    before = set(made_up.quads((None, None, None, None)))
    check(made_up)
    assert set(made_up.quads((None, None, None, None))) == before


@pytest.mark.parametrize("name", gold_names())
def test_gold_readings_conform(name: str) -> None:
    """The graph of each careful reading conforms, without a warning."""
    report = check(reading_to_dataset(read_gold(name)))
    assert (report.violations, report.warnings) == ((), ()), report.as_text()


def test_merged_gold_readings_conform() -> None:
    """The graphs of all careful readings conform together."""
    report = check(merge(reading_to_dataset(read_gold(name)) for name in gold_names()))
    assert report.conforms, report.as_text()


def test_named_graphs_are_one() -> None:
    """What one graph says of a thing counts in another: a party is typed in the reference graph."""
    dataset = Dataset()
    dataset.graph(GRAPH["d"]).add((ID["document/d"], cet.documentParty, ID["country/SG"]))
    dataset.graph(GRAPH["d"]).add((ID["document/d"], RDF.type, cet.SourceDocument))
    assert "SourceDocument-documentParty" in shapes_of(check(dataset))
    dataset.graph(GRAPH["reference"]).add((ID["country/SG"], RDF.type, cet.Country))
    assert "SourceDocument-documentParty" not in shapes_of(check(dataset))


def shapes_of(report: Report) -> set[str]:
    """The names of the shapes that report something."""
    return {found.shape.rpartition("#")[2] for found in report.results}


def test_superclasses_are_found_through_all_levels() -> None:
    """A participation is an appearance, and so a finding."""
    above = superclasses(Graph().parse(ONTOLOGY / "core.ttl"))
    assert {cet.Appearance, cet.Finding} <= above[cet.Participation]
    assert cet.Participation not in above[cet.Participation]


def test_unknown_type_is_told() -> None:
    """A class that no shape knows does not slip through."""
    dataset = Dataset()
    dataset.add((ID["commitment/d/1"], RDF.type, CET["Comitment"]))
    (violation,) = check(dataset).violations
    assert violation.focus == CET["Comitment"]


def test_focus_is_the_offender_of_a_query() -> None:
    """A query over the whole graph reports each offender as the focus, with its label and what it has there."""
    dataset = Dataset()
    first, second = ID["organisation/us-a"], ID["organisation/us-b"]
    for one, other in ((first, second), (second, first)):
        dataset.add((one, URIRef("http://www.w3.org/ns/org#subOrganizationOf"), other))
    dataset.add((first, RDFS.label, Literal("A", lang="en")))
    found = [item for item in check(dataset).results if item.shape.endswith("#OrganisationPartOfItself")]
    assert [(item.focus, item.label, item.path, item.value) for item in found] == [
        (first, "A", "org:subOrganizationOf", second),
        (second, None, "org:subOrganizationOf", first),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_odd_values_are_reported_not_stumbled_over(seed: int) -> None:
    """Whatever stands where something else belongs, the check ends in a report."""
    chance = random.Random(seed)  # noqa: S311
    with exact_literals():
        odd = [Literal(word, datatype=XSD[datatype]) for word, datatype in ODD_LITERALS]
    odd += [Literal("a\\b"), Literal("\\1"), Literal("(("), Literal("{?value}"), Literal("", lang="en")]
    values = [*odd, URIRef("urn:x"), ID["country/SG"], BNode()]
    dataset = Dataset()
    for subject, predicate, value, graph in make_graph(500, seed=seed).quads((None, None, None, None)):
        fate = chance.random()
        changed = chance.choice(values) if fate < 0.1 else value
        dataset.graph(graph).add((BNode() if 0.1 < fate < 0.12 else subject, predicate, changed))
    report = check(dataset)
    assert len(report.violations) > 50
    assert all((report.as_text(), report.as_json(), report.as_turtle()))


def test_base_moves_the_addresses(tmp_path: Path) -> None:
    """A graph under another base conforms when that base is given, and only then."""
    text = REPOSITORY.joinpath("tests/shapes/Country/pass.ttl").read_text(encoding="utf-8")
    other = Base("http://localhost:8000/graph/")
    path = tmp_path / "other.ttl"
    path.write_text(text.replace("@base <https://w3id.org/cetgraph/id/>", f"@base <{other.id}>"), encoding="utf-8")
    dataset = load_dataset([path])
    assert "Country" in shapes_of(check(dataset))
    assert "Country" not in shapes_of(validate(dataset, shapes=SHAPES, ontology=ONTOLOGY, base=other.iri))


def test_one_file_of_shapes_will_do(tmp_path: Path) -> None:
    """Shapes may be a file; subclasses count, so that the shape on parties looks at a country."""
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPE, encoding="utf-8")
    dataset = Dataset()
    dataset.add((ID["country/SG"], RDF.type, cet.Country))
    report = validate(dataset, shapes=path, ontology=ONTOLOGY / "core.ttl")
    assert report.conforms
    assert [(item.focus, item.path, item.value) for item in report.warnings] == [(ID["country/SG"], None, None)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a sh:NodeShape ;", "a sh:PropertyShape ;"),
        ('sh:pattern "^', 'sh:minLength "^'),
        ("sh:pattern", "sh:sparql [ sh:select 'SELECT $this WHERE { MINUS { ?a ?b ?c } }' ] ; sh:pattern"),
    ],
    ids=["no path", "no number", "forbidden query"],
)
def test_wrong_shapes_are_an_error_of_their_own(old: str, new: str, tmp_path: Path) -> None:
    """What pySHACL cannot run is told as ShapesError in one line, not as a graph that does not conform."""
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPE.replace(old, new), encoding="utf-8")
    dataset = Dataset()
    dataset.add((ID["country/SG"], RDF.type, cet.Country))
    with pytest.raises(ShapesError) as caught:
        validate(dataset, shapes=path, ontology=ONTOLOGY)
    assert "\n" not in str(caught.value)


def test_folder_without_shapes_is_an_error(tmp_path: Path) -> None:
    """Nothing to check by is no conformance."""
    with pytest.raises(ShapesError):
        read_shapes(tmp_path)


def test_results_come_in_an_order_of_their_own() -> None:
    """Two checks of one graph give the same report, gravest results first, each fault once."""
    dataset = load_dataset([REPOSITORY / "tests/shapes/Amount/fail.ttl", REPOSITORY / "tests/shapes/Post/fail.ttl"])
    first, second = check(dataset), check(dataset)
    assert first == second
    assert first.as_turtle() == second.as_turtle()
    severities = [item.severity for item in first.results]
    assert severities == sorted(severities, key=list(Severity).index)
    assert len({(item.shape, item.focus, item.path, item.value) for item in first.results}) == len(first.results)


def test_summary_counts() -> None:
    """The first line says it all; warnings and notes leave a graph conforming."""
    assert Report(results=()).summary() == "The graph conforms to the shapes: nothing to report."
    two = Report(results=(result(Severity.WARNING), result(Severity.INFO)))
    assert two.conforms
    assert two.summary() == "The graph conforms to the shapes: 1 warning, 1 note."
    broken = Report(results=(result(), result(path=None), *two.results))
    assert broken.summary() == "The graph does not conform to the shapes: 2 violations, 1 warning, 1 note."


def test_text_is_readable() -> None:
    """By severity and message; of each thing name, address, place and value."""
    report = Report(results=(result(), result(label=None, value=None), result(Severity.INFO, path=None, value=None)))
    assert report.as_text() == (
        "The graph does not conform to the shapes: 2 violations, 1 note.\n"
        "\n"
        "Violations: what makes the graph unreliable\n"
        "\n"
        "  A commitment must have a party.\n"
        "    - A pilot\n"
        "      https://w3id.org/cetgraph/id/commitment/d/1\n"
        "      cet:party is “nobody”\n"
        "    - https://w3id.org/cetgraph/id/commitment/d/1\n"
        "      at cet:party\n"
        "\n"
        "Notes: what is good to know\n"
        "\n"
        "  A commitment must have a party.\n"
        "    - A pilot\n"
        "      https://w3id.org/cetgraph/id/commitment/d/1\n"
    )


def test_text_is_short() -> None:
    """Of many things under one message some are shown and the rest is counted; a long value is cut."""
    many = Report(results=tuple(result(focus=ID[f"commitment/d/{n:03}"]) for n in range(SHOWN + 3)))
    assert "… and 3 more" in many.as_text()
    assert many.as_text().count("cet:party is") == SHOWN
    assert len(json.loads(many.as_json())["results"]) == SHOWN + 3
    long = Report(results=(result(value=Literal("word " * 1000)),))
    assert max(map(len, long.as_text().splitlines())) < 300


def test_a_thing_without_an_address_is_named_so() -> None:
    """The identifiers that a parser makes up for blank nodes are not shown."""
    report = Report(results=(result(focus=BNode("N123"), label=None),))
    assert "N123" not in report.as_text() + report.as_json() + report.as_turtle()
    assert "(a thing without an address)" in report.as_text()


def test_json_holds_everything() -> None:
    """The counts, and each result with all its parts."""
    report = Report(results=(result(), result(Severity.WARNING, label=None, path=None, value=None)))
    document = json.loads(report.as_json())
    assert {key: document[key] for key in ("conforms", "violations", "warnings", "notes")} == {
        "conforms": False,
        "violations": 1,
        "warnings": 1,
        "notes": 0,
    }
    assert document["results"][0] == {
        "severity": "Violation",
        "focus": "https://w3id.org/cetgraph/id/commitment/d/1",
        "label": "A pilot",
        "path": "cet:party",
        "value": "nobody",
        "message": "A commitment must have a party.",
        "shape": "https://w3id.org/cetgraph/shapes#Commitment-party",
    }
    assert document["results"][1]["path"] is None


def test_turtle_is_a_validation_report() -> None:
    """As SHACL writes it, paths included; what is valid SHACL for one engine is for another."""
    paths = {
        "cet:party": "cet:party",
        "^cet:amount": "[ sh:inversePath cet:amount ]",
        "oa:hasSelector/oa:start": "( oa:hasSelector oa:start )",
        "skos:broadMatch|skos:exactMatch": "[ sh:alternativePath ( skos:broadMatch skos:exactMatch ) ]",
        "<https://example.org/shoeSize>": "<https://example.org/shoeSize>",
    }
    for path, turtle in paths.items():
        written = Graph().parse(data=Report(results=(result(path=path),)).as_turtle(), format="turtle")
        expected = Graph().parse(
            data=f"""
            @prefix cet: <https://w3id.org/cetgraph/ontology#> .
            @prefix oa: <http://www.w3.org/ns/oa#> .
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            [] a sh:ValidationReport ; sh:conforms false ; sh:result [
                a sh:ValidationResult ; sh:resultSeverity sh:Violation ;
                sh:focusNode <https://w3id.org/cetgraph/id/commitment/d/1> ; sh:resultPath {turtle} ;
                sh:value "nobody" ; sh:resultMessage "A commitment must have a party."@en ;
                sh:sourceShape <https://w3id.org/cetgraph/shapes#Commitment-party> ;
                sh:sourceConstraintComponent sh:ClassConstraintComponent ] .
            """,
            format="turtle",
        )
        assert isomorphic(written, expected), path
