"""Recognises people by the posts that stand before or after their names, and by the names that the gazetteer knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cetgraph.extract.gazetteer import Gazetteer, KnownPerson
from cetgraph.extract.known_names import Sorted
from cetgraph.extract.mentions import PersonMention
from cetgraph.extract.runs import Run, is_capitalised, runs
from cetgraph.extract.words import Word
from cetgraph.model import Span

_LINKS = frozenset({"of", "for", "to", "on", "in"})
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})
# Heads that follow other words as often as they make a post: "General" in "General Atomics", "Chair" in "chair".
_WEAK_HEADS = frozenset("General Lead Head King Prince Chief Judge Major Captain Speaker Principal Counsel".split())
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class _Post:
    """A post's words at words[first:last]; `heads` tells whether it is plural, `cue` the party that it points to."""

    first: int
    last: int
    plural: bool
    cue: str | None
    words: str


class _Passage:
    """One passage's words with what is known of each; the recogniser's working view."""

    def __init__(self, text: str, words: Sequence[Word], known: Sorted, gazetteer: Gazetteer, opens: bool) -> None:
        self.text = text
        self.words = words
        self.gazetteer = gazetteer
        self.posts = gazetteer.posts
        self.parties = known.parties
        self.persons = {first: (last, person) for first, last, person in known.people}
        self.bodies = {first: last for first, last, _ in known.bodies}
        self.body_country = {first: entries[0].country for first, _, entries in known.bodies}
        self.run_of: dict[int, Run] = {}
        for run in runs(words, opens_sentence=False):
            for position in range(run.first, run.last):
                self.run_of[position] = run

    def form(self, position: int) -> str:
        return self.words[position].form if 0 <= position < len(self.words) else ""

    def party_starting(self, position: int) -> tuple[int, str] | None:
        return next(((one.last, one.party.code) for one in self.parties if one.first == position), None)

    def party_ending(self, position: int) -> tuple[int, str] | None:
        return next(((one.first, one.party.code) for one in self.parties if one.last == position), None)

    def is_head(self, position: int) -> bool:
        form = self.form(position)
        if not form or not form[0].isupper():
            return False
        singular = form[:-1] if form.endswith("s") and not form.endswith("ss") else form
        if form == "Secretaries":
            singular = "Secretary"
        return form in self.posts.heads or singular in self.posts.heads

    def printed(self, first: int, last: int) -> str:
        return self.text[self.words[first].start : self.words[last - 1].end]


def recognise_people(
    text: str, words: Sequence[Word], known: Sorted, gazetteer: Gazetteer, *, opens_sentence: bool
) -> list[PersonMention]:
    """The people whom one passage names, in order, with the posts that its words give them."""
    passage = _Passage(text, words, known, gazetteer, opens_sentence)
    found: list[PersonMention] = []
    position = 0
    while position < len(words):
        if passage.is_head(position):
            post = _post_at(passage, position)
            if post is not None:
                people, position_after = _names_after(passage, post)
                if people:
                    found += people
                    position = position_after
                    continue
                position = max(position + 1, post.last if post.last > position else position + 1)
                continue
        person = passage.persons.get(position)
        if person is not None:
            found.append(_named(passage, position, person[0], person[1]))
            position = person[0]
            continue
        honoured = _honoured(passage, position)
        if honoured is not None:
            found.append(honoured)
            position = honoured.last
            continue
        apposed = _unknown_before_post(passage, position)
        if apposed is not None:
            found.append(apposed)
            position = apposed.last
            continue
        position += 1
    return _stand_ins(passage, found)


