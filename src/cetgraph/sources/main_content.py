"""Finds a page's main matter among navigation, banners, teasers and footers.

Each element is weighed by the prose that stands in it. What names, roles and link lists show to be furniture is cut
away; of what is left the smallest element is taken that holds nearly all of the prose, with the page's headline.

trafilatura and its like are not used, though they choose well: they rebuild the tree, so that no character's place in
the page is known any more, and they flatten the nesting of lists, on which the reading of lead-ins rests.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from cetgraph.passages import BlockKind
from cetgraph.sources.dates import date_of_line
from cetgraph.sources.furniture import is_certain, is_likely, is_notice, is_phrase
from cetgraph.sources.page import Element, PageBlock, ancestors, letters
from cetgraph.sources.page_facts import PageFacts, day_in, title_parts

_LEAST_PROSE = 40
"""Letters of a block that count as prose; teasers' titles and addresses are mostly shorter."""
_SUBSTANTIAL = 100
"""Letters of a block that is no label or by-line: a sentence of the statement, if it stands before the rest of it."""
_ADDRESS = 60
"""Letters that an address or a label may have at most; a sentence by itself mostly has more."""
_MOST = 0.6
"""The share of the prose that an element must hold to be taken for the whole."""
_A_PART = 0.12
"""The share of the prose from which a section that stands beside is a part of the statement; addresses and teasers in
sections without a telling name have less, an annex has more."""
_LABELS = 4
"""So many times longer the text is than what stands before its headline, if that is the page's and not its own."""
_FAR_MOST = 0.8
"""The share of the prose from which an element is no furniture though its names suggest it."""
_LINKY = 0.6
"""The share of linked letters from which a list or section is one of links; sentences with references stay below."""
_NO_CONTAINERS = frozenset("p li ul ol menu dl dt dd h1 h2 h3 h4 h5 h6 pre a b strong em i u figure details".split())
_LIST_OF_LINKS = frozenset("ul ol menu div section table dl tbody tr td form header".split())


@dataclass(frozen=True, slots=True)
class MainContent:
    """The blocks of a page's main matter, and what is known of the page once its headline is found."""

    blocks: list[PageBlock]
    facts: PageFacts


@dataclass(slots=True)
class _Weight:
    """How much stands in an element: letters, linked letters, letters of prose, links that stand in no prose."""

    letters: int = 0
    linked: int = 0
    prose: int = 0
    links: int = 0

    def add(self, other: _Weight) -> None:
        self.letters += other.letters
        self.linked += other.linked
        self.prose += other.prose
        self.links += other.links


@dataclass(frozen=True, slots=True)
class _Scales:
    """The blocks of a page with their weights, and those of the elements around them, outermost first.

    `firsts` gives the number of the first block in each element.
    """

    blocks: Sequence[PageBlock]
    block_weights: dict[PageBlock, _Weight]
    weights: dict[Element, _Weight]
    firsts: dict[Element, int]

    @classmethod
    def weigh(cls, blocks: Sequence[PageBlock], *, repeated: Collection[str] = ()) -> _Scales:
        """The scales of these blocks; those whose letters are among `repeated` are no prose."""
        own = {block: _weight(block) for block in blocks}
        for block in blocks if repeated else ():
            if own[block].prose and letters(block.words()) in repeated:
                own[block].prose = 0
        weights = {element: _Weight() for element in ancestors(block.element for block in blocks)}
        firsts = dict.fromkeys(weights, len(blocks))
        for number, block in enumerate(blocks):
            weights[block.element].add(own[block])
            firsts[block.element] = min(number, firsts[block.element])
        for element in reversed(weights):
            if element.parent is not None:
                weights[element.parent].add(weights[element])
                firsts[element.parent] = min(firsts[element], firsts[element.parent])
        return cls(blocks, own, weights, firsts)


