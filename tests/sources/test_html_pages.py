from __future__ import annotations

import html
from pathlib import Path

import pytest

from cetgraph.passages import Block, BlockKind, SourceText
from cetgraph.sources.dates import date_of_line
from cetgraph.sources.read import read_bytes, read_source
from cetgraph.sources.segment import outline

PAGES = Path(__file__).parent / "pages"
TITLE = "Joint Statement of Norland and Westmark on Critical Technologies"
STATEMENT = (PAGES / "statement.html").read_text(encoding="utf-8")
SITES = sorted(path.stem for path in PAGES.glob("*.html") if path.stem != "statement")
ADDRESSES = {
    "whitehouse": "https://www.whitehouse.example/briefing-room/statements-releases/2024/05/13/fact-sheet/",
    "gov_uk": "https://www.gov.example/government/publications/joint-statement",
}


def read(page: str, place: str = "page.html") -> SourceText:
    """The page as text in blocks."""
    return read_bytes(page.encode(), place=place, suffix=".html")


def page_of(site: str, statement: str = STATEMENT) -> str:
    """The page on which that site publishes the statement."""
    page = (PAGES / f"{site}.html").read_text(encoding="utf-8")
    return page.replace("{title}", TITLE).replace("{statement}", statement)


BARE = f"<h1>{TITLE}</h1>\n{STATEMENT}"

Shown = tuple[str, int, bool, str, tuple[str, ...], tuple[str, ...]]


def _show(source: SourceText, block: Block) -> Shown:
    words = source.text[block.span.start : block.span.end]
    bold = tuple(source.text[span.start : span.end] for span in block.bold)
    links = tuple(f"{source.text[span.start : span.end]} {address}" for span, address in block.links)
    return (block.kind.value, block.level, block.continues, words, bold, links)


def body(source: SourceText) -> list[Shown]:
    """The blocks without title and date line, which sites set each in their own way."""
    shown = [_show(source, block) for block in source.blocks]
    return [block for block in shown if block[3] != TITLE and not date_of_line(block[3])]


def test_the_sites() -> None:
    """The pages are there: eight sites, and one whose elements have no telling names."""
    assert len(SITES) >= 8


@pytest.mark.parametrize("site", SITES)
def test_the_main_matter_is_found(site: str) -> None:
    """Of a page the blocks of the statement are left, as they are in the bare statement: kinds, levels, bold, links."""
    assert body(read(page_of(site))) == body(read(BARE))


@pytest.mark.parametrize("site", SITES)
def test_the_structure_is_that_of_the_bare_statement(site: str) -> None:
    """Title, headings, passages and lead-ins are those of the bare statement; the date is found on the page."""
    page, bare = read(page_of(site)), read(BARE)
    found, expected = outline(page), outline(bare)
    assert (found.title, found.date) == (TITLE, "2024-05-13")
    for one, two in ((found.headings, expected.headings), (found.passages, expected.passages)):
        assert [page.text[thing.span.start : thing.span.end] for thing in one] == [
            bare.text[thing.span.start : thing.span.end] for thing in two
        ]
    assert [(passage.heading, passage.item_level, passage.lead_in, passage.leads_in) for passage in found.passages] == [
        (passage.heading, passage.item_level, passage.lead_in, passage.leads_in) for passage in expected.passages
    ]


@pytest.mark.parametrize("site", SITES)
def test_offsets_lead_back_to_the_page(site: str) -> None:
    """Each character stands in the page where the map says, references apart."""
    page = page_of(site)
    source = read(page)
    apart = [
        (at, page[source.offsets.to_raw(at)])
        for at, character in enumerate(source.text)
        if not character.isspace() and page[source.offsets.to_raw(at)] != character
    ]
    assert {source.text[at]: raw for at, raw in apart} == {"–": "&"}  # Norland&ndash;Westmark


@pytest.mark.parametrize("site", SITES)
def test_the_page_names_its_source(site: str) -> None:
    """The address that the page gives as its own is the source; a page without one has none."""
    assert read(page_of(site)).front_matter.source_url == ADDRESSES.get(site)


