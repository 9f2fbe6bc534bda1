from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CETGRAPH = Path(sys.executable).with_name("cetgraph")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder that holds the smallest graph."""
    (tmp_path / "graph.ttl").write_text("<urn:x> <urn:y> <urn:z> .\n", encoding="utf-8")
    return tmp_path


@contextmanager
def _serving(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running command and the line that it prints."""
    with subprocess.Popen([CETGRAPH, "serve", *arguments], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process, process.stderr.readline()
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_where_it_serves_and_ends_quietly(data: Path, number: signal.Signals) -> None:
    """The address answers as soon as it is printed; Ctrl-C and a service manager's signal end it without complaint."""
    with _serving("--port", "0", "--data", data) as (process, line):
        address = re.fullmatch(r"cetgraph: serving at (http://127\.0\.0\.1:\d+/) \(Ctrl-C ends\)\n", line)
        assert address
        with urllib.request.urlopen(address[1], timeout=10) as answer:
            assert answer.status == 200
        with urllib.request.urlopen(f"{address[1]}sparql?query=ASK%7B%7D", timeout=30) as answer:
            assert b'"boolean":true' in answer.read()
        process.send_signal(number)
        _, rest = process.communicate(timeout=20)
        assert (process.returncode, rest) == (0, "")


@pytest.mark.parametrize(("host", "shown"), [("localhost", "localhost"), ("::1", "[::1]")])
def test_the_address_is_one_that_a_browser_opens(data: Path, host: str, shown: str) -> None:
    """Also for a name, and for IPv6."""
    if host == "::1" and not _has_ipv6():
        pytest.skip("this system has no IPv6")
    with _serving("--host", host, "--port", "0", "--data", data) as (_, line):
        address = line.split()[3]
        assert address.startswith(f"http://{shown}:")
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.status == 200
            assert answer.headers["Server"] is None


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def _failing(*arguments: str | Path) -> tuple[int, str]:
    ended = subprocess.run([CETGRAPH, "serve", *arguments], capture_output=True, text=True, check=False, timeout=60)
    return ended.returncode, ended.stderr


def test_a_port_in_use_is_one_line(data: Path) -> None:
    """It names the address and the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, told = _failing("--port", str(port), "--data", data)
    assert code == 2
    assert told == f"cetgraph: 127.0.0.1:{port}: the port is in use (name another with --port)\n"


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """It names the folder."""
    code, told = _failing("--port", "0", "--data", tmp_path / "none")
    assert code == 2
    assert told.count("\n") == 1
    assert "none' does not exist" in told


def test_a_folder_without_a_graph_is_one_line(tmp_path: Path) -> None:
    """It says what it looked for."""
    code, told = _failing("--port", "0", "--data", tmp_path)
    assert code == 2
    assert told.count("\n") == 1
    assert "no RDF files" in told
