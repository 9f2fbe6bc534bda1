"""What became of promises: the questions over several documents, asked of made-up ones that the pipeline has read.

The documents in `meetings/` are three meetings of the United States and Norway, the third told in two texts, and one
of the United States and Finland. The rows are written down from their words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.queries.meetings_graph import meetings_store

import cetgraph
from cetgraph.errors import UnknownQuestion
from cetgraph.graph.questions import find_question, make_substitutions, read_questions
from cetgraph.graph.store import Store

QUESTIONS = read_questions(Path(cetgraph.__file__).parent / "queries")

Ask = Callable[..., list[dict[str, str]]]

AGREEMENT = "Quantum Research Agreement"
SKILLS = "Quantum Skills Task Force"
STANDARDS = "AI Standards Working Group"
ROADMAP = "AI Testing Roadmap"
CHIPS = "Chip Design Partnership"
PILOT = "Joint Health Data Pilot"
NAMED = (AGREEMENT, SKILLS, STANDARDS, ROADMAP, CHIPS, PILOT)
FIRST = "id:meeting/no-us-emerging-technology-dialogue/ordinal-1"
SECOND = "id:meeting/no-us-emerging-technology-dialogue/ordinal-2"
THIRD = "id:meeting/no-us-emerging-technology-dialogue/ordinal-3"
WORKSHOP = "will hold a joint workshop on quantum sensing"
TEST_BEDS = "shared test beds for maritime autonomy"


@pytest.fixture(scope="module")
def meetings() -> Store:
    """The graph of the made-up documents."""
    return meetings_store()


@pytest.fixture(scope="module")
def ask(meetings: Store) -> Ask:
    """A function that answers a question about them."""

    def answer(name: str, *, today: date | None = None, **values: str) -> list[dict[str, str]]:
        question = find_question(name, QUESTIONS)
        terms = make_substitutions(question, values, meetings, today=today)
        return meetings.select(question.sparql, substitutions=terms)

    return answer


def _named(rows: list[dict[str, str]], *columns: str) -> set[tuple[str, ...]]:
    """Those columns of the rows that are on a named instrument."""
    return {tuple(row.get(name, "") for name in columns) for row in rows if row["initiativeName"] in NAMED}


def test_where_each_item_of_a_meeting_stands(ask: Ask) -> None:
    """Question 1: as worded then, and as worded by the latest document that speaks of it."""
    rows = ask("promised", meeting=FIRST)
    assert _named(rows, "initiativeName", "progress", "standsNow", "lastMentioned") == {
        (AGREEMENT, "announced", "completed", "2024-05-20"),
        (STANDARDS, "announced", "under-way", "2025-06-03"),
        (SKILLS, "announced", "announced", ""),
        (ROADMAP, "announced", "announced", ""),
    }
    assert all(len(row["documentsSearched"].split(" | ")) == 3 for row in rows)
    assert ask("promised", meeting=FIRST, party="Finland") == []
    assert {row["parties"] for row in ask("promised", party="NO", partner="US")} <= {"NO US", "NO"}


def test_the_last_document_has_nothing_later_to_search(ask: Ask) -> None:
    """Question 1: what was said last stands as it was said, and no documents are named."""
    rows = ask("promised", meeting=THIRD)
    assert len(rows) == 7
    assert all("lastMentioned" not in row and "documentsSearched" not in row for row in rows)


def test_what_was_not_mentioned_again(ask: Ask) -> None:
    """Question 2: the task force by its name; what has no name, with the day on which its bodies act again."""
    rows = ask("not-mentioned-again", party="NO")
    assert [row["soughtName"] for row in rows if row["known"] == "by-name"] == [SKILLS]
    (workshop,) = [row for row in rows if WORKSHOP in row["quote"]]
    assert (workshop["known"], workshop["sameBodiesOn"]) == ("not-by-name", "2024-05-20")
    assert workshop["documentsSearched"].count("Third") == 2
    assert ask("not-mentioned-again", known="by-name", area="artificial-intelligence") == []


def test_a_mention_or_a_completion_is_no_silence(ask: Ask) -> None:
    """Question 2: the roadmap is merely named later, the agreement is signed, the pilot has no later document."""
    rows = ask("not-mentioned-again")
    assert not {row.get("soughtName") for row in rows} & {ROADMAP, AGREEMENT, STANDARDS, CHIPS, PILOT}
    assert {row["issued"] for row in rows} == {"2023-03-14", "2024-05-20"}


def test_what_changed_between_two_meetings(ask: Ask) -> None:
    """Question 4: each kind of change, and the documents that were searched for it."""
    rows = ask("between-two-meetings", earlier=FIRST, later=SECOND)
    assert _named(rows, "change", "initiativeName") == {
        ("concluded", AGREEMENT),
        ("continued", STANDARDS),
        ("named-again", ROADMAP),
        ("no-longer-mentioned", SKILLS),
        ("new", CHIPS),
    }
    (workshop,) = [row for row in rows if WORKSHOP in row.get("earlierQuote", "") and row["change"] == "same-bodies"][
        :1
    ]
    assert "are expanding joint research on quantum sensing" in workshop["laterQuote"]
    assert {row["change"] for row in rows if TEST_BEDS in row.get("earlierQuote", "")} == {"no-longer-mentioned"}
    searched = {row["change"]: row["documentsSearched"] for row in rows}
    assert searched["no-longer-mentioned"].startswith("2024-05-20: FACT SHEET: Second")
    assert searched["new"].startswith("2023-03-14: FACT SHEET: First")


def test_meetings_that_follow_one_another(ask: Ask) -> None:
    """Question 4: without meetings each two that follow one another; with both also those with one between."""
    pairs = {(row["earlierHeld"], row["laterHeld"]) for row in ask("between-two-meetings")}
    assert pairs == {("2023-03-14", "2024-05-20"), ("2024-05-20", "2025-06-03")}
    rows = ask("between-two-meetings", earlier=FIRST, later=THIRD)
    assert {(row["earlierHeld"], row["laterHeld"]) for row in rows} == {("2023-03-14", "2025-06-03")}
    assert ask("between-two-meetings", earlier=THIRD, later=FIRST) == []
    assert ("no-longer-mentioned", AGREEMENT) in _named(rows, "change", "initiativeName")


def test_two_texts_on_the_later_meeting_are_both_searched(ask: Ask) -> None:
    """Question 4: the partnership is concluded, as one of the two texts says so."""
    rows = ask("between-two-meetings", later=THIRD, change="concluded")
    assert [row["initiativeName"] for row in rows] == [CHIPS]
    assert len(rows[0]["documentsSearched"].split(" | ")) == 2


def test_one_initiative_through_all_documents(ask: Ask) -> None:
    """Question 5: announced, then under way, each time with the meeting; that of another party is another."""
    rows = ask("trace", initiative="no-us-ai-standards-working-group")
    stated = [(row["issued"], row["heldOn"], row["progress"]) for row in rows if row["how"] == "stated"]
    assert stated == [
        ("2023-03-14", "2023-03-14", "announced"),
        ("2024-05-20", "2024-05-20", "under-way"),
        ("2025-06-03", "2025-06-03", "under-way"),
        ("2025-06-03", "2025-06-03", "under-way"),
    ]
    assert {row["how"] for row in ask("trace", words="research AGREEMENT")} == {"stated", "signing", "named"}
    assert ask("trace", words="no such thing") == []
    with pytest.raises(UnknownQuestion, match="fi-us-ai-standards-working-group"):
        ask("trace", initiative=STANDARDS)


def test_what_is_due_before_the_next_meeting(ask: Ask) -> None:
    """Question 6: as known on the day that is asked for, and by the next meeting."""
    rows = ask("due-dates", asOf="2024-06-01", by="2025-12-31")
    assert [(row["state"], row["names"]) for row in rows] == [("due", "2025-06"), ("dated", "2026")]
    assert [row["state"] for row in ask("due-dates", asOf="2024-06-01")] == ["dated", "dated"]
    overdue = ask("due-dates", asOf="2024-01-31", state="overdue")
    assert [row["names"] for row in overdue] == ["2023-12"]
    assert AGREEMENT in overdue[0]["quote"]


def test_a_date_is_past_when_its_whole_month_is(ask: Ask) -> None:
    """Question 6: in December 2023 what is due by December is not overdue; once it is signed it is no more."""
    assert [row["state"] for row in ask("due-dates", asOf="2023-12-31") if row["names"] == "2023-12"] == ["dated"]
    assert "2023-12" not in {row["names"] for row in ask("due-dates", asOf="2024-05-20")}


def test_overdue_counts_from_today(ask: Ask) -> None:
    """Question 6: without a day it is the one that the edge gives, and for want of it that of the latest document."""
    assert [row["state"] for row in ask("due-dates", today=date(2027, 1, 1))] == ["overdue"]
    assert ask("due-dates", today=date(2027, 1, 1))[0]["asOf"] == "2027-01-01"
    assert [row["state"] for row in ask("due-dates")] == ["dated"]


def test_agencies_by_their_foreign_partners(ask: Ask) -> None:
    """Question 9: the foundation works with two countries, the council with one."""
    rows = ask("agencies")
    first = rows[0]
    assert (first["bodyName"], first["partners"], first["partnerCodes"]) == (
        "National Science Foundation",
        "2",
        "FI NO",
    )
    assert [(row["party"], row["partnerCodes"]) for row in ask("agencies", party="Norway")] == [("NO", "US")]
    assert ask("agencies", area="semiconductors") == []


def test_two_partnerships_area_by_area(ask: Ask) -> None:
    """Question 10: a field of one partner only counts nothing for the other; the sides can be swapped."""
    rows = {
        row["area"].rpartition("/")[2]: row for row in ask("compare-partnerships", party="US", partner="NO", other="FI")
    }
    assert (rows["semiconductors"]["partnerCommitments"], rows["semiconductors"]["otherCommitments"]) == ("2", "0")
    quantum = rows["quantum"]
    assert (quantum["partnerCommitments"], quantum["otherCommitments"], quantum["otherAnnounced"]) == ("5", "3", "3")
    assert quantum["partnerCommitments"] == str(
        sum(int(quantum[f"partner{how}"]) for how in ("Exploring", "Announced", "UnderWay", "Completed"))
    )
    swapped = ask("compare-partnerships", party="US", partner="FI", other="NO")
    assert {(row["otherCommitments"], row["partnerCommitments"]) for row in swapped} == {
        (row["partnerCommitments"], row["otherCommitments"]) for row in rows.values()
    }
    assert ask("compare-partnerships", party="JP", partner="NO", other="FI") == []


def test_what_one_partner_obtained_and_another_did_not(ask: Ask) -> None:
    """Question 11: fields and instruments of the one that are none of the other's; the pilot is Norway's own doing."""
    fields = ask("obtained", party="US", partner="NO", other="FI", kind="field")
    assert {row["name"] for row in fields} == {"artificial-intelligence", "semiconductors"}
    assert all(row["quote"] and row["title"] for row in fields)
    assert ask("obtained", party="US", partner="FI", other="NO", kind="field") == []
    assert PILOT not in {row["name"] for row in ask("obtained", party="US", partner="NO", other="FI")}
    with pytest.raises(UnknownQuestion, match="needs the parameter 'other'"):
        ask("obtained", party="US", partner="NO")


def test_what_was_signed_and_after_how_long(ask: Ask) -> None:
    """Question 13: with the day that is stated, or else that of the document that reports it."""
    columns = ("instrumentName", "event", "happened", "basis", "months")
    assert [tuple(row[name] for name in columns) for row in ask("signed")] == [
        (AGREEMENT, "signing", "2024-04-08", "stated", "13"),
        (CHIPS, "launch", "2025-06-03", "by-report", "13"),
    ]
    assert [row["instrumentName"] for row in ask("signed", event="signing", party="NO")] == [AGREEMENT]
    assert ask("signed", party="FI") == []


def test_dialogues_that_share_a_forum(ask: Ask) -> None:
    """Question 17: documents of both name one international body; a group of the same name is none they share."""
    (row,) = ask("shared-forums")
    assert (row["how"], row["sharedName"]) == (
        "same international body",
        "International Organization for Standardization",
    )
    (same,) = ask("shared-forums", dialogue="United States-Norway Emerging Technology Dialogue")
    assert (same["otherName"], same["shared"]) == ("United States-Finland Emerging Technology Dialogue", row["shared"])


def test_when_a_topic_entered_or_left(ask: Ask) -> None:
    """Question 18: among the documents of the same parties, with those that are silent."""
    rows = {row["area"].rpartition("/")[2]: row for row in ask("agenda", party="NO")}
    assert {name: row["state"] for name, row in rows.items()} == {
        "artificial-intelligence": "throughout",
        "health": "entered",
        "quantum": "left",
        "research-and-innovation": "throughout",
        "semiconductors": "entered-and-left",
    }
    assert (rows["quantum"]["firstMentioned"], rows["quantum"]["lastMentioned"]) == ("2023-03-14", "2024-05-20")
    assert rows["quantum"]["documentsSilent"].count("Third") == 2
    assert {row["state"] for row in ask("agenda", party="FI")} == {"one-document"}
    assert [row["parties"] for row in ask("agenda", area="quantum", state="left")] == ["NO US"]


def test_where_two_texts_on_one_meeting_differ(ask: Ask) -> None:
    """Question 19: what one leaves out, and what has got further in one of them; what both have is no difference."""
    rows = ask("two-texts", meeting=THIRD)
    assert {(row["title"].partition(" of ")[0], row["kind"], row["name"]) for row in rows} == {
        ("Joint Statement", "body", "Research Council of Norway"),
        ("Joint Statement", "field", "health"),
        ("Joint Statement", "instrument", PILOT),
        ("Readout", "initiative", CHIPS),
    }
    (further,) = [row for row in rows if row["kind"] == "initiative"]
    assert (further["progress"], further["otherProgress"]) == ("completed", "announced")
    assert ask("two-texts", meeting=SECOND) == []
    assert ask("two-texts", party="FI") == []


def test_what_survived_a_change(ask: Ask) -> None:
    """Question 20: spoken of before the day and since, or not in the documents since, which are named."""
    rows = ask("survived", kind="instrument")
    outcomes = {row["name"]: row["outcome"] for row in rows if row["name"] in NAMED}
    assert outcomes == {
        AGREEMENT: "not-mentioned",
        SKILLS: "not-mentioned",
        ROADMAP: "not-mentioned",
        STANDARDS: "survived",
        CHIPS: "survived",
    }
    assert all(row["documentsSearched"].count("Third") == 2 for row in rows)
    assert {row["change"] for row in rows} == {"2025-01-20"}
    assert ask("survived", party="FI") == []


def test_another_day_of_change(ask: Ask) -> None:
    """Question 20: counted from a day between the first two meetings, the agreement survives it."""
    rows = ask("survived", change="2024-01-01", kind="instrument")
    assert {row["name"]: row["outcome"] for row in rows}[AGREEMENT] == "survived"
    with pytest.raises(UnknownQuestion, match="is no day"):
        ask("survived", change="yesterday")


UNKNOWN = {
    "promised": {"meeting": "the ninth"},
    "not-mentioned-again": {"known": "by heart"},
    "between-two-meetings": {"change": "vanished"},
    "trace": {"initiative": "Perpetual Motion Initiative"},
    "due-dates": {"by": "2024-02-30"},
    "agencies": {"party": "Ruritania"},
    "signed": {"event": "burial"},
    "shared-forums": {"dialogue": "Ruritania Dialogue"},
    "agenda": {"area": "alchemy"},
    "two-texts": {"meeting": "nowhere"},
    "survived": {"outcome": "perished"},
}


@pytest.mark.parametrize(("name", "values"), UNKNOWN.items(), ids=UNKNOWN)
def test_values_that_name_nothing_are_told(ask: Ask, name: str, values: dict[str, str]) -> None:
    """A value that is none of its kind is an error with the parameter's name, never an empty answer."""
    with pytest.raises(UnknownQuestion, match=f"parameter '{next(iter(values))}'"):
        ask(name, **values)
