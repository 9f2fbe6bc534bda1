"""What a search finds, in which order, and what it is not fooled by."""

from __future__ import annotations

import re
import threading

import pytest
from flask.testing import FlaskClient

from cetgraph.graph.store import read_store
from cetgraph.web.search_fill import make_search_index
from cetgraph.web.search_index import SearchIndex
from cetgraph.web.search_words import LONGEST_SEARCH, fold, mark_words, read_search

DATA = """\
@base <https://w3id.org/cetgraph/id/> .
@prefix cet: <https://w3id.org/cetgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<country/US> a cet:Country ; rdfs:label "United States" ; dcterms:identifier "US" .
<country/ST> a cet:Country ; rdfs:label "São Tomé" ; dcterms:identifier "ST" .
<country/UA> a cet:Country ; rdfs:label "Ukraine" ; dcterms:identifier "UA" .
<country/GB> a cet:Country ; rdfs:label "United Kingdom" ; dcterms:identifier "GB" .
<organisation/us-nist> a cet:Agency, cet:Organisation ; rdfs:label "National Institute of Standards and Technology" ;
  skos:altLabel "NIST" ; cet:belongsTo <country/US> .
<organisation/us-nistica> a cet:Organisation ; rdfs:label "Nistica" ; cet:belongsTo <country/US> .
<organisation/br-usp> a cet:Organisation ; rdfs:label "University of São Paulo" .
<organisation/gb-uksa> a cet:Agency ; rdfs:label "UK Space Agency" ; cet:belongsTo <country/GB> .
<instrument/namcec> a cet:Instrument ; rdfs:label "Ministerial Committee (NAMCEC)" .
<initiative/namcec> a cet:Initiative ; rdfs:label "Ministerial Committee (NAMCEC)" .
<person/us-lodz> a foaf:Person ; rdfs:label "Łukasz Øre" .
<document/old> a cet:SourceDocument ; dcterms:title "Old Statement" ; dcterms:issued "2023-01-01" ; cet:snapshot <s/1> .
<s/1> cet:text "Heading\\nThe U.S. and NIST work on machine learning. Learning by machine is aided. AI aims high." .
<document/new> a cet:SourceDocument ; dcterms:title "New Statement" ; dcterms:issued "2024-01-01" .
<commitment/old/1> a cet:Commitment ; rdfs:label "work" ; cet:statedIn <document/old> ; cet:evidence <e/1> ;
  cet:progress <../scheme/progress/under-way> .
<e/1> oa:hasSelector [ oa:exact "The U.S. and NIST work on machine learning." ] , [ oa:start 8 ] .
<commitment/new/1> a cet:Commitment ; rdfs:label "test" ; cet:statedIn <document/new> ; cet:evidence <e/2> .
<e/2> oa:hasSelector [ oa:exact "NIST will <test>." ] .
"""


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    """An index over two documents, one with its text."""
    return make_search_index(read_store(DATA), read_store(""))


def _names(index: SearchIndex, words: str, most: int = 20) -> list[str]:
    return [hit.name for hit in index.find_things(read_search(words), most=most)]


def _said(index: SearchIndex, words: str) -> list[str]:
    return [said.words for said in index.find_sentences(read_search(words), most=20)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("NIST", "organisation/us-nist"),
        ("nist", "organisation/us-nist"),
        ("nisti", "organisation/us-nistica"),
        ("sao paulo", "organisation/br-usp"),
        ("SÃO PAULO", "organisation/br-usp"),
        ("Sa\u0303o Tome", "country/ST"),
        ("u.s.", "country/US"),
        ("US", "country/US"),
        ("USA", "country/US"),
        ("uk", "country/GB"),
        ("nat inst stand", "organisation/us-nist"),
        ("US national institute", "organisation/us-nist"),
        ("NAMCEC", "instrument/namcec"),
        ("lukasz ore", "person/us-lodz"),
        ("new statement", "document/new"),
    ],
)
def test_names_are_found_as_people_type_them(index: SearchIndex, words: str, first: str) -> None:
    """Acronyms, beginnings, accents, initials and a body's country; exact names come first."""
    assert _names(index, words)[0] == first


