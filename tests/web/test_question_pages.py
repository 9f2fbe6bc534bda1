from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from cetgraph.config import resource
from cetgraph.graph.questions import Question, make_substitutions, read_questions
from cetgraph.graph.store import Rows, open_store
from cetgraph.web.filled_query import fill_query

QUESTIONS = {question.name: question for question in read_questions(resource("queries"))}

ASKED = {
    "brief": {"party": "SG", "partner": "US", "area": "artificial-intelligence"},
    "evidence-of-a-claim": {"words": "scientists"},
    "firm-and-exploratory": {"firmness": "firm", "party": "SG"},
    "how-connected": {"body": "NIST"},
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
    found = re.search(r'Answer <span class="count">(\d+) row', page)
    assert found is not None
    assert int(found[1]) == len(table) - 1 > 0
    store = open_store([repository / "data" / "graph"])
    question = QUESTIONS[name]
    terms = make_substitutions(question, values, store)
    asked, filled = store.query(question.sparql, substitutions=terms), store.query(fill_query(question, terms))
    assert isinstance(asked, Rows)
    assert isinstance(filled, Rows)
    assert sorted(map(str, filled.rows)) == sorted(map(str, asked.rows))
    link = re.search(r'href="(/sparql\?[^"]+)"', page)
    assert link is not None
    assert parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)["query"] == [fill_query(question, terms)]


def test_an_answer_names_its_sources(july: FlaskClient) -> None:
    """The documents that the rows come from, with the way to the reading room."""
    page = _text(july, "/answers/how-connected", ASKED["how-connected"])
    assert "<h2>Sources</h2>" in page
    assert re.search(r'<li><a href="/document/2024-07-31-second[^"]*">Second U\.S\.-Singapore', page)


def test_a_brief_is_by_area_with_numbered_sources(july: FlaskClient) -> None:
    """Each sentence with its progress and the number of its source."""
    page = _text(july, "/answers/brief", ASKED["brief"])
    numbers = re.findall(r'href="#source-(\d+)"', page)
    assert len(numbers) == 9
    assert {f'id="source-{number}"' in page for number in numbers} == {True}
    assert '<section class="brief" aria-label="Artificial Intelligence">' in page


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
