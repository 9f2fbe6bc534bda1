"""What is shown and where, and each step that changes it: a step takes one scene and gives the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from cetgraph.graph.network import Spot, place_beside
from cetgraph.web.explorer_graph import ExplorerGraph
from cetgraph.web.explorer_words import kind_words, shorten

USUAL: Final = 150
"""Things and groups shown at most, unless a step raises it."""

MOST: Final = 500
"""The most to which it can be raised: more show nothing any longer. Beyond, things come as groups."""

AT_ONCE: Final = 40
"""Things that one step adds; the next step adds the next."""

MOST_WAYS: Final = 8
"""Ways between two things that are shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done. `parts` are what its verb, a key of `VERBS`, is given."""

    verb: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Things that are shown as one; `places` are those that some of them had before."""

    label: str
    members: tuple[str, ...]
    places: Mapping[str, Spot]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is shown: things and groups by name with their places.

    `hidden` are the places of what was hidden by hand. `said` names each step; `missing` tells what the graph lacks,
    and `notes` what of the last step could not be done. `ways` are those that the last step looked for.
    """

    spots: Mapping[str, Spot]
    groups: Mapping[str, Group] = field(default_factory=dict)
    hidden: Mapping[str, Spot] = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()
    limit: int = USUAL
    said: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """The group that each grouped thing is in."""
        return {member: name for name, group in self.groups.items() for member in group.members}

    @cached_property
    def things(self) -> frozenset[str]:
        """All things shown, by themselves or in a group."""
        return frozenset(self.spots).difference(self.groups) | self.homes.keys()


def take_step(graph: ExplorerGraph, scene: Scene, step: Step) -> Scene:
    """The scene after the step. What it names and the graph lacks is left out, and told."""
    verb = VERBS[step.verb]
    named = step.parts[verb.before :]
    unknown = [name for name in named if name not in graph.things and name not in scene.groups]
    known = [name for name in named if name not in unknown]
    scene = replace(scene, notes=(), ways=(), missing=(*scene.missing, *map(missing, unknown)))
    if len(known) < verb.needed:
        return replace(scene, said=(*scene.said, "Nothing"))
    return verb.take(graph, scene, step.parts[: verb.before], known)


def missing(name: str) -> str:
    """What is said of a name that the graph lacks."""
    return f"Nothing here is called “{name}”."


def label_of(graph: ExplorerGraph, scene: Scene, name: str) -> str:
    """The short label of a thing or group."""
    return scene.groups[name].label if name in scene.groups else shorten(graph.things[name].label)


def unseen(graph: ExplorerGraph, scene: Scene, name: str) -> Sequence[str]:
    """The neighbours of a thing, or of a group's members, that are not shown."""
    if name not in scene.groups:
        return [other for other in graph.neighbours(name) if other not in scene.things]
    members = scene.groups[name].members
    found = {other for member in members for other in graph.neighbours(member)} - scene.things
    return sorted(found, key=graph.order)


def count_unseen(graph: ExplorerGraph, scene: Scene, name: str) -> dict[str, int]:
    """How many neighbours of each kind are not shown."""
    return dict(sorted(Counter(graph.things[other].kind for other in unseen(graph, scene, name)).items()))


def _after(scene: Scene, said: str, *notes: str) -> Scene:
    return replace(scene, said=(*scene.said, said), notes=(*scene.notes, *notes))


def _expand(graph: ExplorerGraph, scene: Scene, words: Sequence[str], names: Sequence[str]) -> Scene:
    """Some of the neighbours of a kind; those beyond the limit come as a group."""
    (kind,), parent = words, names[0]
    fresh = [other for other in unseen(graph, scene, parent) if graph.things[other].kind == kind]
    room = scene.limit - len(scene.spots)
    wanted = min(AT_ONCE, len(fresh))
    whose = label_of(graph, scene, parent)
    if not fresh:
        return _after(scene, f"Show {kind_words(kind, 2)} of {whose}", "They are all shown already.")
    if wanted <= room:
        grown = _place(scene, fresh[:wanted], parent)
        return _after(grown, f"Show {_some(wanted, len(fresh), kind)} of {whose}")
    if room < 1:
        return _after(scene, f"Show {kind_words(kind, 2)} of {whose}", _full(scene))
    shown, rest = fresh[: room - 1], fresh[room - 1 :]
    label = f"{len(rest)} {kind_words(kind, len(rest))} of {whose}"
    grown = _bundle(graph, _place(scene, shown, parent), label, rest, parent)
    said = f"Show {_some(len(shown), len(fresh), kind)} of {whose}"
    return _after(grown, said, f"{_full(scene)} The other {len(rest)} stand in a group.")


