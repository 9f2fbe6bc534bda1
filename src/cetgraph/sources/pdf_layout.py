"""Puts the lines of a PDF together to paragraphs, headings and list items, by place, size and weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from cetgraph.passages import BlockKind
from cetgraph.sources.bullets import DASHES, MARKS
from cetgraph.sources.dates import date_of_line
from cetgraph.sources.pdf_lines import Line, width_of
from cetgraph.sources.plaintext import Piece

_LARGER = 1.12
"""How much larger than the body's a heading's letters are; less is a matter of fonts."""
_WIDER_GAP = 1.3
"""From how many times the usual distance on two lines belong to two paragraphs."""
_STEP = 5.0
"""Points by which an indentation differs from another; a space is 3, a list's step 12 or more."""
_WIDEST_INDENT = 60.0
"""Points by which a paragraph's first line may be set in; a cell's next row lies farther out."""
_LONGEST_HEADING = 250
_LONGEST_WORD = 60
_ENDS = (".", ":", ";", "!", "?", ".”", ".’", '."', ":”")
# A bullet of a font for signs ("o" of Courier New is Word's second level), a dash, a number or letter.
_SIGN = re.compile(rf"\s*(?P<mark>[{MARKS}]|[*{DASHES}](?=\s)|o(?=\s{{2,}}|\s[A-Z])|[§Øü](?=\s))\s*")
_SIGN_ALONE = re.compile(rf"\s*(?P<mark>[{MARKS}o§Øü*{DASHES}])\s*")
_NUMBER = re.compile(r"\s*(?P<mark>\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?=\S)")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:(?:[A-Z]\.)+|(?:Dr|Mr|Mrs|Ms|No|St|Art|Sec)\.)$")
_HYPHENATED = re.compile(r"(?P<head>[A-Za-zÀ-ÿ]{2,})[-\u00ad]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """A block that is inferred from lines."""

    kind: BlockKind
    level: int
    pieces: tuple[Piece, ...]
    continues: bool = False


@dataclass(frozen=True, slots=True)
class _Measures:
    """What is usual in the document: the letters' size, lines' distance, the left and right edge, words that occur."""

    size: float
    leading: float
    left: float
    right: float
    headings: tuple[float, ...]
    words: frozenset[str]

    @classmethod
    def take(cls, lines: Sequence[Line]) -> _Measures:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[_rounded(line.size)] += len(line.words)
        size = sizes.most_common(1)[0][0]
        body = [line for line in lines if _rounded(line.size) == size]
        steps = [
            one.y - two.y
            for one, two in pairwise(body)
            if one.page == two.page and 0.9 * size < one.y - two.y < 2.2 * size
        ]
        lefts = Counter(round(line.x) for line in body)
        ends = sorted(line.end for line in body)
        return cls(
            size=size,
            leading=median(steps) if steps else 1.2 * size,
            left=min((x for x, count in lefts.items() if count * 10 >= max(lefts.values())), default=0.0),
            right=ends[int(0.93 * (len(ends) - 1))],
            headings=tuple(sorted((found for found in sizes if found > _LARGER * size), reverse=True)),
            words=frozenset(re.findall(r"[a-zà-ÿ]+(?:-[a-zà-ÿ]+)*", " ".join(line.words for line in lines).lower())),
        )


@dataclass(slots=True)
class _Group:
    """Lines of one block; `mark` is where its bullet stands, `text` where its words do, None where it has none."""

    lines: list[Line]
    mark: float | None = None
    sign: str | None = None


def lay_out(lines: Sequence[Line]) -> list[LaidOut]:
    """The blocks of the lines, in their order; footnotes, which would cut sentences apart, at the end."""
    lines = [line for line in lines if any(map(str.isalnum, line.words)) or _SIGN.fullmatch(line.words)]
    if not lines:
        return []
    measures = _Measures.take(lines)
    body, notes = _notes_apart(lines, measures)
    stack: list[float] = []
    texts: list[float] = []
    return [_block(group, measures, stack, texts) for group in _grouped(body, measures)] + [
        LaidOut(kind=BlockKind.PARAGRAPH, level=0, pieces=tuple(_joined(group.lines, measures)))
        for group in _grouped(notes, measures)
    ]


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _notes_apart(lines: Sequence[Line], measures: _Measures) -> tuple[list[Line], list[Line]]:
    """The body's lines, and the small ones that close a page: footnotes."""
    notes: set[int] = set()
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    for page in by_page.values():
        own = sorted(page, key=lambda line: line.y)
        for line in own:
            if line.size > 0.9 * measures.size:
                break
            notes.add(id(line))
        if len(own) == sum(1 for line in own if id(line) in notes):
            notes -= {id(line) for line in own}  # a page all in small print
    return [line for line in lines if id(line) not in notes], [line for line in lines if id(line) in notes]


def _grouped(lines: Sequence[Line], measures: _Measures) -> list[_Group]:
    groups: list[_Group] = []
    for line in lines:
        sign = _sign(line, groups[-1] if groups else None, measures)
        if groups and sign is None and line.mark is None and _goes_on(groups[-1], line, measures):
            groups[-1].lines.append(line)
            continue
        group = _Group([line], mark=line.mark)
        if sign is not None:
            group.mark, group.sign = line.x, sign
        groups.append(group)
    return groups


def _sign(line: Line, before: _Group | None, measures: _Measures) -> str | None:
    """The bullet or number that the line opens with, as it stands; None where it opens with none."""
    # A bullet set in a font of its own is a run of its own.
    alone = _SIGN_ALONE.fullmatch(line.pieces[0].characters) if len(line.pieces) > 1 else None
    found = _SIGN.match(line.words) or alone
    if found is not None:
        if found["mark"] in DASHES and before is not None and not _is_ended(before.lines[-1], line, measures):
            return None  # an aside that a line break cut
        return found[0]
    found = _NUMBER.match(line.words)
    # A numbered paragraph is one of prose; a list's numbers are set in from the margin.
    is_set_in = line.x > measures.left + _STEP and not line.is_bold
    if found is not None and is_set_in and (before is None or _is_ended(before.lines[-1], line, measures)):
        return found[0]
    return None


def _is_ended(line: Line, following: Line, measures: _Measures) -> bool:
    """Whether a paragraph may end with this line: its sentence does, or the next word would have fitted on it."""
    return _ends(line.words) or _has_room(line, following, measures)


def _ends(words: str) -> bool:
    """Whether a sentence ends with these words, as far as their last sign tells."""
    ending = words.rstrip()[-20:]
    return ending.endswith(_ENDS) and not _ABBREVIATION.search(ending)


def _has_room(line: Line, following: Line, measures: _Measures) -> bool:
    word = following.words.split()[0] if following.words.split() else ""
    slack = 0.1 * (measures.right - measures.left)  # widths are estimates
    return line.end + width_of(f" {word}", line.size) + slack < measures.right


def _goes_on(group: _Group, line: Line, measures: _Measures) -> bool:
    """Whether the line goes on with the group's paragraph."""
    last = group.lines[-1]
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size):
        return False
    ended = _ends(last.words)
    room = _has_room(last, line, measures)
    if line.page != last.page or line.y > last.y + 0.5 * line.size:  # the next page or column
        return not ended and not _weight_changes(group, line, room=room) and not (room and last.is_bold)
    if abs(line.y - last.y) < 0.35 * line.size:
        return False  # beside it: another cell
    leading = measures.leading * max(1.0, line.size / measures.size)
    if last.y - line.y > _WIDER_GAP * leading or _weight_changes(group, line, room=room):
        return False
    if _is_date_apart(group, line, room=room):
        return False
    if last.is_bold and line.is_bold:
        return True
    if _is_indented(group, line):
        return not (ended or room or line.x < last.x - _WIDEST_INDENT)
    return not (ended and room) and not (room and last.end - last.x < 0.5 * (measures.right - measures.left))


