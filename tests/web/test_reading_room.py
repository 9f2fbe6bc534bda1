from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cetgraph.config import resource
from cetgraph.graph.store import open_store, read_store
from cetgraph.graph.terms import Iri
from cetgraph.web.reading_room import make_room, write_date
from cetgraph.web.room_text import Mark, cut_text, find_sentences
from cetgraph.web.view import View, document_at
from cetgraph.web.wording import term

DOCUMENT = "2024-07-31-second-us-singapore-critical-and-emerging-technology-dialogue-joint-fact-sheet"


@pytest.fixture(scope="module")
def view(repository: Path) -> View:
    """The graph that travels with the repository, as pages show it."""
    return View(open_store([repository / "data" / "graph"]), open_store([resource("ontology")]))


@pytest.fixture
def page(july: FlaskClient) -> str:
    """The reading room of the fact sheet of 31 July 2024."""
    return july.get(f"/document/{DOCUMENT}").get_data(as_text=True)


SENTENCES = {
    "two sentences": ("He came. She went.", ["He came.", "She went."]),
    "initials": ("The U.S. Secretary spoke. All heard.", ["The U.S. Secretary spoke.", "All heard."]),
    "a title": ("They met Dr. Lee. It rained.", ["They met Dr. Lee.", "It rained."]),
    "a city spelt with a full stop": ("In Washington. D.C. they met.", ["In Washington. D.C. they met."]),
    "a quote at the end": ("“We agree.” They signed.", ["“We agree.”", "They signed."]),
    "the number of a section": ("II. Areas of Work. We met.", ["II. Areas of Work.", "We met."]),
    "a number at the end": ("We met in 2023. It rained.", ["We met in 2023.", "It rained."]),
    "a small letter": ("It costs 3. million", ["It costs 3. million"]),
}


@pytest.mark.parametrize(("text", "expected"), SENTENCES.values(), ids=SENTENCES)
def test_sentences_begin_where_a_reader_sees_them(text: str, expected: list[str]) -> None:
    """A full stop of an abbreviation ends nothing."""
    starts = [*find_sentences(text, 0, len(text)), len(text)]
    assert [text[a:b].strip() for a, b in pairwise(starts)] == expected


def test_marks_that_overlap_are_cut_into_runs() -> None:
    """Of overlapping marks the shortest shows; words outside the commitment stay outside; no character is lost."""
    text = "We will meet ABC of XYZ soon."
    outer = Mark(start=13, end=23, kind="body", path="/outer", about="ABC of XYZ")
    inner = Mark(start=20, end=23, kind="body", path="/inner", about="XYZ")
    (block,) = cut_text(text, marks=[outer, inner], commitments=[(3, 23)], headings=[])
    (sentence,) = block.sentences
    runs = [
        (stretch.commitment, run.words, run.mark.path if run.mark else "")
        for stretch in sentence.stretches
        for run in stretch.runs
    ]
    assert runs == [
        (None, "We ", ""),
        (1, "will meet ", ""),
        (1, "ABC of ", "/outer"),
        (1, "XYZ", "/inner"),
        (None, " soon.", ""),
    ]
    assert [stretch.begins for stretch in sentence.stretches] == [(), (1,), ()]
    assert block.commitments == (1,)


def test_only_the_words_of_a_heading_are_set_as_one() -> None:
    """A line that is a heading is one as a whole, colon aside; a run-in heading leaves the rest of its line alone."""
    text = "Export Controls:\nShip Repair: We will meet."
    whole, begun = cut_text(text, marks=[], commitments=[(30, 42)], headings=[(0, 15), (17, 28)])
    assert (whole.is_heading, begun.is_heading) == (True, False)
    runs = [(run.words, run.is_heading) for one in begun.sentences for part in one.stretches for run in part.runs]
    assert runs == [("Ship Repair", True), (": ", False), ("We will meet", False), (".", False)]


def test_a_mark_that_is_cut_has_one_sign() -> None:
    """Where a commitment begins within a name, the name goes on without a second sign."""
    name = Mark(start=0, end=10, kind="body", path="/b", about="Alpha Beta")
    (block,) = cut_text("Alpha Beta.", marks=[name], commitments=[(6, 10)], headings=[])
    runs = [(run.words, run.opens) for one in block.sentences for part in one.stretches for run in part.runs]
    assert runs == [("Alpha ", True), ("Beta", False), (".", False)]


def test_the_room_shows_the_whole_text(view: View) -> None:
    """Line by line, the runs are the frozen text."""
    room = make_room(view, document_at(DOCUMENT))
    (row,) = view.store.select("SELECT ?text { ?snapshot cet:text ?text }")
    shown = [" ".join(sentence.words for sentence in block.sentences) for block in room.blocks]
    assert all(row["text"][one.start : one.end] == one.words for block in room.blocks for one in block.sentences)
    assert shown == [line.strip() for line in row["text"].split("\n") if line.strip()]


def test_every_commitment_stands_in_the_margin_of_its_block(view: View, page: str) -> None:
    """Numbered in the order of the text, linked both ways, with progress and parties."""
    room = make_room(view, document_at(DOCUMENT))
    assert [note.number for note in room.notes] == list(range(1, 11))
    assert [number for block in room.blocks for number in block.commitments] == list(range(1, 11))
    for number in range(1, 11):
        assert f'id="t{number}" href="#n{number}"' in page
        assert f'id="n{number}"' in page
        assert f'href="#t{number}"' in page
    assert page.count('class="progress ') >= 10


