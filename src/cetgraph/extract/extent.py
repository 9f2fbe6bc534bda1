"""Finds how far a name reaches from the noun that heads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cetgraph.extract.gazetteer import Gazetteer
from cetgraph.extract.known_names import Sorted
from cetgraph.extract.name_heads import NameHeads
from cetgraph.extract.runs import Run, object_end
from cetgraph.extract.taken import Taken, acting_party
from cetgraph.extract.words import Word
from cetgraph.model import InstrumentKind

# Words that alone name nothing: "Joint Statement" and "Working Group" are no names, "AI Governance Group" is one.
GENERIC = frozenset(
    "Joint Working Task Force High Level Senior New Bilateral Trilateral First Second Third Annual Inaugural Strategic "
    "National International Regional Global Leaders Official Officials Experts Expert Special Memorandum "
    "Understanding Cooperation Of And The Agreement Framework Initiative Partnership Program Dialogue Statement "
    "Declaration Action Plan Next Steering Technical Government Governments Our Comprehensive Fact Sheet Contact "
    "Vision - of and the on for in Two Three Four Both Industry Business Excellence Centers Centres Center".split()
)


SMALL_HEADS = {
    "program": InstrumentKind.PROGRAMME,
    "programs": InstrumentKind.PROGRAMME,
    "project": InstrumentKind.PROGRAMME,
    "initiative": InstrumentKind.PROGRAMME,
    "partnership": InstrumentKind.PROGRAMME,
    "fund": InstrumentKind.PROGRAMME,
    "fellowship": InstrumentKind.PROGRAMME,
    "campaign": InstrumentKind.PROGRAMME,
    "exercise": InstrumentKind.PROGRAMME,
    "dialogue": InstrumentKind.MECHANISM,
    "forum": InstrumentKind.MECHANISM,
    "taskforce": InstrumentKind.MECHANISM,
    "task-force": InstrumentKind.MECHANISM,
    "network": InstrumentKind.MECHANISM,
    "consortium": InstrumentKind.MECHANISM,
    "mechanism": InstrumentKind.MECHANISM,
    "framework": InstrumentKind.FRAMEWORK,
    "roadmap": InstrumentKind.FRAMEWORK,
    "agreement": InstrumentKind.AGREEMENT,
}


_BETWEEN_NAME_AND_HEAD = frozenset(
    "research exchange training pilot grant mentorship joint technological benchmarking strategic scholarship student "
    "youth tri-service cooperation".split()
)


FIELD_WORDS = frozenset("AI STEM 5G 6G ICT IT R&D RAN GPS LNG SME SMEs HPC COVID".split())


@dataclass(frozen=True, slots=True)
class Name:
    """A candidate name at words[first:last] whose head noun stands at `head`."""

    first: int
    last: int
    head: int


def name_stops(words: Sequence[Word], all_runs: Sequence[Run], heads: NameHeads, known: Sorted) -> frozenset[int]:
    """Words into which no name reaches that began before them: known names, parties and heads that open a name."""
    stops = {first for first, _, _ in (*known.bodies, *known.people, *known.instruments)}
    stops |= {party.first for party in known.parties}
    for run in all_runs:
        for position in range(run.first, run.last):
            form = words[position].form
            following = words[position + 1].form if position + 1 < len(words) else ""
            if form in heads.opens and following in ("of", "for"):
                stops.add(run.first)
            if position == run.last - 1 and (form in heads.closes or form in heads.instruments):
                stops.add(run.first)
    return frozenset(stops)


def post_stops(words: Sequence[Word], gazetteer: Gazetteer) -> frozenset[int]:
    """Where a post begins inside a stretch of capitals: "Department of Labor | Under Secretary Lee"."""
    posts = gazetteer.posts
    return frozenset(
        at
        for at in range(1, len(words) - 1)
        if words[at].form[0].isupper()
        and (words[at].form in posts.heads or (words[at].form in posts.modifiers and words[at + 1].form in posts.heads))
        and words[at].form not in ("General", "Chief", "Council", "Executive", "Head", "Lead", "Representative")
    )


_COMPANY_ENDINGS = frozenset("Inc Ltd Limited Corp Corporation LLC Company Technologies Aerospace Electronics".split())


def name_at(
    words: Sequence[Word],
    run: Run,
    run_starts: dict[int, Run],
    heads: NameHeads,
    stops: frozenset[int],
    taken: Taken,
) -> Name | None:
    """The name that this run heads: its last word is a head noun, or a head in small letters follows it."""
    last_form = words[run.last - 1].form
    if last_form in heads.closes or last_form in heads.instruments:
        head = run.last - 1
        end = head + 1
        opens = last_form in heads.opens or last_form in heads.instruments
        if opens:
            article = last_form in heads.instruments
            end = object_end(words, run_starts, head, stops, may_have_article=article)
            if end > head + 1 and _only_party(words, head + 1, end, taken):
                end = head + 1  # "Summit of the US" is the Summit
        return Name(_extend_left(words, run, run_starts, stops, taken), end, head)
    small = _small_head(words, run, taken)
    if small is not None:
        return Name(_extend_left(words, run, run_starts, stops, taken), small + 1, small)
    return None


def _only_party(words: Sequence[Word], first: int, last: int, taken: Taken) -> bool:
    """Whether what a name is "of" or "for" is nothing but a party."""
    links = ("of", "for", "on", "the", "a", "an", "-", "and", ",")
    return all(words[at].form in links or acting_party(taken, at) for at in range(first, last))


def _extend_left(
    words: Sequence[Word], run: Run, run_starts: dict[int, Run], stops: frozenset[int], taken: Taken
) -> int:
    """Takes in "Science and" before "Technology Fund", and "AI for" before "Science research program"."""
    first = run.first
    bracket = next((at for at in range(first - 2, max(first - 8, 0), -1) if words[at].form == "("), None)
    if bracket is not None and words[first - 1].form == ")":
        before = next((other for other in run_starts.values() if other.last == bracket), None)
        if before is not None and not any(
            last == bracket for _, last, _ in taken.known.bodies
        ):  # "Critical and Emerging Technology (CET) Dialogue"
            first = before.first
            run = Run(first, run.last)
    while first >= 2:
        link = words[first - 1].form
        if (
            link == "the"
            and first >= 3
            and words[first - 2].form == "in"
            and words[run.last - 1].form in ("Pacific", "Hemisphere")
        ):
            before = next((other for other in run_starts.values() if other.last == first - 2), None)
            if before is not None and _follows_article(words, before.first) and not taken.covered(before.first):
                return before.first
        if link not in ("and", "for", ",", "of") or words[run.last - 1].form in _COMPANY_ENDINGS:
            break
        before = next((other for other in run_starts.values() if other.last == first - 1), None)
        if before is None:
            break
        pillar = next((one for one in taken.known.instruments if before.first < one[1] < before.last), None)
        if pillar is not None and link == "and" and words[run.last - 1].form in ("Pillar", "Workstream"):
            return pillar[0]
        start = before.first
        party = taken.party_at(start)
        if party is not None and party.last < before.last and words[party.last].form != "-":
            start = party.last
        elif start in stops and not (party is not None and party.last < before.last):
            break
        if any(taken.covered(at) for at in range(start, before.last)):
            break
        if link in ("for", ",", "of") and not _follows_article(words, start):
            break
        if before.last - start > 4 or taken.party_over(first) is not None:
            break
        first = start
    return first


def _follows_article(words: Sequence[Word], first: int) -> bool:
    position = first - 1
    while position >= 0 and words[position].form.islower() and first - position <= 3:
        if words[position].form in ("a", "an", "the", "new", "flagship", "joint", "s"):
            return True
        position -= 1
    return False


def _small_head(words: Sequence[Word], run: Run, taken: Taken) -> int | None:
    """Where the head in small letters stands that follows a capitalised name ("Artemis program"), or None."""
    position = run.last
    size = len(words)
    if position < size and words[position].form == "(" and position + 2 < size and words[position + 2].form == ")":
        position += 3
    elif position < size and words[position].form == '"':
        position += 1
    for step in range(3):
        if position + step >= size:
            return None
        form = words[position + step].form
        if form in SMALL_HEADS:
            return position + step if _names_something(words, run, taken, form) else None
        if form not in _BETWEEN_NAME_AND_HEAD:
            return None
    return None


def _names_something(words: Sequence[Word], run: Run, taken: Taken, head: str) -> bool:
    """Whether a capitalised run before a small head is a name, and not a country, body or field ("AI program")."""
    own = [
        at
        for at in range(run.first, run.last)
        if words[at].form != "-" and taken.party_over(at) is None and not taken.covered(at)
    ]
    content = [words[at].form for at in own if words[at].form not in FIELD_WORDS and words[at].form not in GENERIC]
    if not own:
        # "U.S.-UK taskforce", "DSIT-DOE partnership": two parties or bodies joined by a hyphen
        covered_bodies = [body for body in taken.known.bodies if run.first <= body[0] < run.last]
        if len(covered_bodies) >= 2 and any(words[at].form == "-" for at in range(run.first, run.last)):
            return True
        if taken.party_at(run.first) is None:
            return False
        hyphens = sum(words[at].form == "-" for at in range(run.first, run.last))
        return hyphens > 0 and SMALL_HEADS[head] is InstrumentKind.MECHANISM
    return len(content) >= 1 and (len(own) >= 2 or words[run.first].form.istitle())


def own_words(words: Sequence[Word], first: int, last: int) -> list[str]:
    """The words of a name that say more than what sort of thing it is."""
    return [words[at].form for at in range(first, last) if words[at].form not in GENERIC]
