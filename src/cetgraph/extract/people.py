"""Recognises people by the posts that stand before or after their names, and by the names that the gazetteer knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cetgraph.extract.gazetteer import Gazetteer, KnownPerson
from cetgraph.extract.known_names import Sorted
from cetgraph.extract.mentions import PersonMention
from cetgraph.extract.posts import PeopleView, Post, is_name_like, post_at
from cetgraph.extract.runs import Run, is_capitalised
from cetgraph.extract.words import Word
from cetgraph.model import Span

_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})


_LONGEST_NAME = 5
_LONGEST_SYLLABLE = 6  # letters; "Chung-cheong" has the longest that is known here


def recognise_people(
    text: str, words: Sequence[Word], known: Sorted, gazetteer: Gazetteer, stretches: Sequence[Run]
) -> list[PersonMention]:
    """The people whom one passage names, in order, with the posts that its words give them."""
    passage = PeopleView(text, words, known, gazetteer, stretches)
    found: list[PersonMention] = []
    position = 0
    while position < len(words):
        if words[position].form[0].islower():
            position += 1  # neither a post nor a name begins in small letters
            continue
        if passage.is_head(position):
            post = post_at(passage, position)
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


def _names_after(passage: PeopleView, post: Post) -> tuple[list[PersonMention], int]:
    """The people named directly after a post: one, or several after a plural."""
    people: list[PersonMention] = []
    position = post.last
    while position < len(passage.words):
        start = position
        while passage.form(start) in passage.posts.honorifics or (passage.form(start) == "." and start > position):
            start += 1
        end, known = name_end(passage, start)
        if end == start:
            break
        if known is None and all(passage.form(at) in passage.gazetteer.portfolio_words for at in range(start, end)):
            break  # a portfolio is nobody's name
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


def name_end(passage: PeopleView, start: int) -> tuple[int, KnownPerson | None]:
    """Where a personal name ends that begins here; `start` where none does."""
    known = passage.persons.get(start)
    if known is not None:
        return with_suffix(passage, known[0]), known[1]
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
            elif _hyphened_given_name(passage, position):
                position += 2  # "Kim Dae-jung"
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
    return with_suffix(passage, position), None


def _hyphened_given_name(passage: PeopleView, hyphen: int) -> bool:
    """Whether a hyphen and a word in small letters go on with a given name, without a space on either side."""
    if passage.form(hyphen) != "-" or not passage.form(hyphen + 1).isalpha():
        return False
    before, mark, after = passage.words[hyphen - 1], passage.words[hyphen], passage.words[hyphen + 1]
    return before.end == mark.start and mark.end == after.start and len(after.form) <= _LONGEST_SYLLABLE


def _ends_name(passage: PeopleView, position: int, start: int) -> bool:
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


def with_suffix(passage: PeopleView, end: int) -> int:
    """Where a name ends with the "Jr." or "III" behind it."""
    at = end + 1 if passage.form(end) == "," else end
    if passage.form(at) in _SUFFIXES:
        at += 1
        if passage.form(at) == "." and passage.words[at].start == passage.words[at - 1].end:
            at += 1
        return at
    return end


def _whence(passage: PeopleView, end: int) -> str | None:
    """The party that a name comes from: "MU Nair of India", "Takamura from the Security Secretariat of Japan"."""
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


def _mention(passage: PeopleView, start: int, end: int, post: Post, known: KnownPerson | None) -> PersonMention:
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


def _named(passage: PeopleView, first: int, last: int, person: KnownPerson) -> PersonMention:
    """A known name without a post before it; a post may follow after a comma."""
    last = with_suffix(passage, last)
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


def _post_after(passage: PeopleView, last: int) -> Post | None:
    """The post that stands after a name and a comma: "Michael Kratsios, Assistant to the President"."""
    if passage.form(last) not in (",", "("):
        return None
    position = last + 1
    limit = position + 8
    while position < limit and passage.form(position):
        if passage.is_head(position):
            return post_at(passage, position)
        form = passage.form(position)
        if not (is_capitalised(form) or form in ("the", "'", "s", "-")):
            return None
        position += 1
    return None


def _honoured(passage: PeopleView, position: int) -> PersonMention | None:
    """A name after an honorific without a post: "Dr. Arati Prabhakar"."""
    if passage.form(position) not in passage.posts.honorifics or passage.is_head(position):
        return None
    start = position + 1
    while passage.form(start) == "." or passage.form(start) in passage.posts.honorifics:
        start += 1
    end, known = name_end(passage, start)
    if end - start < 1 or not is_capitalised(passage.form(start)):
        return None
    if known is None and any(passage.form(at) in passage.gazetteer.portfolio_words for at in range(start, end)):
        return None  # "General Security of Military Information"
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


def _unknown_before_post(passage: PeopleView, position: int) -> PersonMention | None:
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


def _stand_ins(passage: PeopleView, people: list[PersonMention]) -> list[PersonMention]:
    """The people with, for who came "on behalf of" another, the number of that other."""
    marked = list(people)
    for number, person in enumerate(people):
        back = [passage.form(at) for at in range(max(0, person.first - 10), person.first)]
        if number > 0 and "behalf" in back and people[number - 1].last < person.first:
            between = [passage.form(at) for at in range(people[number - 1].last, person.first)]
            if "behalf" in between:
                marked[number - 1] = replace(marked[number - 1], on_behalf_of=number)
    return marked
