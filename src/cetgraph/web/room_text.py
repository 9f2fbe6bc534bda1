"""A text cut into blocks, sentences and runs, so that marks that overlap can be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

_SENTENCE_END: Final = re.compile(r"[.;!?][\"”’)\]]*\s+(?=[“\"(A-Z0-9])(?!D\.C\.)")
_ABBREVIATED: Final = re.compile(
    r"(?:^|[\s(.])(?:[A-Z]|Dr|Mr|Mrs|Ms|St|No|Inc|Ltd|Co|Corp|Jr|Sr|Lt|Gen|Gov|Sen|Rep|Adm|vs)\.$"
)
"""Words whose full stop ends no sentence: "U.S. Secretary", "Dr. Lee"."""

_NUMBERED: Final = re.compile(r"\W*(?:[IVXLC]+|\d+|[A-Za-z])\.$")
"""The number of a section, with which its line begins: "II. Areas of Cooperation"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A part of a text, code points `start` to `end`, that names a thing or a date. `kind` is its class on the page."""

    start: int
    end: int
    kind: str
    path: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words that stand under the same marks. `anchor` is where links to their first character lead, or empty.

    `opens` tells whether the mark begins with them; `is_heading` is for the words of a heading in a line that goes on.
    """

    words: str
    anchor: str
    mark: Mark | None
    opens: bool
    is_heading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Runs within one commitment, by its number; None outside any. `begins` where the commitment does."""

    commitment: int | None
    begins: tuple[int, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence: code points `start` to `end` of the text."""

    start: int
    end: int
    stretches: tuple[Stretch, ...]

    @property
    def anchor(self) -> str:
        """Where links to the sentence lead."""
        return f"c{self.start}"

    @property
    def words(self) -> str:
        """The sentence without its marks."""
        return "".join(run.words for stretch in self.stretches for run in stretch.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A line of the text: its sentences, and the numbers of the commitments that begin in it."""

    is_heading: bool
    sentences: tuple[Sentence, ...]
    commitments: tuple[int, ...]


def cut_text(
    text: str, *, marks: Sequence[Mark], commitments: Sequence[tuple[int, int]], headings: Sequence[tuple[int, int]]
) -> tuple[Block, ...]:
    """The text in blocks, under the marks and the commitments' spans; of marks that overlap, the shortest is shown."""
    blocks: list[Block] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            is_heading = any(_is_all(text, start, end, span) for span in headings)
            run_in = () if is_heading else headings
            begun = tuple(number for number, span in enumerate(commitments, 1) if start <= span[0] < end)
            blocks.append(
                Block(
                    is_heading=is_heading,
                    sentences=tuple(
                        _sentences(text, start, end, marks=marks, commitments=commitments, headings=run_in)
                    ),
                    commitments=begun,
                )
            )
        start = end + 1
    return tuple(blocks)


def _is_all(text: str, start: int, end: int, span: tuple[int, int]) -> bool:
    """Whether the span holds all words of the line, if not its bullet or colon."""
    outside = text[start : max(start, min(span[0], end))] + text[max(start, min(span[1], end)) : end]
    return span[0] < end and start < span[1] and not any(sign.isalnum() for sign in outside)


def find_sentences(text: str, start: int, end: int) -> list[int]:
    """Where sentences begin between the two offsets, `start` first.

    >>> find_sentences("He met the U.S. Secretary. They agreed.", 0, 39)
    [0, 27]
    """
    ends = [
        found.end()
        for found in _SENTENCE_END.finditer(text, start, end)
        if not _ABBREVIATED.search(text[max(start, found.start() - 8) : found.start() + 1])
        and not _NUMBERED.fullmatch(text[start : found.start() + 1][:12])
    ]
    return [start, *ends]


def _sentences(
    text: str,
    start: int,
    end: int,
    *,
    marks: Sequence[Mark],
    commitments: Sequence[tuple[int, int]],
    headings: Sequence[tuple[int, int]],
) -> Iterator[Sentence]:
    here = [mark for mark in marks if mark.start < end and start < mark.end]
    starts = [
        offset
        for offset in find_sentences(text, start, end)
        if not any(mark.start < offset < mark.end for mark in here)
    ]
    spans = [(number, span) for number, span in enumerate(commitments, 1) if span[0] < end and start < span[1]]
    for first, after in pairwise([*starts, end]):
        last = first + len(text[first:after].rstrip())
        cuts = {first, last}
        for mark in here:
            cuts |= {offset for offset in (mark.start, mark.end) if first < offset < last}
        for span in (*(span for _, span in spans), *headings):
            cuts |= {offset for offset in span if first < offset < last}
        pieces = [(left, right, _covering(spans, left)) for left, right in pairwise(sorted(cuts))]
        stretches = [
            Stretch(
                commitment=number,
                begins=tuple(known for known, span in spans if any(left == span[0] for left, _, _ in group)),
                runs=tuple(
                    _run(text, left, right, first=first, here=here, spans=spans, headings=headings)
                    for left, right, _ in group
                ),
            )
            for number, group in ((key, list(found)) for key, found in groupby(pieces, key=lambda piece: piece[2]))
        ]
        yield Sentence(start=first, end=last, stretches=tuple(stretches))


def _run(
    text: str,
    left: int,
    right: int,
    *,
    first: int,
    here: Sequence[Mark],
    spans: Sequence[tuple[int, tuple[int, int]]],
    headings: Sequence[tuple[int, int]],
) -> Run:
    covering = [mark for mark in here if mark.start <= left and right <= mark.end]
    shown = min(covering, key=lambda mark: (mark.end - mark.start, mark.kind), default=None)
    begins = any(mark.start == left for mark in here) or any(span[0] == left for _, span in spans)
    return Run(
        words=text[left:right],
        anchor=f"c{left}" if begins and left != first else "",
        mark=shown,
        opens=shown is not None and shown.start == left,
        is_heading=any(span[0] <= left and right <= span[1] for span in headings),
    )


def _covering(spans: Sequence[tuple[int, tuple[int, int]]], offset: int) -> int | None:
    """The number of the shortest commitment that covers the offset."""
    covering = [(span[1] - span[0], number) for number, span in spans if span[0] <= offset < span[1]]
    return min(covering)[1] if covering else None
