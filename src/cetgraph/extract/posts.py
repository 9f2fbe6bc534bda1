"""Reads posts: the words that belong to one, the country that they point to, and where a name begins after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cetgraph.extract.gazetteer import Gazetteer
from cetgraph.extract.known_names import Sorted
from cetgraph.extract.runs import Run, is_capitalised
from cetgraph.extract.words import Word

_LINKS = frozenset({"of", "for", "to", "on", "in"})


# Heads that follow other words as often as they make a post: "General" in "General Atomics", "Chair" in "chair".
_WEAK_HEADS = frozenset("General Lead Head King Prince Chief Judge Major Captain Speaker Principal Counsel".split())


@dataclass(frozen=True, slots=True)
class Post:
    """A post's words at words[first:last]; `heads` tells whether it is plural, `cue` the party that it points to."""

    first: int
    last: int
    plural: bool
    cue: str | None
    words: str


class PeopleView:
    """One passage's words with what is known of each; the recogniser's working view."""

    def __init__(
        self, text: str, words: Sequence[Word], known: Sorted, gazetteer: Gazetteer, stretches: Sequence[Run]
    ) -> None:
        self.text = text
        self.words = words
        self.gazetteer = gazetteer
        self.posts = gazetteer.posts
        self.parties = known.parties
        self.persons = {first: (last, person) for first, last, person in known.people}
        self.bodies = {first: last for first, last, _ in known.bodies}
        self.body_country = {first: entries[0].country for first, _, entries in known.bodies}
        self.run_of: dict[int, Run] = {}
        for run in stretches:
            for position in range(run.first, run.last):
                self.run_of[position] = run

    def form(self, position: int) -> str:
        """The comparable form of a word; empty outside the passage."""
        return self.words[position].form if 0 <= position < len(self.words) else ""

    def party_starting(self, position: int) -> tuple[int, str] | None:
        """Where the party ends that begins here, and its code; None without one."""
        return next(((one.last, one.party.code) for one in self.parties if one.first == position), None)

    def party_ending(self, position: int) -> tuple[int, str] | None:
        """Where the party begins that ends here, and its code; None without one."""
        return next(((one.first, one.party.code) for one in self.parties if one.last == position), None)

    def is_head(self, position: int) -> bool:
        """Whether a word heads a post, in the plural too."""
        form = self.form(position)
        if not form or not form[0].isupper():
            return False
        singular = form[:-1] if form.endswith("s") and not form.endswith("ss") else form
        if form == "Secretaries":
            singular = "Secretary"
        return form in self.posts.heads or singular in self.posts.heads

    def printed(self, first: int, last: int) -> str:
        """The words as printed."""
        return self.text[self.words[first].start : self.words[last - 1].end]


def post_at(passage: PeopleView, head: int) -> Post | None:
    """The post whose head stands here, with the words that belong to it on both sides; None for a weak word alone."""
    first, cue = _start_of_post(passage, head)
    cue = cue or _possessor(passage, first)
    if cue is None:
        cue = next((passage.body_country[at] for at in range(first, head) if at in passage.body_country), None)
    last = head + 1
    while passage.is_head(last):
        last += 1
    last = _past_hyphens(passage, last, ("in", "general", "elect", "designate"))
    form = passage.form(last - 1) if passage.is_head(last - 1) else passage.form(head)
    last, object_cue = _object_of_post(passage, last)
    if all(passage.form(at) in _WEAK_HEADS for at in range(first, last) if is_capitalised(passage.form(at))):
        return None
    return Post(first, last, form.endswith("s"), cue or object_cue, _post_words(passage, first, last))


def _start_of_post(passage: PeopleView, head: int) -> tuple[int, str | None]:
    """Where a post's words begin left of its head, and the party that stands right before them."""
    first = head
    cue: str | None = None
    while first > 0:
        before = passage.form(first - 1)
        party = passage.party_ending(first)
        if party is not None:
            cue = party[1]
            break
        if before == "-" and first >= 2 and is_capitalised(passage.form(first - 2)):
            first -= 2
            continue
        opens = first == 1 and before.lower() in ("the", "today", "as", "joined", "both", "when")
        if before == "'" or opens or not is_capitalised(before) or (first - 1) not in passage.run_of:
            break
        first -= 1
    for start in range(first, head):
        person = passage.persons.get(start)
        if person is not None and person[0] <= head:
            first = person[0]
        party_here = passage.party_starting(start)
        if party_here is not None and party_here[0] <= head and start >= first:
            first, cue = party_here
    return first, cue


def _past_hyphens(passage: PeopleView, last: int, after: tuple[str, ...]) -> int:
    """Takes in what a hyphen joins to a head: "Minister-in-Charge", "Secretary-General"."""
    if passage.form(last) != "-" or passage.form(last + 1).lower() not in after:
        return last
    last += 2
    return last + 2 if passage.form(last) == "-" else last


def _possessor(passage: PeopleView, first: int) -> str | None:
    """The party whose possessive stands before a post: "Singapore's Deputy Prime Minister"."""
    at = first
    if passage.form(at - 1) == "s":
        at -= 1
    if passage.form(at - 1) == "'":
        party = passage.party_ending(at - 1)
        if party is not None:
            return party[1]
    return None


