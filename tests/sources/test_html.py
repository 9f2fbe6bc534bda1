from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cetgraph.errors import SourceError
from cetgraph.passages import SourceText
from cetgraph.sources.html_tokens import Tag, Words, html_tokens
from cetgraph.sources.read import read_bytes

Shown = list[tuple[str, str]]


def read(page: str) -> SourceText:
    """The page as text in blocks."""
    return read_bytes(page.encode(), place="page.html", suffix=".html")


def shown(page: str) -> Shown:
    """Each block's kind with its level ("+" where it goes on inside an item), and its words, bold ones in stars."""
    source = read(page)
    out = []
    for block in source.blocks:
        words = source.text[block.span.start : block.span.end]
        for span in reversed(block.bold):
            first, last = span.start - block.span.start, span.end - block.span.start
            words = f"{words[:first]}*{words[first:last]}*{words[last:]}"
        level = block.level if block.kind.value != "paragraph" else ""
        out.append((f"{block.kind.value}{level}{'+' if block.continues else ''}", words))
    return out


PARAGRAPH_END = ("paragraph", "End")
WORD_ITEM = (
    "<p class=MsoListParagraph style='margin-left:.5in;mso-list:l0 level{level} lfo1'><span style='mso-list:Ignore'>"
    "{mark}<span>&nbsp;&nbsp; </span></span>{words}</p>"
)

