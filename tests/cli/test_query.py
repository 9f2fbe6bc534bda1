from __future__ import annotations

import csv
import io
import json
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.july_graph import july_trig

from cetgraph import cli
from cetgraph.cli import export as export_command
from cetgraph.cli import network as network_command
from cetgraph.cli import query as query_command
from cetgraph.config import resource
from cetgraph.graph.questions import Question, read_questions

CETGRAPH = Path(sys.executable).with_name("cetgraph")


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The graph of the fact sheet as a file."""
    path = tmp_path_factory.mktemp("july") / "july.trig"
    path.write_text(july_trig(), encoding="utf-8")
    return str(path)


def _stdin(monkeypatch: pytest.MonkeyPatch, octets: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets), encoding="utf-8"))


def test_a_question_by_name(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Columns are aligned under their names, IRIs have prefixes, each row stays on its line."""
    assert cli.exit_code(["query", "who-works-on-what", "--param", "party=SG", "--data", july]) == 0
    header, rule, *rows = capsys.readouterr().out.splitlines()
    assert header.split()[:3] == ["area", "party", "bodyName"]
    assert set(rule) == {"-", " "}
    assert len(rows) == 3
    assert all(row.startswith("area:artificial-intelligence  SG  ") for row in rows)
    starts = {row.index("US") for row in rows}
    assert len(starts) == 1