def _object_of_post(passage: PeopleView, last: int) -> tuple[int, str | None]:
    """Where the post's words end: "of", "for" and "to" with what follows, other posts joined by "and" included."""
    cue: str | None = None
    while True:
        if passage.form(last) == "(" and passage.form(last + 2) == ")" and is_capitalised(passage.form(last + 3)):
            return last + 3, cue
        another = _another_post(passage, last)
        if another is not None:
            last = another
            continue
        position = _start_of_object(passage, last)
        if position is None:
            return last, cue
        party = passage.party_starting(position)
        if party is not None:
            last, cue = party[0], cue or party[1]
            continue
        end = _object_run_end(passage, position) if is_capitalised(passage.form(position)) else position
        if end == position:
            return last, cue
        bodies = (passage.body_country[at] for at in range(position, end) if at in passage.body_country)
        cue = cue or next(bodies, None)
        last = end


def _another_post(passage: PeopleView, last: int) -> int | None:
    """Where a second post's head ends that "and" joins: "Minister for A and Minister-in-Charge of B"; None without."""
    position = last + 1
    if passage.form(last) != "and" or not (passage.is_head(position) or _modifier(passage, position)):
        return None
    while passage.is_head(position) or _modifier(passage, position):
        position += 1
    return _past_hyphens(passage, position, ("in", "general"))


def _start_of_object(passage: PeopleView, last: int) -> int | None:
    """Where what a post is of or for begins; None where its words end."""
    form = passage.form(last)
    position = last + 1
    if form in _LINKS:
        if form == "in" and passage.form(position) == "charge" and passage.form(position + 1) == "of":
            position += 2
        while passage.form(position) in ("the", "Government", "Republic", "of", "Commonwealth", "Kingdom"):
            position += 1
        return position
    if form == "and" and is_capitalised(passage.form(position)):
        return position
    if form == "," and is_capitalised(passage.form(position)) and _list_goes_on(passage, last):
        return position
    # "Deputy Secretary Cyber and Infrastructure Security Hamish Hansford"
    return last if _object_without_link(passage, last) else None


def _object_without_link(passage: PeopleView, position: int) -> bool:
    form = passage.form(position)
    return (
        position > 0
        and is_capitalised(form)
        and form in passage.gazetteer.portfolio_words
        and position not in passage.persons
        and not is_name_like(passage, position)
        and passage.is_head(position - 1)
    )


def _modifier(passage: PeopleView, position: int) -> bool:
    return passage.form(position) in passage.posts.modifiers


def _list_goes_on(passage: PeopleView, comma: int) -> bool:
    """A comma inside a portfolio: "Minister of Economy, Trade and Industry X", up to an "and"."""
    position = comma + 1
    while is_capitalised(passage.form(position)) and passage.form(position) in passage.gazetteer.portfolio_words:
        position += 1
    return position > comma + 1 and passage.form(position) in (",", "and") and not passage.is_head(comma + 1)


def _object_run_end(passage: PeopleView, position: int) -> int:
    """Where the object of a post ends inside a capitalised run: before a known name, an honorific, or a new name."""
    run = passage.run_of.get(position)
    if run is None:
        return position
    for at in range(position, run.last):
        if at in passage.persons or passage.form(at) in passage.posts.honorifics:
            return at
    body_end = passage.bodies.get(position)
    if body_end is not None and body_end <= run.last:
        position_after = body_end
        return min(run.last, position_after)
    # The trailing words that no portfolio has are a name: "Digital Development and Information | Josephine Teo".
    at = run.last
    while at > position and passage.form(at - 1) not in passage.gazetteer.portfolio_words:
        at -= 1
    if run.last - at >= 2 or (run.last - at == 1 and _bare_surname_may_follow(passage, at)):
        return at
    return run.last


def _bare_surname_may_follow(passage: PeopleView, at: int) -> bool:
    return passage.form(at + 1) in ("and", ",", ".", "will", "to", "on", "met", "announced", "")


def is_name_like(passage: PeopleView, position: int) -> bool:
    """Whether a word that portfolios use is followed by one that they do not, as in "Grant Shapps"."""
    following = passage.form(position + 1)
    return is_capitalised(following) and following not in passage.gazetteer.portfolio_words if following else False


def _post_words(passage: PeopleView, first: int, last: int) -> str:
    """The post as worded, without a country at its end, in the singular."""
    end = last
    changed = True
    while changed:
        changed = False
        party = passage.party_ending(end)
        if party is not None and party[0] > first:
            end = party[0]
            changed = True
        while end > first and passage.form(end - 1) in ("of", "the", "to", "for", "Republic", "Government", "and"):
            end -= 1
            changed = True
        if end > first + 2 and passage.form(end - 1) == ")" and passage.form(end - 3) == "(":
            end -= 3
            changed = True
    words = passage.printed(first, end) if end > first else ""
    for plural, singular in (
        ("Presidents", "President"),
        ("Ministers", "Minister"),
        ("Secretaries", "Secretary"),
        ("Directors", "Director"),
        ("Advisors", "Advisor"),
        ("Advisers", "Adviser"),
        ("Commissioners", "Commissioner"),
        ("Representatives", "Representative"),
        ("Ambassadors", "Ambassador"),
        ("Envoys", "Envoy"),
    ):
        words = words.replace(plural, singular)
    return words
