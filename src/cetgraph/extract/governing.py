"""Finds the verb that governs a sentence or list item, with its auxiliary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cetgraph.extract.verbs import Tense, VerbClass, VerbForm, VerbLexicon
from cetgraph.extract.words import Word


class Auxiliary(StrEnum):
    """What stands before a governing verb and turns its meaning."""

    NONE = "none"
    WILL = "will"
    MAY = "may"
    HAVE = "have"
    BE = "be"
    PASSIVE = "passive"


@dataclass(frozen=True, slots=True)
class Governing:
    """A governing verb at words[at]; `form` is None for one that the lexicon does not know ("is", "serves").

    `clause` is where the main clause begins; `gerund_opens` tells a list item that opens with its verb ("Expanding").
    `verb` is where its auxiliary stands, or it itself: the subject's words are ``words[clause:verb]``.
    """

    at: int
    word: str
    form: VerbForm | None
    auxiliary: Auxiliary
    clause: int
    verb: int
    gerund_opens: bool = False


_MODALS = frozenset({"will", "shall", "would", "ll", "must"})
_WEAK_MODALS = frozenset({"may", "could", "can", "might", "should"})
_HAVE = frozenset({"have", "has", "had"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "am"})
_AUXILIARIES = _MODALS | _WEAK_MODALS | _HAVE | _BE
_ADVERBS = frozenset(
    "also jointly further not only then now already both recently soon together actively closely immediately formally "
    "again together continuously successfully quickly significantly strongly warmly firmly each all thus therefore "
    "ultimately officially regularly collectively separately mutually subsequently fully today now currently "
    "already newly".split()
)
_INTRODUCTIONS = frozenset(
    "in through to toward towards by as under at on during building additionally furthermore finally beyond following "
    "from since with for within looking together moreover over recognizing recognising acknowledging affirming given "
    "drawing consistent today beginning after when while where using leveraging based expanding welcoming noting "
    "reaffirming emphasizing underscoring separately meanwhile similarly working recalling including first second "
    "third fourth fifth sixth lastly also specifically particularly notably another alongside across "
    "highlighting understanding believing furthering complementing echoing furthermore concurrently upon last "
    "earlier later this next responding seeking embracing appreciating determined inspired reflecting "
    "continuing".split()
)
_SUBJECTS = frozenset(
    "we they it both the our these this all each i he she participants leaders partners president prime quad india "
    "ministers countries".split()
)
_SUBJECT_NOUNS = frozenset(
    "we they it both sides countries leaders participants parties governments nations partners states ministers "
    "delegations agencies councils co-chairs chairs advisors advisers secretaries presidents people teams companies "
    "institutions universities officials members side two who leaders' parties' institutes alliances quad group "
    "participant experts scientists which".split()
)
_NOT_BEFORE_VERB = frozenset(
    "the a an of and or in by on for to with from our their its his her this that these those joint new bilateral "
    "such as between under into at including through more greater further' s".split()
)
_SUBORDINATES = frozenset({"if", "when", "because", "while", "unless", "whereas", "although"})
_RELATIVES = frozenset({"which", "that", "who", "whose", "where"})


def find_governing(words: Sequence[Word], lexicon: VerbLexicon, names: Sequence[tuple[int, int]]) -> Governing | None:
    """The governing verb of a passage, or None where it has none ("Joint work on chips").

    `names` are the stretches of words (half-open) that name parties, bodies and people, as these may be subjects and
    hold no verbs ("Department of State").
    """
    inside = {at for first, last in names for at in range(first, last)}
    ends = {last for _, last in names}
    start = 0
    while start < len(words) and not words[start].form[0].isalnum():
        start += 1
    while start < len(words) - 1 and words[start].form.lower() in ("also", "further", "jointly"):
        start += 1
    if start >= len(words):
        return None
    opening = words[start].form.lower()
    known = lexicon.get(opening)
    if opening.endswith("ing") and start not in inside and (known is None or known.tense is Tense.GERUND):
        clause = _main_clause(words, start + 1, inside, ends, lexicon)
        if clause is not None:
            found = _finite(words, clause, inside, ends, lexicon)
            if found is not None:
                return found
        if known is not None or not _is_noun_phrase(words, start):
            return Governing(start, opening, known, Auxiliary.NONE, start, start, gerund_opens=True)
    if (
        known is not None
        and known.tense is Tense.BASE
        and start not in inside
        and _reads_as_order(words, start, inside)
    ):
        return Governing(start, opening, known, Auxiliary.NONE, start, start, gerund_opens=True)
    if opening in _INTRODUCTIONS or (opening.endswith(("ed", "ing", "ly")) and start not in inside):
        clause = _main_clause(words, start + 1, inside, ends, lexicon)
        if clause is not None:
            found = _finite(words, clause, inside, ends, lexicon)
            if found is not None:
                return found
    return _finite(words, start, inside, ends, lexicon)


def _is_noun_phrase(words: Sequence[Word], start: int) -> bool:
    return start + 1 < len(words) and words[start + 1].form in ("of", "and")


def _reads_as_order(words: Sequence[Word], start: int, inside: set[int]) -> bool:
    """A list item that opens with a bare verb ("exchange information", "Launch a fund"), not a noun ("Support for")."""
    if start + 1 >= len(words):
        return False
    following = words[start + 1].form.lower()
    if any(word.form.lower() in _BE or word.form.lower() in _MODALS for word in words[start + 1 : start + 7]):
        return False  # "Focus areas for collaboration are ..."
    return following not in ("of", "for", "between", "in", "on", "with", "is", "are", "will", "was", "has", "by") or (
        words[start].form[0].islower() and following in ("on", "with", "in")
    )


def _main_clause(
    words: Sequence[Word], start: int, inside: set[int], ends: set[int], lexicon: VerbLexicon
) -> int | None:
    """Where the main clause begins after an introduction: behind a comma, with a subject and a finite verb."""
    for at in range(start, len(words) - 1):
        if words[at].form not in (",", "-", "—", ":") or at in inside or (words[at].form == "-" and _tight(words, at)):
            continue
        follower = at + 1
        if words[follower].form in ("and", '"') and follower + 1 < len(words):
            follower += 1
        form = words[follower].form.lower()
        if form not in _SUBJECTS and follower not in inside:
            continue
        named = follower + 1 if form == "the" and follower + 1 < len(words) else follower
        if at - 1 in inside and named in inside and _lists_on(words, at, named, follower, inside):
            continue  # a comma between the names of a list
        if form in ("this", "these", "all", "each", "it") and words[follower].form[0].isupper():
            continue
        if _verb_within_reach(words, follower, inside, ends, lexicon):
            return follower
    return None


def _lists_on(words: Sequence[Word], comma: int, named: int, follower: int, inside: set[int]) -> bool:
    """Whether a comma stands in a list of names: "Japan, and the ROK", "the United States, Japan, and"."""
    if follower > comma + 1:
        return True
    end = named
    while end in inside:
        end += 1
    return end < len(words) and words[end].form in (",", "and") and words[min(end + 1, len(words) - 1)].form != "will"


def _tight(words: Sequence[Word], at: int) -> bool:
    return at > 0 and words[at - 1].end == words[at].start


def _verb_within_reach(
    words: Sequence[Word], start: int, inside: set[int], ends: set[int], lexicon: VerbLexicon
) -> bool:
    """Whether a finite verb follows before the next comma that no name holds, within a subject's length."""
    plain = 0
    for at in range(start, len(words)):
        if at in inside:
            continue
        form = words[at].form.lower()
        if form in (",", ";", ":", "(", "that", "which", "who"):
            return False
        if form in _MODALS or form in _HAVE or form in _BE:
            return True
        verb = lexicon.get(form)
        if verb is not None and verb.tense is not Tense.GERUND and _finite_here(words, at, verb, ends):
            return True
        plain += 1
        if plain > 10:
            return False
    return False


