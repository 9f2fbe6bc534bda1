"""What a query process may not do: reach the network, open files, take more memory or time than it is given."""

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

PIPE: Final = 3
"""The one descriptor that a query process has besides the three standard ones."""

STACK: Final = 64 * 2**20
"""Bytes of stack for the engine, whose parser and planner call themselves; only what is used takes memory."""


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


def confine(pipe: int, memory: int) -> None:
    """Leave this process its pipe, now descriptor `PIPE`, and that many bytes of memory more than it has.

    It can open nothing any more: neither a file nor a connection. What it says to its standard streams is lost.
    """
    most = taken_memory() + memory
    nowhere = os.open(os.devnull, os.O_RDWR)
    kept = os.dup(pipe)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.dup2(kept, PIPE)
    os.closerange(PIPE + 1, max(1024, kept + 1))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (PIPE + 1, PIPE + 1))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


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
