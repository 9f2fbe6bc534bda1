"""Finds a document's structure: title, date, headings that name fields of cooperation, and passages in order."""

from __future__ import annotations

import re
from dataclasses import replace

from cetgraph.model import Span
from cetgraph.passages import Block, BlockKind, Heading, Outline, Passage, SourceText
from cetgraph.sources.dates import date_of_line
from cetgraph.sources.sentences import split_sentences

# Headings that tell what a part of the document is for, not which field it covers.
_NO_FIELD = re.compile(
    r"^(?:(?:[IVXivx]+|[A-Z]|\d+)[.)]\s+)?(?:the\s+)?(?:purpose|conclusions?|introduction|background|preamble|"
    r"operation|discontinuation|effective|entry into force|duration|termination|amendments?|timeline|time ?frame|"
    r"sign(?:ed|ature|atories)|contacts?|annex|appendix|for the government|participants?|participation|attendees|"
    r"attendance|delegations?|areas? of (?:cooperation|collaboration)|focus areas|next steps|general provisions|"
    r"final provisions|overview|summary|outcomes?|highlights|agenda|related|share|objectives?|principles|scope|"
    r"definitions|looking (?:ahead|forward)|follow.?up|implementation|closing|press|media|senior-level meetings|"
    r"footnotes?|references|senior.level|read (?:more|the)|background briefing|financial arrangements|"
    r"(?:joint )?fact ?sheets?|(?:joint )?(?:vision )?statements?)\b",
    re.IGNORECASE,
)
# Openings in bold that count or quote instead of naming a field: "First, we recognize", "“President Trump signed".
_COUNTS = re.compile(
    r"^(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|finally|lastly|\d+)\b[,.]?$", re.IGNORECASE
)
_NUMBERING = re.compile(
    r"^(?:(?:[IVX]+|[A-Z]|\d+(?:\.\d+)*)[.)]|(?:Section|Part|Pillar|Article)\s+(?:[IVX]+|\d+)[.:]?)\s+"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|will|have|has|had|intends?|commits?|committed|agreed|decided|welcomes?|announced?|plans?|"
    r"include[sd]?|following|follows|below|including|expected|resolved?|affirm(?:ed)?)\b",
    re.IGNORECASE,
)
_SITE_NAME = re.compile(
    r"\s+(?:\||[-–—])\s+(?:The White House|[A-Z][\w .]*(?:Ministry|Department|MFA|GOV\.UK|European Commission)[\w .]*)$"
)
LONGEST_HEADING = 22  # words; the longest in the genre that is known here has 15
LONGEST_RUN_IN = 16


def outline(source: SourceText) -> Outline:
    """The structure of a document. Never fails: a text without headings has passages without headings."""
    title, title_blocks, title_span = _title(source)
    walk = _Walk(source)
    for number, block in enumerate(source.blocks):
        if number in title_blocks:
            continue
        words = source.text[block.span.start : block.span.end]
        if number < _OPENING_BLOCKS and (line_date := date_of_line(words)):
            walk.date = walk.date or line_date
        elif _is_heading(source.text, block, walk.following(number)):
            walk.enter_section(block, words)
        else:
            walk.read_block(number, block)
    return Outline(
        title=title,
        title_span=title_span,
        date=walk.date,
        headings=tuple(walk.headings),
        passages=tuple(walk.passages),
    )


_OPENING_BLOCKS = 6  # the day of issue stands alone in a line only at the top
_SIGNATURES = re.compile(r"for the (?:government|republic|kingdom|department|ministry)", re.IGNORECASE)


