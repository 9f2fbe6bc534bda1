"""What the server and its query processes say to one another, over a pair of sockets.

A message is a line of JSON behind its length, and for an answer the bytes of its body behind it.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final, TypedDict

from cetgraph.errors import QueryError

COMMAND: Final = 5
"""Bytes of a command to the zygote: a letter, and the number of a worker."""

FORK, END, STOP, CONTINUE, YIELD, WORKED = b"F", b"K", b"S", b"C", b"Y", b"W"

WORKED_REPLY: Final = 8
"""Bytes of the answer to WORKED, the one command that has an answer: the milliseconds that the worker has worked."""

_LENGTH: Final = 8
_PIECE: Final = 1 << 16


class Trouble(StrEnum):
    """Why there is no answer."""

    SYNTAX = "syntax"
    REFUSED = "refused"
    FORMAT = "format"
    SIZE = "size"
    TIME = "time"
    MEMORY = "memory"
    BUSY = "busy"
    GONE = "gone"
    CONFLICT = "conflict"
    UPSTREAM = "upstream"


class Unanswered(QueryError):
    """A query without an answer; `trouble` says of which sort the reason is."""

    def __init__(self, trouble: Trouble, message: str, *, place: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A query, and how its answer is to be written.

    `table` and `graph` are media types for the two sorts of answers; None where the client takes none of that sort.
    `default_graphs` and `named_graphs` are the dataset that the request names in the place of the query's own; None for
    both where it names none.
    """

    query: str
    table: str | None
    graph: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What comes before the body of an answer.

    `size` counts the body's bytes, `seconds` are those of the evaluation. `is_volatile` is true where the same query
    may give another answer the next time. `trouble` is None for an answer.
    """

    size: int = 0
    seconds: float = 0.0
    media_type: str = ""
    is_volatile: bool = False
    trouble: Trouble | None = None
    message: str = ""
    place: str | None = None
    remedy: str | None = None

    def complaint(self) -> Unanswered | None:
        """The error that the head tells of, None where it tells of an answer."""
        if self.trouble is None:
            return None
        return Unanswered(self.trouble, self.message, place=self.place, remedy=self.remedy)


class Setup(TypedDict):
    """What the server tells first. `memory` and `octets` are in bytes."""

    paths: list[str]
    seconds: float
    memory: int
    rows: int
    octets: int


class Ready(TypedDict):
    """What the zygote answers: `version` changes with the data, `sees_files` says that query processes over a store on
    disk could open other files, as the system cannot forbid it; `error` is empty where it is ready.
    """

    version: str
    triples: int
    has_network: bool
    sees_files: bool
    error: str


class _JobFields(TypedDict):
    query: str
    table: str | None
    graph: str | None
    default_graphs: list[str] | None
    named_graphs: list[str] | None


_JOB_FIELDS: Final = tuple(field.name for field in fields(Job))
_HEAD_FIELDS: Final = tuple(field.name for field in fields(Head))


def send_job(pipe: socket.socket, job: Job) -> None:
    """Send the job whole."""
    _send(pipe, _pack(job, _JOB_FIELDS))


def receive_job(pipe: socket.socket) -> Job:
    """The next job, before whose answer no other comes. Raises EOFError where none will come."""
    octets, _ = _receive_first(pipe)
    found: _JobFields = json.loads(octets)
    default_graphs, named_graphs = found["default_graphs"], found["named_graphs"]
    return Job(
        query=found["query"],
        table=found["table"],
        graph=found["graph"],
        default_graphs=None if default_graphs is None else tuple(default_graphs),
        named_graphs=None if named_graphs is None else tuple(named_graphs),
    )


def send_answer(pipe: socket.socket, head: Head, body: bytes = b"") -> None:
    """Send head and body, a small one in the same packet: whoever waits is woken once."""
    packed = _pack(head, _HEAD_FIELDS)
    if len(body) <= _PIECE:
        _send(pipe, packed, body)
    else:
        _send(pipe, packed)
        pipe.sendall(body)


def receive_head(pipe: socket.socket) -> tuple[Head, bytes]:
    """The head of the answer that is waited for, and what has come of its body.

    Raises EOFError where the process has ended.
    """
    octets, begun = _receive_first(pipe)
    head = Head(**json.loads(octets))
    return (head if head.trouble is None else replace(head, trouble=Trouble(head.trouble))), begun


def receive_exactly(pipe: socket.socket, size: int) -> bytes:
    """So many bytes. Raises EOFError where fewer come."""
    pieces: list[bytes] = []
    missing = size
    while missing:
        piece = pipe.recv(min(missing, _PIECE))
        if not piece:
            raise EOFError
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def send_text(pipe: socket.socket, text: str) -> None:
    """Send a text of any sort."""
    _send(pipe, text.encode())


def receive_text(pipe: socket.socket) -> str:
    """The next text. Raises EOFError where none will come."""
    return _receive(pipe).decode()


def _pack(message: Job | Head, names: Sequence[str]) -> bytes:
    return json.dumps({name: getattr(message, name) for name in names}).encode()


def _send(pipe: socket.socket, octets: bytes, rest: bytes = b"") -> None:
    pipe.sendall(b"".join((len(octets).to_bytes(_LENGTH, "big"), octets, rest)))


def _receive(pipe: socket.socket) -> bytes:
    return receive_exactly(pipe, int.from_bytes(receive_exactly(pipe, _LENGTH), "big"))


def _receive_first(pipe: socket.socket) -> tuple[bytes, bytes]:
    """The next message, and what has come behind it: all at once, where nothing but its own body can come."""
    octets = pipe.recv(_PIECE)
    if len(octets) < _LENGTH:
        octets += receive_exactly(pipe, _LENGTH - len(octets))
    end = _LENGTH + int.from_bytes(octets[:_LENGTH], "big")
    if len(octets) < end:
        octets += receive_exactly(pipe, end - len(octets))
    return octets[_LENGTH:end], octets[end:]
