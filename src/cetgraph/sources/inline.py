"""Markdown's inline marks: emphasis, links, tags and entities, taken off with offsets kept."""

from __future__ import annotations

import html
import re

from cetgraph.sources.plaintext import Piece

_TOKEN = re.compile(
    r"""(?P<escape>\\[\\`*_{}\[\]()\#+\-.!<>~|"'$&@^])
      | (?P<comment><!--.*?-->)
      | (?P<image>!\[[^\]]*\]\([^)\s]*(?:\s+"[^"]*")?\))
      | (?P<link_open>\[(?=[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]\())
      | (?P<link_close>\]\(\s*(?P<address>[^)\s]*)(?:\s+"[^"]*")?\s*\))
      | (?P<footnote>\[\^[^\]]+\])
      | (?P<autolink><(?P<url>https?://[^>\s]+)>)
      | (?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>)
      | (?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,31}|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});)
      | (?P<strong>\*\*|__)
      | (?P<star>\*)
      | (?P<underscore>(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))
      | (?P<break>(?:\ {2,}|\\)\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_BOLD_TAGS = frozenset({"b", "strong", "u"})


def read_inline(raw: str, raw_start: int) -> list[Piece]:
    """The pieces of one paragraph's raw words; `raw_start` is where `raw` stands in the whole raw text.

    >>> [(piece.characters, piece.bold) for piece in read_inline("**Space:** to [the Moon](https://x.org)", 0)]
    [('Space:', True), (' to ', False), ('the Moon', False)]
    """
    pieces: list[Piece] = []
    strong = 0
    tags = 0
    address: list[str] = []
    position = 0
    closings = [match["address"] for match in _TOKEN.finditer(raw) if match["link_close"]]

    def add(characters: str, at: int) -> None:
        if characters:
            link = address[-1] if address else None
            pieces.append(Piece(characters, raw_start + at, bold=bool(strong % 2 or tags), link=link))

    for match in _TOKEN.finditer(raw):
        add(raw[position : match.start()], position)
        position = match.end()
        if match["escape"]:
            add(match["escape"][1], match.start() + 1)
        elif match["link_open"]:
            address.append(closings.pop(0) if closings else "")
        elif match["link_close"]:
            if address:
                address.pop()
            else:
                add(match[0], match.start())
        elif match["autolink"]:
            add(match["url"], match.start() + 1)
        elif match["tag"]:
            name = match["name"].lower()
            if name == "br":
                pieces.append(Piece("\n", raw_start + match.start(), hard_break=True))
            elif name in _BOLD_TAGS:
                tags = max(0, tags - 1) if match[0].startswith("</") else tags + 1
        elif match["entity"]:
            for character in html.unescape(match["entity"]):
                add(character, match.start())
        elif match["strong"]:
            strong += 1
        elif match["break"]:
            pieces.append(Piece("\n", raw_start + match.start(), hard_break=True))
        # comments, images, footnote marks and single emphasis marks print no words
    add(raw[position:], position)
    return pieces
