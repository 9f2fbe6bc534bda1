"""What a query process may not do: reach the network, open files, take more memory or time than it is given.

Over a graph in memory it may have no descriptor beside its pipe, and so can open nothing. The files of a store on disk
must be opened, and not only at the beginning, as the engine opens each when it first needs it. There the kernel is told
which files it may open at all, by Landlock: it needs no privilege, works in containers, and cannot be undone.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Final

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_PDEATHSIG: Final = 1

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""Landlock's system calls, which have the same numbers on every processor (linux/landlock.h)."""

_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3

_FILES: Final = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
"""All that can be done to files, by the version of Landlock that can forbid it."""

_NET: Final = 0b11
_NET_SINCE: Final = 4
"""Binding and connecting of TCP, and the version from which on they can be forbidden."""

MOST_FILES: Final = 1000
"""Files of a store that a query process has open at the same time; the engine closes others when it needs more."""

ENGINE_MEMORY: Final = 256 * 2**20
"""Bytes of address space that the engine takes for files that it reads: its cache, their indexes, four threads."""

PIPE: Final = 3
"""The one descriptor that a query process has besides the three standard ones."""

STACK: Final = 64 * 2**20
"""Bytes of stack for the engine, whose parser and planner call themselves; only what is used takes memory."""


class _Ruleset(ctypes.Structure):
    """What is forbidden unless a rule allows it: struct landlock_ruleset_attr."""

    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    """What is allowed below a folder: struct landlock_path_beneath_attr."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def leave_network() -> bool:
    """Whether this process, and all that it will fork, is now in a network of its own, which leads nowhere.

    Linux allows it to root, and on most systems to everyone. Where it does not, `confine` still leaves no descriptor
    for a connection.
    """
    if not sys.platform.startswith("linux"):
        return False
    system = ctypes.CDLL(None, use_errno=True)
    return any(int(system.unshare(flags)) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def widen_stack() -> None:
    """Let the stack grow to `STACK` bytes, or to what the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    allowed = STACK if hard == resource.RLIM_INFINITY else min(STACK, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (allowed, hard))


def end_with_parent(parent: int) -> None:
    """Have this process end when its parent, whose number this is, does, however that ends."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)


def confine(pipe: int, memory: int, *, readable: Path | None = None) -> None:
    """Leave this process its pipe, now descriptor `PIPE`, and that many bytes of memory more than it has.

    It can open nothing any more: neither a file nor a connection. `readable` is a folder whose files it still may read,
    see `see_only`. What it says to its standard streams is lost.
    """
    most = taken_memory() + memory + (0 if readable is None else ENGINE_MEMORY)
    descriptors = PIPE + 1 if readable is None else PIPE + 1 + MOST_FILES
    nowhere = os.open(os.devnull, os.O_RDWR)
    kept = os.dup(pipe)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.dup2(kept, PIPE)
    os.closerange(PIPE + 1, max(1024, kept + 1))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    descriptors = descriptors if hard == resource.RLIM_INFINITY else min(descriptors, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if readable is not None and can_see_only() and not see_only(readable):
        os._exit(1)


def can_see_only() -> bool:
    """Whether the system can confine a process to the files of a folder."""
    return _landlock_abi() > 0


def see_only(folder: Path) -> bool:
    """Whether this process can now open nothing but the files below the folder, to read, and make no TCP connection.

    It holds for threads that are started later, too. Linux does it from 5.13 on, for connections from 6.7 on.
    """
    abi = _landlock_abi()
    if not abi:
        return False
    system = ctypes.CDLL(None, use_errno=True)
    handled = _Ruleset(files=_FILES.get(min(abi, max(_FILES)), _FILES[1]), net=_NET if abi >= _NET_SINCE else 0)
    ruleset = int(system.syscall(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(ctypes.sizeof(handled)), 0))
    if ruleset < 0:
        return False
    opened = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    rule = _Beneath(allowed=_READ_FILE | _READ_DIR, folder=opened)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done = [
        int(system.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)),
        int(system.syscall(_RESTRICT_SELF, ruleset, 0)),
    ]
    os.close(opened)
    os.close(ruleset)
    return done == [0, 0]


def _landlock_abi() -> int:
    """Which version of Landlock the kernel has, 0 for none."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)))


def start_timer(seconds: float) -> None:
    """Have the kernel end this process after so many seconds of work; 0 takes that back."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def taken_memory() -> int:
    """Bytes of address space that this process has, 0 where the system does not tell."""
    statistics = Path("/proc/self/statm")
    if not statistics.exists():
        return 0
    return int(statistics.read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def worked_seconds(process: int) -> float:
    """Seconds that the process has worked; very many where it has ended, or where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 1e9
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
