"""The shapes and the ontology, read once, and what each folder of cases here says."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph, URIRef

from cetgraph.graph.validate import read_folder, read_shapes

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """The shapes graph."""
    return read_shapes(REPOSITORY / "shapes")


@pytest.fixture(scope="session")
def ontology() -> Graph:
    """The ontology graph."""
    return read_folder(REPOSITORY / "ontology")


@pytest.fixture(scope="session")
def named_shapes(shapes: Graph) -> frozenset[URIRef]:
    """Every shape that has an address, which is every shape that reports in its own name."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    return frozenset(shape for kind in kinds for shape in shapes.subjects(RDF.type, kind) if isinstance(shape, URIRef))
