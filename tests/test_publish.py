from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from cetgraph.errors import OutputError
from cetgraph.publish import MARK, is_ours, publish

FILES = {"a.ttl": "first\n", "all.trig": "both\n"}


def _contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_files_are_written(tmp_path: Path) -> None:
    """The folder is made, holds the files with our mark and nothing else, and their paths come back."""
    folder = tmp_path / "new" / "graph"
    written = publish(FILES, folder)
    assert written == (folder / "a.ttl", folder / "all.trig")
    assert sorted(path.name for path in folder.iterdir()) == ["a.ttl", "all.trig"]
    assert (folder / "a.ttl").read_text(encoding="utf-8").splitlines()[1:] == ["first"]
    assert all(is_ours(path) for path in written)


def test_writing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """No time of day and no chance gets into a file."""
    publish(FILES, tmp_path)
    before = _contents(tmp_path)
    publish(FILES, tmp_path)
    assert _contents(tmp_path) == before


def test_files_can_be_read_by_others(tmp_path: Path) -> None:
    """A web server of another user can read the files: they have the usual mode, not that of a secret."""
    (path, _) = publish(FILES, tmp_path / "graph")
    usual = tmp_path / "usual"
    usual.touch()
    assert path.stat().st_mode == usual.stat().st_mode


def test_stale_files_go(tmp_path: Path) -> None:
    """A file of ours that is no longer made is removed; what somebody else put there stays."""
    publish({**FILES, "old.ttl": "old\n"}, tmp_path)
    for name in ("README.md", "mine.ttl", "cetgraph.txt"):
        (tmp_path / name).write_text("mine\n", encoding="utf-8")
    publish(FILES, tmp_path)
    assert sorted(_contents(tmp_path)) == ["README.md", "a.ttl", "all.trig", "cetgraph.txt", "mine.ttl"]


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    """Where another's file has the name of one of ours, nothing is written."""
    (tmp_path / "all.trig").write_text("mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"all\.trig: there is such a file already"):
        publish(FILES, tmp_path)
    assert _contents(tmp_path) == {"all.trig": "mine\n"}


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    """Where a folder has the name of a file of ours, everything stays as it was."""
    (tmp_path / "all.trig").mkdir()
    with pytest.raises(OutputError):
        publish(FILES, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["all.trig"]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    """An output folder that is a file is told in one line."""
    place = tmp_path / "file"
    place.write_text("mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match="nothing was changed") as caught:
        publish(FILES, place)
    assert "\n" not in str(caught.value)
    assert place.read_text(encoding="utf-8") == "mine\n"


def test_a_folder_that_cannot_be_made() -> None:
    """A read-only place is told in one line; the kernel's own file system is one for every user."""
    if not Path("/proc/self").is_dir():
        pytest.skip("needs /proc, which takes no folders from anyone")
    with pytest.raises(OutputError, match="nothing was changed"):
        publish(FILES, Path("/proc/cetgraph/graph"))


def test_a_read_only_folder(tmp_path: Path) -> None:
    """A folder without write permission keeps what it has."""
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    publish(FILES, tmp_path)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(OutputError, match="Permission denied"):
            publish({"a.ttl": "second\n"}, tmp_path)
    finally:
        tmp_path.chmod(0o755)
    assert _contents(tmp_path)["a.ttl"].endswith("first\n")


def test_a_move_that_fails_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system refuses a later move, the files moved before it are put back."""
    publish({"a.ttl": "old\n", "gone.ttl": "old\n"}, tmp_path)
    before = _contents(tmp_path)
    move = Path.replace

    def refuse_c(self: Path, target: Path) -> Path:
        if target.name == "c.ttl":
            raise OSError(28, "No space left on device")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", refuse_c)
    with pytest.raises(OutputError, match="No space left on device; nothing was changed"):
        publish({"a.ttl": "new\n", "b.ttl": "new\n", "c.ttl": "new\n"}, tmp_path)
    assert _contents(tmp_path) == before


def _run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_full_disk(tmp_path: Path) -> None:
    """Where there is no room for a file, the old files stay and no part of a new one is left."""
    publish(FILES, tmp_path)
    before = _contents(tmp_path)
    ended = _run(
        """
        import resource, signal, sys
        from pathlib import Path
        from cetgraph.errors import OutputError
        from cetgraph.publish import publish
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        try:
            publish({"a.ttl": "new\\n", "b.ttl": "x" * 20_000}, Path(sys.argv[1]))
        except OutputError as error:
            print(error)
        """,
        tmp_path,
    )
    assert "cannot write the result: File too large; nothing was changed" in ended.stdout
    assert ended.stdout.count("\n") == 1
    assert _contents(tmp_path) == before


def test_ctrl_c_while_writing(tmp_path: Path) -> None:
    """Ctrl-C before the moves leaves everything as it was, and a folder that was made for the files goes again."""
    folder = tmp_path / "graph"
    ended = _run(
        """
        import os, signal, sys
        from pathlib import Path
        from cetgraph.publish import publish
        real = os.fsync
        def interrupted(number):
            real(number)
            signal.raise_signal(signal.SIGINT)
        os.fsync = interrupted
        publish({"a.ttl": "new", "b.ttl": "new"}, Path(sys.argv[1]))
        """,
        folder,
    )
    assert "KeyboardInterrupt" in ended.stderr
    assert not folder.exists()


def test_ctrl_c_while_moving(tmp_path: Path) -> None:
    """Ctrl-C during the moves waits until all files are there, and then still ends the program."""
    publish({"a.ttl": "old\n", "b.ttl": "old\n"}, tmp_path)
    ended = _run(
        """
        import signal, sys
        from pathlib import Path
        from cetgraph.publish import publish
        real = Path.replace
        def interrupted(self, target):
            signal.raise_signal(signal.SIGINT)
            return real(self, target)
        Path.replace = interrupted
        publish({"a.ttl": "new\\n", "b.ttl": "new\\n"}, Path(sys.argv[1]))
        """,
        tmp_path,
    )
    assert "KeyboardInterrupt" in ended.stderr
    assert all(text.endswith("new\n") for text in _contents(tmp_path).values())


def test_the_mark_is_a_comment_in_turtle() -> None:
    """What marks a file as ours does not change what it says."""
    assert MARK.startswith("#")
    assert "\n" not in MARK