def _post_at(passage: _Passage, head: int) -> _Post | None:
    """The post whose head stands here, with the words that belong to it on both sides."""
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
        if before == "'" or not is_capitalised(before):
            break
        run = passage.run_of.get(first - 1)
        if run is None or (first - 1 == 0 and before.lower() in ("the", "today", "as", "joined", "both", "when")):
            break
        first -= 1
    for start in range(first, head):
        person = passage.persons.get(start)
        if person is not None and person[0] <= head:
            first = person[0]
        party_here = passage.party_starting(start)
        if party_here is not None and party_here[0] <= head and start >= first:
            cue = party_here[1]
            first = party_here[0]
    if cue is None:
        cue = _possessor(passage, first)
    for start in range(first, head):
        if start in passage.body_country and cue is None:
            cue = passage.body_country[start]
    last = head + 1
    while passage.is_head(last):
        last += 1
    if passage.form(last) == "-" and passage.form(last + 1).lower() in ("in", "general", "elect", "designate"):
        last += 2
        if passage.form(last) == "-":
            last += 2
    form = passage.form(last - 1) if passage.is_head(last - 1) else passage.form(head)
    last, object_cue = _object_of_post(passage, last)
    weak = all(passage.form(at) in _WEAK_HEADS for at in range(first, last) if is_capitalised(passage.form(at)))
    if weak:
        return None
    words = _post_words(passage, first, last)
    return _Post(first, last, form.endswith("s"), cue or object_cue, words)


def _possessor(passage: _Passage, first: int) -> str | None:
    """The party whose possessive stands before a post: "Singapore's Deputy Prime Minister"."""
    at = first
    if passage.form(at - 1) == "s":
        at -= 1
    if passage.form(at - 1) == "'":
        party = passage.party_ending(at - 1)
        if party is not None:
            return party[1]
    return None


def _object_of_post(passage: _Passage, last: int) -> tuple[int, str | None]:
    """Where the post's words end: "of", "for" and "to" with what follows, other posts joined by "and" included."""
    cue: str | None = None
    while True:
        position = last
        form = passage.form(position)
        if form == "(" and passage.form(position + 2) == ")":
            after = position + 3
            if is_capitalised(passage.form(after)):
                return after, cue
        if form in _LINKS:
            position += 1
            if form == "in" and passage.form(position) == "charge" and passage.form(position + 1) == "of":
                position += 2
            while passage.form(position) in ("the", "Government", "Republic", "of", "Commonwealth", "Kingdom"):
                position += 1
        elif form == "and" and (is_capitalised(passage.form(position + 1))):
            position += 1
            if passage.is_head(position) or _modifier(passage, position):
                while passage.is_head(position) or _modifier(passage, position):
                    position += 1
                if passage.form(position) == "-" and passage.form(position + 1).lower() in ("in", "general"):
                    position += 2
                    if passage.form(position) == "-":
                        position += 2
                last = position
                continue
        elif form == "," and is_capitalised(passage.form(position + 1)) and _list_goes_on(passage, position):
            position += 1
        elif _object_without_link(passage, position):
            pass  # "Deputy Secretary Cyber and Infrastructure Security Hamish Hansford"
        else:
            return last, cue
        party = passage.party_starting(position)
        if party is not None:
            cue = cue or party[1]
            last = party[0]
            continue
        if not is_capitalised(passage.form(position)):
            return last, cue
        end = _object_run_end(passage, position)
        if end == position:
            return last, cue
        for start in range(position, end):
            if start in passage.body_country:
                cue = cue or passage.body_country[start]
        last = end


def _object_without_link(passage: _Passage, position: int) -> bool:
    form = passage.form(position)
    return (
        position > 0
        and is_capitalised(form)
        and form in passage.gazetteer.portfolio_words
        and position not in passage.persons
        and not is_name_like(passage, position)
        and passage.is_head(position - 1)
    )


def _modifier(passage: _Passage, position: int) -> bool:
    return passage.form(position) in passage.posts.modifiers


def _list_goes_on(passage: _Passage, comma: int) -> bool:
    """A comma inside a portfolio: "Minister of Economy, Trade and Industry X", up to an "and"."""
    position = comma + 1
    while is_capitalised(passage.form(position)) and passage.form(position) in passage.gazetteer.portfolio_words:
        position += 1
    return position > comma + 1 and passage.form(position) in (",", "and") and not passage.is_head(comma + 1)


