from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import cetgraph
from cetgraph.errors import QueryError, QuerySyntaxError, SourceError, UnknownQuestion
from cetgraph.graph.questions import (
    Need,
    Parameter,
    ParameterKind,
    decode_query,
    find_question,
    make_substitutions,
    parse_question,
    read_question,
    read_questions,
)
from cetgraph.graph.store import Store, read_store
from cetgraph.graph.terms import Iri, Literal, Term

QUERIES = Path(cetgraph.__file__).parent / "queries"

QUESTION = """\
# title: Who is where?
# description: One line
#   and another.
# keywords: people, places
# example: party=SG; words=two words
# need: who
# group: party body
# param party: party (optional) -- whose, such as SG
# param body: body (required) -- which body
# param words: text (default all) -- which words
PREFIX ex: <urn:ex:>
# param not: text (optional) -- this stands below the header
SELECT ?party ?body ?words { ?party ex:p ?body , ?words }
"""

DATA = """
BASE <https://w3id.org/cetgraph/id/>
PREFIX cet: <https://w3id.org/cetgraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<country/SG> a cet:Country ; rdfs:label "Singapore"@en ; dcterms:identifier "SG" .
<group/ASEAN> a cet:CountryGroup ; rdfs:label "Association of Southeast Asian Nations"@en ;
    dcterms:identifier "ASEAN" .
<organisation/us-nist> a cet:Agency , cet:Organisation ; rdfs:label "National Institute of Standards"@en ;
    skos:altLabel "NIST"@en .
<organisation/sg-institute> a cet:Agency ; rdfs:label "Safety Institute"@en .
<organisation/us-institute> a cet:Agency ; rdfs:label "Safety Institute"@en .
<dialogue/tech> a cet:Dialogue ; rdfs:label "Technology Dialogue"@en .
"""

ID = "https://w3id.org/cetgraph/id/"


@pytest.fixture(scope="module")
def store() -> Store:
    """Two parties, three bodies of which two share a name, and a dialogue."""
    return read_store(DATA)


def test_the_header_is_read() -> None:
    """Title, description over two lines, keywords and parameters; comments below the first line of SPARQL are none."""
    question = parse_question(QUESTION, name="who", place="who.rq")
    assert question.title == "Who is where?"
    assert question.description == "One line and another."
    assert question.keywords == ("people", "places")
    assert question.parameters == (
        Parameter(name="party", kind=ParameterKind.PARTY, description="whose, such as SG", is_required=False),
        Parameter(name="body", kind=ParameterKind.BODY, description="which body", is_required=True),
        Parameter(name="words", kind=ParameterKind.TEXT, description="which words", is_required=False, default="all"),
    )
    assert question.example == (("party", "SG"), ("words", "two words"))
    assert (question.need, question.group) == (Need.WHO, ("party", "body"))
    assert question.sparql == QUESTION


HEADERS = {
    "an unknown kind": "# title: T\n# param a: colour (optional) -- x\nASK {}",
    "no need": "# title: T\n# param a: text -- x\nASK {}",
    "no description": "# title: T\n# param a: text (optional)\nASK {}",
    "an unknown need": "# title: T\n# need: amuse\nASK {}",
    "no name": "# title: T\n# param : text (optional) -- x\nASK {}",
}


@pytest.mark.parametrize("text", HEADERS.values(), ids=HEADERS.keys())
def test_a_wrong_parameter_is_told_with_its_line(text: str) -> None:
    """A header that says half of what is needed is no header."""
    with pytest.raises(QueryError) as caught:
        parse_question(text, name="q", place="q.rq")
    assert caught.value.place == "q.rq, line 2"


def test_a_folder_of_questions(tmp_path: Path) -> None:
    """Questions come by name; one without a title is refused; other files are left alone."""
    (tmp_path / "b.rq").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "a.rq").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "README.md").write_text("no question", encoding="utf-8")
    assert [question.name for question in read_questions(tmp_path)] == ["a", "b"]
    (tmp_path / "c.rq").write_text("ASK {}", encoding="utf-8")
    with pytest.raises(QueryError, match="title"):
        read_questions(tmp_path)


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "no query"),
    "white space": (b" \n", "no query"),
    "no UTF-8": (b"ASK {}\n# \xff", "UTF-8"),
}