def main_content(root: Element, blocks: Sequence[PageBlock], facts: PageFacts) -> MainContent:
    """The main matter of the page whose blocks these are; all of them where nothing tells it from the rest."""
    if not blocks:
        return MainContent([], facts)
    headline = _headline(blocks, facts)
    kept = _without_furniture(blocks, headline)
    # What a site repeats of a document, in a summary or as the name of a file, says nothing that it does not say.
    repeated = {letters(facts.description or ""), letters(headline.words() if headline else "")}
    scales = _Scales.weigh(kept, repeated=repeated)
    container = _container(root, scales, headline)
    inside = _held(kept, container, scales)
    chosen = [block for block in inside if not is_phrase(block.words())]
    if not chosen:
        return MainContent(list(blocks), _named(facts, headline))
    date = _printed_date(blocks, chosen, headline) or facts.date
    chosen = _with_headline(chosen, headline, blocks)
    if any(date_of_line(block.words()) for block in chosen[:6]):
        date = None  # the text itself prints it, and says more surely when it was issued
    return MainContent(chosen, replace(_named(facts, headline), date=date))


def _weight(block: PageBlock) -> _Weight:
    inked = linked = 0
    for piece in block.pieces:
        count = sum(1 for character in piece.characters if character.isalnum())
        inked += count
        linked += count if piece.link else 0
    is_prose = block.kind is not BlockKind.HEADING and inked >= _LEAST_PROSE and linked * 2 < inked
    links = {piece.link for piece in block.pieces if piece.link}
    return _Weight(inked, linked, inked if is_prose else 0, 0 if is_prose else len(links))


def _without_furniture(blocks: Sequence[PageBlock], headline: PageBlock | None) -> list[PageBlock]:
    """The blocks outside of what is furniture by its name, role or links; all where nothing would be left.

    What holds the headline or calls itself the main part is none, whatever else its names suggest.
    """
    scales = _Scales.weigh(blocks)
    landmarks = {element for element in scales.weights if _is_landmark(element)}
    if headline is not None and headline.kind is BlockKind.HEADING:
        landmarks.add(headline.element)
    holds_landmark = set(ancestors(landmarks))
    certain = {element for element in scales.weights if element not in holds_landmark and is_certain(element)}
    kept = [block for block in _outside(blocks, certain, scales) if not is_notice(block.words())]
    if not any(scales.block_weights[block].letters for block in kept):
        return list(blocks)
    scales = _Scales.weigh(kept)
    total = max(weight.prose for weight in scales.weights.values())
    cut = {
        element
        for element, weight in scales.weights.items()
        if element not in holds_landmark
        and element.parent is not None
        and (
            (is_likely(element) and weight.prose < _FAR_MOST * total)
            or (_is_list_of_links(element, weight) and weight.prose * 5 < total)
        )
    }
    left = _outside(kept, cut, scales)
    return left if any(scales.block_weights[block].letters for block in left) else kept


def _is_landmark(element: Element) -> bool:
    attributes = element.attributes
    return (
        element.tag == "main"
        or attributes.get("role", "").lower() == "main"
        or attributes.get("itemprop", "").lower() == "articlebody"
    )


def _is_list_of_links(element: Element, weight: _Weight) -> bool:
    return element.tag in _LIST_OF_LINKS and weight.links >= 2 and weight.linked >= _LINKY * weight.letters


def _outside(blocks: Sequence[PageBlock], cut: set[Element], scales: _Scales) -> list[PageBlock]:
    """The blocks that stand in none of these elements."""
    gone: set[Element] = set()
    for element in scales.weights:  # outermost first
        if element in cut or element.parent in gone:
            gone.add(element)
    return [block for block in blocks if block.element not in gone]