def _weight_changes(group: _Group, line: Line, *, room: bool) -> bool:
    """Whether a bold heading ends, or one begins, between the lines; a bold title may run over two of them."""
    last = group.lines[-1]
    if last.is_bold and not line.is_bold:
        is_run_in = last.words.rstrip().endswith((":", ".", "–", "—"))  # its sentence begins on the next line
        return room or not (line.opens_bold or is_run_in)
    if line.is_bold and not last.is_bold:
        return room or _ends(last.words)
    return False


def _is_date_apart(group: _Group, line: Line, *, room: bool) -> bool:
    """Whether one of the lines is a date that stands under or over a title, and not the end of a sentence."""
    last = group.lines[-1].words.strip()
    if date_of_line(last):
        return room or len(group.lines) == 1
    is_awaited = bool(re.search(r"(?:,|\b(?:on|of|in|by|from|to|until|and|the))$", last))
    return date_of_line(line.words.strip()) is not None and not is_awaited and (room or len(group.lines) == 1)


def _is_indented(group: _Group, line: Line) -> bool:
    """Whether the line is set in, or out, as the first line of a paragraph is."""
    if group.mark is not None:
        return line.x < group.mark - 1.0
    if len(group.lines) == 1:
        return line.x > group.lines[0].x + _STEP or line.x < group.lines[0].x - _WIDEST_INDENT
    return abs(line.x - group.lines[1].x) > _STEP


