"""The ontology's graphs, parsed once."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

FILES = ("core", "axioms", "schemes", "mappings")


@pytest.fixture(scope="session")
def ontology_folder(repository: Path) -> Path:
    """The folder of the ontology's files."""
    return repository / "ontology"


@pytest.fixture(scope="session")
def ontology_files(ontology_folder: Path) -> dict[str, Graph]:
    """Each file's graph by the file's name without its ending."""
    return {name: Graph().parse(ontology_folder / f"{name}.ttl") for name in FILES}


@pytest.fixture(scope="session")
def ontology(ontology_files: dict[str, Graph]) -> Graph:
    """All files as one graph."""
    whole = Graph()
    for graph in ontology_files.values():
        whole += graph
    return whole