class _Walk:
    """One way through the blocks, from the first to the last, with what counts for those that follow."""

    def __init__(self, source: SourceText) -> None:
        self.text = source.text
        self.blocks = source.blocks
        self.date = source.front_matter.date
        self.headings: list[Heading] = []
        self.passages: list[Passage] = []
        self.section: int | None = None  # the heading of the section that we are in
        self.run_in: int | None = None  # the title that opens the paragraph or item that we are in
        self.run_in_is_prose = False
        self.has_titled_items = False
        self.items_seen = False
        self.signed = False
        self.lead_ins: dict[int, int] = {}  # nesting level of the items that complete it -> passage
        kinds = list(enumerate(source.blocks))
        self.last_item = max((number for number, block in kinds if block.kind is BlockKind.ITEM), default=-1)
        self.last_titled = max((number for number, block in kinds if self._opens_an_area(number, block)), default=-1)

    def following(self, number: int) -> Block | None:
        """The next block, None behind the last."""
        return self.blocks[number + 1] if number + 1 < len(self.blocks) else None

    def _opens_an_area(self, number: int, block: Block) -> bool:
        return _is_heading(self.text, block, self.following(number)) or _run_in_title(self.text, block) is not None

    def enter_section(self, block: Block, words: str) -> None:
        """Takes in a heading; one that names no field ("Purpose"), or stands among signatures, ends the last area."""
        self.section = self.run_in = None
        self.signed = self.signed or _SIGNATURES.match(words) is not None
        if not self.signed and not _NO_FIELD.match(words):
            self.headings.append(Heading(span=_heading_span(self.text, block.span)))
            self.section = len(self.headings) - 1
        self.items_seen = self.has_titled_items = False
        self.lead_ins = {}

    def read_block(self, number: int, block: Block) -> None:
        """Cuts a paragraph or item into passages, each with its heading and the sentence that leads in to it."""
        is_item = block.kind is BlockKind.ITEM
        level = block.level if is_item else -1
        start = self._read_title(block, is_item=is_item)
        self.lead_ins = {at: passage for at, passage in self.lead_ins.items() if at <= level}
        lead_in = next((self.lead_ins[at] for at in range(level, -1, -1) if at in self.lead_ins), None)
        heading = self._heading_of(number, is_item=is_item)
        sentences = split_sentences(self.text, start, block.span.end)
        for order, sentence in enumerate(sentences):
            self.passages.append(
                Passage(
                    span=sentence,
                    block=number,
                    heading=heading,
                    item_level=level if is_item else None,
                    opens_block=order == 0 and not block.continues,
                    lead_in=lead_in,
                )
            )
        if sentences:
            self._note_lead_in(number, sentences[-1], level)

    def _read_title(self, block: Block, *, is_item: bool) -> int:
        """Where the block's own words begin, behind a title that opens it."""
        is_top = not block.continues and (not is_item or block.level == 0)
        titled = _run_in_title(self.text, block) if is_top else None
        if titled is not None:
            self.headings.append(Heading(span=titled[0]))
            self.run_in = len(self.headings) - 1
            self.run_in_is_prose = not is_item
            self.has_titled_items = self.has_titled_items or is_item
            return titled[1]
        if is_top or not is_item:
            # What follows a titled paragraph goes on under its title; what follows a titled item does not.
            goes_on = self.run_in_is_prose and self.run_in == len(self.headings) - 1 and not self.has_titled_items
            self.run_in = self.run_in if goes_on else None
        return block.span.start

    def _heading_of(self, number: int, *, is_item: bool) -> int | None:
        """The heading that a block stands under; None for paragraphs that close the document after its last list."""
        self.items_seen = self.items_seen or is_item
        closes = self.items_seen and not is_item and number > self.last_item and number >= self.last_titled
        if closes:
            return None
        return self.run_in if self.run_in is not None else self.section

    def _note_lead_in(self, number: int, last_sentence: Span, level: int) -> None:
        """Remembers the block's last sentence where the items that follow complete it."""
        following = self.following(number)
        if following is None or following.kind is not BlockKind.ITEM or following.level <= level:
            return
        words = self.text[last_sentence.start : last_sentence.end].rstrip("*_ ")
        if words.endswith((":", "–", "—")) or (level < 0 and _opens_a_list(words)):
            self.lead_ins[following.level] = len(self.passages) - 1
            self.passages[-1] = replace(self.passages[-1], leads_in=True)


def _opens_a_list(words: str) -> bool:
    return bool(re.search(r"\b(?:following|below|include|including|as follows)\b[^.]{0,60}[.,;]?$", words))


