from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cetgraph.graph import identifiers
from cetgraph.model import DocumentFacts, DocumentKind, Party

SLUGS = {
    "words": ("National Science Foundation", "national-science-foundation"),
    "points in initials go": ("U.S.-Singapore Dialogue", "us-singapore-dialogue"),
    "without points the same": ("US-Singapore Dialogue", "us-singapore-dialogue"),
    "a full stop parts words": ("Washington. D.C. office", "washington-dc-office"),
    "accents go": ("Conselho de São Paulo", "conselho-de-sao-paulo"),
    "letters without decomposition": ("Ørsted Łódź Straße", "orsted-lodz-strasse"),
    "apostrophes go": ("People’s Association", "peoples-association"),
    "straight apostrophes too": ("People's Association", "peoples-association"),
    "an ampersand is a word": ("R&D", "r-and-d"),
    "invisible characters go": ("Data\u200bbase\ufeff", "database"),
    "no-break spaces are spaces": ("AI\N{NO-BREAK SPACE}Singapore", "ai-singapore"),
    "dashes of all kinds": ("India–U.S. plan — draft", "india-us-plan-draft"),
}


@pytest.mark.parametrize(("words", "expected"), SLUGS.values(), ids=SLUGS.keys())
def test_slug(words: str, expected: str) -> None:
    """A slug is made of lower-case ASCII words, the same for spellings that differ only typographically."""
    assert identifiers.slug(words) == expected


@given(st.text())
def test_any_words_give_a_safe_slug(words: str) -> None:
    """A slug needs no escape in an IRI, in Turtle or in a file name, and is never empty."""
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", identifiers.slug(words))


@given(st.text())
def test_a_slug_is_its_own_slug(words: str) -> None:
    """Slugging twice changes nothing."""
    slug = identifiers.slug(words)
    assert identifiers.slug(slug) == slug


