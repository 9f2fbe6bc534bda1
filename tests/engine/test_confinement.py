"""What a query process over a store on disk may still do: read its store, and nothing else."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from cetgraph.engine.confinement import _landlock_abi, can_see_only, confine, leave_network
from cetgraph.engine.source import Source, find_source
from cetgraph.engine.versions import keep_first

pytestmark = pytest.mark.skipif(not can_see_only(), reason="needs Landlock, which Linux has from 5.13 on")


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A store on disk."""
    (tmp_path / "graph.ttl").write_text("<urn:a> <urn:b> 1, 2 .", encoding="utf-8")
    (tmp_path / "store").mkdir()
    keep_first(tmp_path / "store", [tmp_path / "graph.ttl"])
    return find_source([tmp_path / "store"])


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket on which somebody would be heard who called."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def _tell(source: Source, deeds: Mapping[str, Callable[[], object]]) -> dict[str, str]:
    """What becomes of each deed in a process that has been confined as query processes are: a value, or an error."""
    ours, theirs = socket.socketpair()
    process = os.fork()
    if not process:
        try:
            confine(theirs.fileno(), 2**30, readable=source.folder)
            store = source.open()
            told = {name: _outcome(deed) for name, deed in deeds.items()}
            told["rows"] = str(sum(1 for _ in store.quads_for_pattern(None, None, None, None)))
            os.write(3, json.dumps(told).encode())
        finally:
            os._exit(0)
    theirs.close()
    with ours, ours.makefile("rb") as stream:
        found: dict[str, str] = json.loads(stream.read())
    os.waitpid(process, 0)
    return found


def _outcome(deed: Callable[[], object]) -> str:
    try:
        return repr(deed())
    except OSError as error:
        return type(error).__name__


def test_it_reads_its_store_and_nothing_else(source: Source, tmp_path: Path) -> None:
    """No file beside it, to read or to write, by whatever way; no folder; and nothing in the store is changed."""
    folder = source.folder
    assert folder is not None
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    (folder / "link").symlink_to(secret)
    told = _tell(
        source,
        {
            "a file": lambda: secret.read_text(encoding="utf-8"),
            "a link in the store": lambda: (folder / "link").read_text(encoding="utf-8"),
            "a way round": lambda: (folder / ".." / ".." / ".." / "secret").read_text(encoding="utf-8"),
            "a file of the system": lambda: Path("/etc/passwd").read_text(encoding="utf-8"),
            "its environment": lambda: Path("/proc/self/environ").read_bytes(),
            "a list of files": lambda: list(tmp_path.iterdir()),
            "a new file": lambda: secret.with_name("new").write_text("x", encoding="utf-8"),
            "a new file in the store": lambda: (folder / "new").write_text("x", encoding="utf-8"),
            "an old file in the store": lambda: (folder / "CURRENT").write_text("x", encoding="utf-8"),
            "removing one": (folder / "CURRENT").unlink,
            "renaming one": lambda: (folder / "CURRENT").rename(folder / "OTHER"),
            "another program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606  # it is refused
        },
    )
    assert told.pop("rows") == "2"
    assert set(told.values()) == {"PermissionError"}, told


def test_it_connects_to_nobody(source: Source, listener: socket.socket) -> None:
    """The kernel lets it make no connection; and before that, the zygote has left the network, where it may."""
    port = listener.getsockname()[1]
    deeds = {"a call": lambda: socket.create_connection(("127.0.0.1", port), timeout=5)}
    if _landlock_abi() >= 4:
        assert _tell(source, deeds)["a call"] == "PermissionError"
    process = os.fork()
    if not process:
        os._exit(0 if not leave_network() or "Error" in _outcome(deeds["a call"]) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0


def test_it_has_few_descriptors(source: Source) -> None:
    """Enough for the files of its store, of which the engine closes some when it needs others."""
    told = _tell(source, {"many": lambda: [os.open(source.folder or "", os.O_RDONLY) for _ in range(2000)]})
    assert told["many"] == "OSError"
