"""Writes a reading as JSON from which the very same reading can be made again; the cache of readings keeps it.

`reading_json` writes the published form, which leaves out what the schema does not have. Here everything is kept, in
a form that follows the types of `model`: a value is the list of its fields in their order, without their names.
`form_of_readings` names that form, so that what was written before the model changed is not taken for another thing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from cetgraph.model import Reading, Span

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
_Decoder: TypeAlias = Callable[[Json], object]

_PLAIN: dict[object, tuple[type, ...]] = {
    str: (str,),
    int: (int,),
    float: (float, int),
    bool: (bool,),
    type(None): (type(None),),
}
"""The types that JSON has itself, and what of JSON stands for each; a whole amount is written without a point."""


def encode_reading(reading: Reading) -> str:
    """The reading as JSON, in ASCII."""
    return json.dumps(_encode(reading), separators=(",", ":"))


def decode_reading(text: str) -> Reading:
    """The reading that was written so. Raises ValueError for what `encode_reading` did not write."""
    try:
        reading = _decoder(Reading)(json.loads(text))
    except RecursionError as error:
        raise ValueError("the brackets are nested too deep") from error
    if not isinstance(reading, Reading):
        raise TypeError(f"no reading: {reading!r}")
    return reading


def form_of_readings() -> str:
    """Some hex digits that change whenever a field of a reading changes its name, its type or its place."""
    described = "\n".join(_describe(Reading, set()))
    return hashlib.sha256(described.encode()).hexdigest()[:16]


def _encode(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [_encode(getattr(value, name)) for name in _field_names(type(value))]
    if isinstance(value, tuple):
        return [_encode(part) for part in value]
    return value


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _decoder(kind: object) -> _Decoder:
    """What makes a value of that type. Raises TypeError for a type that a reading has not had so far."""
    if kind is Span:
        return _span
    if kind in _PLAIN:
        return _plain(_PLAIN[kind])
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _enum(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _fields(kind)
    if typing.get_origin(kind) is tuple:
        part, rest = typing.get_args(kind)
        if rest is Ellipsis:
            return _many(_decoder(part))
    if isinstance(kind, types.UnionType):
        return _optional(kind)
    raise TypeError(f"no way to write a {kind!r}")


def _span(value: Json) -> Span:
    match value:
        case [int(start), int(end)]:
            return Span(start, end)
    raise ValueError(f"no span: {value!r}")


def _plain(kinds: tuple[type, ...]) -> _Decoder:
    def decode(value: Json) -> object:
        if type(value) not in kinds:
            raise ValueError(f"{value!r} where {kinds[0].__name__} should stand")
        return value

    return decode


def _enum(kind: type[StrEnum]) -> _Decoder:
    members = {member.value: member for member in kind}

    def decode(value: Json) -> object:
        if not isinstance(value, str) or value not in members:
            raise ValueError(f"no {kind.__name__}: {value!r}")
        return members[value]

    return decode


def _fields(kind: type) -> _Decoder:
    hints = typing.get_type_hints(kind)
    decoders = [(name, _decoder(hints[name])) for name in _field_names(kind)]
    make: Callable[..., object] = kind

    def decode(value: Json) -> object:
        if not isinstance(value, list) or len(value) != len(decoders):
            raise ValueError(f"no {kind.__name__}: {str(value)[:80]}")
        return make(**{name: part(item) for (name, part), item in zip(decoders, value, strict=True)})

    return decode


def _many(part: _Decoder) -> _Decoder:
    def decode(value: Json) -> object:
        if not isinstance(value, list):
            raise ValueError(f"no list: {str(value)[:80]}")  # noqa: TRY004  # a wrong text is a wrong value
        return tuple([part(item) for item in value])

    return decode


def _optional(kind: types.UnionType) -> _Decoder:
    kinds = [part for part in typing.get_args(kind) if part is not type(None)]
    if len(kinds) != 1:
        raise TypeError(f"no way to tell the parts of {kind!r} apart")
    inner = _decoder(kinds[0])

    def decode(value: Json) -> object:
        return None if value is None else inner(value)

    return decode


def _describe(kind: object, seen: set[object]) -> Iterator[str]:
    """The fields of the type and of all types in it, each type once."""
    if kind in seen:
        return
    seen.add(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        yield f"{kind.__name__}: {[member.value for member in kind]}"
    elif isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        yield f"{kind.__name__}: {[(name, str(hints[name])) for name in _field_names(kind)]}"
        for name in _field_names(kind):
            yield from _describe(hints[name], seen)
    else:
        for part in typing.get_args(kind):
            yield from _describe(part, seen)
