from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient
from tests.queries.meetings_graph import meetings_store

from cetgraph.config import resource
from cetgraph.graph.questions import Question, make_substitutions, parse_question, read_questions
from cetgraph.graph.store import Rows, open_store
from cetgraph.web import create_app
from cetgraph.web.answer_table import make_table
from cetgraph.web.filled_query import fill_query
from cetgraph.web.question_pages import NEEDS
from cetgraph.web.view import View
from cetgraph.web.workers import QueryWorkers

QUESTIONS = {question.name: question for question in read_questions(resource("queries"))}

ASKED = {
    "agencies": {"party": "SG"},
    "agenda": {"area": "artificial-intelligence", "party": "SG"},
    "brief": {"party": "SG", "partner": "US", "area": "artificial-intelligence"},
    "due-dates": {"party": "SG", "asOf": "2024-08-01", "by": "2024-10-01", "state": "due"},
    "evidence-of-a-claim": {"words": "scientists"},
    "firm-and-exploratory": {"firmness": "firm", "party": "SG"},
    "how-connected": {"body": "NIST"},
    "promised": {"party": "SG", "area": "artificial-intelligence"},
    "trace": {"initiative": "Agreement on Science and Technology Cooperation"},
    "who-works-on-what": {"party": "SG", "area": "artificial-intelligence"},
}
"""Values for questions, as a form sends them."""


def _text(client: FlaskClient, path: str, values: dict[str, str] | None = None) -> str:
    return client.get(path, query_string=values).get_data(as_text=True)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_has_a_page_with_its_form(july: FlaskClient, question: Question) -> None:
    """Title, description, a labelled field for each parameter, and the query behind it."""
    page = _text(july, f"/answers/{question.name}")
    assert f'<a href="/answers/{question.name}">' in _text(july, "/answers")
    for parameter in question.parameters:
        assert f'<label for="field-{parameter.name}">' in page
        assert re.search(rf'<(?:select|input) id="field-{parameter.name}" name="{parameter.name}"', page)
    assert "The query behind it" in page


@pytest.mark.parametrize(("name", "values"), ASKED.items(), ids=ASKED)
def test_the_page_the_csv_and_the_editor_agree(
    july: FlaskClient, repository: Path, name: str, values: dict[str, str]
) -> None:
    """As many rows in the table as in the CSV, and the query that leads to the editor gives the same rows."""
    page = _text(july, f"/answers/{name}", values)
    table = list(csv.reader(io.StringIO(_text(july, f"/answers/{name}.csv", values))))
    found = re.search(r'(?:Answer <span class="count">|counts-line">)(\d+) (?:row|commitment)', page)
    assert found is not None
    assert int(found[1]) == len(table) - 1 > 0
    store = open_store([repository / "data" / "graph"])
    question = QUESTIONS[name]
    terms = make_substitutions(question, values, store)
    asked, filled = store.query(question.sparql, substitutions=terms), store.query(fill_query(question, terms))
    assert isinstance(asked, Rows)
    assert isinstance(filled, Rows)
    assert sorted(map(str, filled.rows)) == sorted(map(str, asked.rows))
    link = re.search(r'href="/sparql#([^"]+)"', page)
    assert link is not None
    assert parse_qs(link[1])["query"] == [fill_query(question, terms)]


def test_an_answer_names_its_sources(july: FlaskClient) -> None:
    """The documents that the rows come from, with the way to the reading room."""
    page = _text(july, "/answers/how-connected", ASKED["how-connected"])
    assert "<h2>Sources</h2>" in page
    assert re.search(r'<li><a href="/document/2024-07-31-second[^"]*">Second U\.S\.-Singapore', page)


def test_a_brief_has_footnotes_that_lead_both_ways(july: FlaskClient) -> None:
    """Each sentence has the number of its source, which leads back to it; the page says what was searched and when."""
    page = _text(july, "/answers/brief", ASKED["brief"])
    assert '<h2 id="brief">Singapore and United States: Artificial Intelligence</h2>' in page
    assert re.findall(r'href="#source-(\d+)"', page) == ["1"] * 9
    back = re.findall(r'href="#item-(\d+)"', page)
    assert sorted(back, key=int) == [str(number) for number in range(1, 10)]
    assert all(f'id="item-{number}"' in page for number in back)
    assert "Drawn from a graph of 1 document, the last of 2024-07-31" in page


def test_without_values_examples_are_offered_that_have_an_answer(july: FlaskClient) -> None:
    """Links with values that rows of this graph are found by; none where values are given."""
    page = _text(july, "/answers/brief")
    links = re.findall(r'<a href="(/answers/brief\?[^"]+)">([^<]+)</a>', page)
    assert ("/answers/brief?party=SG&amp;partner=US&amp;area=artificial-intelligence",
            "Singapore · United States · Artificial Intelligence") in links  # fmt: skip
    for link, _ in links:
        assert re.search(r"<h2 id=\"brief\">", _text(july, link.replace("&amp;", "&")))
    assert "For example" not in _text(july, "/answers/brief", ASKED["brief"])
    needed = re.findall(r'<a href="(/answers/how-connected\?[^"]+)">', _text(july, "/answers/how-connected"))
    assert needed
    assert all('<h2>Answer <span class="count">' in _text(july, link) for link in needed)


