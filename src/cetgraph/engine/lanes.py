"""Who may work: a few short queries at once, a few long ones beside them, and a bounded number that wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Self

from cetgraph.engine.messages import Trouble, Unanswered

GLANCE: Final = 0.2
"""Seconds between two looks at whether a client that waits is still there."""


class Lane:
    """A number of places, and of those who may wait for one.

    >>> lane = Lane(1, waiting=0)
    >>> lane.enter(1.0, is_gone=lambda: False)
    >>> lane.busy
    1
    """

    def __init__(self, places: int, *, waiting: int) -> None:
        self.places = places
        self.busy = 0
        self.waiting = 0
        self._most_waiting = waiting
        self._change = threading.Condition()

    def enter(self, patience: float, *, is_gone: Callable[[], bool]) -> None:
        """Take a place, within so many seconds. Raises Unanswered where there is none, or the client has gone."""
        with self._change:
            if self.busy < self.places and not self.waiting:
                self.busy += 1
                return
            if self.waiting >= self._most_waiting:
                raise _busy()
            self.waiting += 1
            try:
                self._wait(time.monotonic() + patience, is_gone)
            finally:
                self.waiting -= 1
            self.busy += 1

    def is_free(self) -> bool:
        """Whether there is a place, for which nobody waits."""
        return self.busy < self.places and not self.waiting

    def leave(self) -> None:
        """Give the place back."""
        with self._change:
            self.busy -= 1
            self._change.notify()

    def _wait(self, until: float, is_gone: Callable[[], bool]) -> None:
        while self.busy >= self.places:
            left = until - time.monotonic()
            if left <= 0:
                raise _busy()
            self._change.wait(min(left, GLANCE))
            if self.busy >= self.places and is_gone():
                raise gone()


class Turn:
    """What one query holds: a place in a lane, or between two lanes none. Leaving the block gives it back."""

    def __init__(self, is_gone: Callable[[], bool]) -> None:
        self.lane: Lane | None = None
        self._is_gone = is_gone

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._leave()

    def move_to(self, lane: Lane, patience: float) -> None:
        """Give back the place, and take one in that lane. Raises as `Lane.enter` does."""
        self._leave()
        lane.enter(patience, is_gone=self._is_gone)
        self.lane = lane

    def _leave(self) -> None:
        if self.lane is not None:
            self.lane.leave()
            self.lane = None


def gone() -> Unanswered:
    """The error for a client that has hung up; nobody will read it."""
    return Unanswered(Trouble.GONE, "the client has gone")


def _busy() -> Unanswered:
    return Unanswered(Trouble.BUSY, "too many queries are being answered", remedy="try again in a while")
