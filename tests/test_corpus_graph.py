"""Many readings become one checked graph, and one document's fault does not cost the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Graph
from tests.small_reading import make_small_reading

from cetgraph.config import resource
from cetgraph.corpus_graph import WHOLE, CheckedGraph, check_readings, graph_files
from cetgraph.errors import NonConformance
from cetgraph.graph.load import load_dataset
from cetgraph.graph.validate import validate
from cetgraph.model import InstrumentKind, Reading

SMALL = "2024-06-01-joint-statement-of-the-second-ruritania-graustark-robotics-dialogue"
LATER = "2025-06-01-third-dialogue"


def _check(*readings: Reading) -> CheckedGraph:
    return check_readings(readings, shapes=resource("shapes"), ontology=resource("ontology"))


def _later() -> Reading:
    reading = make_small_reading()
    return replace(
        reading,
        document=replace(reading.document, title="Third Dialogue", date="2025-06-01"),
        text=f"{reading.text} ",
    )


def _broken(reading: Reading) -> Reading:
    """The reading with a verb that is blank, which no shape allows."""
    return replace(reading, commitments=(replace(reading.commitments[0], verb=" "), *reading.commitments[1:]))


def test_files() -> None:
    """Each document has a Turtle file, and one TriG file holds all; a sound reading conforms without a warning."""
    checked = _check(make_small_reading(), _later())
    assert sorted(graph_files(checked)) == [f"{SMALL}.ttl", f"{LATER}.ttl", WHOLE]
    assert (checked.report.warnings, checked.left_out) == ((), {})


def test_the_order_of_documents_does_not_count() -> None:
    """The same documents give the same bytes, in whichever order they come."""
    one, other = make_small_reading(), _later()
    assert graph_files(_check(one, other)) == graph_files(_check(other, one))


def test_a_violation_stops_a_build_of_one_document() -> None:
    """Nothing is given out, and the report says in words what is wrong."""
    with pytest.raises(NonConformance, match="nothing was written") as caught:
        _check(_broken(make_small_reading()))
    assert "governing verb" in str(caught.value)
    assert caught.value.exit_code == 1


def test_one_document_that_breaks_the_shapes() -> None:
    """It is left out with the results that say why, and the graph of the others is the one they give alone."""
    checked = _check(make_small_reading(), _broken(_later()))
    assert list(checked.parts) == [SMALL]
    ((name, results),) = checked.left_out.items()
    assert name == LATER
    assert {result.path for result in results} == {"cet:governingVerb"}
    assert graph_files(checked) == graph_files(_check(make_small_reading()))


def test_two_documents_that_contradict_each_other() -> None:
    """Of two documents that date one meeting differently the later one is left out."""
    statement = _later()
    assert statement.meeting
    contradiction = replace(statement, meeting=replace(statement.meeting, date="2024-06-02"))
    assert list(_check(make_small_reading(), contradiction).left_out) == [LATER]


def test_files_of_documents_agree(tmp_path: Path) -> None:
    """The Turtle files of all documents, loaded together, conform: what they share has one name and one kind."""
    later = _later()
    agreement = replace(later.instruments[1], name="robot exchange agreement", kind=InstrumentKind.FRAMEWORK)
    spelt = replace(later, instruments=(later.instruments[0], agreement))
    checked = _check(make_small_reading(), spelt)
    for name, text in graph_files(checked).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = sorted(tmp_path.glob("*.ttl"))
    report = validate(load_dataset(files), shapes=resource("shapes"), ontology=resource("ontology"))
    assert (report.violations, report.warnings) == ((), ())
    together = Graph()
    for file in files:
        together.parse(file)
    assert len(together) == len({triple for graph in checked.graphs.values() for triple in graph})