SHORT = "<p>The National Security Advisors of Norland and Westmark met on 12 May to review the Dialogue.</p>"
PROSE = "".join(
    f"<p>In the field of {field} the two sides will expand their cooperation, and will report on it next year.</p>"
    for field in ("space", "quantum", "robotics", "health", "energy")
)
SECTIONS = "".join(
    f'<div class="wp-block-group"><h2>{field}</h2><ul><li>The two sides will launch a joint programme on {field}, with '
    f"funds of both.</li></ul></div>"
    for field in ("Space", "Quantum", "Robotics", "Health", "Energy")
)
LEAD_APART = (
    '<div class="lead">The Ministers met in Port Vale and agreed on a programme of work for the two years to come, '
    "which covers the fields below and will be reviewed each spring by their deputies.</div>"
    f'<div class="text">{PROSE * 3}</div>'
)
TABLE = (
    f'<div class="text">{PROSE * 3}<table class="signatures"><tr><td>For Norland:<br>Ada Lund</td>'
    "<td>For Westmark:<br>John Reed</td></tr></table></div>"
)


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(
    "statement",
    [PROSE, SECTIONS, LEAD_APART, TABLE],
    ids=["prose", "sections in boxes", "lead in a box of its own", "signatures in a table"],
)
def test_nothing_of_the_statement_is_lost(site: str, statement: str) -> None:
    """However the statement is boxed, all of it is kept, and nothing of the page beside it."""
    assert body(read(page_of(site, statement))) == body(read(f"<h1>{TITLE}</h1>{statement}"))


@pytest.mark.parametrize("site", SITES)
def test_a_short_readout_is_kept(site: str) -> None:
    """A statement that is shorter than the page's notices is still found."""
    found = {block[3] for block in body(read(page_of(site, SHORT)))}
    assert body(read(SHORT))[0][3] in found
    assert not any("cookie" in words.lower() for words in found)


def as_html(source: SourceText) -> str:
    """The document's blocks as the simplest HTML, lists within lists."""
    out: list[str] = []
    depth = 0
    for block in source.blocks:
        words, position = "", block.span.start
        for span in block.bold:
            words += html.escape(source.text[position : span.start])
            words += f"<strong>{html.escape(source.text[span.start : span.end])}</strong>"
            position = span.end
        words += html.escape(source.text[position : block.span.end])
        wanted = block.level + 1 if block.kind is BlockKind.ITEM else 0
        out.append("<ul><li>" * (wanted - depth) if wanted > depth else "</li></ul>" * (depth - wanted))
        if block.kind is BlockKind.ITEM:
            is_new = wanted <= depth and not block.continues
            out.append(f"</li><li>{words}" if is_new else f"<p>{words}</p>" if block.continues else words)
        else:
            tag = f"h{block.level + 1}" if block.kind is BlockKind.HEADING else "p"
            out.append(f"<{tag}>{words}</{tag}>")
        depth = wanted
    return "".join([*out, "</li></ul>" * depth])


@pytest.mark.parametrize("site", SITES)
def test_real_documents_are_found_on_any_site(site: str, shared: Path) -> None:
    """Each document of the corpus, put on each site's page, is read as it is without the page."""
    for path in sorted((shared / "corpus").glob("*.md")):
        statement = as_html(read_source(path))
        assert body(read(page_of(site, statement))) == body(read(f"<h1>{TITLE}</h1>{statement}")), path.name


