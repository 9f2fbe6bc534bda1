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
    text, blocks = source.text, source.blocks
    title, title_blocks, title_span = _title(source)
    date = source.front_matter.date
    headings: list[Heading] = []
    passages: list[Passage] = []
    current: int | None = None
    run_in: int | None = None
    lead_ins: dict[int, int] = {}  # nesting level of the items that complete it -> passage
    last_item_block = max((n for n, block in enumerate(blocks) if block.kind is BlockKind.ITEM), default=-1)
    items_seen = signed = run_in_prose = False
    section_has_titled_items = False
    for number, block in enumerate(blocks):
        words = text[block.span.start : block.span.end]
        if number in title_blocks:
            continue
        if number < 6 and (line_date := date_of_line(words)):
            date = date or line_date
            continue
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if _is_heading(text, block, following):
            span = _heading_span(text, block.span)
            current, run_in = None, None
            signed = signed or bool(
                re.match(r"for the (?:government|republic|kingdom|department|ministry)", words, re.IGNORECASE)
            )
            if not signed and not _NO_FIELD.match(words):
                headings.append(Heading(span=span))
                current = len(headings) - 1
            items_seen = section_has_titled_items = False
            lead_ins = {}
            continue
        start = block.span.start
        is_item = block.kind is BlockKind.ITEM
        level = block.level if is_item else None
        titled = _run_in_title(text, block) if (level or 0) == 0 and not block.continues else None
        if titled is not None:
            title_words, start = titled
            headings.append(Heading(span=title_words))
            run_in = len(headings) - 1
            run_in_prose = not is_item
            section_has_titled_items = section_has_titled_items or is_item
        elif not is_item or (level == 0 and not block.continues):
            goes_on = run_in_prose and _after_run_in(headings, run_in) and not section_has_titled_items
            run_in = run_in if goes_on else None
        heading = run_in if run_in is not None else current
        if is_item:
            items_seen = True
        elif items_seen and number > last_item_block and not _more_headings(text, blocks, number):
            heading = None
        lead_ins = {} if not is_item else {at: passage for at, passage in lead_ins.items() if at <= (level or 0)}
        sentences = split_sentences(text, start, block.span.end)
        for order, sentence in enumerate(sentences):
            governing = None
            if is_item and level is not None:
                governing = next((lead_ins[at] for at in range(level, -1, -1) if at in lead_ins), None)
            passages.append(
                Passage(
                    span=sentence,
                    block=number,
                    heading=heading,
                    item_level=level,
                    opens_block=order == 0 and not block.continues,
                    lead_in=governing,
                )
            )
        if sentences and following is not None and following.kind is BlockKind.ITEM:
            last = text[sentences[-1].start : sentences[-1].end].rstrip("*_ ")
            deeper = following.level > (level if level is not None else -1)
            if deeper and (last.endswith((":", "–", "—")) or (not is_item and _opens_a_list(last))):
                lead_ins[following.level] = len(passages) - 1
                passages[-1] = replace(passages[-1], leads_in=True)
    return Outline(title=title, title_span=title_span, date=date, headings=tuple(headings), passages=tuple(passages))


def _after_run_in(headings: list[Heading], run_in: int | None) -> bool:
    """A paragraph after one with a run-in title goes on under that title."""
    return run_in is not None and run_in == len(headings) - 1


def _opens_a_list(words: str) -> bool:
    return bool(re.search(r"\b(?:following|below|include|including|as follows)\b[^.]{0,60}[.,;]?$", words))


def _more_headings(text: str, blocks: tuple[Block, ...], number: int) -> bool:
    return any(
        _is_heading(text, block, blocks[index + 1] if index + 1 < len(blocks) else None)
        or _run_in_title(text, block) is not None
        for index, block in enumerate(blocks)
        if index > number
    )


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
    # "On Artificial Intelligence:" before a list is a heading set in plain type.
    return (
        words.endswith(":")
        and following is not None
        and following.kind is BlockKind.ITEM
        and len(words.split()) <= 8
        and not _FINITE.search(words)
    )


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