def test_a_day_that_is_not_given_is_today(july: FlaskClient) -> None:
    """The field shows today, and the answer counts from it: what was named for September 2024 is overdue."""
    page = _text(july, "/answers/due-dates")
    assert f'type="date" value="{datetime.now(tz=UTC).date()}"' in page
    assert "overdue" in re.sub(r"<(select|option)[^>]*>[^<]*", "", page.partition("<h2>Answer")[2])


def test_columns_are_set_for_reading(july: FlaskClient) -> None:
    """No IRI is shown as words, no column is empty, a name leads to its page and a quote to its sentence."""
    for name, values in ASKED.items():
        table = (
            _text(july, f"/answers/{name}", values)
            .partition('<table class="answer cards">')[2]
            .partition("</table>")[0]
        )
        shown = re.sub(r"<[^>]+>", " ", table)
        assert "w3id.org" not in shown, name
        assert "id:" not in shown, name
        headings = re.findall(r'<th scope="col">([^<]+)</th>', table)
        filled = set(re.findall(r'<td class="\w+" data-heading="([^"]+)"', table))
        assert set(headings) == filled, name
    page = _text(july, "/answers/who-works-on-what", {"party": "SG", "area": "artificial-intelligence"})
    assert '<a href="/doc/organisation/sg-ai-singapore">AI Singapore</a>' in page
    page = _text(july, "/answers/evidence-of-a-claim", {"words": "scientists"})
    assert re.search(r'<a class="intext" href="/document/2024-07-31-second[^"]+#c\d+">in the text', page)


def test_rows_stand_in_groups(july: FlaskClient) -> None:
    """The firm, the ongoing and the exploratory under a heading each, with their number."""
    page = _text(july, "/answers/firm-and-exploratory")
    groups = re.findall(r'<th scope="rowgroup"[^>]*>(\w+) <span class="count">(\d+)</span>', page)
    assert groups == [("firm", "3"), ("ongoing", "6"), ("exploratory", "1")]


def test_rows_that_tell_of_silence_name_what_was_searched() -> None:
    """A page over several documents lists, for each row, the documents that do not mention it, with their rooms."""
    view = View(meetings_store(), open_store([resource("ontology")]))
    question = QUESTIONS["not-mentioned-again"]
    answer = view.store.query(question.sparql)
    assert isinstance(answer, Rows)
    table = make_table(view, question, answer, given=())
    first = table.searched[0]
    assert {cell.references[0].path[:21] for cell in table.searched[-1]} <= {
        "/document/2024-05-20-",
        "/document/2025-06-03-",
    }
    assert all(cell.date and cell.references[0].words for cell in first)
    linked = {one.path for group in table.groups for row in group.rows for cell in row for one in cell.references}
    assert {f"#searched-{number}" for number in range(1, len(table.searched) + 1)} <= linked


def test_questions_are_listed_by_what_people_want(july: FlaskClient) -> None:
    """Each question once, under a heading."""
    page = _text(july, "/answers")
    assert re.findall(r'<h2 id="need-\d">([^<]+)</h2>', page) == list(NEEDS.values())
    assert sorted(re.findall(r'<h3><a href="/answers/([^"]+)">', page)) == sorted(QUESTIONS)


def test_silence_names_the_documents_that_were_searched(july: FlaskClient) -> None:
    """No rows means that these documents say nothing of it, and no more."""
    page = _text(july, "/answers/evidence-of-a-claim", {"words": "hypersonics"})
    assert "Not mentioned in the documents searched" in page
    assert "Second U.S.-Singapore Critical and Emerging Technology Dialogue" in page


def test_a_required_value_is_asked_for(july: FlaskClient) -> None:
    """Without it there is a form and no answer, which is no error."""
    answer = july.get("/answers/how-connected")
    assert answer.status_code == 200
    assert "Fill in what is required" in answer.get_data(as_text=True)


@pytest.mark.parametrize("value", ["zzz", "<script>alert(1)</script>", '"; DROP ALL #', "\x00", "x" * 5000])
def test_values_that_name_nothing_are_told(july: FlaskClient, value: str) -> None:
    """400 with the reason on the page; the value is shown as words, never as markup."""
    answer = july.get("/answers/how-connected", query_string={"body": value})
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert 'role="alert"' in page
    assert "<script>" not in page
    assert july.get("/answers/how-connected.csv", query_string={"body": value}).status_code == 400


def test_an_unknown_question_is_not_found(july: FlaskClient) -> None:
    """404."""
    assert july.get("/answers/no-such-question").status_code == 404


def test_a_question_that_takes_too_long_is_an_error(
    data: Path, workers: QueryWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stopped as anybody's query is; page and CSV are errors that may go away."""
    product = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(6))
    text = f"# title: All\n# description: Of all.\nSELECT (COUNT(*) AS ?n) {{ {product} }}"
    runaway = parse_question(text, name="all", place="all.rq")
    monkeypatch.setattr("cetgraph.web.read_questions", lambda _folder: (runaway,))
    client = create_app(data, workers=workers).test_client()
    for path in ("/answers/all", "/answers/all.csv"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.content_type.startswith("text/html")
        assert answer.headers["Retry-After"]
        assert "ran for 2 seconds and was stopped" in answer.get_data(as_text=True)