def _finite(
    words: Sequence[Word], start: int, inside: set[int], ends: set[int], lexicon: VerbLexicon
) -> Governing | None:
    """The first finite verb from here on, relative clauses before it left aside."""
    at = start
    depth = 0
    skip = 0
    while at < len(words):
        form = words[at].form.lower()
        if form == "(":
            depth += 1
        elif form == ")":
            depth = max(0, depth - 1)
        elif depth or at in inside:
            pass
        elif form in _SUBORDINATES and at > start:
            return None
        elif form in _RELATIVES and at > start:
            skip += 1
        elif words[at].form != "May" and form in _AUXILIARIES:
            if skip:
                skip -= 1
                at += 1
                continue
            return _with_auxiliary(words, at, start, lexicon)
        else:
            verb = lexicon.get(form)
            if verb is not None and verb.tense is not Tense.GERUND and _finite_here(words, at, verb, ends):
                if skip:
                    skip -= 1
                elif not _reduced_relative(words, at, verb):
                    return Governing(at, form, verb, Auxiliary.NONE, start, at)
        at += 1
    return None


def _finite_here(words: Sequence[Word], at: int, verb: VerbForm, ends: set[int]) -> bool:
    """Whether a word that may be a noun or participle stands where a verb does."""
    if at == 0:
        return False
    before = words[at - 1].form.lower()
    if before in _ADVERBS and at >= 2:
        before = words[at - 2].form.lower()
        if before in _ADVERBS and at >= 3:
            before = words[at - 3].form.lower()
    if before == "-" and at >= 2 and words[at - 2].form.lower() == "re":
        return True
    if before in _SUBJECT_NOUNS or at in ends or before == ")" or (before == "," and verb.tense is not Tense.BASE):
        return True
    if before in _NOT_BEFORE_VERB or not before[0].isalnum():
        return False
    if verb.tense is Tense.BASE:
        return words[at - 1].form[0].isupper() and words[at].form[0].islower() and before not in ("joint", "new")
    if verb.tense is Tense.THIRD:
        return verb.lemma not in ("plan", "work", "support", "exchange", "fund", "project", "award", "grant", "link")
    return True


