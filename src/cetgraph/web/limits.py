"""What one client may ask of the endpoint, so that the others get their share."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from werkzeug.exceptions import TooManyRequests

MOST_CLIENTS: Final = 10_000
"""How many are remembered; beyond, whoever has asked nothing for the longest time is forgotten."""

BURST: Final = 10
"""Seconds whose requests may come all at once."""


@dataclass(slots=True)
class _Client:
    """What is known of a client: requests that it may still make, since when, and those under way."""

    credit: float
    since: float
    under_way: int = 0


class ClientLimits:
    """At most so many queries at once, and a minute, of one address; 0 for no limit."""

    def __init__(self, *, at_once: int = 0, a_minute: int = 0) -> None:
        self._at_once = at_once
        self._rate = a_minute / 60
        self._most = max(1.0, self._rate * BURST)
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def admit(self, address: str) -> Iterator[None]:
        """A block in which the client's query counts. Raises TooManyRequests, with a time to retry after."""
        if not self._at_once and not self._rate:
            yield
            return
        client = self._enter(address, time.monotonic())
        try:
            yield
        finally:
            with self._lock:
                client.under_way -= 1

    def _enter(self, address: str, now: float) -> _Client:
        with self._lock:
            client = self._clients.pop(address, None) or _Client(self._most, now)
            self._clients[address] = client
            if len(self._clients) > MOST_CLIENTS:
                self._clients.popitem(last=False)
            client.credit = min(self._most, client.credit + (now - client.since) * self._rate)
            client.since = now
            if self._at_once and client.under_way >= self._at_once:
                raise TooManyRequests(f"You have {client.under_way} queries under way already.", retry_after=1)
            if self._rate and client.credit < 1:
                wait = math.ceil((1 - client.credit) / self._rate)
                raise TooManyRequests("You have asked too much in a short time.", retry_after=wait)
            client.credit -= 1 if self._rate else 0
            client.under_way += 1
            return client
