"""How long a page was busy without a pause, as Chromium's own trace tells it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, NotRequired, TypedDict

CATEGORIES: Final = ("toplevel", "__metadata")
"""What the trace must hold."""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work during which the page answered nobody, in milliseconds: by the clock, and by the processor's
    time, which other programs on the machine do not lengthen.
    """

    clock: float
    processor: float


class _Event(TypedDict):
    """An event of the trace; times are in microseconds."""

    name: str
    pid: int
    tid: int
    args: dict[str, object]
    dur: NotRequired[int]
    tdur: NotRequired[int]


class _Trace(TypedDict):
    traceEvents: list[_Event]


def read_tasks(octets: bytes) -> list[Task]:
    """The tasks of the threads that run pages' scripts and draw them."""
    trace: _Trace = json.loads(octets)
    events = trace["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"].get("name") == "CrRendererMain"
    }
    return [
        Task(clock=event.get("dur", 0) / 1000, processor=event.get("tdur", 0) / 1000)
        for event in events
        if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in mains
    ]
