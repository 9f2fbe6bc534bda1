"""The query editor as its readers use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from cetgraph.graph.questions import Parameter, ParameterKind, Question, make_substitutions, read_questions
from cetgraph.graph.store import Rows, Store, open_store

pytestmark = pytest.mark.slow

QUESTIONS = Path(__file__).resolve().parents[2] / "src" / "cetgraph" / "queries"

VALUES = {
    "party": "SG",
    "partner": "US",
    "area": "artificial-intelligence",
    "firmness": "firm",
    "kind": "commitment",
    "words": "safe",
}
"""What the parameters of questions are given here; bodies and dialogues are chosen by name."""


@pytest.fixture(scope="module")
def store(graph_folder: Path) -> Store:
    """The graph that the server serves."""
    return open_store([graph_folder])


def _open(open_page: Callable[..., Page], path: str = "/sparql") -> Page:
    page = open_page(path)
    page.wait_for_selector("#editor[data-ready]")
    return page


def _query(page: Page) -> str:
    return str(page.evaluate("document.querySelector('#yasqe .CodeMirror').CodeMirror.getValue()"))


def test_it_answers_a_query(open_page: Callable[..., Page]) -> None:
    """What the page opens with runs at a click; rows, files and a link to it follow."""
    page = _open(open_page)
    page.click("#run")
    page.wait_for_selector("#yasr table tbody tr")
    assert "Answered in" in page.inner_text("#state")
    with page.expect_download() as download:
        page.click("text=Download CSV")
    assert download.value.path().read_text(encoding="utf-8").startswith("commitment,progress,quote")
    assert "#query=" in page.url


def test_its_link_brings_back_query_and_answer(open_page: Callable[..., Page]) -> None:
    """A permalink carries the query, and asks it."""
    page = _open(open_page, "/sparql#query=SELECT%20%3Fx%20WHERE%20%7B%20%3Fx%20a%20cet%3ADialogue%20%7D")
    page.wait_for_selector("#yasr table tbody tr")
    assert "?x a cet:Dialogue" in _query(page)
    assert "PREFIX cet: <https://w3id.org/cetgraph/ontology#>" in _query(page)
    assert page.locator("#yasr tbody a").first.get_attribute("href", timeout=5000) is not None
    assert "w3id.org" not in str(page.locator("#yasr tbody a").first.get_attribute("href"))


def test_it_completes_our_classes(open_page: Callable[..., Page]) -> None:
    """Completion knows the ontology's terms, and asks nobody outside for others."""
    page = _open(open_page)
    page.evaluate("""() => {
        const editor = document.querySelector('#yasqe .CodeMirror').CodeMirror;
        editor.setValue('PREFIX cet: <https://w3id.org/cetgraph/ontology#>\\nSELECT * WHERE { ?x a cet:Comm');
        editor.focus(); editor.setCursor(1, 1000);
    }""")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hints")
    assert "cet:Commitment" in page.inner_text(".CodeMirror-hints")


def test_it_answers_yes_or_no(open_page: Callable[..., Page]) -> None:
    """ASK is answered too."""
    page = _open(open_page)
    page.evaluate("document.querySelector('#yasqe .CodeMirror').CodeMirror.setValue('ASK { ?s ?p ?o }')")
    page.keyboard.press("Escape")
    page.click("#run")
    expect(page.locator("#state")).to_contain_text("Answered in")


def test_what_is_refused_is_explained(open_page: Callable[..., Page]) -> None:
    """The server's reason stands where the answer would."""
    page = open_page("/sparql", awaits="status of 403")
    page.wait_for_selector("#editor[data-ready]")
    page.evaluate("""() => document.querySelector('#yasqe .CodeMirror').CodeMirror
        .setValue('SELECT * WHERE { SERVICE <http://localhost:9/> { ?s ?p ?o } }')""")
    page.click("#run")
    expect(page.locator("#yasr .problem")).to_contain_text("SERVICE")
    expect(page.locator("#state")).to_have_text("Not answered: see below.")


def test_the_keyboard_leaves_the_editor(open_page: Callable[..., Page]) -> None:
    """Tab indents in the editor; Escape leads out of it, so that nobody is caught."""
    page = _open(open_page)
    page.locator("#yasqe textarea").first.focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "run"


