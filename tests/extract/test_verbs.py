"""The lexicon of verbs knows each form of each verb, and classes do not contradict one another."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.cases.documents import knowledge

from cetgraph.config import resource
from cetgraph.errors import GazetteerError
from cetgraph.extract.verbs import Tense, VerbClass, VerbLexicon, inflect

FORMS = {
    "launch": "launch launches launching launched",
    "commit": "commit commits committing committed",
    "agree": "agree agrees agreeing agreed",
    "explore": "explore explores exploring explored",
    "identify": "identify identifies identifying identified",
    "deploy": "deploy deploys deploying deployed",
    "co-host": "co-host co-hosts co-hosting co-hosted",
    "deepen": "deepen deepens deepening deepened",
    "discuss": "discuss discusses discussing discussed",
    "plan": "plan plans planning planned",
    "support": "support supports supporting supported",
}


@pytest.mark.parametrize(("lemma", "forms"), FORMS.items(), ids=FORMS.keys())
def test_regular_forms(lemma: str, forms: str) -> None:
    """Base, third person, gerund and past of a regular verb."""
    assert {tense: form for form, tense in inflect(lemma).items()} == dict(
        zip((Tense.BASE, Tense.THIRD, Tense.GERUND, Tense.PAST), forms.split(), strict=True)
    )


# The words of the guidelines' section on "status", with the class that gives that status.
GUIDELINES = {
    VerbClass.EXPLORE: "explore consider identify",
    VerbClass.PROMISE: "intend plan commit look agree seek resolve pledge announce",
    VerbClass.START: (
        "launch establish create convene develop sign conclude build forge initiate secure complete hold deliver open"
    ),
    VerbClass.PROGRESS: (
        "continue expand deepen enhance strengthen upgrade advance promote support facilitate prepare implement "
        "collaborate cooperate"
    ),
    VerbClass.WELCOME: "welcome note celebrate",
    VerbClass.REAFFIRM: "reaffirm affirm",
    VerbClass.TALK: "discuss",
}


@pytest.mark.parametrize(
    ("verb", "verb_class"),
    [(verb, verb_class) for verb_class, verbs in GUIDELINES.items() for verb in verbs.split()],
)
def test_verbs_of_the_guidelines(verb: str, verb_class: VerbClass) -> None:
    """Each verb that the guidelines name is known, in the class of its status."""
    form = knowledge().lexicon.get(verb)
    assert form is not None
    assert form.verb_class is verb_class


def test_examples_hold_their_verbs() -> None:
    """Each entry's example shows a form of its verb, so that a person can check the class."""
    entries = yaml.safe_load((resource("data") / "gazetteer" / "verbs.yaml").read_text(encoding="utf-8"))
    lexicon = knowledge().lexicon
    lacking = [
        entry["lemma"]
        for group in entries.values()
        for entry in group
        if not any(
            form is not None and form.lemma == entry["lemma"]
            for form in map(lexicon.get, entry["example"].replace(",", " ").split())
        )
    ]
    assert lacking == []


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    """A class that does not exist is named, in one line."""
    path = tmp_path / "verbs.yaml"
    path.write_text("sing:\n- {lemma: sing, example: They sing}\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match="sing"):
        VerbLexicon.load(path)
    with pytest.raises(GazetteerError, match="missing"):
        VerbLexicon.load(tmp_path / "none.yaml")
