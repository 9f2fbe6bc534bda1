from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pytest
from tests.july_graph import july_trig

from cetgraph import cli


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The graph of the fact sheet as a file."""
    path = tmp_path_factory.mktemp("july") / "july.trig"
    path.write_text(july_trig(), encoding="utf-8")
    return str(path)


def test_the_table_shows_members_and_ties(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The strongest first: IMDA and NIST share two commitments."""
    assert cli.exit_code(["network", "--data", july]) == 0
    members, ties = capsys.readouterr().out.split("\n\n")
    assert members.splitlines()[2].split() == [
        "Infocomm", "Media", "Development", "Authority", "(SG)", "agency", "2", "1", "2", "0.000",
    ]  # fmt: skip
    assert [line.split()[-1] for line in ties.splitlines()[2:]] == ["2", "1", "1"]


def test_json_lists_the_commitments_of_a_tie(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Both parties share all ten."""
    assert cli.exit_code(["network", "--between", "parties", "--format", "json", "--data", july]) == 0
    network = json.loads(capsys.readouterr().out)
    assert network["between"] == "parties"
    assert [member["party"] for member in network["members"]] == ["SG", "US"]
    (tie,) = network["ties"]
    assert tie["weight"] == len(set(tie["commitments"])) == 10


def test_csv_holds_the_ties(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One row a tie, with names and parties of both ends."""
    assert cli.exit_code(["network", "--format", "csv", "--data", july]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert [(row["first_party"], row["second_party"], row["weight"]) for row in rows] == [
        ("SG", "US", "2"),
        ("SG", "US", "1"),
        ("SG", "US", "1"),
    ]


def test_graphml_opens_elsewhere(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Bodies and parties together."""
    assert cli.exit_code(["network", "--between", "all", "--format", "graphml", "--data", july]) == 0
    graph = nx.read_graphml(io.BytesIO(capsys.readouterr().out.encode()))
    assert len(graph) == 9
    assert {str(data["kind"]) for _, data in graph.nodes(data=True)} == {"agency", "organisation", "country"}


def test_a_graph_without_commitments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty network is no error."""
    path = tmp_path / "a.ttl"
    path.write_text("<urn:a> <urn:b> 1 .")
    assert cli.exit_code(["network", "--data", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[0] == "name"