def _reduced_relative(words: Sequence[Word], at: int, verb: VerbForm) -> bool:
    """Whether a participle goes with its noun and is not the sentence's verb: "A task force organized by X"."""
    if verb.tense is not Tense.PAST or at + 1 >= len(words):
        return False
    following = words[at + 1].form.lower()
    if following == "by":
        return True
    before = words[at - 1].form.lower()
    if following in ("in", "at", "on", "under", "between", "through", "with") and before not in _SUBJECT_NOUNS:
        rest = [word.form.lower() for word in words[at + 1 :]]
        return any(form in _MODALS or form in _BE or form in _HAVE for form in rest)
    return False


def _with_auxiliary(words: Sequence[Word], at: int, clause: int, lexicon: VerbLexicon) -> Governing:
    auxiliary = words[at].form.lower()
    position = min(_skip_adverbs(words, at + 1), len(words) - 1)  # "The two sides will" ends with its auxiliary
    form = words[position].form.lower() if position < len(words) else auxiliary
    kind = Auxiliary.WILL if auxiliary in _MODALS else Auxiliary.MAY if auxiliary in _WEAK_MODALS else Auxiliary.HAVE
    if auxiliary in _BE:
        kind = Auxiliary.BE
    if form in ("be", "been") and position + 1 < len(words):
        after = _skip_adverbs(words, position + 1)
        verb = lexicon.get(words[after].form) if after < len(words) else None
        if verb is not None and verb.tense is Tense.PAST:
            passive = Auxiliary.PASSIVE if kind is Auxiliary.HAVE else kind
            return Governing(after, words[after].form.lower(), verb, passive, clause, at)
        if verb is not None and verb.tense is Tense.GERUND:
            return Governing(after, words[after].form.lower(), verb, Auxiliary.BE, clause, at)
        return Governing(position, form, None, kind, clause, at)
    verb = lexicon.get(form)
    if (
        kind is Auxiliary.HAVE
        and (verb is None or verb.tense is not Tense.PAST)
        and not form.endswith(("ed", "en", "wn"))
    ):
        return Governing(at, auxiliary, None, Auxiliary.NONE, clause, at)  # "we have a shared objective"
    if kind is Auxiliary.BE and verb is not None and verb.tense is Tense.PAST:
        past = auxiliary in ("was", "were")
        if verb.verb_class is VerbClass.PROMISE or form in ("designed", "dedicated"):
            return Governing(position, form, verb, Auxiliary.NONE, clause, at)
        return Governing(position, form, verb, Auxiliary.PASSIVE if past else Auxiliary.BE, clause, at)
    return Governing(position, form, verb, kind, clause, at)


def _skip_adverbs(words: Sequence[Word], at: int) -> int:
    while at < len(words) - 1 and (words[at].form.lower() in _ADVERBS or words[at].form.lower().endswith("ly")):
        at += 1
    return at
