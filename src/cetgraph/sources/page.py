"""The parts of an HTML page on its way to text: its elements and its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cetgraph.passages import BlockKind
from cetgraph.sources.plaintext import INVISIBLE, Piece

_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# Words for those who cannot see the page's signs: "opens in a new window", "share this".
_HIDING_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|screen-reader-text|screen-reader-only|visually-?hidden|a11y-hidden|assistive-text)(?:$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(eq=False, slots=True)
class Element:
    """An element of a page; `parent` is None for the page itself."""

    parent: Element | None
    tag: str
    attributes: Mapping[str, str]
    depth: int = field(init=False)

    def __post_init__(self) -> None:
        self.depth = 0 if self.parent is None else self.parent.depth + 1

    def common(self, other: Element) -> Element:
        """The innermost element that holds both."""
        one, two = self, other
        while one is not two:
            if one.depth >= two.depth and one.parent is not None:
                one = one.parent
            elif two.parent is not None:
                two = two.parent
            else:
                raise ValueError("the elements are of two pages")
        return one

    def is_hidden(self) -> bool:
        """Whether browsers keep it from the eye."""
        attributes = self.attributes
        if not attributes:
            return False
        return (
            attributes.get("hidden", "no") not in {"no", "until-found"}
            or attributes.get("aria-hidden", "").lower() == "true"
            or bool(_HIDING_STYLE.search(attributes.get("style", "")[:1000]))
            or bool(_HIDING_CLASS.search(attributes.get("class", "")[:1000]))
        )


@dataclass(eq=False, slots=True)
class PageBlock:
    """A block of a page; `element` is the innermost one that holds all its words."""

    kind: BlockKind
    level: int
    element: Element
    continues: bool = False
    pieces: list[Piece] = field(default_factory=list)

    def words(self) -> str:
        """What the block prints, in one line."""
        printed = "".join(" " if piece.hard_break else piece.characters for piece in self.pieces)
        return " ".join("".join(character for character in printed if character not in INVISIBLE).split())


def letters(words: str) -> str:
    """The words' letters and digits alone, in lower case, to compare what is spaced and marked otherwise."""
    return "".join(character for character in words.casefold() if character.isalnum())


def ancestors(elements: Iterable[Element]) -> list[Element]:
    """The elements and all that hold them, each once, outermost first."""
    found: dict[Element, None] = {}
    for element in elements:
        for holder in _upwards(element):
            if holder in found:
                break
            found[holder] = None
    return sorted(found, key=lambda element: element.depth)


def _upwards(element: Element) -> Iterator[Element]:
    here: Element | None = element
    while here is not None:
        yield here
        here = here.parent
