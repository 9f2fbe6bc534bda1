"""Maps words to the fields of cooperation of the area scheme."""

from __future__ import annotations

from collections.abc import Sequence

from cetgraph.extract.gazetteer import Gazetteer
from cetgraph.extract.words import Word, forms_of


def fields_of(words: Sequence[Word], gazetteer: Gazetteer) -> tuple[str, ...]:
    """The notations of the fields that these words tell, in the order in which they are named."""
    forms = forms_of(words)
    small = [form.lower() for form in forms]
    found: list[tuple[int, str]] = []
    for match in gazetteer.fields.find(small):
        found += [(match.first, entry.concept) for entry in match.entries]
    for match in gazetteer.fields_in_capitals.find(forms):
        found += [(match.first, entry.concept) for entry in match.entries]
    return tuple(dict.fromkeys(concept for _, concept in sorted(found)))


def fields_of_heading(words: Sequence[Word], gazetteer: Gazetteer) -> tuple[str, ...]:
    """The fields of a heading: where no other pattern tells one, those of wide words too ("Technology")."""
    found = fields_of(words, gazetteer)
    if found:
        return found
    small = [form.lower() for form in forms_of(words)]
    return tuple(dict.fromkeys(entry.concept for match in gazetteer.wide_fields.find(small) for entry in match.entries))