def _gather(graph: ExplorerGraph, scene: Scene, words: Sequence[str], names: Sequence[str]) -> Scene:
    """All neighbours of a kind that are not shown, as one group."""
    (kind,), parent = words, names[0]
    fresh = [other for other in unseen(graph, scene, parent) if graph.things[other].kind == kind]
    label = f"{len(fresh)} {kind_words(kind, len(fresh))} of {label_of(graph, scene, parent)}"
    if not fresh or len(scene.spots) >= scene.limit:
        return _after(scene, f"Group {label}", _full(scene) if fresh else "They are all shown already.")
    return _after(_bundle(graph, scene, label, fresh, parent), f"Group {label}")


def _hide(graph: ExplorerGraph, scene: Scene, _: Sequence[str], names: Sequence[str]) -> Scene:
    """Take these away. Members of a group that goes are not shown any longer."""
    gone = dict.fromkeys(name for name in names if name in scene.spots)
    said = f"Hide {label_of(graph, scene, names[0])}" if len(names) == 1 else f"Hide {len(gone)} things"
    hidden = {name: scene.spots[name] for name in gone if name not in scene.groups}
    groups = {name: group for name, group in scene.groups.items() if name not in gone}
    pinned = scene.pinned.difference(gone)
    return _after(
        replace(
            scene, spots=_without(scene.spots, gone), groups=groups, hidden={**scene.hidden, **hidden}, pinned=pinned
        ),
        said,
    )


def _add(graph: ExplorerGraph, scene: Scene, _: Sequence[str], names: Sequence[str]) -> Scene:
    """Show these things: where they stood before they were hidden, beside the group that they were in, or near."""
    again = all(name in scene.hidden for name in names)
    whose = label_of(graph, scene, names[0]) if len(names) == 1 else f"{len(names)} things"
    said = f"Show {whose} again" if again else f"Show {whose}"
    for name in names:
        if name in scene.spots:
            continue
        if len(scene.spots) >= scene.limit:
            return _after(scene, said, _full(scene))
        scene = _take_out(scene, scene.homes[name], [name]) if name in scene.homes else _place(scene, [name])
    return _after(scene, said)


def _path(graph: ExplorerGraph, scene: Scene, _: Sequence[str], names: Sequence[str]) -> Scene:
    """The shortest ways between two things, with all that stands on them."""
    first, last = names
    said = f"Show the ways from {label_of(graph, scene, first)} to {label_of(graph, scene, last)}"
    if first in scene.groups or last in scene.groups:
        return _after(scene, said, "Ways lead between things, not groups.")
    ways = graph.ways(first, last, MOST_WAYS)
    if not ways:
        return _after(scene, said, "No way leads from one to the other.")
    shown: list[tuple[str, ...]] = []
    for way in ways:
        fresh = [name for name in way if name not in scene.things]
        if len(scene.spots) + len(fresh) > scene.limit:
            scene = replace(scene, notes=(_full(scene),))
            continue
        before = ""
        for name in way:
            scene = _place(scene, [name], scene.homes.get(before, before)) if name in fresh else scene
            before = name
        shown.append(way)
    return _after(replace(scene, ways=tuple(shown)), said)


def _pin(graph: ExplorerGraph, scene: Scene, words: Sequence[str], names: Sequence[str]) -> Scene:
    """Put it there and keep it there: no filter hides it."""
    (name,), spot = names, Spot(float(words[0]), float(words[1]))
    said = f"Pin {label_of(graph, scene, name)}"
    if name not in scene.spots:
        return _after(scene, said)
    return _after(replace(scene, spots={**scene.spots, name: spot}, pinned=scene.pinned | {name}), said)


def _unpin(graph: ExplorerGraph, scene: Scene, _: Sequence[str], names: Sequence[str]) -> Scene:
    """Let filters hide it again; it stays where it is."""
    said = f"Unpin {label_of(graph, scene, names[0])}"
    return _after(replace(scene, pinned=scene.pinned.difference(names)), said)


def _group(graph: ExplorerGraph, scene: Scene, words: Sequence[str], names: Sequence[str]) -> Scene:
    """Show these things, and those of these groups, as one."""
    label = words[0]
    chosen = dict.fromkeys(name for name in names if name in scene.spots)
    if len(chosen) < 2:
        return _after(scene, f"Group “{label}”", "A group needs two things that are shown.")
    places = {name: scene.spots[name] for name in chosen if name not in scene.groups}
    members = set(places)
    for name in chosen:
        if name in scene.groups:
            members.update(scene.groups[name].members)
            places |= scene.groups[name].places
    middle = Spot(
        *(
            sum(values) / len(chosen)
            for values in zip(*((scene.spots[name].x, scene.spots[name].y) for name in chosen), strict=True)
        )
    )
    spots, number = _without(scene.spots, chosen), _number(scene)
    spots |= place_beside(Spot(round(middle.x, 1), round(middle.y, 1)), [number], spots.values())
    kept = {name: group for name, group in scene.groups.items() if name not in chosen}
    made = Group(label, tuple(sorted(members, key=graph.order)), places)
    pinned = scene.pinned.difference(chosen)
    return _after(replace(scene, spots=spots, groups={**kept, number: made}, pinned=pinned), f"Group “{label}”")


