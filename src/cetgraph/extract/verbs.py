"""The verbs of commitments, by class, in all their forms, from `data/gazetteer/verbs.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import yaml

from cetgraph.errors import GazetteerError


class VerbClass(StrEnum):
    """What a governing verb means for a commitment; `verbs.yaml` says more of each."""

    EXPLORE = "explore"
    PROMISE = "promise"
    START = "start"
    PROGRESS = "progress"
    WELCOME = "welcome"
    REAFFIRM = "reaffirm"
    TALK = "talk"
    ENCOURAGE = "encourage"


class Tense(StrEnum):
    """The form in which a verb stands."""

    BASE = "base"
    THIRD = "third"
    GERUND = "gerund"
    PAST = "past"


class VerbForm(NamedTuple):
    """One form of one verb."""

    lemma: str
    verb_class: VerbClass
    tense: Tense


# Verbs of which the last consonant doubles before "-ed" and "-ing", as stress falls on it.
_DOUBLES = frozenset("plan commit begin set permit submit admit equip transfer refer map stop ship run scrap".split())
_VOWELS = "aeiou"


def inflect(lemma: str) -> dict[str, Tense]:
    """The regular forms of a verb.

    >>> sorted(inflect("commit"))
    ['commit', 'commits', 'committed', 'committing']
    >>> sorted(inflect("forge"))
    ['forge', 'forged', 'forges', 'forging']
    >>> sorted(inflect("agree"))
    ['agree', 'agreed', 'agreeing', 'agrees']
    >>> sorted(inflect("ratify"))
    ['ratified', 'ratifies', 'ratify', 'ratifying']
    """
    stem = lemma
    if lemma.endswith("ee"):
        past, gerund = lemma + "d", lemma + "ing"
    elif lemma.endswith("e"):
        past, gerund = lemma + "d", lemma[:-1] + "ing"
    elif lemma.endswith("y") and lemma[-2] not in _VOWELS:
        past, gerund = lemma[:-1] + "ied", lemma + "ing"
    else:
        stem = lemma + lemma[-1] if lemma.rsplit("-", maxsplit=1)[-1] in _DOUBLES else lemma
        past, gerund = stem + "ed", stem + "ing"
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2] not in _VOWELS:
        third = lemma[:-1] + "ies"
    else:
        third = lemma + "s"
    return {lemma: Tense.BASE, third: Tense.THIRD, gerund: Tense.GERUND, past: Tense.PAST}


@dataclass(frozen=True, slots=True)
class VerbLexicon:
    """Every form of every known verb, in small letters."""

    forms: Mapping[str, VerbForm]

    @classmethod
    def load(cls, path: Path) -> VerbLexicon:
        """The verbs in this file. Raises GazetteerError where it is missing or an entry broken."""
        forms: dict[str, VerbForm] = {}
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            for name, entries in content.items():
                verb_class = VerbClass(name)
                for entry in entries:
                    lemma = entry["lemma"]
                    for spelling in (lemma, *entry.get("also", ())):
                        for form, tense in inflect(spelling).items():
                            forms.setdefault(form, VerbForm(lemma, verb_class, tense))
                    for form in entry.get("past", ()):
                        forms[form] = VerbForm(lemma, verb_class, Tense.PAST)
        except FileNotFoundError as error:
            raise GazetteerError("the file is missing", place=str(path)) from error
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise GazetteerError(f"an entry is broken: {error!r}".replace("\n", " "), place=str(path)) from error
        return cls(forms)

    def get(self, word: str) -> VerbForm | None:
        """The verb form that a word may be, whatever its case; None where it is no known verb."""
        return self.forms.get(word.lower())
