"""Tells how far a commitment has got, and how the parties stand to it, from its governing verb.

The rules are those of the project's reading guidelines: the verb that governs the sentence decides, with its tense and
what it is said of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cetgraph.extract.governing import Auxiliary, Governing
from cetgraph.extract.verbs import Tense, VerbClass, VerbForm, VerbLexicon
from cetgraph.extract.words import Word
from cetgraph.model import Progress, ProgressBasis, Stance

_COMPLETIONS = frozenset(
    "signing signature launch launching conclusion completion establishment finalization finalisation opening release "
    "adoption selection creation publication ratification accession delivery inauguration holding convening award "
    "awarding announcement announcements entry formation success successful milestone start arrival joining "
    "membership appointment deployment installation first inaugural second third fourth fifth renewal extension "
    "decision results achievements achievement approval visit hosting issuance observation participation return "
    "commencement installment granting receipt landing recent".split()
)
_PROCESSES = frozenset(
    "progress discussions discussion negotiations efforts effort work cooperation collaboration engagement ongoing "
    "continued continuing continuation longstanding long-standing growing momentum expansion deepening strengthening "
    "partnership dialogue exchanges investments investment plans interest steps enhanced increased visit contributions "
    "leadership role support development implementation advancement commitment advances strides".split()
)
_PLANS = frozenset(
    "intent intention plans plan commitment commitments pledge pledges decision proposal upcoming forthcoming".split()
)
_PAST_RELATIVE = re.compile(
    r"\b(?:took place|was held|were held|which (?:convened|opened|launched|took)|has (?:received|launched|"
    r"signed|completed|"
    r"joined|opened|established|made)|held (?:in|on|at|last)|signed (?:in|on|by|at|last)|launched (?:in|on|at|last)|"
    r"concluded (?:in|on|last)|announced (?:in|on|last)|convened (?:in|on|last))\b"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment's progress, whether that was said or inferred, and its parties' stance."""

    progress: Progress
    basis: ProgressBasis
    stance: Stance


def standing_of(
    words: Sequence[Word],
    text: str,
    governing: Governing | None,
    lexicon: VerbLexicon,
    *,
    lead_in: Standing | None,
    past_dates: bool,
    named: frozenset[int],
) -> Standing:
    """The standing of a unit.

    `lead_in` is that of the sentence that this item completes, None where there is none; `past_dates` tells that every
    date in it lies before the day of issue; `named` are the words that belong to names and tell nothing of progress.
    """
    if includes := re.match(r"^(?:This|These|It) (?:also )?includes? (\w+)", text):
        if includes[1].endswith("ing") and includes[1] != "making" and lead_in is not None:
            return lead_in
        return Standing(Progress.UNDER_WAY, ProgressBasis.INFERRED, Stance.REPORTS)
    if text.startswith("This followed"):
        return Standing(Progress.COMPLETED, ProgressBasis.INFERRED, Stance.REPORTS)
    if governing is None:
        return lead_in or Standing(Progress.ANNOUNCED, ProgressBasis.INFERRED, Stance.ANNOUNCES)
    own = _own_standing(words, text, governing, lexicon, past_dates=past_dates, named=named)
    if lead_in is not None and governing.gerund_opens and own.progress is not Progress.EXPLORING:
        return Standing(lead_in.progress, ProgressBasis.INFERRED, lead_in.stance)
    return own


def _own_standing(
    words: Sequence[Word],
    text: str,
    governing: Governing,
    lexicon: VerbLexicon,
    *,
    past_dates: bool,
    named: frozenset[int],
) -> Standing:
    form = governing.form
    reach = range(governing.at + 1, min(governing.at + 26, len(words)))
    after = [words[at].form.lower() for at in reach if at not in named][:14]
    if form is None:
        return _of_unknown_verb(governing, past_dates=past_dates)
    verb_class = form.verb_class
    if verb_class in (VerbClass.START, VerbClass.PROGRESS) and _sets_aim(form.lemma, after):
        return Standing(Progress.ANNOUNCED, ProgressBasis.EXPLICIT, Stance.COMMITS)
    if form.lemma == "work" and after[:1] in (["toward"], ["towards"]):
        return Standing(Progress.ANNOUNCED, ProgressBasis.EXPLICIT, Stance.COMMITS)
    if form.lemma in ("take", "make") and {"steps", "progress", "strides", "efforts"} & set(after[:5]):
        verb_class = VerbClass.PROGRESS
    if verb_class is VerbClass.EXPLORE:
        if form.lemma in ("explore", "consider") or _FINDS_OPENINGS & set(after[:4]):
            return Standing(Progress.EXPLORING, ProgressBasis.EXPLICIT, _stance_of_plan(governing))
        verb_class = VerbClass.PROGRESS
    if governing.auxiliary in (Auxiliary.WILL, Auxiliary.MAY):
        return _of_future(governing, form, after, lexicon)
    if verb_class is VerbClass.PROMISE:
        return _of_promise(form, after, lexicon, past_dates=past_dates)
    if verb_class is VerbClass.WELCOME:
        return _of_the_fact(after, text, past_dates=past_dates)
    if verb_class in (VerbClass.REAFFIRM, VerbClass.ENCOURAGE, VerbClass.TALK):
        return _of_words(verb_class, after, text)
    return _of_an_action(governing, form.tense, verb_class)