@given(st.lists(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_white_space_and_case_do_not_count(words: list[str]) -> None:
    """Words read again from another layout give the same hash."""
    assert identifiers.digest(" ".join(words)) == identifiers.digest("\n \t" + "\N{NO-BREAK SPACE}".join(words))


def test_names_of_other_scripts_stay_apart() -> None:
    """A name without ASCII letters has a slug of its own."""
    assert identifiers.slug("中国科学院") != identifiers.slug("科学技术部")
    assert identifiers.slug("中国科学院") == identifiers.slug("中国科学院")


def _document(title: str, date: str | None = "2024-07-31") -> DocumentFacts:
    return DocumentFacts(title=title, date=date, source_url=None, kind=DocumentKind.OTHER)


def test_a_long_title_is_cut_at_a_word() -> None:
    """The document's name holds at most 80 characters of its title, whole words."""
    title = "Joint Fact Sheet " + "on Cooperation " * 10
    name = identifiers.document_name(_document(title))
    slug = name.removeprefix("2024-07-31-")
    assert len(slug) <= identifiers.TITLE_LENGTH
    assert identifiers.slug(title).startswith(f"{slug}-")


@given(st.text(min_size=1))
def test_document_names_fit_into_file_names(title: str) -> None:
    """With its suffix a document's name is well below 255 bytes."""
    assert len(identifiers.document_name(_document(title, None)).encode()) <= 200


def test_a_document_without_a_date_says_so() -> None:
    """No date is guessed."""
    assert identifiers.document_name(_document("A Deal", None)) == "undated-a-deal"


SERIES = {
    "parties in another order": ("U.S.-Singapore CET Dialogue", "Singapore-US CET Dialogue", True),
    "parties in full": ("United States-Singapore Dialogue", "Singapore – U.S. Dialogue", True),
    "parties by adjective and compound": ("Indo-American Fund", "U.S.-India Fund", True),
    "parties joined by and": ("Japan and the Republic of Korea Forum", "ROK-Japan Forum", True),
    "three parties": ("U.S.-Japan-ROK Economic Dialogue", "Japan, Korea, and U.S. Economic Dialogue", True),
    "the number of parties": ("U.S.-France Bilateral Cyber Dialogue", "French-American Cyber Dialogue", True),
    "how often": ("Annual U.S.-India Dialogue", "U.S.-India Annual Dialogue", True),
    "several dialogues": ("U.S.-India Space Dialogues", "U.S.-India Space Dialogue", True),
    "British and American": ("UK-Japan Defence Programme", "Japan-UK Defense Program", True),
    "an acronym in brackets": ("U.S.-Singapore Critical (CET) Dialogue", "U.S.-Singapore Critical Dialogue", True),
    "an article": ("the Quad Summit", "Quad Summit", True),
    "other parties": ("U.S.-Singapore Dialogue", "U.S.-India Dialogue", False),
    "other words": ("U.S.-India Space Dialogue", "U.S.-India Trade Dialogue", False),
    "a region that looks like a party": ("Indo-Pacific Dialogue", "India-Pacific Dialogue", False),
    "words in another order": ("Space Trade Dialogue", "Trade Space Dialogue", False),
    "one more party": ("U.S.-Japan Dialogue", "U.S.-Japan-Korea Dialogue", False),
}


@pytest.mark.parametrize(("one", "other", "same"), SERIES.values(), ids=SERIES.keys())
def test_spellings_of_one_series(one: str, other: str, *, same: bool) -> None:
    """A series is known under the spelling and order of its parties and the acronym that a document chooses."""
    names = {identifiers.instrument_name(name, parties=()) for name in (one, other)}
    assert (len(names) == 1) is same


NAMES = {"IN": "India", "SG": "Singapore", "US": "United States"}
INSTRUMENTS = {
    "a name that each pair of parties uses": ("Agreement on Science", ("US", "SG"), "sg-us-agreement-on-science"),
    "a name that opens with its parties": ("U.S.-India Pact", ("US", "IN"), "in-us-pact"),
    "after an article": ("the U.S.-India Pact", ("US", "IN"), "in-us-pact"),
    "of others than the document's": ("U.S.-India Pact", ("JP", "US"), "in-us-pact"),
    "in a document of its parties": ("Trilateral Pact", ("JP", "US", "KR"), "jp-kr-us-pact"),
    "of a group": ("Quad Principles", ("US", "JP"), "quad-principles"),
    "of many parties": ("Ransomware Initiative", ("AU", "CA", "DE", "FR", "US"), "ransomware-initiative"),
    "a hyphen in another name": ("Bio-X", ("US", "IN"), "in-us-bio-x"),
    "one party alone": ("Singapore Declaration", ("US", "SG"), "sg-us-singapore-declaration"),
    "a hyphen that joins no parties": ("Lower-cost Launch Fund", ("US", "IN"), "in-us-lower-cost-launch-fund"),
}


@pytest.mark.parametrize(("name", "parties", "expected"), INSTRUMENTS.values(), ids=INSTRUMENTS.keys())
def test_an_unknown_instrument_belongs_to_its_parties(name: str, parties: tuple[str, ...], expected: str) -> None:
    """Two partnerships' agreements of one name are two."""
    described = [Party(code=code, name=NAMES.get(code, code)) for code in parties]
    assert identifiers.instrument_name(name, parties=described) == expected
    assert identifiers.instrument_name(name, parties=described[::-1]) == expected


def test_the_gazetteers_name_gives_the_same_name_as_a_new_one() -> None:
    """A name that is taken into the gazetteer keeps its identifier where it opens with its parties."""
    assert identifiers.known_instrument_name("U.S.-UK SciTech Forum") == "gb-us-scitech-forum"
    assert identifiers.instrument_name("British-American SciTech Forum", parties=()) == "gb-us-scitech-forum"
    assert identifiers.known_instrument_name("Paris Agreement") == "paris-agreement"


BODIES = {
    "American": (("Center for Defense", "US", False), "us-center-for-defense"),
    "British": (("Centre for Defence", "US", False), "us-center-for-defense"),
    "a legal form": (("Biological E. Ltd.", "IN", True), "in-biological-e"),
    "two of them": (("Samsung Electronics Co., Ltd", "KR", True), "kr-samsung-electronics"),
    "a legal form of no company": (("Academic Freedom Limited", "GB", False), "gb-academic-freedom-limited"),
    "nothing but a legal form": (("Limited", None, True), "int-limited"),
}


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES.keys())
def test_a_new_body(body: tuple[str, str | None, bool], expected: str) -> None:
    """Two spellings of a new body's name are one body."""
    name, country, is_company = body
    assert identifiers.new_body_name(name, country, is_company=is_company) == expected


@given(st.lists(st.sampled_from(["a", "b", "a-2", "b-2", "a-3"])))
def test_numbered_names_differ(names: list[str]) -> None:
    """Equal names are told apart, whatever numbers they bring along, and a name's first use stays as it is."""
    result = identifiers.numbered(names)
    assert len(set(result)) == len(names)
    firsts = {name: result[names.index(name)] for name in names}
    assert all(fresh == name for name, fresh in firsts.items())
