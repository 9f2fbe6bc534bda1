"""Markdown's inline marks: emphasis, links, tags and entities, taken off with offsets kept."""

from __future__ import annotations

import html
import re
from collections import deque

from cetgraph.sources.plaintext import Piece

# Each part stops at the sign that opens another of its kind, so that no text is looked through again and again.
_TOKEN = re.compile(
    r"""(?=[\\!<\[\]&*_\ ])(?:(?P<escape>\\[\\`*_{}\[\]()\#+\-.!<>~|"'$&@^])
      | (?P<comment><!--(?:(?!<!--).)*?-->)
      | (?P<image>!\[[^\[\]]*\]\([^)\s\[\]]*(?:\s+"[^"]*")?\))
      | (?P<link_open>\[(?=[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]\())
      | (?P<link_close>\]\(\s*(?P<address>[^)\s\[\]]*)(?:\s+"[^"]*")?\s*\))
      | (?P<footnote>\[\^[^\[\]]+\])
      | (?P<autolink><(?P<url>https?://[^<>\s]+)>)
      | (?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>)
      | (?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,31}|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});)
      | (?P<strong>\*\*|__)
      | (?P<star>(?<![A-Za-z0-9])\*(?=\S)|(?<=\S)\*(?![A-Za-z0-9]))
      | (?P<underscore>(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))
      | (?P<break>(?:(?<!\ )\ {2,}|\\)\n))
    """,
    re.VERBOSE | re.DOTALL,
)
_BOLD_TAGS = frozenset({"b", "strong", "u"})


def read_inline(raw: str, raw_start: int) -> list[Piece]:
    """The pieces of one paragraph's raw words; `raw_start` is where `raw` stands in the whole raw text.

    >>> [(piece.characters, piece.bold) for piece in read_inline("**Space:** to [the Moon](https://x.org)", 0)]
    [('Space:', True), (' to ', False), ('the Moon', False)]
    """
    marks = list(_TOKEN.finditer(raw))
    look = _Look([match["address"] for match in marks if match["link_close"]])
    pieces: list[Piece] = []
    position = 0
    for match in marks:
        look.print_words(pieces, raw[position : match.start()], raw_start + position)
        position = match.end()
        at = raw_start + match.start()
        if match["break"] or (match["tag"] and match["name"].lower() == "br"):
            pieces.append(Piece("\n", at, hard_break=True))
        elif match["escape"]:
            look.print_words(pieces, match["escape"][1], at + 1)
        elif match["autolink"]:
            look.print_words(pieces, match["url"], at + 1)
        elif match["entity"]:
            for character in html.unescape(match["entity"]):
                look.print_words(pieces, character, at)
        elif not look.change(match):
            look.print_words(pieces, match[0], at)
    look.print_words(pieces, raw[position:], raw_start + position)
    return pieces


class _Look:
    """How the words at one place look: bold or not, linked or not."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses = deque(addresses)
        self.strong = 0
        self.tags = 0
        self.links: list[str] = []

    def print_words(self, pieces: list[Piece], characters: str, at: int) -> None:
        """Adds characters as they look here."""
        if characters:
            link = self.links[-1] if self.links else None
            pieces.append(Piece(characters, at, bold=bool(self.strong % 2 or self.tags), link=link))

    def change(self, match: re.Match[str]) -> bool:
        """Takes in a mark; whether it prints nothing (comments, pictures, footnote marks and emphasis do not)."""
        if match["link_open"]:
            self.links.append(self.addresses.popleft() if self.addresses else "")
        elif match["link_close"]:
            if not self.links:
                return False
            self.links.pop()
        elif match["tag"] and match["name"].lower() in _BOLD_TAGS:
            self.tags = max(0, self.tags - 1) if match[0].startswith("</") else self.tags + 1
        elif match["strong"]:
            self.strong += 1
        return True