def _object_run_end(passage: _Passage, position: int) -> int:
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


def _bare_surname_may_follow(passage: _Passage, at: int) -> bool:
    return passage.form(at + 1) in ("and", ",", ".", "will", "to", "on", "met", "announced", "")


def _names_after(passage: _Passage, post: _Post) -> tuple[list[PersonMention], int]:
    """The people named directly after a post: one, or several after a plural."""
    people: list[PersonMention] = []
    position = post.last
    while position < len(passage.words):
        start = position
        while passage.form(start) in passage.posts.honorifics or (passage.form(start) == "." and start > position):
            start += 1
        end, known = _name_end(passage, start)
        if end == start:
            break
        people.append(_mention(passage, start, end, post, known))
        position = end
        if not post.plural:
            break
        following = position
        while passage.form(following) in (",", "and"):
            following += 1
        if following == position or passage.is_head(following) or not is_capitalised(passage.form(following)):
            break
        position = following
    return people, position


def _name_end(passage: _Passage, start: int) -> tuple[int, KnownPerson | None]:
    """Where a personal name ends that begins here; `start` where none does."""
    known = passage.persons.get(start)
    if known is not None:
        return _with_suffix(passage, known[0]), known[1]
    position = start
    count = 0
    while count < _LONGEST_NAME:
        form = passage.form(position)
        if not form:
            break
        if is_capitalised(form) and form[0].isalpha() and not _ends_name(passage, position, start):
            position += 1
            count += 1
            if passage.form(position) == "." and len(form) == 1:
                position += 1
            if passage.form(position) in ("-", "'") and is_capitalised(passage.form(position + 1)):
                position += 1
        elif (
            form in passage.posts.particles
            and count > 0
            and (is_capitalised(passage.form(position + 1)) or passage.form(position + 1) in passage.posts.particles)
        ):
            position += 1
            if passage.form(position) == "-":
                position += 1
        else:
            break
    if position == start:
        return start, None
    return _with_suffix(passage, position), None


def _ends_name(passage: _Passage, position: int, start: int) -> bool:
    if passage.is_head(position) and position > start and passage.form(position) not in ("Prince", "King", "Major"):
        return True
    if passage.is_head(position) and position == start:
        return True
    if passage.party_starting(position) is not None or position in passage.bodies:
        return True
    return (
        position == start
        and passage.form(position) in passage.gazetteer.portfolio_words
        and not is_name_like(passage, position)
    )


def is_name_like(passage: _Passage, position: int) -> bool:
    """Whether a word that portfolios use is followed by one that they do not, as in "Grant Shapps"."""
    following = passage.form(position + 1)
    return is_capitalised(following) and following not in passage.gazetteer.portfolio_words if following else False


def _with_suffix(passage: _Passage, end: int) -> int:
    at = end + 1 if passage.form(end) == "," else end
    if passage.form(at) in _SUFFIXES:
        at += 1
        if passage.form(at) == "." and passage.words[at].start == passage.words[at - 1].end:
            at += 1
        return at
    return end


def _post_words(passage: _Passage, first: int, last: int) -> str:
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


def _whence(passage: _Passage, end: int) -> str | None:
    """The party that a name comes from: "MU Nair of India", "Takamura from the National Security Secretariat of Japan"."""
    if passage.form(end) not in ("of", "from"):
        return None
    at = end + 1
    while passage.form(at) in ("the", "Republic", "of"):
        party = passage.party_starting(at)
        if party is not None:
            return party[1]
        at += 1
    party = passage.party_starting(at)
    if party is not None:
        return party[1]
    body = passage.bodies.get(at)
    if body is None:
        return None
    if passage.form(body) == "of" and (party := passage.party_starting(body + 1)):
        return party[1]
    return passage.body_country.get(at)