def test_exact_names_come_before_beginnings_and_those_before_the_rest(index: SearchIndex) -> None:
    """By "UK" the country, then a body whose first word it is, then what merely begins so."""
    assert _names(index, "uk") == ["country/GB", "organisation/gb-uksa", "country/UA"]


def test_an_instrument_and_its_initiative_are_suggested_once(index: SearchIndex) -> None:
    """Both are on the page of results, where kinds stand apart."""
    assert [hit.name for hit in index.suggest("namcec")[0]] == ["instrument/namcec"]
    assert set(_names(index, "namcec")) == {"instrument/namcec", "initiative/namcec"}


def test_kinds_stand_apart_and_are_counted(index: SearchIndex) -> None:
    """However few are shown of each, the total is that of all."""
    groups = index.find_kinds(read_search("u"), most=1)
    assert [(group.kind, len(group.hits), group.total) for group in groups] == [
        ("country", 1, 3),
        ("agency", 1, 1),
        ("organisation", 1, 1),
    ]
    assert [group.kind for group in index.find_kinds(read_search("u"), kind="agency", most=9)] == ["agency"]


def test_sentences_hold_all_words_and_the_latest_come_first(index: SearchIndex) -> None:
    """A document whose text is not in the graph has the words of its commitments."""
    assert _said(index, "nist") == ["NIST will <test>.", "The U.S. and NIST work on machine learning."]
    assert _said(index, "us nist") == ["The U.S. and NIST work on machine learning."]
    assert _said(index, "nist absent") == []


def test_a_phrase_stands_together(index: SearchIndex) -> None:
    """Words in quotation marks, straight or curly, in their order."""
    assert len(_said(index, "machine learning")) == 2
    assert _said(index, '"machine learning"') == _said(index, "“Machine Learning”")
    assert _said(index, '"machine learning"') == ["The U.S. and NIST work on machine learning."]


def test_short_words_are_whole(index: SearchIndex) -> None:
    """What "ai" finds is neither "aided" nor "aims"; longer words find what begins with them."""
    assert _said(index, "ai") == ["AI aims high."]
    assert _said(index, "mach") == _said(index, "machine")


def test_each_sentence_has_its_commitment_and_place(index: SearchIndex) -> None:
    """Where one rests on it; others lead to the text alone."""
    first, second = index.find_sentences(read_search("machine"), most=5)
    assert (first.finding, first.progress, first.room) == ("commitment/old/1", "under-way", "/document/old#c8")
    assert (second.finding, second.room) == ("", "/document/old#c52")
    assert [words for words, is_wanted in first.pieces if is_wanted] == ["machine"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        '"',
        '""',
        "*",
        "NEAR(a b)",
        "words : a",
        "a OR",
        "NOT",
        "^a",
        "a AND (",
        "'; DROP TABLE thing; --",
        "\x00",
        "\ud800",
        "½ ﷺ",
        "a" * 100_000,
        '"a' * 5_000,
        "%",
        "_",
        "-- {a b} : c",
    ],
)
def test_nothing_that_is_typed_means_anything_to_the_index(index: SearchIndex, words: str) -> None:
    """Whatever is typed is words, or nothing."""
    index.suggest(words)
    index.find_kinds(read_search(words), kind="'", most=3)
    assert index.count_sentences(read_search(words)) == len(_said(index, words))
    assert _names(index, "NIST")[0] == "organisation/us-nist"


def test_searches_do_not_hinder_each_other(index: SearchIndex) -> None:
    """The server's threads share one index."""
    wrong: list[str] = []

    def search() -> None:
        wrong.extend(name for _ in range(50) if (name := _names(index, "nist")[0]) != "organisation/us-nist")

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize(
    ("text", "folded"), [("U.S.-India", "us india"), ("D.C.", "dc"), ("India’s", "india s"), ("5G/6G", "5g 6g")]
)
def test_words_fold(text: str, folded: str) -> None:
    """Initials are one word; other signs part words."""
    assert fold(text) == folded