def _container(root: Element, scales: _Scales, headline: PageBlock | None) -> Element:
    """The smallest element that holds nearly all of the prose, and each sentence between the headline and the rest."""
    children: dict[Element, list[Element]] = {}
    for element in scales.weights:
        if element.parent is not None:
            children.setdefault(element.parent, []).append(element)
    total = scales.weights[root].prose
    begin = scales.blocks.index(headline) if headline in scales.blocks else 0
    here = root
    while total:
        parts = [element for element in children.get(here, []) if element.tag not in _NO_CONTAINERS]
        best = max(parts, key=lambda element: scales.weights[element].prose, default=None)
        if best is None or scales.weights[best].prose < _MOST * total:
            break
        beside = [element for element in parts if element is not best and scales.weights[element].prose]
        part = max(_ADDRESS, _A_PART * total)
        if any(scales.weights[element].prose >= part or _is_alike(best, element) for element in beside):
            break
        if sum(scales.weights[element].prose for element in (best, *beside)) < scales.weights[here].prose:
            break  # sentences that stand in no section are the statement's
        before = scales.blocks[max(begin, scales.firsts[here]) : scales.firsts[best]]
        if any(scales.block_weights[block].prose >= _SUBSTANTIAL for block in before):
            break
        here = best
    return here


def _is_alike(one: Element, other: Element) -> bool:
    """Whether two elements side by side are parts of one series by their tag and class."""
    return (
        one.tag == other.tag
        and one.attributes.get("class", "") == other.attributes.get("class", "")
        and bool(one.attributes.get("class") or one.tag in {"section", "article"})
    )


def _held(blocks: Sequence[PageBlock], container: Element, scales: _Scales) -> list[PageBlock]:
    held: set[Element] = set()
    for element in scales.weights:  # outermost first
        if element is container or element.parent in held:
            held.add(element)
    return [block for block in blocks if block.element in held]


def _headline(blocks: Sequence[PageBlock], facts: PageFacts) -> PageBlock | None:
    """The block that prints the page's title, None where none does."""
    wanted = {letters(part): number == 0 for title in facts.titles for number, part in enumerate(title_parts(title))}
    wanted.pop("", None)
    if facts.site:
        wanted.pop(letters(facts.site), None)
    matches = [block for block in blocks if letters(block.words()) in wanted] if wanted else []
    return max(
        matches,
        key=lambda block: (
            block.kind is BlockKind.HEADING,
            not all(piece.link for piece in block.pieces if piece.characters.strip()),
            len(letters(block.words())),
            -block.level,
        ),
        default=None,
    )


def _named(facts: PageFacts, headline: PageBlock | None) -> PageFacts:
    """The facts with the title as the headline prints it, or without the site's name."""
    if headline is not None:
        return replace(facts, titles=(headline.words(), *facts.titles))
    title = facts.titles[0] if facts.titles else None
    if title is None or not facts.site:
        return facts
    for part in title_parts(title)[1:]:
        if letters(title) in {letters(part) + letters(facts.site), letters(facts.site) + letters(part)}:
            return replace(facts, titles=(part, *facts.titles))
    return facts


def _with_headline(chosen: list[PageBlock], headline: PageBlock | None, blocks: Sequence[PageBlock]) -> list[PageBlock]:
    """The blocks from the headline on: what stands before it are labels of the page, if it is little."""
    if headline is None:
        return chosen
    if headline in chosen:
        at = chosen.index(headline)
        sizes = [len(block.words()) for block in chosen]
        is_label = sum(sizes[:at]) * _LABELS < sum(sizes[at:]) and at < len(chosen) - 1
        return chosen[at:] if is_label else chosen
    is_before = blocks.index(headline) < blocks.index(chosen[0])
    return [headline, *chosen] if is_before else chosen


def _printed_date(blocks: Sequence[PageBlock], chosen: Sequence[PageBlock], headline: PageBlock | None) -> str | None:
    """The day of issue in a line that stands by the headline, outside of the matter or as a set phrase in it."""
    order = {block: number for number, block in enumerate(blocks)}
    first = order[chosen[0]]
    start = min(order[headline], first) if headline is not None else first
    taken = set(chosen)
    nearby = [block for block in blocks[max(0, start - 4) : max(first, start) + 6] if block not in taken]
    for block in nearby:
        words = block.words()
        is_change = any(word in words.lower() for word in ("updated", "modified", "reviewed", "visited"))
        if len(words.split()) <= 14 and not is_change and (day := date_of_line(words) or day_in(words)):
            return day
    return None
