"""The built wheel does the whole job in an environment and a folder that know nothing of the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DOCUMENT = "2024-07-31-second-us-singapore-critical-and-emerging-technology-dialogue-joint-fact-sheet.html"


def _run(*command: str | Path, cwd: Path) -> str:
    """The standard output of a command that must succeed and see nothing of the checkout."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    ended = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, which is built from the checkout."""
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--outdir", out, repository, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def cetgraph(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command, in an environment of its own."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=True)
    _run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return folder / "bin" / "cetgraph"


def test_the_wheel_carries_what_the_checkout_does(wheel: Path, repository: Path) -> None:
    """Ontology, shapes, data, queries, templates and styles travel in the wheel, each file of them."""
    names = set(zipfile.ZipFile(wheel).namelist())
    inside = {
        f"cetgraph/_resources/{path.relative_to(repository).as_posix()}"
        for folder in ("ontology", "shapes", "data")
        for path in (repository / folder).rglob("*")
        if path.is_file()
    }
    package = repository / "src" / "cetgraph"
    inside |= {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    built = ("editor.js", "yasqe.js", "yasqe.js.br", "explore.js", "licences.txt")
    inside |= {f"cetgraph/web/static/built/{name}" for name in built}
    assert inside - names == set()


def test_the_main_job_runs_from_the_wheel(cetgraph: Path, tmp_path: Path) -> None:
    """Read, build and ask, from an empty folder."""
    document = tmp_path / DOCUMENT
    folder = json.loads(
        _run(
            cetgraph.with_name("python"),
            "-c",
            "import json; from cetgraph.config import resource; print(json.dumps(str(resource('data'))))",
            cwd=tmp_path,
        )
    )
    assert Path(folder).is_relative_to(cetgraph.parent.parent)
    document.write_bytes((Path(folder) / "sources" / DOCUMENT).read_bytes())

    reading = json.loads(_run(cetgraph, "read", document.name, "--format", "json", cwd=tmp_path))
    assert len(reading["commitments"]) >= 10

    _run(cetgraph, "build", "--out", "graph", cwd=tmp_path)
    built = {path.name: path.read_bytes() for path in (tmp_path / "graph").iterdir()}
    shipped = {path.name: path.read_bytes() for path in (Path(folder) / "graph").iterdir()}
    assert built == shipped

    query = "SELECT (COUNT(?c) AS ?n) WHERE { ?c a <https://w3id.org/cetgraph/ontology#Commitment> }"
    (tmp_path / "count.rq").write_text(query, encoding="utf-8")
    rows = _run(cetgraph, "query", "count.rq", "--format", "csv", cwd=tmp_path).split()
    assert int(rows[1]) == len(reading["commitments"])