def test_marks_leave_the_words_as_they_are() -> None:
    """Pieces joined are the sentence; phrases that overlap words are marked once."""
    text = "São Paulo, in São Paulo’s port."
    pieces = mark_words(text, read_search('"sao paulo" paulo'))
    assert "".join(words for words, _ in pieces) == text
    assert [words for words, is_wanted in pieces if is_wanted] == ["São Paulo", "São Paulo"]


def test_the_page_groups_by_kind_and_marks_words(july: FlaskClient) -> None:
    """Without any script: names with their kind, sentences with document, date and progress."""
    page = july.get("/search?q=NIST").get_data(as_text=True)
    assert 'id="agency"' in page
    assert 'href="/doc/organisation/us-national-institute-of-standards-and-technology"' in page
    assert "<mark>NIST</mark>" in page
    assert re.search(r'href="/document/2024-07-31-[^"#]+#c1723">In the text', page)
    assert 'href="/explore?start=organisation/us-national-institute-of-standards-and-technology"' in page
    assert page.index('id="agency"') < page.index('id="sentences"')


def test_each_sentence_of_the_page_is_where_its_link_leads(july: FlaskClient) -> None:
    """The index cuts texts where the reading room does."""
    page = july.get("/search?q=AI&kind=sentence").get_data(as_text=True)
    links = re.findall(r'href="(/document/[^"#]+)#(c\d+)"', page)
    assert len(links) > 5
    room = july.get(links[0][0]).get_data(as_text=True)
    assert all(f'id="{anchor}"' in room for _, anchor in links)


def test_suggestions_are_bounded(july: FlaskClient) -> None:
    """However many are found; each leads to a page."""
    found = july.get("/search.json?q=a").get_json()
    assert 0 < len(found) <= 12
    for item in july.get("/search.json?q=NIST").get_json():
        assert july.get(item["path"].partition("#")[0], headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    "query", ["q=a&page=0", "q=a&page=x", "q=a&page=99999999999", "q=a&kind=nonsense", "q=a&page=²"]
)
def test_nonsense_is_refused(july: FlaskClient, query: str) -> None:
    """400, and no traceback."""
    assert july.get(f"/search?{query}").status_code == 400


def test_a_long_search_is_cut(july: FlaskClient) -> None:
    """The page does not grow with what is asked."""
    page = july.get("/search", query_string={"q": "x" * 7000}).get_data(as_text=True)
    assert "x" * LONGEST_SEARCH in page
    assert "x" * (LONGEST_SEARCH + 1) not in page


def test_a_slip_of_the_pen_is_mended(index: SearchIndex, july: FlaskClient) -> None:
    """By the words that names are made of; what is like nothing, or spelt right, is left alone."""
    assert index.find_like(read_search("Natoinal institut")) == "national institute"
    assert index.find_like(read_search("national qqqqqqq")) == ""
    assert index.find_like(read_search("national institute")) == ""
    page = july.get("/search?q=Balakrishan").get_data(as_text=True)
    assert re.search(r'Did you mean <a href="/search\?q=balakrishnan">', page)


@pytest.mark.parametrize("start", ["'soon'", "'-5'", "'" + "9" * 5000 + "'", "'²'", "<urn:x>", "1.5"])
def test_offsets_that_are_none_do_no_harm(start: str) -> None:
    """A graph from elsewhere may say anything: what it says is still found."""
    index = make_search_index(read_store(DATA.replace("oa:start 8", f"oa:start {start}")), read_store(""))
    assert [said.finding for said in index.find_sentences(read_search("work"), most=5)] == [""]
    assert index.find_sentences(read_search("test"), most=5)[0].room == "/document/new"


def test_what_is_not_found_is_told(july: FlaskClient) -> None:
    """With a way on."""
    page = july.get("/search?q=zzzzz").get_data(as_text=True)
    assert "Nothing is called so" in page
    assert 'href="/browse/agencies"' in page


@pytest.mark.parametrize("path", ["/", "/ontology", "/browse/areas", "/download", "/nowhere"])
def test_every_page_can_be_searched_from(july: FlaskClient, path: str) -> None:
    """One form on each page, which works without a script."""
    page = july.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    assert len(re.findall(r'<form class="search" action="/search" method="get" role="search"', page)) == 1