def test_without_scripts_a_form_asks(browser: Browser, site: str) -> None:
    """The page as it is served works by itself: the query is there, and its answer comes as a page."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/sparql")
    expect(page.locator("#example")).to_be_hidden()
    expect(page.get_by_role("link", name="questions", exact=True)).to_be_visible()
    page.get_by_label("Query", exact=True).fill("SELECT ?d WHERE { ?d a cet:Dialogue }")
    page.get_by_role("button", name="Run the query").click()
    assert "Dialogue" in page.get_by_label("Query", exact=True).input_value()
    answer = page.locator("#answered tbody a")
    expect(answer).to_have_count(1)
    assert str(answer.get_attribute("href")).startswith("/doc/dialogue/")
    context.close()


def test_what_is_typed_before_the_editor_comes_stays(open_page: Callable[..., Page]) -> None:
    """The plain field gives its words, and the place of the cursor, to the editor that takes its place."""
    page = open_page("/nowhere", awaits="status of 404")
    held: list[Route] = []
    page.route("**/yasqe.js*", lambda route: held.append(route))  # noqa: PLW0108  # a builtin is no handler
    page.goto(page.url.replace("/nowhere", "/sparql"), wait_until="commit")
    page.get_by_label("Query", exact=True).fill("ASK { ?s ?p }")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("?o ")
    page.wait_for_timeout(200)
    held[0].continue_()
    page.wait_for_selector("#editor[data-ready]")
    assert _query(page).endswith("ASK { ?s ?p ?o }")
    page.keyboard.type(". ?o ?q ?r ")
    assert _query(page).endswith("ASK { ?s ?p ?o . ?o ?q ?r }")


def test_where_the_editor_does_not_come_the_form_asks(open_page: Callable[..., Page]) -> None:
    """A library that cannot be loaded takes nothing away: the page says so, and the plain field still works."""
    page = open_page("/nowhere", awaits="status of 404")
    page.route(
        "**/yasqe.js*", lambda route: route.fulfill(status=200, body="export {};", content_type="text/javascript")
    )
    page.goto(page.url.replace("/nowhere", "/sparql"))
    expect(page.locator("#state")).to_contain_text("plain field")
    page.click("#run")
    expect(page.locator("#answered tbody tr").first).to_be_visible()


def test_an_answered_query_opens_in_the_editor(open_page: Callable[..., Page]) -> None:
    """A link with a query shows its answer at once; the editor holds the query, and the next answer takes its place."""
    page = _open(open_page, "/sparql?query=SELECT%20%3Fd%20WHERE%20%7B%20%3Fd%20a%20cet%3ADialogue%20%7D")
    expect(page.locator("#answered tbody tr")).to_have_count(1)
    assert "?d a cet:Dialogue" in _query(page)
    page.click("#run")
    page.wait_for_selector("#yasr table tbody tr")
    expect(page.locator("#answered")).to_have_count(0)


CASES = [(question, given.name) for question in read_questions(QUESTIONS) for given in question.parameters]


@pytest.mark.parametrize(("question", "name"), CASES, ids=[f"{question.name}-{name}" for question, name in CASES])
def test_parameters_mean_what_they_mean_elsewhere(
    open_page: Callable[..., Page], store: Store, question: Question, name: str
) -> None:
    """The query that the form writes gives the rows that the engine's own substitution gives."""
    page = _open(open_page)
    page.select_option("#example", question.name)
    page.wait_for_selector(f"#parameters[data-of={question.name}]", state="attached")
    given: dict[str, str] = {}
    for parameter in question.parameters:
        if parameter.name == name or parameter.is_required:
            given[parameter.name] = _give(page, parameter)
    substitutions = make_substitutions(question, given, store)
    expected = store.query(question.sparql, substitutions=substitutions)
    found = store.query(_query(page))
    assert isinstance(expected, Rows)
    assert isinstance(found, Rows)
    assert found.variables == expected.variables
    assert found.rows == expected.rows


def _give(page: Page, parameter: Parameter) -> str:
    """Give the parameter a value in the form; what comes back is the value for the command line."""
    field = page.locator(f"#parameters [name={parameter.name}]")
    if field.evaluate("field => field.tagName") == "INPUT":
        value = _value(page, parameter)
        field.fill(value)
        return value
    wanted = VALUES.get(parameter.name, "")
    values: list[str] = field.evaluate("field => [...field.options].map(option => option.value).filter(Boolean)")
    chosen = next((value for value in values if value == wanted or value.endswith(f"/{wanted}")), values[0])
    field.select_option(value=chosen)
    return wanted if chosen.endswith(f"/{wanted}") and wanted else chosen


def _value(page: Page, parameter: Parameter) -> str:
    """A value that somebody types: a day, words, or the first commitment or initiative."""
    if parameter.kind is ParameterKind.DATE:
        return "2024-07-31"
    if parameter.kind is ParameterKind.TEXT:
        return parameter.choices[0] if parameter.choices else VALUES[parameter.name]
    kind = "cet:Initiative" if parameter.kind is ParameterKind.INITIATIVE else "cet:Commitment"
    answer = page.request.post(
        f"{page.url.split('/sparql')[0]}/sparql",
        form={"query": f"SELECT ?c WHERE {{ ?c a {kind} }} ORDER BY ?c LIMIT 1"},
        headers={"Accept": "text/csv"},
    )
    return answer.text().split()[1]