def _title(source: SourceText) -> tuple[str, frozenset[int], Span | None]:
    """The title, the blocks that print it, and where."""
    text, blocks = source.text, source.blocks
    known = source.front_matter.title
    if known is not None:
        known = _SITE_NAME.sub("", " ".join(known.split()))
        wanted = _letters(known)
        for number, block in enumerate(blocks[:8]):
            printed = text[block.span.start : block.span.end]
            if _letters(printed) == wanted:
                return printed, frozenset({number}), block.span
        for number, block in enumerate(blocks[:12]):
            printed = text[block.span.start : block.span.end]
            if block.kind is BlockKind.HEADING and block.level == 1 and _letters(printed)[:20] == wanted[:20]:
                return printed, frozenset({number}), block.span
        return known, frozenset(), None
    for number, block in enumerate(blocks[:8]):
        words = text[block.span.start : block.span.end]
        if block.kind is BlockKind.ITEM or date_of_line(words):
            continue
        return _SITE_NAME.sub("", words), frozenset({number}), block.span
    first = blocks[0].span
    return text[first.start : first.end], frozenset(), first


def _letters(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", words.lower())


def _is_heading(text: str, block: Block, following: Block | None) -> bool:
    words = text[block.span.start : block.span.end]
    if len(words.split()) > LONGEST_HEADING:
        return False
    if block.kind is BlockKind.HEADING:
        return True
    if block.kind is BlockKind.ITEM:
        return block.level == 0 and _all_bold(text, block) and following is not None and not words.endswith((".", ";"))
    if _all_bold(text, block):
        return not words.endswith((".", ";", ".”")) and not _COUNTS.match(words.strip())
    if (
        _in_title_case(words)
        and following is not None
        and following.span.end - following.span.start > _LONGER_THAN_A_TITLE
    ):
        return True  # a heading in italics or plain type on a line of its own
    # "On Artificial Intelligence:" before a list is a heading set in plain type.
    return (
        words.endswith(":")
        and following is not None
        and following.kind is BlockKind.ITEM
        and len(words.split()) <= 8
        and not _FINITE.search(words)
    )


_LONGER_THAN_A_TITLE = 80  # characters of what stands under a heading that only its capitals show
_SMALL_IN_TITLES = frozenset("a an and as at by for from in into of on or our the to with &".split())


def _in_title_case(words: str) -> bool:
    """Whether a line is set as a title: two to twelve words, all capitalised but the small ones, no full stop.

    >>> _in_title_case("Critical and Emerging Technology"), _in_title_case("Signed at Chequers, on September 18")
    (True, False)
    """
    tokens = words.rstrip(":").split()
    if not 2 <= len(tokens) <= 12 or words.endswith((".", ";", ",", "?", "!", "”")) or any(map(str.isdigit, words)):
        return False
    return all(token in _SMALL_IN_TITLES or token[0].isupper() or not token[0].isalpha() for token in tokens)


def _all_bold(text: str, block: Block) -> bool:
    inked = sum(1 for character in text[block.span.start : block.span.end] if character.isalnum())
    bold = sum(sum(1 for character in text[span.start : span.end] if character.isalnum()) for span in block.bold)
    return inked > 0 and bold >= 0.95 * inked


def _heading_span(text: str, span: Span) -> Span:
    """The heading's words without its number and without a closing colon."""
    words = text[span.start : span.end]
    start = span.start
    if number := _NUMBERING.match(words):
        start += number.end()
    end = span.end
    while end > start and text[end - 1] in ": ":
        end -= 1
    return Span(start, end)


def _run_in_title(text: str, block: Block) -> tuple[Span, int] | None:
    """The bold title that opens a block, and where the block's own words begin; None where there is none."""
    if not block.bold or block.bold[0].start > block.span.start + 1:
        return None
    bold = block.bold[0]
    after = text[bold.end : block.span.end]
    words = text[bold.start : bold.end].strip(" ,")
    closing = re.match(r"\s*[:–—]\s*", after)
    inside = text[bold.start : bold.end].rstrip().endswith((":", "."))
    if _COUNTS.match(words):
        return None
    if not (closing or inside) or len(words.split()) > LONGEST_RUN_IN or not after.strip(" :–—"):
        return None
    if words.endswith(".") and not words.endswith(("U.S.", "U.K.")) and _FINITE.search(words):
        return None  # a whole sentence in bold is a sentence
    start = bold.end + (closing.end() if closing else len(after) - len(after.lstrip()))
    end = bold.end
    while end > bold.start and text[end - 1] in ":. ":
        end -= 1
    if text[bold.start : end].endswith(("U.S", "U.K")):
        end += 1
    return Span(bold.start, end), start