def _open(graph: ExplorerGraph, scene: Scene, _: Sequence[str], names: Sequence[str]) -> Scene:
    """Show a group's members by themselves: all that had places before, and some of the others."""
    name = names[0]
    said = f"Open the group “{label_of(graph, scene, name)}”"
    if name not in scene.groups:
        return _after(scene, said)
    group = scene.groups[name]
    room = scene.limit - len(scene.spots)
    had = [member for member in group.members if member in group.places]
    others = [member for member in group.members if member not in group.places]
    wanted = [*had, *others[:AT_ONCE]]
    out = wanted if len(wanted) == len(group.members) and len(wanted) <= room + 1 else wanted[: max(0, room)]
    notes = [_full(scene)] if len(out) < len(wanted) else []
    return _after(_take_out(scene, name, out), said, *notes)


def _raise(_: ExplorerGraph, scene: Scene, words: Sequence[str], __: Sequence[str]) -> Scene:
    limit = max(scene.limit, min(int(words[0]), MOST))
    return _after(replace(scene, limit=limit), f"Raise the limit to {limit} things")


@dataclass(frozen=True, slots=True)
class Verb:
    """What a step does: how many of its parts come before names of things, and how many names it needs and takes."""

    take: Callable[[ExplorerGraph, Scene, Sequence[str], Sequence[str]], Scene]
    before: int
    needed: int
    most: int


VERBS: Final[Mapping[str, Verb]] = {
    "expand": Verb(_expand, 1, 1, 1),
    "gather": Verb(_gather, 1, 1, 1),
    "hide": Verb(_hide, 0, 1, MOST),
    "add": Verb(_add, 0, 1, MOST),
    "path": Verb(_path, 0, 2, 2),
    "pin": Verb(_pin, 2, 1, 1),
    "unpin": Verb(_unpin, 0, 1, 1),
    "group": Verb(_group, 1, 1, MOST),
    "open": Verb(_open, 0, 1, 1),
    "limit": Verb(_raise, 1, 0, 0),
}
"""All steps: `expand~kind~name`, `gather~kind~name`, `hide~name~…`, `add~name~…`, `path~name~name`, `pin~x~y~name`,
`unpin~name`, `group~label~name~…`, `open~name` and `limit~number`."""


def _full(scene: Scene) -> str:
    how = "raise the limit, or hide some" if scene.limit < MOST else "hide or group some"
    return f"No more than {scene.limit} things are shown: {how}."


def _some(count: int, total: int, kind: str) -> str:
    return f"{count} of {total} {kind_words(kind, total)}" if count < total else f"{count} {kind_words(kind, count)}"


def _place(scene: Scene, fresh: Sequence[str], parent: str = "") -> Scene:
    """The scene with these things too: where they once stood if nobody stands there, else beside the parent."""
    spots = dict(scene.spots)
    hidden = _without(scene.hidden, fresh)
    here = spots.get(parent, Spot(0.0, 0.0))
    homeless: list[str] = []
    for name in fresh:
        if name in scene.hidden and parent == "":
            spots |= place_beside(scene.hidden[name], [name], spots.values())
        else:
            homeless.append(name)
    spots |= place_beside(here, homeless, spots.values())
    return replace(scene, spots=spots, hidden=hidden)


def _bundle(graph: ExplorerGraph, scene: Scene, label: str, members: Iterable[str], parent: str) -> Scene:
    """The scene with a new group beside the parent, of things that were not shown."""
    number = _number(scene)
    group = Group(label, tuple(sorted(members, key=graph.order)), {})
    hidden = _without(scene.hidden, group.members)
    spots = {**scene.spots, **place_beside(scene.spots.get(parent, Spot(0.0, 0.0)), [number], scene.spots.values())}
    return replace(scene, spots=spots, groups={**scene.groups, number: group}, hidden=hidden)


def _take_out(scene: Scene, name: str, out: Sequence[str]) -> Scene:
    """The scene with these members of a group shown by themselves; a group of none is gone."""
    group, here, gone = scene.groups[name], scene.spots[name], frozenset(out)
    left = tuple(member for member in group.members if member not in gone)
    groups = {other: known for other, known in scene.groups.items() if other != name}
    spots = dict(scene.spots)
    if left:
        groups[name] = replace(group, members=left, places=_without(group.places, gone))
    else:
        del spots[name]
    for member in out:
        spots |= place_beside(group.places.get(member, here), [member], spots.values())
    return replace(scene, spots=spots, groups=groups)


def _without(spots: Mapping[str, Spot], names: Iterable[str]) -> dict[str, Spot]:
    gone = frozenset(names)
    return {name: spot for name, spot in spots.items() if name not in gone}


def _number(scene: Scene) -> str:
    """A name for the next group that none before it had: no thing has a colon in the first part of its name."""
    return f"group:{len(scene.said) + 1}"
