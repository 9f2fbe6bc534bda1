"""The rows that the fact sheet of 31 July 2024 itself gives, written down from its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

import pytest
from tests.july_graph import DOCUMENT, july_trig

import cetgraph
from cetgraph.graph.questions import find_question, make_substitutions, read_questions
from cetgraph.graph.store import LoadedStore, Rows, Store, read_store

QUESTIONS = read_questions(Path(cetgraph.__file__).parent / "queries")

Ask = Callable[..., list[dict[str, str]]]

# The ten commitments, in the order of the text, by words that stand in no other.
AGREEMENT = "making progress to negotiate and conclude an Agreement on Science and Technology Cooperation"
MAPPING = "Expanding the mapping"
TESTING = "red-teaming guidelines"
STANDARDS = "international standards developing bodies such as the International Organization for Standardization"
INSTITUTES = "Welcoming cooperation between"
SCIENTISTS = "Our AI scientists will meet in September 2024"
NETWORK = "support the forthcoming convening of the international network"
GRANT_CALLS = "through grant calls on responsible AI"
TRAINING = "Third Country Training Program"
WORKSHOP = "Convening an NSF-funded workshop"
IN_ORDER = (
    AGREEMENT, MAPPING, TESTING, STANDARDS, INSTITUTES, SCIENTISTS, NETWORK, GRANT_CALLS, TRAINING, WORKSHOP,
)  # fmt: skip

NIST = "National Institute of Standards and Technology"
IMDA = "Infocomm Media Development Authority"
NSF = "National Science Foundation"
AISI = "AI Safety Institute"
ISO = "International Organization for Standardization"
TITLE = "Second U.S.-Singapore Critical and Emerging Technology Dialogue: Joint Fact Sheet"


CALLED = {"Artificial Intelligence Safety Institute": AISI, "Singapore AI Safety Institute": AISI}
"""What gazetteers call "the United States’ and Singapore’s AI Safety Institutes"."""


def _name(words: str) -> str:
    """The body's name in the fact sheet."""
    return CALLED.get(words, words)


@pytest.fixture(scope="module")
def july() -> LoadedStore:
    """The graph of the fact sheet."""
    return read_store(july_trig())


@pytest.fixture(scope="module")
def ask(july: Store) -> Ask:
    """A function that answers a question about the fact sheet, or about another store."""

    def answer(name: str, store: Store | None = None, **values: str) -> list[dict[str, str]]:
        question = find_question(name, QUESTIONS)
        terms = make_substitutions(question, values, store or july)
        return _of_july((store or july).select(question.sparql, substitutions=terms))

    return answer


