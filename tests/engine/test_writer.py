"""Changes of a store on disk: the same as in memory, and whole or not at all, however the process ends."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as engine
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cetgraph.engine.messages import Unanswered
from cetgraph.engine.versions import keep_first, lock_store, remove_unused
from cetgraph.engine.writer import Change, change_store
from cetgraph.errors import CetgraphError, GraphSyntaxError, SourceError
from cetgraph.graph.on_disk import Held, hold_current, read_current
from cetgraph.graph.store import open_store, read_quads

FIRST = """\
<urn:a> <urn:p> 1 .
<urn:g> { <urn:a> <urn:p> 1, 2 . <urn:b> <urn:p> "x"@en }
<urn:h> { <urn:a> <urn:p> 2 . _:blank <urn:p> 1.50 }
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    """A small store, held by this process."""
    file = tmp_path / "first.trig"
    file.write_text(FIRST, encoding="utf-8")
    folder = tmp_path / "store"
    held = lock_store(folder)
    keep_first(folder, [file])
    yield folder
    os.close(held)


def _change(folder: Path, text: str, *, verb: str = "update", graph: str = "") -> Change:
    return Change(
        folder=str(folder),
        verb=verb,
        graph=graph,
        text=text,
        media_type="text/turtle",
        is_validated=False,
        memory=2**30,
        parent=os.getpid(),
    )