CASES: dict[str, tuple[str, Shown]] = {
    "items without end tags": (
        "<ul><li>One<li>Two<ul><li>Two a<li>Two b</ul><li>Three</ul>End",
        [("item0", "One"), ("item0", "Two"), ("item1", "Two a"), ("item1", "Two b"), ("item0", "Three"), PARAGRAPH_END],
    ),
    "a list straight inside a list": (
        "<ul><li>One</li><ul><li>Inner</li></ul><li>Two</li></ul>",
        [("item0", "One"), ("item1", "Inner"), ("item0", "Two")],
    ),
    "lists that only indent": ("<ul><ul><li>One</li><li>Two</li></ul></ul>", [("item0", "One"), ("item0", "Two")]),
    "a list inside a list's only item": (
        "<ol><li><ul><li>One</li></ul></li></ol>",
        [("item1", "One")],
    ),
    "an item goes on after its list": (
        "<ul><li>Both will<ol><li>sign</li></ol>in 2024.</li></ul>",
        [("item0", "Both will"), ("item1", "sign"), ("item0+", "in 2024.")],
    ),
    "comments between items": (
        "<ul><li>One</li><!-- --><li>Two<!-- <li>no</li> --></li></ul>",
        [("item0", "One"), ("item0", "Two")],
    ),
    "items outside of any list": ("<li>One<li>Two", [("item0", "One"), ("item0", "Two")]),
    "paragraphs without end tags": (
        "<p>One<p>Two<ul><li>Three</ul><p>Four<div>Five</div>",
        [("paragraph", "One"), ("paragraph", "Two"), ("item0", "Three"), ("paragraph", "Four"), ("paragraph", "Five")],
    ),
    "an end tag of a paragraph that is none": ("One</p>Two", [("paragraph", "One"), ("paragraph", "Two")]),
    "bold that is never closed ends with its paragraph": (
        "<p><b>One<p>Two",
        [("paragraph", "*One*"), ("paragraph", "Two")],
    ),
    "misnested tags": ("<p><b><i>One</b> two</i> three</p>", [("paragraph", "*One* two three")]),
    "bold around paragraphs": ("<b><p>One</p></b><p>Two</p>", [("paragraph", "*One*"), ("paragraph", "Two")]),
    "headings": (
        "<h1>One</h1><h2><strong>Two</strong></h2><h3>Three<h4>Four</h4>",
        [("heading1", "One"), ("heading2", "*Two*"), ("heading3", "Three"), ("heading4", "Four")],
    ),
    "a heading in a link": ("<h2><a href=/a>One</a></h2><p>Two</p>", [("heading2", "One"), ("paragraph", "Two")]),
    "a line that ends a sentence stands alone": (
        "<p>One is one.<br>Two goes<br>on.<br><b>Three</b><br>Four</p>",
        [("paragraph", "One is one."), ("paragraph", "Two goes on."), ("paragraph", "*Three*"), ("paragraph", "Four")],
    ),
    "an empty line parts": (
        "One<br><br/>Two<br>\n<br>&nbsp;<br>Three",
        [("paragraph", w) for w in ("One", "Two", "Three")],
    ),
    "bullets after breaks": (
        "<p>Both will:<br>• sign an MOU<br>&bull;&nbsp;launch<br> a fund</p>",
        [("paragraph", "Both will:"), ("item0", "sign an MOU"), ("item0", "launch a fund")],
    ),
    "paragraphs with bullets, and within them others": (
        "<p>•\tOne</p><p>◦ One a</p><p>◦ One b</p><p>• Two</p><p>Three</p>",
        [("item0", "One"), ("item1", "One a"), ("item1", "One b"), ("item0", "Two"), ("paragraph", "Three")],
    ),
    "dashes side by side are bullets": (
        "<p>Both will:</p><p>- sign</p><p>- launch</p>",
        [("paragraph", "Both will:"), ("item0", "sign"), ("item0", "launch")],
    ),
    "a dash alone is none": (
        "<p>Peace.</p><p>– The Minister</p>",
        [("paragraph", "Peace."), ("paragraph", "– The Minister")],
    ),
    "a bullet typed in an item": ("<ul><li>• One</li></ul>", [("item0", "One")]),
    "a bullet in the middle is none": ("<p>A • B</p>", [("paragraph", "A • B")]),
    "lists saved by Word": (
        WORD_ITEM.format(level=1, mark="·", words="One") + WORD_ITEM.format(level=2, mark="o", words="Two"),
        [("item0", "One"), ("item1", "Two")],
    ),
    "a table of signatures": (
        "<table><tr><td><b>For Norland:</b><td><b>For Westmark:</b><tr><td>A. Lund</td><td>J. Reed</td></tr></table>",
        [("paragraph", words) for words in ("*For Norland:*", "*For Westmark:*", "A. Lund", "J. Reed")],
    ),
    "an end tag does not leave its cell": (
        "<div><table><tr><td>One</div> two<td>Three</table> four</div>",
        [("paragraph", "One"), ("paragraph", "two"), ("paragraph", "Three"), ("paragraph", "four")],
    ),
    "references": (
        "<p>R&amp;D &#8211; caf&eacute; &copy 2024 AT&T &unknown; &#x1F600;</p>",
        [("paragraph", "R&D – café © 2024 AT&T &unknown; 😀")],
    ),
    "a head without end tag": ("<head><title>T</title><meta charset=utf-8><body>One", [("paragraph", "One")]),
    "no head at all": ("<title>T</title><p>One", [("paragraph", "One")]),
    "scripts and styles": (
        "<p>One</p><script>if (a<b) '<p>no</p>'</script><style>p{}</style><template><p>no</p></template><p>Two",
        [("paragraph", "One"), ("paragraph", "Two")],
    ),
    "a script that never ends": ("<p>One</p><script>no<p>no", [("paragraph", "One")]),
    "hidden words": (
        '<p>One<i aria-hidden="true">#</i> <b class="sr-only">no</b>two</p><p hidden>no</p><p style="display: none">no',
        [("paragraph", "One two")],
    ),
    "a text set as typed": (
        "<pre>One goes\non.\n\nTwo\n</pre>",
        [("paragraph", "One goes on."), ("paragraph", "Two")],
    ),
    "a rule parts": ("One<hr>Two", [("paragraph", "One"), ("paragraph", "Two")]),
    "a comparison is no tag": ("<p>1 < 2 and <3</p>", [("paragraph", "1 < 2 and <3")]),
    "a page that breaks off in a tag": ("<p>One</p><p class='no", [("paragraph", "One")]),
    "a list of definitions": ("<dl><dt>One<dd>Two<dt>Three</dl>", [("paragraph", w) for w in ("One", "Two", "Three")]),
    "attributes with signs": ("<p title='a>b' data-x=\"<p>\">One</p>", [("paragraph", "One")]),
    "tags in capitals": ("<UL><LI>One<LI>Two</UL>", [("item0", "One"), ("item0", "Two")]),
    "white space": ("<p>\n  One\t two\u00a0three\u200b </p>", [("paragraph", "One two three")]),
    "a form around the whole page": (
        "<form action=a.aspx><p>One</p><select><option>no</select></form>",
        [("paragraph", "One")],
    ),
    "inline words between blocks": (
        "<div>One <span>two</span><p>Three</p>four</div>",
        [("paragraph", "One two"), ("paragraph", "Three"), ("paragraph", "four")],
    ),
}


def test_there_are_cases() -> None:
    """The cases below are not lost by accident."""
    assert len(CASES) >= 38


@pytest.mark.parametrize(("page", "expected"), CASES.values(), ids=CASES.keys())
def test_blocks(page: str, expected: Shown) -> None:
    """Each layout gives the blocks that a browser shows."""
    assert shown(page) == expected


def test_the_place_of_each_character() -> None:
    """Offsets lead through tags, references, comments and a header block to the raw page."""
    page = "---\ntitle: A\n---\n<p>R&amp;D <b>is</b><!-- x -->\n  it</p>"
    source = read(page)
    assert source.text == "R&D is it"
    assert [page[source.offsets.to_raw(at)] for at in range(9) if source.text[at] != " "] == list("R&Disit")