def _mention(passage: _Passage, start: int, end: int, post: _Post, known: KnownPerson | None) -> PersonMention:
    return PersonMention(
        first=start,
        last=end,
        name=" ".join(passage.printed(start, end).split()),
        span=Span(passage.words[start].start, passage.words[end - 1].end),
        post=post.words or None,
        cue=post.cue or _whence(passage, end),
        known=known,
        post_words=(post.first, post.last),
        rule="post-and-name",
    )


def _named(passage: _Passage, first: int, last: int, person: KnownPerson) -> PersonMention:
    """A known name without a post before it; a post may follow after a comma."""
    last = _with_suffix(passage, last)
    post = _post_after(passage, last)
    return PersonMention(
        first=first,
        last=last,
        name=passage.printed(first, last),
        span=Span(passage.words[first].start, passage.words[last - 1].end),
        post=post.words if post else None,
        cue=post.cue if post else None,
        known=person,
        rule="gazetteer",
    )


def _post_after(passage: _Passage, last: int) -> _Post | None:
    """The post that stands after a name and a comma: "Michael Kratsios, Assistant to the President"."""
    if passage.form(last) not in (",", "("):
        return None
    position = last + 1
    limit = position + 8
    while position < limit and passage.form(position):
        if passage.is_head(position):
            return _post_at(passage, position)
        form = passage.form(position)
        if not (is_capitalised(form) or form in ("the", "'", "s", "-")):
            return None
        position += 1
    return None


def _honoured(passage: _Passage, position: int) -> PersonMention | None:
    """A name after an honorific without a post: "Dr. Arati Prabhakar"."""
    if passage.form(position) not in passage.posts.honorifics or passage.is_head(position):
        return None
    start = position + 1
    while passage.form(start) == "." or passage.form(start) in passage.posts.honorifics:
        start += 1
    end, known = _name_end(passage, start)
    if end - start < 1 or not is_capitalised(passage.form(start)):
        return None
    post = _post_after(passage, end)
    return PersonMention(
        first=start,
        last=end,
        name=passage.printed(start, end),
        span=Span(passage.words[start].start, passage.words[end - 1].end),
        post=post.words if post else None,
        cue=post.cue if post else None,
        known=known,
        rule="honorific",
    )


def _unknown_before_post(passage: _Passage, position: int) -> PersonMention | None:
    """A name that only its post, after a comma, shows to be one: "said Jane Doe, Director of ..."."""
    run = passage.run_of.get(position)
    if run is None or run.first != position or not 2 <= run.last - run.first <= 4 or position == 0:
        return None
    if any(passage.form(at) in passage.gazetteer.portfolio_words for at in range(run.first, run.last)):
        return None
    if any(at in passage.bodies or passage.party_starting(at) for at in range(run.first, run.last)):
        return None
    if passage.form(run.last) != ",":
        return None
    post = _post_after(passage, run.last)
    if post is None or any(passage.is_head(at) for at in range(run.first, run.last)):
        return None
    return PersonMention(
        first=run.first,
        last=run.last,
        name=passage.printed(run.first, run.last),
        span=Span(passage.words[run.first].start, passage.words[run.last - 1].end),
        post=post.words or None,
        cue=post.cue,
        known=None,
        rule="name-and-post",
    )


def _stand_ins(passage: _Passage, people: list[PersonMention]) -> list[PersonMention]:
    """The people with, for who came "on behalf of" another, the number of that other."""
    marked = list(people)
    for number, person in enumerate(people):
        back = [passage.form(at) for at in range(max(0, person.first - 10), person.first)]
        if number > 0 and "behalf" in back and people[number - 1].last < person.first:
            between = [passage.form(at) for at in range(people[number - 1].last, person.first)]
            if "behalf" in between:
                marked[number - 1] = replace(marked[number - 1], on_behalf_of=number)
    return marked