def _block(group: _Group, measures: _Measures, stack: list[float], texts: list[float]) -> LaidOut:
    """The block of a group; `stack` and `texts` are where the bullets and the words of the open items stand."""
    first = group.lines[0]
    pieces = _joined(group.lines, measures)
    if group.mark is not None:
        while stack and stack[-1] > group.mark + _STEP:
            stack.pop()
            texts.pop()
        if not stack or stack[-1] < group.mark - _STEP:
            stack.append(group.mark)
            texts.append(first.x)
        beginning = len(group.sign or "")
        inner = first.inner if group.sign is not None else first.x
        texts[-1] = group.lines[1].x if len(group.lines) > 1 else inner or group.mark + _STEP
        return LaidOut(kind=BlockKind.ITEM, level=len(stack) - 1, pieces=tuple(_cut(pieces, beginning)))
    size = _rounded(first.size)
    if size in measures.headings and sum(len(piece.characters) for piece in pieces) <= _LONGEST_HEADING:
        stack.clear()
        texts.clear()
        return LaidOut(kind=BlockKind.HEADING, level=min(6, measures.headings.index(size) + 1), pieces=tuple(pieces))
    inside = [level for level, x in enumerate(texts) if abs(x - first.x) <= _STEP and x > measures.left + _STEP]
    if inside and not all(line.is_bold for line in group.lines):
        del stack[inside[-1] + 1 :]
        del texts[inside[-1] + 1 :]
        return LaidOut(kind=BlockKind.ITEM, level=inside[-1], pieces=tuple(pieces), continues=True)
    stack.clear()
    texts.clear()
    return LaidOut(kind=BlockKind.PARAGRAPH, level=0, pieces=tuple(pieces))


def _joined(lines: Sequence[Line], measures: _Measures) -> list[Piece]:
    """The lines' pieces one after another, with a space between lines unless a word is cut."""
    pieces: list[Piece] = []
    for number, line in enumerate(lines):
        own = list(line.pieces)
        if number:
            ending = "".join(piece.characters for piece in pieces[-3:]).rstrip()[-_LONGEST_WORD:]
            cut = _HYPHENATED.search(ending)
            pieces[-1] = replace(pieces[-1], characters=pieces[-1].characters.rstrip())
            if cut is None or not line.words[:1].islower():
                separator = "" if ending.endswith(("-", "–", "/")) and not ending.endswith((" -", " –")) else " "
                own.insert(0, Piece(separator or "", 0, bold=bool(pieces) and pieces[-1].bold and line.opens_bold))
            elif _is_one_word(cut["head"], line.words, ending, measures.words):
                while pieces and not pieces[-1].characters.rstrip("-\u00ad \t"):
                    pieces.pop()
                pieces[-1] = replace(pieces[-1], characters=pieces[-1].characters.rstrip().rstrip("-\u00ad"))
        pieces.extend(piece for piece in own if piece.characters)
    return pieces


def _is_one_word(head: str, following: str, ending: str, words: frozenset[str]) -> bool:
    """Whether a hyphen at the end of a line only cuts a word, by what the rest of the document writes."""
    if ending.endswith("\u00ad"):
        return True
    tail = re.match(r"[a-zà-ÿ]+", following)
    if tail is None:
        return False
    whole, compound = head.lower() + tail[0], f"{head.lower()}-{tail[0]}"
    if whole in words:
        return True
    if compound in words:
        return False
    # "technology-related" is written of two words that stand alone elsewhere, "coopera-tion" is not.
    return not (head.lower() in words and tail[0] in words)


def _cut(pieces: Sequence[Piece], length: int) -> list[Piece]:
    left = length
    out: list[Piece] = []
    for piece in pieces:
        if left >= len(piece.characters):
            left -= len(piece.characters)
            continue
        out.append(replace(piece, characters=piece.characters[left:]) if left else piece)
        left = 0
    return out