def _of_unknown_verb(governing: Governing, *, past_dates: bool) -> Standing:
    if governing.auxiliary is Auxiliary.WILL:
        return Standing(Progress.ANNOUNCED, ProgressBasis.EXPLICIT, Stance.COMMITS)
    done = governing.auxiliary is Auxiliary.HAVE or (past_dates and governing.word in ("was", "were"))
    if done and not governing.gerund_opens:
        return Standing(Progress.COMPLETED, ProgressBasis.INFERRED, Stance.REPORTS)
    return Standing(Progress.UNDER_WAY, ProgressBasis.INFERRED, Stance.REPORTS)


def _of_future(governing: Governing, form: VerbForm, after: Sequence[str], lexicon: VerbLexicon) -> Standing:
    if form.lemma == "continue":
        return Standing(Progress.UNDER_WAY, ProgressBasis.EXPLICIT, Stance.COMMITS)
    plans = form.verb_class in (VerbClass.PROMISE, VerbClass.PROGRESS) and _explores_next(after, lexicon)
    exploring = plans or governing.auxiliary is Auxiliary.MAY
    progress = Progress.EXPLORING if exploring else Progress.ANNOUNCED
    return Standing(progress, ProgressBasis.EXPLICIT, Stance.COMMITS)


def _of_promise(form: VerbForm, after: Sequence[str], lexicon: VerbLexicon, *, past_dates: bool) -> Standing:
    plans = _PLANS & set(after)
    if form.lemma == "announce" and form.tense is Tense.PAST and past_dates and not plans:
        return Standing(Progress.COMPLETED, ProgressBasis.INFERRED, Stance.ANNOUNCES)
    stance = Stance.ANNOUNCES if form.lemma == "announce" else Stance.COMMITS
    progress = Progress.EXPLORING if _explores_next(after, lexicon) else Progress.ANNOUNCED
    return Standing(progress, ProgressBasis.EXPLICIT, stance)


def _of_words(verb_class: VerbClass, after: Sequence[str], text: str) -> Standing:
    """The standing of what is said again, asked of others, or agreed at the end of talk."""
    if verb_class is VerbClass.REAFFIRM:
        goes_on = {"support", "ongoing", "continued", "continuing"} & set(after[:5])
        if goes_on:
            return Standing(Progress.UNDER_WAY, ProgressBasis.INFERRED, Stance.REAFFIRMS)
        return Standing(Progress.ANNOUNCED, ProgressBasis.EXPLICIT, Stance.REAFFIRMS)
    if verb_class is VerbClass.ENCOURAGE:
        return Standing(Progress.ANNOUNCED, ProgressBasis.INFERRED, Stance.ENCOURAGES)
    agreed = _agreed_after_talk(text)
    return agreed or Standing(Progress.UNDER_WAY, ProgressBasis.INFERRED, Stance.REPORTS)


# Words behind the noun that is welcomed: what it is of, by whom, where.
_AFTER_HEAD = frozenset(
    "of in on by to between with for that which who at from organized led under through as and".split()
)
# What is identified when possibilities are looked into, in contrast to identifying a thing.
_FINDS_OPENINGS = frozenset(
    "opportunities opportunity areas area ways fields approaches options potential possible prospects avenues "
    "priorities projects possibilities scope feasibility viability how whether".split()
)
_AGREED = re.compile(
    r"\band (?:also |further )?(?:(?:agreed|resolved|committed|decided|pledged|intend) (?:to|on) (?P<verb>\w+)"
    r"|(?:announced|launched|established)\b)"
)