def _of_july(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The rows that rest on the fact sheet, should the committed graph hold other documents as well."""
    return [row for row in rows if row.get("title", TITLE) == TITLE]


def _which(rows: Iterable[dict[str, str]]) -> list[str]:
    """The commitments that the rows quote, each by its words above."""
    return [next((words for words in IN_ORDER if words in row["quote"]), row["quote"]) for row in rows]


def test_every_claim_shows_its_sentence(ask: Ask) -> None:
    """Question 3: ten commitments, each with the sentence, the document and its date, in the order of the text."""
    rows = ask("evidence-of-a-claim", kind="commitment")
    assert _which(rows) == list(IN_ORDER)
    assert {(row["title"], row["issued"]) for row in rows} == {(TITLE, "2024-07-31")}
    assert all(int(row["end"]) - int(row["start"]) == len(row["quote"]) for row in rows)


def test_a_claim_is_found_by_its_words_or_its_iri(ask: Ask) -> None:
    """Question 3: words in any case lead to the one commitment that has them, and its IRI to the same row."""
    (row,) = ask("evidence-of-a-claim", kind="commitment", words="RED-TEAMING")
    assert row["quote"] == (
        "Collaborating on testing and evaluation between NIST and IMDA, such as exploring the alignment of "
        "red-teaming guidelines and benchmarks."
    )
    assert [found["quote"] for found in ask("evidence-of-a-claim", claim=row["claim"])] == [row["quote"]]
    assert ask("evidence-of-a-claim", words="moon landing") == []


def test_who_took_part_is_a_claim_too(ask: Ask) -> None:
    """Question 3: the words that name each chair are its evidence."""
    quotes = {row["quote"] for row in ask("evidence-of-a-claim", kind="participation")}
    assert {"Vivian Balakrishnan", "Josephine Teo", "Antony Blinken", "Jake Sullivan"} <= quotes


COUNTERPARTS = {
    ("SG", IMDA, "US", NIST, "2"),
    ("SG", AISI, "US", AISI, "1"),
    ("SG", "AI Singapore", "US", NSF, "1"),
    ("US", NIST, "SG", IMDA, "2"),
    ("US", AISI, "SG", AISI, "1"),
    ("US", NSF, "SG", "AI Singapore", "1"),
    ("US", NSF, "", "", "1"),
    ("", ISO, "", "", "1"),
}
COLUMNS = ("party", "bodyName", "counterpartParty", "counterpartName", "commitments")


def _counterparts(rows: Iterable[dict[str, str]]) -> set[tuple[str, ...]]:
    return {tuple(_name(row.get(column, "")) for column in COLUMNS) for row in rows}


def test_who_works_on_ai_and_who_are_their_counterparts(ask: Ask) -> None:
    """Question 7: each side's bodies with whom they work; NSF holds its workshop without a named counterpart."""
    rows = ask("who-works-on-what", area="artificial-intelligence")
    assert len(rows) == len(COUNTERPARTS)
    assert _counterparts(rows) == COUNTERPARTS
    assert _counterparts(ask("who-works-on-what")) == COUNTERPARTS


def test_who_works_on_it_on_one_side(ask: Ask) -> None:
    """Question 7: asked for one party, its bodies alone; in a field that the document is silent on, nobody."""
    assert _counterparts(ask("who-works-on-what", party="SG")) == {row for row in COUNTERPARTS if row[0] == "SG"}
    assert _counterparts(ask("who-works-on-what", party="Singapore")) == {row for row in COUNTERPARTS if row[0] == "SG"}
    assert ask("who-works-on-what", area="quantum") == []


def test_the_brief_of_the_partnership(ask: Ask) -> None:
    """Question 8: all ten commitments, in order, with how far they have got, whoever asks first for whom."""
    rows = ask("brief", party="US", partner="SG")
    assert _which(rows) == list(IN_ORDER)
    assert rows == [{**row, "party": "US", "partner": "SG"} for row in ask("brief")]
    assert [row["progress"] for row in rows] == [
        "under-way", "under-way", "under-way", "under-way", "under-way",
        "announced", "announced", "exploring", "under-way", "announced",
    ]  # fmt: skip
    assert {row["parties"] for row in rows} == {"SG US"}
    assert [_bodies(row.get("bodies", "")) for row in rows] == [
        "",
        f"{IMDA} (SG); {NIST} (US)",
        f"{IMDA} (SG); {NIST} (US)",
        ISO,
        f"{AISI} (SG); {AISI} (US)",
        "",
        "",
        f"AI Singapore (SG); {NSF} (US)",
        "",
        f"{NSF} (US)",
    ]
    assert [row.get("dates", "") for row in rows] == ["", "", "", "", "", "2024-09", "", "", "", ""]


def _bodies(cell: str) -> str:
    """The bodies of a cell, as the fact sheet names them, sorted: "X (SG); Y (US)"."""
    for called, name in CALLED.items():
        cell = cell.replace(called, name)
    return "; ".join(sorted(cell.split("; ")))


def test_the_brief_in_one_area(ask: Ask) -> None:
    """Question 8: the agreement stands before the heading of AI, so that a brief on AI leaves it out."""
    assert _which(ask("brief", area="artificial-intelligence")) == list(IN_ORDER[1:])
    assert ask("brief", party="SG", area="semiconductors") == []
    assert ask("brief", party="SG", partner="JP") == []


def test_firm_and_exploratory(ask: Ask) -> None:
    """Question 12: three are promised, six are carried further, one is looked into."""
    rows = ask("firm-and-exploratory")
    assert _which(row for row in rows if row["firmness"] == "firm") == [SCIENTISTS, NETWORK, WORKSHOP]
    assert _which(row for row in rows if row["firmness"] == "ongoing") == [
        AGREEMENT, MAPPING, TESTING, STANDARDS, INSTITUTES, TRAINING,
    ]  # fmt: skip
    assert _which(row for row in rows if row["firmness"] == "exploratory") == [GRANT_CALLS]
    assert [row["firmness"] for row in rows] == ["firm"] * 3 + ["ongoing"] * 6 + ["exploratory"]
    assert _which(ask("firm-and-exploratory", firmness="exploratory", party="US")) == [GRANT_CALLS]
    assert _which(ask("firm-and-exploratory", firmness="ongoing", area="artificial-intelligence"))[0] == MAPPING
    assert ask("firm-and-exploratory", party="JP") == []


def test_welcoming_is_shown_as_such(ask: Ask) -> None:
    """Question 12: the stance stands beside each row, as to welcome is not to promise."""
    assert {row["stance"] for row in ask("firm-and-exploratory") if INSTITUTES in row["quote"]} == {"welcomes"}


def test_who_chaired(ask: Ask) -> None:
    """Question 14: four chairs at the second meeting, two a side, each there for the first time in the graph."""
    rows = ask("who-chaired-and-attended", dialogue="U.S.-Singapore Critical and Emerging Technology Dialogue")
    columns = ("heldOn", "ordinal", "place", "role", "party", "personName", "post")
    second = [row for row in rows if row["ordinal"] == "2"]
    assert [tuple(row[column] for column in columns) for row in second] == [
        ("2024-07-31", "2", "Singapore", "chair", "SG", "Josephine Teo",
         "Minister for Digital Development and Information"),
        ("2024-07-31", "2", "Singapore", "chair", "SG", "Vivian Balakrishnan", "Minister for Foreign Affairs"),
        ("2024-07-31", "2", "Singapore", "chair", "US", "Antony Blinken", "Secretary of State"),
        ("2024-07-31", "2", "Singapore", "chair", "US", "Jake Sullivan", "National Security Advisor"),
    ]  # fmt: skip
    ours = ask("who-chaired-and-attended", party="SG")
    assert {"Josephine Teo", "Vivian Balakrishnan"} <= {row["personName"] for row in ours}
    assert {row["party"] for row in ours} == {"SG"}


def test_how_two_bodies_are_connected(ask: Ask) -> None:
    """Question 15: NIST and IMDA share two commitments and a document; NIST and NSF a document only."""
    rows = ask("how-connected", body="NIST", other="IMDA")
    assert [(row["steps"], row["how"]) for row in rows] == [
        ("1", "same commitment"),
        ("1", "same commitment"),
        ("1", "same document"),
    ]
    assert set(_which(row for row in rows if "quote" in row)) == {MAPPING, TESTING}
    assert [row["how"] for row in ask("how-connected", body=NIST, other=NSF)] == ["same document"]


def test_a_connection_reads_the_same_from_both_ends(ask: Ask) -> None:
    """Question 15: what links the first with the second links the second with the first."""
    there, back = (ask("how-connected", body=one, other=two) for one, two in (("NSF", "AISG"), ("AISG", "NSF")))
    assert [row["how"] for row in there] == [row["how"] for row in back] == ["same commitment", "same document"]


def test_all_that_a_body_is_connected_with(ask: Ask) -> None:
    """Question 15: without a second body, every one that the document names is connected with NIST."""
    names = {(_name(row["otherName"]), row.get("otherParty", "")) for row in ask("how-connected", body="NIST")}
    assert {(IMDA, "SG"), (AISI, "SG"), (AISI, "US"), (NSF, "US"), ("AI Singapore", "SG"), (ISO, "")} <= names
    assert (NIST, "US") not in names


def test_third_countries_and_groups(ask: Ask) -> None:
    """Question 16: ISO takes part in the work on standards; training and workshop are for Asian partners.

    Whether "Southeast Asia" means ASEAN is for the reading to say: if it does, the same two extend to it.
    """
    rows = ask("third-countries")
    by_body = [(row["reachedName"], *_which([row])) for row in rows if row["how"] == "an international body takes part"]
    assert by_body == [(ISO, STANDARDS)]
    by_words = [(row["reachedName"], *_which([row])) for row in rows if row["how"] == "its words name a region"]
    assert by_words == [
        ("Southeast Asia", TRAINING),
        ("third countries", TRAINING),
        ("South Asia", WORKSHOP),
        ("Southeast Asia", WORKSHOP),
    ]
    others = [row for row in rows if row["how"] == "extends to"]
    assert {(row["party"], *_which([row])) for row in others} <= {("ASEAN", TRAINING), ("ASEAN", WORKSHOP)}
    assert len(rows) == len(by_body) + len(by_words) + len(others)
    assert ask("third-countries", party="JP") == []
    assert ask("third-countries", party="ASEAN") == others


SILENT = {
    "between-two-meetings": "one meeting",
    "compare-partnerships": "needs its values",
    "not-mentioned-again": "no later document",
    "obtained": "needs its values",
    "shared-forums": "one dialogue",
    "signed": "no later document",
    "survived": "no later document",
    "two-texts": "one text",
}
"""Questions that the one document cannot answer without values, and why."""


def test_each_question_answers_without_values(july: Store) -> None:
    """The bare query, as an editor or another endpoint would run it, is SPARQL that gives rows where there are any."""
    for question in QUESTIONS:
        answer = july.query(question.sparql, source=question.place)
        assert isinstance(answer, Rows)
        assert bool(answer.rows) == (question.name not in SILENT), question.name


def test_each_parameter_is_a_variable_of_its_question(july: Store) -> None:
    """A parameter that the query does not select could not be given a value."""
    for question in QUESTIONS:
        answer = july.query(question.sparql)
        assert isinstance(answer, Rows)
        assert {parameter.name for parameter in question.parameters} <= set(answer.variables), question.name


def test_there_are_questions_enough() -> None:
    """There is one for each of the twenty that people ask."""
    assert {question.name for question in QUESTIONS} == {
        "agencies",
        "agenda",
        "between-two-meetings",
        "compare-partnerships",
        "due-dates",
        "not-mentioned-again",
        "obtained",
        "promised",
        "shared-forums",
        "signed",
        "survived",
        "trace",
        "two-texts",
        "evidence-of-a-claim",
        "who-works-on-what",
        "brief",
        "firm-and-exploratory",
        "who-chaired-and-attended",
        "how-connected",
        "third-countries",
    }
    assert all(question.keywords and question.need for question in QUESTIONS)


def test_columns_of_groups_are_there_and_in_order(july: Store) -> None:
    """What a page groups by is selected, and rows of one group stand together."""
    for question in QUESTIONS:
        answer = july.query(question.sparql)
        assert isinstance(answer, Rows)
        assert set(question.group) <= set(answer.variables), question.name
        places = [answer.variables.index(name) for name in question.group]
        keys = [tuple(row[place] for place in places) for row in answer.rows]
        assert len(list(groupby(keys))) == len(set(keys)), question.name


def test_what_was_promised_stands_as_it_was_said(ask: Ask) -> None:
    """Question 1: ten items at the second meeting, none of them spoken of since."""
    rows = ask("promised", party="SG", partner="US")
    assert _which(rows) == list(IN_ORDER)
    assert all(row["standsNow"] == row["progress"] and "lastMentioned" not in row for row in rows)
    assert _which(ask("promised", area="research-and-innovation")) == [AGREEMENT]


def test_what_is_due(ask: Ask) -> None:
    """Question 6: the scientists meet in September 2024, which is over on the first of October."""
    assert _which(ask("due-dates", asOf="2024-09-30", by="2024-09-30", state="due")) == [SCIENTISTS]
    assert _which(ask("due-dates", asOf="2024-10-01", state="overdue")) == [SCIENTISTS]
    assert ask("due-dates", asOf="2024-07-30") == []


def test_agencies_of_one_partnership(ask: Ask) -> None:
    """Question 9: each works with the one other country; an international body is no agency of any."""
    rows = ask("agencies")
    assert {(row["party"], row["partnerCodes"]) for row in rows} == {("SG", "US"), ("US", "SG")}
    assert ISO not in {row["bodyName"] for row in rows}


def test_the_agenda_of_one_document(ask: Ask) -> None:
    """Question 18: where there is one document, nothing can be told of what entered or left."""
    assert {row["state"] for row in ask("agenda")} == {"one-document"}
    assert ask("agenda", area="quantum") == []


def test_one_instrument_traced(ask: Ask) -> None:
    """Question 5: the agreement is stated once and named."""
    rows = ask("trace", words="science and technology cooperation")
    assert {row["how"] for row in rows} == {"stated", "named"}
    assert _which(row for row in rows if row["how"] == "stated") == [AGREEMENT]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_order_of_the_rows_is_settled(question: object, july: Store) -> None:
    """The same data read in another order gives the same rows in the same order."""
    sparql = question.sparql  # type: ignore[attr-defined]
    lines = sorted(july_trig_triples(july), reverse=True)
    assert july.query(sparql) == read_store("\n".join(lines)).query(sparql)


def july_trig_triples(store: Store) -> list[str]:
    """The statements as lines of N-Triples."""
    from cetgraph.graph.store import write_ntriples  # noqa: PLC0415

    return write_ntriples(list(store.match())).decode().splitlines()


MADE_UP = """
BASE <https://w3id.org/cetgraph/id/>
PREFIX cet: <https://w3id.org/cetgraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX progress: <https://w3id.org/cetgraph/scheme/progress/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX scheme: <https://w3id.org/cetgraph/scheme/>

<country/FR> a cet:Country ; rdfs:label "France"@en ; dcterms:identifier "FR" .
<country/US> a cet:Country ; rdfs:label "United States"@en ; dcterms:identifier "US" .
<country/JP> a cet:Country ; rdfs:label "Japan"@en ; dcterms:identifier "JP" .
<group/EU> a cet:CountryGroup ; rdfs:label "European Union"@en ; dcterms:identifier "EU" ;
    cet:hasMember <country/FR> .
<organisation/a> a cet:Organisation ; rdfs:label "Body A"@en ; cet:belongsTo <country/US> .
<organisation/b> a cet:Organisation ; rdfs:label "Body B"@en ; cet:belongsTo <country/FR> .
<organisation/c> a cet:Organisation ; rdfs:label "Body C"@en ; cet:belongsTo <country/JP> .
<organisation/d> a cet:Organisation ; rdfs:label "Body D"@en ; org:subOrganizationOf <organisation/a> .
<document/one> a cet:SourceDocument ; dcterms:title "Made up"@en ; dcterms:issued "2024-01-01" ;
    cet:documentParty <country/US> , <group/EU> .
<initiative/i> rdfs:label "Initiative I"@en .
<initiative/j> rdfs:label "Initiative J"@en .
<commitment/ab> a cet:Commitment ; rdfs:label "AB"@en ; cet:statedIn <document/one> ; cet:evidence <e/ab> ;
    cet:body <organisation/a> , <organisation/b> ; cet:concernsInitiative <initiative/i> ; cet:party <country/US> ;
    cet:progress progress:under-way ; cet:progressBasis <x> ; cet:stance <x> ; cet:amount <amount/1> .
<commitment/bc> a cet:Commitment ; rdfs:label "BC"@en ; cet:statedIn <document/one> ; cet:evidence <e/bc> ;
    cet:body <organisation/b> , <organisation/c> ; cet:concernsInitiative <initiative/j> ; cet:party <country/US> ;
    cet:progress progress:completed ; cet:progressBasis <x> ; cet:stance <x> .
<commitment/d> a cet:Commitment ; rdfs:label "D"@en ; cet:statedIn <document/one> ; cet:evidence <e/d> ;
    cet:body <organisation/d> ; cet:concernsInitiative <initiative/i> ; cet:party <country/US> ;
    cet:progress progress:under-way ; cet:progressBasis <x> ; cet:stance <x> .
<amount/1> rdfs:label "USD 10,000,000"@en .
<e/ab> oa:hasSelector <e/ab/q> , <e/ab/p> . <e/ab/q> oa:exact "A and B" . <e/ab/p> oa:start 1 ; oa:end 8 .
<e/bc> oa:hasSelector <e/bc/q> , <e/bc/p> . <e/bc/q> oa:exact "B and C" . <e/bc/p> oa:start 10 ; oa:end 17 .
<e/d> oa:hasSelector <e/d/q> , <e/d/p> . <e/d/q> oa:exact "D alone" . <e/d/p> oa:start 20 ; oa:end 27 .
"""


@pytest.fixture(scope="module")
def select() -> Ask:
    """A function that answers a question about made-up bodies that are connected in every way."""
    made_up = read_store(MADE_UP)

    def answer(name: str, **values: str) -> list[dict[str, str]]:
        question = find_question(name, QUESTIONS)
        return made_up.select(question.sparql, substitutions=make_substitutions(question, values, made_up))

    return answer


def test_two_steps_lead_over_a_third_body(select: Ask) -> None:
    """Question 15: A and C never meet, and B works with both."""
    assert [(row["steps"], row["how"], row["throughName"]) for row in select("how-connected", body="a", other="c")] == [
        ("2", "through a body", "Body B")
    ]


def test_other_ways_to_be_connected(select: Ask) -> None:
    """Question 15: D is part of A, and works on the same initiative in another commitment."""
    assert [row["how"] for row in select("how-connected", body="a", other="d")] == ["has as a part", "same initiative"]
    assert [row["how"] for row in select("how-connected", body="d", other="a")] == ["is part of", "same initiative"]


def test_a_body_of_a_third_country(select: Ask) -> None:
    """Question 16: Japan is no party; France is, as a member of the EU, which is one."""
    rows = select("third-countries")
    assert [(row["reachedName"], row["party"], row["quote"]) for row in rows] == [("Body C", "JP", "B and C")]
    assert len(select("third-countries", party="Japan")) == 1


def test_money_makes_firm(select: Ask) -> None:
    """Question 12: what money is named for is firm, and so is what has happened; a plain continuation is not."""
    rows = select("firm-and-exploratory")
    assert [(row["quote"], row["firmness"]) for row in rows] == [
        ("A and B", "firm"),
        ("B and C", "firm"),
        ("D alone", "ongoing"),
    ]
    assert rows[0]["amounts"] == "USD 10,000,000"


def test_the_fact_sheet_is_the_one(july: LoadedStore) -> None:
    """The graph that these rows are held against is that of the fact sheet."""
    assert any(DOCUMENT in graph for graph in july.graphs())
