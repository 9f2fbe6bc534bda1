"""Answers kept for who asks the same again: small ones, for as long as the data stays as it is."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from typing import Final

from cetgraph.engine.link import Answer
from cetgraph.engine.messages import Job

LARGEST: Final = 2**18
"""Bytes of an answer that is kept."""


def answer_key(version: str, job: Job) -> str:
    """A digest of the data's version, the query, its dataset and its formats: the same key, the same bytes."""
    parts = [version, job.query, job.table, job.graph, job.default_graphs, job.named_graphs]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


class KeptAnswers:
    """Answers by key, up to a number of bytes in all; the longest unused goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: str) -> Answer | None:
        """The answer, or None where it is not kept."""
        if not self._most:
            return None
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def keep(self, key: str, answer: Answer) -> None:
        """Keep the answer, if it is small and will be the same the next time."""
        if answer.is_volatile or answer.file is not None or answer.size > min(LARGEST, self._most):
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._size += answer.size
            while self._size > self._most:
                _, dropped = self._answers.popitem(last=False)
                self._size -= dropped.size