def _agreed_after_talk(text: str) -> Standing | None:
    """The standing of what was agreed in a sentence that first reports talk: "discussed X and agreed to identify Y"."""
    found = _AGREED.search(text)
    if found is None:
        return None
    exploring = found["verb"] in ("identify", "explore", "consider", "examine", "assess")
    progress = Progress.EXPLORING if exploring else Progress.ANNOUNCED
    return Standing(progress, ProgressBasis.EXPLICIT, Stance.COMMITS)


def _sets_aim(lemma: str, after: Sequence[str]) -> bool:
    """Whether other words make a promise: "reinforced their commitment", "set a goal", "determined that they would"."""
    if after[:1] == ["that"] and {"will", "would", "redouble", "should"} & set(after):
        return True
    if {"commitment", "commitments", "intent", "intention", "resolve"} & set(after[:4]):
        return lemma in ("reinforce", "renew", "deepen", "strengthen", "share", "make", "maintain")
    return lemma == "set" and bool({"goal", "target", "ambition", "goals", "targets"} & set(after[:6]))


def _of_an_action(governing: Governing, tense: Tense, verb_class: VerbClass) -> Standing:
    done = Standing(Progress.COMPLETED, ProgressBasis.EXPLICIT, Stance.REPORTS)
    if governing.auxiliary is Auxiliary.PASSIVE:
        return done
    if governing.auxiliary is Auxiliary.HAVE:
        if verb_class is VerbClass.PROGRESS:
            return Standing(Progress.UNDER_WAY, ProgressBasis.EXPLICIT, Stance.REPORTS)
        return done
    if tense is Tense.PAST and governing.auxiliary is Auxiliary.NONE:
        if governing.form is not None and governing.form.lemma == "continue":
            return Standing(Progress.UNDER_WAY, ProgressBasis.EXPLICIT, Stance.REPORTS)
        return done
    if verb_class is VerbClass.PROGRESS:
        return Standing(Progress.UNDER_WAY, ProgressBasis.INFERRED, Stance.REPORTS)
    return Standing(Progress.ANNOUNCED, ProgressBasis.INFERRED, Stance.ANNOUNCES)


def _stance_of_plan(governing: Governing) -> Stance:
    return Stance.COMMITS if governing.auxiliary is Auxiliary.WILL else Stance.ANNOUNCES


def _explores_next(after: Sequence[str], lexicon: VerbLexicon) -> bool:
    """Whether the verb that a promise is of is one of exploring: "intend to explore", "agreed to identify"."""
    for number, word in enumerate(after[:5]):
        if word in ("to", "also", "jointly", "further", "on", "forward", "continue", "begin", "together"):
            continue
        verb = lexicon.get(word)
        if verb is None and word.endswith("ly"):
            continue
        return verb is not None and verb.verb_class is VerbClass.EXPLORE and number <= 3
    return False


def _of_the_fact(after: Sequence[str], text: str, *, past_dates: bool) -> Standing:
    """The standing of what is welcomed or noted: its own noun decides, then its dates."""
    head: list[str] = []
    for word in after:
        if word in _AFTER_HEAD and head:
            break
        head.append(word)
    if "new" in head and not _COMPLETIONS & set(head):
        return Standing(Progress.ANNOUNCED, ProgressBasis.INFERRED, Stance.WELCOMES)
    for word in head:
        if word in ("idea", "possibility", "prospect", "prospects", "opportunity", "potential"):
            return Standing(Progress.EXPLORING, ProgressBasis.INFERRED, Stance.WELCOMES)
        if word in _PLANS:
            return Standing(Progress.ANNOUNCED, ProgressBasis.INFERRED, Stance.WELCOMES)
        if word in _COMPLETIONS and not (word == "visit" and not past_dates):
            return Standing(Progress.COMPLETED, ProgressBasis.EXPLICIT, Stance.WELCOMES)
        if word in _PROCESSES:
            return Standing(Progress.UNDER_WAY, ProgressBasis.INFERRED, Stance.WELCOMES)
    if _PAST_RELATIVE.search(text) or past_dates:
        return Standing(Progress.COMPLETED, ProgressBasis.INFERRED, Stance.WELCOMES)
    if (after and after[0] in ("a", "an", "new")) or "new" in after[:4]:
        return Standing(Progress.ANNOUNCED, ProgressBasis.INFERRED, Stance.WELCOMES)
    return Standing(Progress.UNDER_WAY, ProgressBasis.INFERRED, Stance.WELCOMES)
