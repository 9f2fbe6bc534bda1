"""Cuts HTML into tags and words, each with its place in the page.

Follows the states of https://html.spec.whatwg.org/multipage/parsing.html#tokenization where they matter to the words of
a page. Written here because no library serves: lxml, html5lib and selectolax do not tell where a character stood, and
the standard library's parser takes time that grows with the square of a malformed page's length and reads the same
page otherwise from one release of Python to the next. This one looks at each character a bounded number of times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.entities import html5

_SPACE = " \t\n\f\r"
_NAME = re.compile(rf"[A-Za-z][^{_SPACE}/>]*")
_GAP = re.compile(rf"[{_SPACE}/]*")
_ATTRIBUTE = re.compile(
    rf"""(?P<name>=?[^{_SPACE}/>=]*)
         (?:[{_SPACE}]*=[{_SPACE}]*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<open>["'])|(?P<bare>[^{_SPACE}>]*)))?""",
    re.VERBOSE,
)
_REFERENCE = re.compile(r"&(?:#0*[0-9]{1,7};?|#[xX]0*[0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
# Elements whose content is no markup, up to their end tag.
_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"})
_RAW_WITH_REFERENCES = frozenset({"title", "textarea"})
_LONGEST_UNENDED = max(len(name) for name in html5 if not name.endswith(";"))


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, or an end tag (then without attributes); names are lower-case. `at` is where it begins."""

    name: str
    at: int
    attributes: Mapping[str, str]
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Characters that a page prints, which stand at `at` as they are, or as one reference (`is_reference`)."""

    characters: str
    at: int
    is_reference: bool = False


def html_tokens(raw: str, start: int = 0) -> Iterator[Tag | Words]:
    """The tags and words of the page that begins at `start`, in their order; comments and declarations left out.

    >>> [token.name if isinstance(token, Tag) else token.characters for token in html_tokens("<p>Q&amp;A<br>")]
    ['p', 'Q', '&', 'A', 'br']
    """
    position = start
    while position < len(raw):
        opening = raw.find("<", position)
        if opening < 0:
            yield from _words(raw, position, len(raw))
            return
        after = _past_silence(raw, opening)
        if after is not None:
            yield from _words(raw, position, opening)
            position = after
            continue
        closes = raw.startswith("/", opening + 1)
        name = _NAME.match(raw, opening + 1 + closes)
        if name is None:  # a "<" that opens nothing is a character
            yield from _words(raw, position, opening + 1)
            position = opening + 1
            continue
        yield from _words(raw, position, opening)
        attributes, position = _attributes(raw, name.end())
        if position < 0:
            return  # the page ends inside a tag
        tag = Tag(name[0].lower(), opening, {} if closes else attributes, closes)
        yield tag
        if not closes and (tag.name in _RAW or tag.name in _RAW_WITH_REFERENCES):
            end = _end_of_raw(raw, tag.name, position)
            if tag.name in _RAW_WITH_REFERENCES:
                yield from _words(raw, position, end)
            position = end


def _past_silence(raw: str, opening: int) -> int | None:
    """Where a comment, declaration or instruction that opens here ends; None where there is none."""
    if raw.startswith("<!--", opening):
        if raw.startswith((">", "->"), opening + 4):
            return raw.index(">", opening) + 1
        end = raw.find("-->", opening + 4)
        return end + 3 if end >= 0 else len(raw)
    following = raw[opening + 1 : opening + 3]
    if following.startswith(("!", "?")) or (following.startswith("/") and not following[1:].isalpha()):
        end = raw.find(">", opening)
        return end + 1 if end >= 0 else len(raw)
    return None


def _attributes(raw: str, position: int) -> tuple[dict[str, str], int]:
    """The attributes up to the tag's end, and where the page goes on; -1 where it ends first."""
    attributes: dict[str, str] = {}
    while True:
        gap = _GAP.match(raw, position)
        position = gap.end() if gap else position
        if position >= len(raw):
            return attributes, -1
        if raw[position] == ">":
            return attributes, position + 1
        found = _ATTRIBUTE.match(raw, position)
        if found is None or found["open"] or found.end() == position:
            return attributes, -1
        position = found.end()
        value = found["double"] or found["single"] or found["bare"] or ""
        # Python refuses to read a number of more than 4,300 digits, which a longer value might hold as a reference.
        attributes.setdefault(found["name"].lower(), html.unescape(value) if len(value) < 4_000 else value)


def _end_of_raw(raw: str, name: str, position: int) -> int:
    end = re.compile(rf"</{name}(?=[{_SPACE}/>])", re.IGNORECASE).search(raw, position)
    return end.start() if end else len(raw)


def _words(raw: str, start: int, end: int) -> Iterator[Words]:
    position = start
    while position < end:
        ampersand = raw.find("&", position, end)
        if ampersand < 0:
            break
        found = _REFERENCE.match(raw, ampersand, end)
        length = _reference_length(found[0]) if found else 0
        if not length:
            yield Words(raw[position : ampersand + 1], position)
            position = ampersand + 1
            continue
        if position < ampersand:
            yield Words(raw[position:ampersand], position)
        position = ampersand + length
        yield Words(html.unescape(raw[ampersand:position]), ampersand, is_reference=True)
    if position < end:
        yield Words(raw[position:end], position)


def _reference_length(words: str) -> int:
    """How many of the characters are a reference: "&nbsp;" whole, "&copyright" up to "&copy"; 0 where none is."""
    if words[1] == "#" or (words.endswith(";") and words[1:] in html5):
        return len(words)
    for length in range(min(len(words) - 1, _LONGEST_UNENDED), 1, -1):
        if words[1 : 1 + length] in html5:
            return 1 + length
    return 0
