"""The list of the kinds of pages, which other tests go by, is complete."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.web.page_kinds import NO_PAGES, find_forgotten
from tests.web.test_pages import DOCUMENT, HTML

from cetgraph.config import resource
from cetgraph.graph.questions import read_questions


def test_no_kind_of_page_is_forgotten(july_app: Flask, pages: dict[str, list[str]]) -> None:
    """A new endpoint is either a page, of which `find_pages` then gives one, or named as none."""
    assert find_forgotten(july_app, pages) == set()
    assert {rule.endpoint for rule in july_app.url_map.iter_rules()} >= NO_PAGES


def test_each_path_is_answered_by_its_endpoint(july_app: Flask, july: FlaskClient, pages: dict[str, list[str]]) -> None:
    """By a page, and by an error only where that is the kind."""
    matcher = july_app.url_map.bind("localhost")
    for endpoint, paths in pages.items():
        assert paths
        for path in paths:
            answer = july.get(path, headers=HTML)
            assert answer.mimetype == "text/html", path
            if endpoint == "errors":
                assert answer.status_code in {400, 404}, path
                continue
            assert matcher.match(path.partition("?")[0])[0] == endpoint
            assert answer.status_code == (400 if path.endswith("WHERE+%7B") else 200), path


def test_every_kind_of_thing_is_among_them(pages: dict[str, list[str]]) -> None:
    """One of each; and of each question, its form and an answer."""
    described = {path.removeprefix("/doc/").partition("/")[0] for path in pages["linked_data.describe"]}
    assert described >= {
        *("country", "organisation", "person", "post", "dialogue", "meeting", "initiative", "commitment"),
        *("instrument", "document", "heading", "participation", "mention", "evidence", "scheme"),
    }
    asked = {path.partition("?")[0] for path in pages["questions.answer"]}
    assert asked == {f"/answers/{question.name}" for question in read_questions(resource("queries"))}
    assert any("?" in path for path in pages["questions.answer"])


def test_no_page_carries_a_script_or_style_of_its_own(july: FlaskClient, pages: dict[str, list[str]]) -> None:
    """Scripts and styles are files of ours; what else is a script element is data. The policy holds browsers to it."""
    for path in (path for paths in pages.values() for path in paths):
        answer = july.get(path, headers=HTML)
        page = answer.get_data(as_text=True)
        for script in re.findall(r"<script[^>]*>", page):
            assert re.search(r'src="/static/|application/ld\+json', script), path
        assert not re.search(r"<[^>]*\s(?:on\w+|style)=|<style", page), path
        assert not re.search(
            r'<(?:link rel="(?:icon|stylesheet)"[^>]*href|img[^>]*src|form[^>]*action)="(?!/)', page
        ), path
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), path
        assert not re.search(r"script-src[^;]*(?:unsafe|https?:|\*)", policy), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert "Set-Cookie" not in answer.headers, path


def test_every_page_says_where_it_is(july: FlaskClient, pages: dict[str, list[str]]) -> None:
    """One heading of the first order, a title, a way past the head; and but for the first page the way back."""
    for path in (path for paths in pages.values() for path in paths):
        page = july.get(path, headers=HTML).get_data(as_text=True)
        assert page.count("<h1") == 1, path
        assert re.search(r"<title>[^<]+</title>", page), path
        assert 'class="skip" href="#main"' in page, path
        assert path == "/" or 'class="crumbs"' in page, path


def _steps(page: str) -> list[str]:
    crumbs = page[page.index('class="crumbs"') :]
    return re.findall(r'<li><a href="[^"]+">([^<]+)</a>', crumbs[: crumbs.index("</nav>")])


def test_the_way_back_goes_through_what_lies_between(july: FlaskClient, pages: dict[str, list[str]]) -> None:
    """A list, a document, or the ontology; only what belongs to none of these is right below the first page."""
    seen: dict[str, list[str]] = {}
    for path in pages["linked_data.describe"]:
        kind = "/".join(path.split("/")[2:4] if "/scheme/" in path else path.split("/")[2:3])
        seen[kind] = _steps(july.get(path, headers=HTML).get_data(as_text=True))
    title = "Second U.S.-Singapore Critical and Emerging Technology Dialogue: Joint Fact Sheet"
    assert seen["country"] == ["Home", "Countries"]
    assert seen["scheme/progress"] == ["Home", "Ontology"]
    assert seen["mention"] == seen["evidence"] == seen["snapshot"] == ["Home", "Documents", title]
    assert {kind for kind, steps in seen.items() if len(steps) == 1} == {"reading", "software"}


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/browse/areas", ("page", "Areas")),
        ("/doc/country/SG", ("true", "Countries")),
        (f"/document/{DOCUMENT}", ("true", "Documents")),
        ("/answers/brief", ("true", "Questions")),
        ("/sparql", ("page", "SPARQL")),
    ],
)
def test_the_navigation_tells_where_one_is(july: FlaskClient, path: str, marked: tuple[str, str]) -> None:
    """On the page itself, and on those below it."""
    page = july.get(path, headers=HTML).get_data(as_text=True)
    head = page[page.index('aria-label="Site"') : page.index("</header>")]
    assert re.findall(r'aria-current="(\w+)">([^<]+)<', head) == [marked]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/doc/country/SGP", "/doc/country/SG"),
        ("/doc/organisation/us-nist", "/doc/organisation/us-national-institute-of-standards-and-technology"),
        ("/doc/agency/NIST", "/doc/organisation/us-national-institute-of-standards-and-technology"),
        ("/doc/organisation/us-national-institute-of-standards", "us-national-institute-of-standards-and-technology"),
        ("/doc/person/us-jack-sullivan", "/doc/person/us-jake-sullivan"),
        ("/doc/dialogue/us-sg-critical-and-emerging-technology-dialogue", "sg-us-critical-and-emerging-technology"),
        ("/doc/instrument/sg-us-agreement-on-science", "sg-us-agreement-on-science-and-technology-cooperation"),
        (f"/doc/document/{DOCUMENT[:40]}", f"/doc/document/{DOCUMENT}"),
        (f"/document/{DOCUMENT[:40]}", f"/document/{DOCUMENT}"),
        (f"/download/{DOCUMENT[:40]}", f"/download/{DOCUMENT}"),
        ("/answers/briefs", "/answers/brief"),
        ("/answers/who-works-with-what", "/answers/who-works-on-what"),
        ("/browse/country", "/browse/countries"),
        ("/browse/persons", "/browse/posts"),
        ("/doc/scheme/area/artificial", "/doc/scheme/area/artificial-intelligence"),
    ],
)
def test_a_misspelt_address_is_answered_with_its_like(july: FlaskClient, path: str, meant: str) -> None:
    """404, with what was perhaps meant."""
    answer = july.get(path, headers=HTML)
    assert answer.status_code == 404
    page = answer.get_data(as_text=True)
    assert meant in page[page.index("<main") : page.index("</main>")]