def _versions(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def _quads(store: engine.Store) -> set[str]:
    """The quads but for the names of blank nodes."""
    return {" ".join("_:" if part.startswith("_:") else part for part in str(quad).split(" ")) for quad in store}


def _as_read(asserted: engine.Store) -> set[str]:
    """What is to be read where this was asserted: the union in the default graph, made anew."""
    united = engine.Store()
    united.extend(asserted)
    united.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return _quads(united)


def _is_whole(held: Held) -> bool:
    """Whether the version is what it should be: the union right, and its statements counted."""
    united = held.open()
    triples = sum(1 for _ in united.quads_for_pattern(None, None, None, engine.DefaultGraph()))
    return _quads(united) == _as_read(held.open_asserted()) and triples == held.version.triples


UPDATES = st.sampled_from(
    [
        *(
            f"{verb} DATA {{ {data} }}"
            for verb in ("INSERT", "DELETE")
            for data in (
                "<urn:a> <urn:p> 1",
                "<urn:a> <urn:p> 2",
                "GRAPH <urn:g> { <urn:a> <urn:p> 1 }",
                "GRAPH <urn:g> { <urn:b> <urn:p> 'x'@en }",
                "GRAPH <urn:h> { <urn:a> <urn:p> 1, 2 }",
                "GRAPH <urn:i> { <urn:a> <urn:p> 3 }",
            )
        ),
        "CLEAR ALL",
        "CLEAR DEFAULT",
        "DROP SILENT GRAPH <urn:g>",
        "CREATE SILENT GRAPH <urn:empty>",
        "DROP NAMED",
        "COPY <urn:g> TO <urn:i>",
        "MOVE SILENT <urn:h> TO DEFAULT",
        "ADD DEFAULT TO <urn:g>",
        "DELETE WHERE { GRAPH ?g { ?s ?p 2 } }",
        "INSERT { ?s <urn:q> ?o } WHERE { GRAPH <urn:g> { ?s <urn:p> ?o } }",
        "DELETE { GRAPH ?g { ?s <urn:p> 1 } } INSERT { GRAPH ?g { ?s <urn:q> 1 } } WHERE { GRAPH ?g { ?s <urn:p> 1 } }",
        "INSERT { GRAPH <urn:k> { [] <urn:r> ?s } } WHERE { ?s ?p ?o }",
    ]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(updates=st.lists(UPDATES, min_size=1, max_size=6))
def test_changes_do_on_disk_what_they_do_in_memory(
    tmp_path_factory: pytest.TempPathFactory, updates: list[str]
) -> None:
    """Any of them in any order: the same statements in the same graphs, and their union.

    Whether a graph stays that has lost all statements is the engine's choice, which it makes differently on disk.
    """
    folder = tmp_path_factory.mktemp("store")
    file = folder / "first.trig"
    file.write_text(FIRST, encoding="utf-8")
    held = lock_store(folder / "store")
    keep_first(folder / "store", [file])
    in_memory = engine.Store()
    in_memory.load(path=file)
    for update in updates:
        in_memory.update(update)
        change_store(_change(folder / "store", update))
        current = hold_current(folder / "store")
        assert _quads(current.open_asserted()) == _quads(in_memory)
        assert set(current.open().named_graphs()) == set(current.open_asserted().named_graphs())
        assert _is_whole(current)
    os.close(held)


def test_a_large_change_is_followed_by_making_the_union_anew(store: Path) -> None:
    """And one that is smaller in proportion, in bulk."""
    lines = [f"<urn:s{number}> <urn:p> {number} .\n" for number in range(40_000)]
    for verb, text, graph in (
        ("put", "".join(lines), "urn:g"),
        ("post", "".join(lines[:15_000]), "urn:i"),
        ("delete", "", "urn:g"),
    ):
        assert change_store(_change(store, text, verb=verb, graph=graph))[1]
        assert _is_whole(hold_current(store))


def test_what_changes_nothing_makes_no_version(store: Path) -> None:
    """Answers that are kept stay right, and nobody reads the graph again."""
    version = read_current(store)
    assert change_store(_change(store, "INSERT DATA { <urn:a> <urn:p> 1 }")) == (True, False)
    assert read_current(store) == version
    assert _versions(store) == [version.name]


def test_what_fails_leaves_nothing_behind(store: Path) -> None:
    """Neither a change nor a folder."""
    version = read_current(store)
    for text in ("INSERT DATA {", "DROP GRAPH <urn:none>", "INSERT DATA { <urn:x> <urn:p> 1 } ; DROP GRAPH <urn:none>"):
        with pytest.raises(Unanswered):
            change_store(_change(store, text))
    assert read_current(store) == version
    assert _versions(store) == [version.name]


def test_a_version_stays_for_as_long_as_it_is_read(store: Path) -> None:
    """Also while two others follow; then it goes with the next change."""
    held = hold_current(store)
    before = _quads(held.open())
    for number in range(2):
        change_store(_change(store, f"INSERT DATA {{ <urn:new> <urn:p> {number} }}"))
    assert _quads(held.open()) == before
    first = held.version.name
    assert first in _versions(store)
    del held
    remove_unused(store)
    assert _versions(store) == [read_current(store).name]


INSERTED = 300


def _generation(number: int) -> str:
    """An update after which one generation of things is there, and the one before it is gone."""
    data = " ".join(f"<urn:s{n}> <urn:generation> {number} ." for n in range(INSERTED))
    gone = "DELETE WHERE { GRAPH ?g { ?s <urn:generation> ?o } } ; DELETE WHERE { ?s <urn:generation> ?o }"
    return f"{gone} ; INSERT DATA {{ GRAPH <urn:k> {{ {data} }} {data} }}"


def test_a_writer_that_is_killed_at_any_moment_leaves_a_whole_store(store: Path) -> None:
    """The old version or the new one; and the next change is made as if nothing had happened."""
    source = random.Random(7)  # noqa: S311  # made-up moments
    change_store(_change(store, _generation(0)))
    reached = 0
    command = [sys.executable, "-P", "-m", "cetgraph.engine.writer"]
    begun = time.monotonic()
    subprocess.run(
        command, input=json.dumps(_change(store, _generation(1))), text=True, check=True, capture_output=True
    )
    lasted = time.monotonic() - begun
    for number in range(2, 14):
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as writer:
            assert writer.stdin is not None
            json.dump(_change(store, _generation(number)), writer.stdin)
            writer.stdin.close()
            time.sleep(source.uniform(0.2, 1.1) * lasted)
            writer.kill()
        held = hold_current(store)
        found = [row["n"] for row in open_store([store]).select("SELECT DISTINCT ?n { ?s <urn:generation> ?n }")]
        assert len(found) == 1
        reached += found == [str(number)]
        assert (
            len(list(held.open().quads_for_pattern(None, engine.NamedNode("urn:generation"), None, None)))
            == 2 * INSERTED
        )
        assert _is_whole(held)
        del held
    change_store(_change(store, _generation(99)))
    remove_unused(store)
    assert _versions(store) == [read_current(store).name]


def test_a_writer_ends_with_the_process_that_asked(store: Path) -> None:
    """It would put its version in place after another server has taken the store over."""
    product = "INSERT { <urn:x> <urn:y> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i ." + (
        " . ".join(f"?j{n} ?k{n} ?l{n}" for n in range(12)) + " } }"
    )
    script = (
        "import subprocess, sys, json, os\n"
        "change = json.load(sys.stdin) | {'parent': os.getpid()}\n"
        "command = [sys.executable, '-P', '-m', 'cetgraph.engine.writer']\n"
        "w = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)\n"
        "json.dump(change, w.stdin); w.stdin.close(); print(w.pid, flush=True); w.wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as asking:
        assert asking.stdin is not None
        assert asking.stdout is not None
        json.dump(_change(store, product), asking.stdin)
        asking.stdin.close()
        writer = int(asking.stdout.readline())
        time.sleep(0.5)
        asking.kill()
    for _ in range(100):
        if not _runs(writer):
            return
        time.sleep(0.05)
    pytest.fail("the writer outlives the process that asked")


def _runs(process: int) -> bool:
    """Whether there is such a process that has not ended; in a container nobody may collect one that has."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_one_process_holds_the_store(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one is told so, with what to do."""
    monkeypatch.setattr("cetgraph.engine.versions.PATIENCE", 0.1)
    with pytest.raises(CetgraphError, match="another server") as caught:
        lock_store(store)
    assert "--write-token-file" in str(caught.value)


def test_a_folder_of_something_else_is_not_touched(tmp_path: Path) -> None:
    """Nor is the store of an earlier cetgraph, which says how to go on."""
    (tmp_path / "letter.txt").write_text("Dear", encoding="utf-8")
    with pytest.raises(SourceError, match=r"holds no store but letter\.txt"):
        keep_first(tmp_path, [])
    (tmp_path / "graph.nq").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    with pytest.raises(SourceError, match="earlier cetgraph") as caught:
        keep_first(tmp_path, [])
    assert f"--data {tmp_path / 'graph.nq'}" in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.nq", "letter.txt"]


WRONG = {
    "syntax": ("a.ttl", "<urn:a> <urn:b>", GraphSyntaxError, "line 1"),
    "suffix": ("a.csv", "a,b", SourceError, "suffix"),
}


@pytest.mark.parametrize(("name", "text", "error", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_store_is_made_whole_or_not(
    tmp_path: Path, name: str, text: str, error: type[CetgraphError], words: str
) -> None:
    """From files of which one is wrong, nothing is made; once it is mended, the same folder will do."""
    good, bad, folder = tmp_path / "good.ttl", tmp_path / name, tmp_path / "store"
    good.write_text("\ufeff<urn:a> <urn:b> 1 .", encoding="utf-8")
    bad.write_text(text, encoding="utf-8")
    folder.mkdir()
    with pytest.raises(error, match=words):
        keep_first(folder, [good, bad])
    assert list(folder.iterdir()) == []
    keep_first(folder, [good])
    assert len(read_quads([folder])) == 1
