"""The package's own order: which part may import which, and which library is used where."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "src" / "cetgraph"

CONTRACT = frozenset({"cetgraph", "cetgraph.model", "cetgraph.errors", "cetgraph.passages"})
"""The modules that every part may import: the values between stages, the errors, and the version."""

SERVED = frozenset(
    f"cetgraph.graph.{name}"
    for name in (
        "store",
        "engine_terms",
        "on_disk",
        "rdf_files",
        "sparql",
        "sparql_tokens",
        "sparql_values",
        "terms",
        "questions",
        "things",
        "network",
        "export",
        "stored_export",
        "namespaces",
        "party_names",
    )
)
"""The reading side of the graph, which is all that the web sees of it; search knows how parties are spelt."""

FENCES = {
    "rdflib": ("graph/",),
    "pyoxigraph": (
        "graph/store.py",
        "graph/engine_terms.py",
        "graph/on_disk.py",
        "graph/rdf_files.py",
        "graph/checked_store.py",
        "engine/",
        "remote/",
    ),
    "pypdf": ("sources/pdf.py", "sources/pdf_fonts.py"),
    "pyshacl": ("graph/validate.py",),
    "networkx": ("graph/network.py",),
    "pyvis": ("graph/picture.py",),
    "flask": ("web/",),
    "werkzeug": ("web/",),
    "waitress": ("web/",),
    "prometheus_client": ("web/metrics.py",),
    "urllib3": ("remote/client.py",),
    "click": ("cli/",),
}
"""Where each library may be imported: a folder of the package, or one module. The query processes call pyoxigraph
themselves, as they write its answers out without turning them into our values."""

WORLD = frozenset(
    {"http", "os", "random", "secrets", "socket", "subprocess", "tempfile", "time", "urllib.request", "uuid"}
)
"""Modules of the standard library that reach for the network, the clock, the environment or chance."""

EDGES = (
    "cli/",
    "engine/",
    "remote/",
    "web/",
    "config.py",
    "connect.py",
    "corpus.py",
    "fetch.py",
    "pipeline.py",
    "publish.py",
    "reading_cache.py",
    "graph/store.py",
    "graph/on_disk.py",
)
"""Where they may be reached for."""

LONGEST_MODULE = 400


def _modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def _place(path: Path) -> str:
    """The module's path inside the package: "graph/store.py"."""
    return path.relative_to(PACKAGE).as_posix()


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = frozenset(_name(path) for path in _modules())


def _imports(source: str) -> Iterator[str]:
    """Each module that the source imports, dotted; of `from a import b`, "a.b" where that is a module of ours."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                yield inner if inner in NAMES or inner in WORLD else module


def _ours(source: str) -> set[str]:
    return {name for name in _imports(source) if name.partition(".")[0] == "cetgraph"}


def _is_within(place: str, allowed: Iterable[str]) -> bool:
    return any(place == entry or (entry.endswith("/") and place.startswith(entry)) for entry in allowed)


def _may_import(place: str, imported: str) -> bool:
    """Whether the module at `place` may import that module of ours."""
    part = place.partition("/")[0] if "/" in place else ""
    own = f"cetgraph.{part}"
    if imported.startswith("cetgraph.cli"):
        return part == "cli" or place == "__main__.py"
    if part in {"sources", "extract", "graph"}:
        return imported in CONTRACT or imported == own or imported.startswith(f"{own}.")
    if part == "engine":
        return imported in CONTRACT | SERVED or imported == own or imported.startswith(f"{own}.")
    if part == "remote":
        return imported in CONTRACT | SERVED or imported.startswith(("cetgraph.engine", own))
    if part == "web":
        if imported == "cetgraph.engine" or imported.startswith("cetgraph.engine."):
            return True
        reading_side = SERVED | {"cetgraph.config", "cetgraph.queries"}
        return imported in CONTRACT | reading_side or imported == own or imported.startswith(f"{own}.")
    return True


def _trespasses(place: str, source: str) -> set[str]:
    """The fenced libraries that the module imports outside their fence."""
    tops = {name.partition(".")[0] for name in _imports(source)}
    return {library for library, allowed in FENCES.items() if library in tops and not _is_within(place, allowed)}


@pytest.mark.parametrize("path", _modules(), ids=_place)
def test_parts_import_only_what_they_may(path: Path) -> None:
    """Stages import the contract and themselves; engine and web see the graph's reading side; nothing imports cli."""
    forbidden = {name for name in _ours(path.read_text(encoding="utf-8")) if not _may_import(_place(path), name)}
    assert not forbidden


@pytest.mark.parametrize("path", _modules(), ids=_place)
def test_libraries_stay_within_their_fences(path: Path) -> None:
    """Each large library is used in one place, so that it can be replaced there."""
    assert not _trespasses(_place(path), path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [path for path in _modules() if not _is_within(_place(path), EDGES)], ids=_place)
def test_only_the_edges_touch_the_world(path: Path) -> None:
    """Network, clock, environment and chance stay out of the stages: the same bytes in, the same bytes out."""
    assert not WORLD & set(_imports(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", _modules(), ids=_place)
def test_modules_stay_short(path: Path) -> None:
    """A module of more than 400 lines is two things."""
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_MODULE


def test_each_import_is_a_declared_dependency() -> None:
    """What is imported is declared, and what is declared is imported."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[^A-Za-z0-9_-]", line)[0].lower() for line in project["dependencies"]}
    imported = {name.partition(".")[0] for path in _modules() for name in _imports(path.read_text(encoding="utf-8"))}
    distributions = {"yaml": "pyyaml", "werkzeug": "flask"}
    foreign = imported - set(sys.stdlib_module_names) - {"cetgraph"}
    assert {distributions.get(name, name).replace("_", "-") for name in foreign} == declared


SAMPLES = {
    "a stage imports another": ("graph/triples.py", "from cetgraph.extract import resolve", False),
    "a stage imports config": ("extract/gazetteer.py", "from cetgraph import config", False),
    "a stage imports the contract": ("extract/resolve.py", "from cetgraph.model import Reading", True),
    "a stage imports itself": ("graph/triples.py", "from cetgraph.graph import namespaces", True),
    "the web imports reading": ("web/pages.py", "import cetgraph.pipeline", False),
    "the web imports triples": ("web/pages.py", "from cetgraph.graph.triples import triples_of", False),
    "the web imports the store": ("web/pages.py", "from cetgraph.graph.store import open_store", True),
    "the pipeline imports cli": ("pipeline.py", "from cetgraph.cli import read", False),
    "an import inside a function": ("graph/store.py", "def f():\n    import cetgraph.web", False),
}


@pytest.mark.parametrize(("place", "source", "allowed"), SAMPLES.values(), ids=SAMPLES.keys())
def test_the_rule_of_parts_catches(place: str, source: str, *, allowed: bool) -> None:
    """The rule itself tells allowed imports from forbidden ones."""
    assert all(_may_import(place, name) for name in _ours(source)) is allowed


def test_the_rule_of_fences_catches() -> None:
    """A fenced library outside its fence is seen, also when imported inside a function or from a submodule."""
    assert _trespasses("web/pages.py", "def f():\n    from rdflib.namespace import RDF") == {"rdflib"}
    assert _trespasses("graph/store.py", "import pyoxigraph") == set()
    assert _trespasses("graph/export.py", "import pyoxigraph") == {"pyoxigraph"}