NAMES = {
    "a layout that names its sidebar": f'<div class="has-sidebar nav-open"><div class="text">{PROSE}</div></div>',
    "a body that names a banner": f'<body class="cookie-banner-shown"><p>{PROSE}</p></body>',
    "main matter called a banner": f'<div class="banner">{PROSE}</div><div class="x">More</div>',
    "a heading whose id is furniture": f'<h2 id="social-media">Social Media</h2>{PROSE}',
    "a section named after its heading": f'<section id="related-programmes-and-banners">{PROSE}</section>',
    "a list with a reference in each item": "<ul>"
    + "".join(
        f'<li>The sides will extend the <a href="/{n}">{n}th Agreement on Science</a> by a year.</li>' for n in "456"
    )
    + "</ul>",
    "an announcement that opens like a page's label": f"{PROSE}<ul><li>Published joint guidance on safe AI</li>"
    "<li>Issued a joint call for proposals in 2024</li></ul>",
    "a statement about cookies": f"{PROSE}<p>Both sides will study cookies and privacy in digital trade.</p>",
    "a page in forms": f'<form id="form1">{PROSE}</form>',
    "a page in one hidden box": f'<div id="app" style="visibility:hidden">{PROSE}</div>',
    "a header inside of the article": f"<article><header><p>{PROSE}</p></header></article>",
}


@pytest.mark.parametrize("page", NAMES.values(), ids=NAMES.keys())
def test_names_do_not_mislead(page: str) -> None:
    """What a class or id seems to say does not cost a document its matter."""
    source = read(page)
    expected = [" ".join(words.split()) for words in _printed(page)]
    assert [source.text[block.span.start : block.span.end] for block in source.blocks] == expected


def _printed(page: str) -> list[str]:
    """The words of a page of simple tags, block by block; "More" is what stands beside its matter."""
    marked = page
    for tag in ("p", "li", "h2", "ul", "div", "section", "form", "body", "header", "article"):
        for part in (f"</{tag}>", f"<{tag}>"):
            marked = marked.replace(part, "\n")
    out, inside = "", True
    for character in marked:
        inside = (inside and character != "<") or character == ">"
        out += character if inside and character != ">" else ""
    return [line for line in (line.strip() for line in out.splitlines()) if line and line != "More"]


HEADS = {
    "the date of the head": (
        '<meta property="article:published_time" content="2024-05-13T22:00:00-04:00"><p>Words that say something.</p>',
        "2024-05-13",
    ),
    "the printed date goes first": (
        '<meta name="date" content="2025-01-01"><title>A B</title><h1>A B</h1><p>13 May 2024</p><p>Words.',
        "2024-05-13",
    ),
    "the only time of the page": ("<p>By us, <time datetime='2024-05-13'>last May</time>.</p>", "2024-05-13"),
    "two times tell nothing": ("<p><time datetime='2024-05-13'>a</time> <time datetime='2024-05-14'>b</time>", None),
    "a date of change is none": ("<title>A B</title><h1>A B</h1><div>Last updated: 13 May 2024</div><p>Words.", None),
    "an impossible date": ('<meta name="date" content="2024-02-31"><p>Words.', None),
    "a header block goes first": (
        '---\ndate: 2024-05-12\n---\n<meta name="date" content="2025-01-01"><p>A',
        "2024-05-12",
    ),
}


@pytest.mark.parametrize(("page", "date"), HEADS.values(), ids=HEADS.keys())
def test_the_date_of_issue(page: str, date: str | None) -> None:
    """The day is the header block's, the printed one, or the head's; a day of change is not taken for it."""
    assert outline(read(page)).date == date


TITLES = {
    "the site's name after it": (
        "<title>A Statement | Ministry of Trade</title><h1>A Statement</h1><p>Words.",
        "A Statement",
    ),
    "the site's name before it": ("<title>MFA - A Statement</title><div>A Statement</div><p>Words.", "A Statement"),
    "the site's name in a heading": (
        "<title>Home | A Statement</title><h1><a href=/>Home</a></h1><h2>A Statement</h2><p>Words.",
        "A Statement",
    ),
    "not printed": (
        '<title>A Statement - Our Site</title><meta property="og:site_name" content="Our Site"><p>Words here.',
        "A Statement",
    ),
    "no title": ("<h1>A Statement</h1><p>Words.", "A Statement"),
    "a header block goes first": ("---\ntitle: Another\n---\n<title>A Statement</title><p>Words.", "Another"),
}


@pytest.mark.parametrize(("page", "title"), TITLES.values(), ids=TITLES.keys())
def test_the_title(page: str, title: str) -> None:
    """The title is that of the document, without the site's name."""
    assert outline(read(page)).title == title