def test_the_three_formats_say_the_same(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON, CSV and TSV hold the same four chairs."""
    arguments = ["query", "who-chaired-and-attended", "--data", july, "--format"]
    assert cli.exit_code([*arguments, "json"]) == 0
    bindings = json.loads(capsys.readouterr().out)["results"]["bindings"]
    assert cli.exit_code([*arguments, "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert cli.exit_code([*arguments, "tsv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [row["personName"]["value"] for row in bindings] == [row["personName"] for row in rows]
    assert len(rows) == len(lines) - 1 == 4


def test_sparql_on_the_command_line(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Our prefixes need no declaration."""
    assert cli.exit_code(["query", "SELECT (COUNT(*) AS ?n) { ?c a cet:Commitment }", "--data", july]) == 0
    assert capsys.readouterr().out == "n\n--\n10\n"


def test_sparql_on_standard_input(
    july: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dash stands for it; ASK answers in a word."""
    _stdin(monkeypatch, b"ASK { ?c a cet:Commitment }")
    assert cli.exit_code(["query", "-", "--data", july]) == 0
    assert capsys.readouterr().out == "yes\n"


def test_a_file_with_parameters(july: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of one's own can have parameters as our questions do, and data can be several files."""
    mine, more = tmp_path / "my question.rq", tmp_path / "more.ttl"
    mine.write_text(
        "# param code: party (required) -- x\nSELECT ?name ?code { ?p dcterms:identifier ?code ; rdfs:label ?name }"
    )
    more.write_text('PREFIX : <urn:x:> PREFIX d: <http://purl.org/dc/terms/> :fr d:identifier "FR" ; :p 1 .')
    assert cli.exit_code(["query", str(mine), "--param", "code=SG", "--data", july, "--data", str(more)]) == 0
    assert "Singapore" in capsys.readouterr().out
    assert cli.exit_code(["query", 'SELECT ?s { ?s dcterms:identifier "FR" }', "--data", str(more)]) == 0
    assert "urn:x:fr" in capsys.readouterr().out


def test_a_graph_is_printed_as_turtle(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """CONSTRUCT gives Turtle."""
    assert cli.exit_code(["query", "CONSTRUCT WHERE { ?c a cet:Dialogue }", "--data", july]) == 0
    assert capsys.readouterr().out.startswith("@prefix ")


def test_the_list_names_each_question_and_parameter(capsys: pytest.CaptureFixture[str]) -> None:
    """What can be asked, and with which values."""
    assert cli.exit_code(["query", "--list"]) == 0
    out = capsys.readouterr().out
    assert "\nthird-countries\n    Which initiatives extend to third countries" in out
    assert "--param body=...  (body, required)" in out


@pytest.mark.parametrize("question", read_questions(resource("queries")), ids=lambda question: question.name)
def test_the_example_of_each_question_runs(july: str, capsys: pytest.CaptureFixture[str], question: Question) -> None:
    """The list gives an example of each question, which answers as it stands, be it with silence."""
    assert cli.exit_code(["query", "--list"]) == 0
    marked = f"    for example: cetgraph query {question.name} --param "
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(marked)]
    assert cli.exit_code([*shlex.split(line)[3:], "--data", july, "--format", "csv"]) == 0
    assert "," in capsys.readouterr().out


def test_silence_is_told_as_silence(july: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No rows means that the documents say nothing of it: they are named, on stderr."""
    assert cli.exit_code(["query", "brief", "--param", "area=quantum", "--data", july]) == 0
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 2
    assert "nothing is said of it in the documents searched: Second U.S.-Singapore" in captured.err


FAULTS: dict[str, tuple[list[str], str]] = {
    "an unknown question": (["breif"], "no question is called 'breif' (did you mean brief?)"),
    "no question": ([], "name a question"),
    "an unknown parameter": (["brief", "--param", "colour=red"], "no parameter 'colour' (it has party, partner, area)"),
    "a missing parameter": (["how-connected"], "needs the parameter 'body'"),
    "a parameter without a value": (["brief", "--param", "area"], "NAME=VALUE"),
    "a parameter twice": (["brief", "--param", "area=quantum", "--param", "area=space"], "twice"),
    "a value of the wrong kind": (["brief", "--param", "area=knitting"], "'area': no area is called 'knitting'"),
    "a syntax error": (["SELECT *\n{ ?s ?p "], "query, line 2, column "),
    "an undeclared prefix": (["ASK { ?s ex:p ?o }"], "query, line 1, column 10: the prefix ex: is not declared"),
    "an empty query": (["  "], "no query"),
    "SERVICE": (["ASK { SERVICE <http://127.0.0.1:9/> {} }"], "queries stay on this machine"),
    "an update": (["INSERT DATA { <urn:a> <urn:b> 1 }"], "only read"),
    "a graph as CSV": (["CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"], "cannot be written as csv"),
    "an unknown function as JSON": (["SELECT (<urn:f>(1) AS ?x) {}", "--format", "json"], "urn:f"),
    "a missing file": (["mine.rq"], "mine.rq: cannot be read: No such file"),
    "an unknown format": (["brief", "--format", "xls"], "xls"),
}


@pytest.mark.parametrize(("arguments", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_line(july: str, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    """One line on stderr, nothing on stdout, exit code 2."""
    assert cli.exit_code(["query", *arguments, "--data", july]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert len(captured.err.splitlines()) == 1


def test_data_with_a_syntax_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file and the line of bad data are named."""
    bad = tmp_path / "bad.ttl"
    bad.write_text("<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> .\n")
    for command in (["query", "ASK {}"], ["network"], ["export", "--format", "turtle"]):
        assert cli.exit_code([*command, "--data", str(bad)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith(f"cetgraph: {bad}, line 2: syntax error: ")
        assert len(captured.err.splitlines()) == 1


def test_ctrl_c_ends_a_query_that_runs(tmp_path: Path) -> None:
    """The engine cannot be stopped, and yet Ctrl-C ends the command at once, with one line."""
    if not Path("/proc/self/task").is_dir():
        pytest.skip("needs /proc, which this system lacks")
    data = tmp_path / "data.ttl"
    data.write_text("<urn:a> <urn:b> 1 .")
    tens = " ".join(f"VALUES ?v{number} {{ 0 1 2 3 4 5 6 7 8 9 }}" for number in range(12))
    command = [str(CETGRAPH), "query", f"SELECT (COUNT(*) AS ?n) {{ {tens} }}", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        # The thread of the engine exists once the query is under way; until then Ctrl-C would prove nothing.
        while len(list(Path(f"/proc/{running.pid}/task").iterdir())) < 2 and running.poll() is None:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert out == ""
    assert err.strip() == "cetgraph: interrupted"


def _examples() -> list[str]:
    texts = (query_command.EXAMPLE, export_command.EXAMPLE, network_command.EXAMPLE)
    return [line.strip() for text in texts for line in text.splitlines() if line.strip().startswith("cetgraph ")]


@pytest.mark.parametrize("example", _examples())
def test_the_examples_of_the_help_run(
    july: str,
    example: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each example in the help does what it says, on the graph that comes along."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graph.ttl").write_text("<urn:a> <urn:b> 1 .")
    _stdin(monkeypatch, b"ASK { ?s ?p 1 }")
    arguments = shlex.split(re.sub(r" [<>] \S+", "", example))[1:]
    if "--data" not in arguments and "--list" not in arguments:
        arguments += ["--data", july]
    assert cli.exit_code(arguments) == 0
    assert capsys.readouterr().out or list(tmp_path.glob("*.*ml")) or (tmp_path / "tables").is_dir()


def test_there_are_examples() -> None:
    """Each of the three commands shows some."""
    assert len(_examples()) >= 12