@pytest.mark.parametrize(("octets", "words"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_without_a_query(tmp_path: Path, octets: bytes, words: str) -> None:
    """What holds no query says so, with the file."""
    path = tmp_path / "q.rq"
    path.write_bytes(octets)
    with pytest.raises(QuerySyntaxError, match=words) as caught:
        read_question(path)
    assert str(path) in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there."""
    with pytest.raises(SourceError, match="No such file"):
        read_question(tmp_path / "none.rq")


def test_a_byte_order_mark_is_no_part_of_a_query() -> None:
    """Editors on Windows write one."""
    assert decode_query(b"\xef\xbb\xbfASK {}", place="q") == "ASK {}"


NAMES = {
    "a slip of the pen": ("breif", "brief"),
    "a part": ("third", "third-countries"),
    "something else": ("weather", "--list"),
}


@pytest.mark.parametrize(("name", "suggested"), NAMES.values(), ids=NAMES.keys())
def test_an_unknown_question_is_told_with_those_like_it(name: str, suggested: str) -> None:
    """The names that are near, or how to see them all."""
    with pytest.raises(UnknownQuestion) as caught:
        find_question(name, read_questions(QUERIES))
    assert suggested in str(caught.value)


def _question(kind: str) -> str:
    return f"# title: T\n# description: D\n# param x: {kind} (optional) -- x\nSELECT ?x {{ ?x ?p ?o }}"


VALUES: dict[str, tuple[str, str, Term]] = {
    "a code": ("party", "SG", Literal("SG")),
    "a code in small letters": ("party", "sg", Literal("SG")),
    "a code that the data does not name": ("party", "FR", Literal("FR")),
    "a group that the data does not name": ("party", "african union", Literal("AFRICAN-UNION")),
    "a country's name": ("party", "Singapore", Literal("SG")),
    "a group's name": ("party", "association of southeast asian nations", Literal("ASEAN")),
    "a notation": ("area", "quantum", Iri("https://w3id.org/cetgraph/scheme/area/quantum")),
    "an area in words": (
        "area", "Artificial Intelligence", Iri("https://w3id.org/cetgraph/scheme/area/artificial-intelligence"),
    ),
    "an area's IRI": ("area", "area:quantum", Iri("https://w3id.org/cetgraph/scheme/area/quantum")),
    "a body's name": ("body", "national institute of standards", Iri(f"{ID}organisation/us-nist")),
    "an acronym": ("body", "NIST", Iri(f"{ID}organisation/us-nist")),
    "a local name": ("body", "sg-institute", Iri(f"{ID}organisation/sg-institute")),
    "a body's IRI": ("body", f"{ID}organisation/us-institute", Iri(f"{ID}organisation/us-institute")),
    "a body's IRI with a prefix": ("body", "id:organisation/us-institute", Iri(f"{ID}organisation/us-institute")),
    "a dialogue": ("dialogue", "Technology Dialogue", Iri(f"{ID}dialogue/tech")),
    "an IRI": ("iri", "<urn:x:y>", Iri("urn:x:y")),
    "words": ("text", 'a "b" \\', Literal('a "b" \\')),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "term"), VALUES.values(), ids=VALUES.keys())
def test_a_value_becomes_a_term_of_its_kind(store: Store, kind: str, value: str, term: Term) -> None:
    """People write names; the query gets the term that they name."""
    question = parse_question(_question(kind), name="q", place="q")
    assert make_substitutions(question, {"x": value}, store) == {"x": term}


WRONG_VALUES = {
    "no party": ("party", "Atlantis", "Atlantis"),
    "nearly a party": ("party", "Singapura", "did you mean singapore"),
    "no area": ("area", "knitting", "knitting"),
    "nearly an area": ("area", "quantm", "did you mean quantum"),
    "no body": ("body", "Ministry of Magic", "no organisation called"),
    "nearly a body": ("body", "National Institut of Standards", "did you mean national institute of standards"),
    "two bodies": ("body", "Safety Institute", "sg-institute or us-institute"),
    "a body that is none": ("body", "id:country/SG", "no organisation"),
    "a dialogue that is a body": ("dialogue", "NIST", "no dialogue called"),
    "no IRI": ("iri", "not an iri", "no IRI"),
    "nothing": ("text", " ", "empty"),
}


@pytest.mark.parametrize(("kind", "value", "words"), WRONG_VALUES.values(), ids=WRONG_VALUES.keys())
def test_a_value_that_names_nothing_of_its_kind_is_refused(store: Store, kind: str, value: str, words: str) -> None:
    """The error names the parameter, the value, and what may have been meant."""
    question = parse_question(_question(kind), name="q", place="q")
    with pytest.raises(UnknownQuestion) as caught:
        make_substitutions(question, {"x": value}, store)
    assert "'x'" in str(caught.value)
    assert words in str(caught.value)


def test_which_values_are_given(store: Store) -> None:
    """A default stands in, an unknown parameter and a missing required one are refused, by name."""
    question = parse_question(QUESTION, name="who", place="who.rq")
    assert make_substitutions(question, {"body": "NIST"}, store) == {
        "body": Iri(f"{ID}organisation/us-nist"),
        "words": Literal("all"),
    }
    with pytest.raises(UnknownQuestion, match="needs the parameter 'body'"):
        make_substitutions(question, {}, store)
    with pytest.raises(UnknownQuestion, match="no parameter 'colour'"):
        make_substitutions(question, {"body": "NIST", "colour": "red"}, store)


KINDS = """\
# title: T
# param asOf: date (default today) -- when
# param state: text (optional, one of due, kind of due) -- how
SELECT ?asOf ?state { ?x ?asOf ?state }
"""


def test_a_day_is_by_default_today(store: Store) -> None:
    """It is plain words, as the graph's dates may be coarser; without a today it has no value."""
    question = parse_question(KINDS, name="q", place="q.rq")
    assert make_substitutions(question, {}, store, today=date(2024, 2, 3)) == {"asOf": Literal("2024-02-03")}
    assert make_substitutions(question, {"asOf": "2020-02-29"}, store) == {"asOf": Literal("2020-02-29")}
    assert make_substitutions(question, {}, store) == {}


@pytest.mark.parametrize("value", ["2023-02-29", "2024-02", "today", "03/02/2024"])
def test_what_is_no_day_is_told(store: Store, value: str) -> None:
    """A month alone and other ways of writing are none."""
    with pytest.raises(UnknownQuestion, match="is no day"):
        make_substitutions(parse_question(KINDS, name="q", place="q.rq"), {"asOf": value}, store)


def test_a_parameter_with_a_few_values(store: Store) -> None:
    """Those and no others, in capitals or not; one may be of several words."""
    question = parse_question(KINDS, name="q", place="q.rq")
    assert question.parameters[1].choices == ("due", "kind of due")
    assert make_substitutions(question, {"state": "Kind of due"}, store) == {"state": Literal("kind of due")}
    with pytest.raises(UnknownQuestion, match="none of its values") as caught:
        make_substitutions(question, {"state": "overdue"}, store)
    assert caught.value.remedy == "write due, kind of due"