def holds_its_places(page: str) -> None:
    """Check that each character of the text stands in the raw page where the map says, or a reference to it does."""
    source = read(page)
    raw = page.replace("\r\n", "\n").replace("\r", "\n")
    for at, character in enumerate(source.text):
        if character.isspace():
            continue
        place = source.offsets.to_raw(at)
        if raw[place] != character:
            assert raw[place] == "&"
            assert character in html.unescape(raw[place : place + 12])
    for block in source.blocks:
        for span in (*block.bold, *(span for span, _ in block.links)):
            assert block.span.start <= span.start < span.end <= block.span.end


FRAGMENTS = st.sampled_from(
    "<p>|</p>|<div class=nav>|<div>|</div>|<ul>|</ul>|<ol>|<li>|</li>|<b>|</b>|<strong>|</strong>|<a href=/x>|</a>|"
    "<br>|<h2>|</h2>|<table>|<tr>|<td>|</td>|</table>|<main>|</main>|<article>|</article>|<script>|</script>|<title>|</title>|"
    "<head>|</head>|<span hidden>|</span>|<pre>|</pre>|<nav>|</nav>|<!-- x -->|<!--|-->|&amp;|&nbsp;|&eacute;|&#8211;|"
    "&notit;|&|<|>|\u00ad|\u200b| |\n|\t|• |- |1. |word|The two sides agreed to sign a memorandum. |Cookies|é|😀|"
    "<p style='mso-list:l0 level2'>|<select>|</select>|<svg>|</svg>|<hr>|<dd>|<th>|'|\"|=|/|<form>|</form>".split("|")
)


@settings(deadline=None, max_examples=300)
@given(st.lists(FRAGMENTS, max_size=60).map("".join))
@example("<ul><li><li>a<p>b</ul>c")
def test_any_page_holds_its_places(page: str) -> None:
    """Whatever the tags do, each character leads back to its own place, and nothing but SourceError is raised."""
    try:
        holds_its_places(page)
    except SourceError:
        return


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="<>/!-&#;='\"?[] \nabp1", max_size=200))
def test_tokens_cover_the_page(page: str) -> None:
    """Tokens come in the page's order, and words stand where they say."""
    last = -1
    for token in html_tokens(page):
        assert token.at > last
        last = token.at
        if isinstance(token, Tag):
            assert page[token.at] == "<"
        elif not token.is_reference:
            assert page.startswith(token.characters, token.at)


HOSTILE = {
    "unclosed comments": "<!--" * 100_000,
    "unclosed tags": "<a " * 100_000,
    "unclosed quotes": "<a b='" * 100_000,
    "nesting": "<div>" * 100_000 + "words",
    "nesting and strangers' ends": "<div>" * 50_000 + "</span></p></li>" * 50_000,
    "lists in lists": "<ul><li>" * 50_000 + "words",
    "breaks": "<p>" + "<br>" * 100_000 + "words",
    "bullets": "<p>" + "<br>• a" * 50_000,
    "references": "&amp" * 100_000,
    "numbers without end": f"<p title='&#{'9' * 100_000};'>&#{'9' * 100_000};",
    "many small blocks in deep elements": "<div>" * 250 + "<p>words of some length to be weighed</p>" * 20_000,
    "bold on and off": "<p>" + "<b>a</b>b" * 50_000,
    "one long word": "a" * 1_000_000,
    "links": "<p>" + "<a href=/a>words</a> " * 50_000,
    "classes": "<div class='" + "nav-" * 50_000 + "'><p>words</p></div>" * 10,
    "titles": "<title>" + "| a " * 50_000 + "</title><p>words",
    "spaces": "<p>words" + " " * 500_000 + "words</p>",
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_end(page: str) -> None:
    """Pages made to take time or memory are read or refused at the pace of any other."""
    try:
        assert read(page).text
    except SourceError:
        return


def test_too_many_tags_are_refused() -> None:
    """A page of more tags than any document is refused in one line."""
    with pytest.raises(SourceError, match=r"^page\.html: the page has more than 300,000 tags$"):
        read("<b>a" * 300_001)


def test_links_keep_their_addresses() -> None:
    """Each stretch of a block that is a link pairs with its address."""
    source = read('<p>The <a href="https://x.example/a?b=1&amp;c=2">joint <b>fund</b></a> and <a>more</a></p>')
    ((span, address),) = source.blocks[0].links
    assert (source.text[span.start : span.end], address) == ("joint fund", "https://x.example/a?b=1&c=2")


def test_words_and_tags() -> None:
    """A token tells its place; attributes keep the first of two values."""
    tokens = list(html_tokens('<a HREF="/x" href=/y>Q&A</a>'))
    assert tokens == [
        Tag("a", 0, {"href": "/x"}),
        Words("Q&", 21),
        Words("A", 23),
        Tag("a", 24, {}, closes=True),
    ]
    assert re.fullmatch(r"Q&A", "".join(token.characters for token in tokens if isinstance(token, Words)))