def test_marks_are_told_by_more_than_colour(page: str, repository: Path) -> None:
    """People, bodies, instruments and dates have each a letter of their own and a name for screen readers."""
    style = (repository / "src" / "cetgraph" / "web" / "static" / "style.css").read_text(encoding="utf-8")
    for kind in ("person", "body", "instrument", "date"):
        assert re.search(rf'class="mark {kind}"', page)
        assert re.search(rf'\.room \.{kind} \.first::before \{{ content: "[A-Z]" / "{kind}"', style)


def test_a_mark_leads_to_the_thing(page: str) -> None:
    """The person that the text names has a page."""
    assert re.search(
        r'<a class="mark person"[^>]* href="/doc/person/us-jake-sullivan"[^>]*><span class="first">Jake</span> Sull',
        page,
    )


def test_a_date_that_a_commitment_names_is_marked(page: str) -> None:
    """By its machine-readable form."""
    assert re.search(r'<time class="mark date"[^>]* datetime="2024-09"><span class="first">September</span> 2024', page)


def test_every_sentence_has_an_address(page: str, view: View) -> None:
    """Each passage of the graph has its anchor on the page, and each sentence a link to itself."""
    ids = set(re.findall(r' id="([^"]+)"', page))
    named = [
        found for found in view.store.subjects(term("cet:statedIn"), document_at(DOCUMENT)) if isinstance(found, Iri)
    ]
    starts = {f"c{part.start}" for found in named for part in view.passages(found)}
    assert starts <= ids
    assert page.count('class="pilcrow"') == page.count('class="sentence"')


def test_the_page_reads_without_its_marks(page: str) -> None:
    """Taken as words alone, a sentence is the document's."""
    article = page[page.index('<article class="room"') : page.index("</article>")]
    words = unescape(re.sub(r"<[^>]+>", "", article))
    assert "chaired the second U.S.-Singapore Critical and Emerging Technology (CET) Dialogue in Singapore." in words


@pytest.mark.parametrize("name", ["nothing", "<script>", "..", "a%00b"])
def test_an_unknown_document_is_not_found(july: FlaskClient, name: str) -> None:
    """404, whatever it is called."""
    assert july.get(f"/document/{name}").status_code == 404


def test_a_document_without_text_says_so(client: FlaskClient) -> None:
    """A graph may come without the frozen texts."""
    assert "The graph holds no text of this document." in client.get("/document/one").get_data(as_text=True)


@pytest.mark.parametrize(
    ("date", "written"), [("2024-13", ()), ("soon", ()), ("2024-09", ("September 2024", "September"))]
)
def test_dates_are_sought_as_texts_write_them(date: str, written: tuple[str, ...]) -> None:
    """What is no date is not sought."""
    assert write_date(date) == written


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ({}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
        ({"progress": "under-way"}, {1, 2, 3, 4, 5, 9}),
        ({"progress": ""}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
        ({"progress": "exploring", "party": "SG"}, {8}),
        ({"area": "research-and-innovation"}, {1}),
        ({"party": "FR"}, set()),
    ],
)
def test_commitments_are_chosen_by_what_the_margin_tells(view: View, chosen: dict[str, str], numbers: set[int]) -> None:
    """By progress, party and area together; an empty value chooses any."""
    room = make_room(view, document_at(DOCUMENT), chosen)
    assert {note.number for note in room.notes if note.is_shown} == numbers
    assert room.shown == len(numbers)


def test_a_choice_is_told_and_undone(july: FlaskClient) -> None:
    """What is not chosen is neither numbered nor in the margin; its words stay in the text."""
    path = f"/document/{DOCUMENT}?progress=exploring&party=&area="
    page = july.get(path).get_data(as_text=True)
    assert "1 of 10 commitments are shown." in page
    assert re.findall(r'id="n(\d+)"', page) == ["8"]
    assert re.findall(r'id="t(\d+)"', page) == ["8"]
    assert '<option value="exploring" selected>' in page
    assert f'<a href="/document/{DOCUMENT}">Show all</a>' in page


def test_each_sentence_has_its_triples(july: FlaskClient, page: str) -> None:
    """A sentence leads to what it states, as words and as RDF in every format; the Turtle is the page's."""
    (path,) = re.findall(r'id="n2".*?href="([^"]+)">Triples', page, re.DOTALL)
    assert f'class="more" href="{path}"' in page
    shown = july.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "Expanding the mapping of the U.S. Department of Commerce" in shown
    turtle = july.get(f"{path}.ttl")
    assert turtle.mimetype == "text/turtle"
    found = read_store(turtle.get_data(as_text=True))
    progress = found.select("SELECT ?progress { ?c a cet:Commitment ; cet:progress ?progress }")
    assert [row["progress"].rpartition("/")[2] for row in progress] == ["under-way"]
    assert unescape(shown[shown.index("<pre>") + 5 : shown.index("</pre>")]) == turtle.get_data(as_text=True)
    assert july.get(path, headers={"Accept": "application/ld+json"}).mimetype == "application/ld+json"


def test_a_sentence_that_states_nothing_says_so(july: FlaskClient, page: str) -> None:
    """Each sentence has its page, also one without findings."""
    paths = re.findall(r'class="more" href="([^"]+)"', page)
    assert len(paths) == page.count('class="sentence"')
    assert any("Nothing in the graph rests on it." in july.get(path).get_data(as_text=True) for path in paths)


@pytest.mark.parametrize("ending", ["c1", "c99999999", "c-1", "cx", "c1723.html", "c1723.exe", "1723"])
def test_no_other_address_is_a_sentence(july: FlaskClient, ending: str) -> None:
    """404 where no sentence begins, or for a format that is none."""
    assert july.get(f"/document/{DOCUMENT}/{ending}").status_code == 404
