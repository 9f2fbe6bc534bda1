"""The explorer as its readers use it: by mouse, by keyboard, and by a link that someone sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.tasks import CATEGORIES, read_tasks
from tests.web.hub import HUB, make_hub
from tests.web.started import start_server

pytestmark = pytest.mark.slow


def _open(open_page: Callable[..., Page], path: str = "/explore", **options: object) -> Page:
    page = open_page(path, **options)
    page.wait_for_selector("#explorer[data-ready]")
    return page


def _things(page: Page) -> list[str]:
    return [
        str(row)
        for row in page.evaluate("[...document.querySelectorAll('#nodes tbody tr')].map(row => row.dataset.id)")
    ]


def _spots(page: Page) -> dict[str, list[float]]:
    """Where things stand, as the server says at the page's address."""
    view = page.request.get(page.url.replace("/explore", "/explore/view.json", 1)).json()
    return {node["id"]: [node["x"], node["y"]] for node in view["nodes"]}


def _expand(page: Page) -> str:
    """Expand the first kind of the first thing that has any; what comes back is the button's name."""
    button = page.locator("#nodes .choices button").first
    name = str(button.get_attribute("aria-label"))
    button.click()
    page.wait_for_selector("#explorer[data-ready='1']")
    return name


def test_it_opens_on_a_dialogue(open_page: Callable[..., Page]) -> None:
    """Who names nothing sees the dialogue that met last, with its meeting and what is pursued under it."""
    page = _open(open_page)
    assert "Dialogue" in page.inner_text("#things")
    kinds = {thing.partition("/")[0] for thing in _things(page)}
    assert {"dialogue", "meeting", "initiative", "document"} <= kinds
    assert 5 < len(_things(page)) <= 150


def test_it_expands_and_nothing_else_moves(open_page: Callable[..., Page]) -> None:
    """New things come beside their parent; all others keep their places. Undo and redo say what they undo."""
    page = _open(open_page)
    before, places = _things(page), _spots(page)
    name = _expand(page)
    after = _things(page)
    assert set(before) < set(after)
    moved = {thing for thing, spot in _spots(page).items() if thing in places and spot != places[thing]}
    assert not moved
    assert page.inner_text("#undo").startswith("Undo: Show")
    assert ": show" in name
    page.click("#undo")
    page.wait_for_selector("#explorer[data-ready='0']")
    assert _things(page) == before
    assert page.inner_text("#redo").startswith("Redo: Show")
    page.click("#redo")
    page.wait_for_selector("#explorer[data-ready='1']")
    assert _things(page) == after


def test_the_address_brings_the_view_back(open_page: Callable[..., Page]) -> None:
    """Someone else opens the same address and sees the same things, in the same places, with the same choice."""
    page = _open(open_page)
    _expand(page)
    page.locator("#nodes tbody button.link").first.click()
    expect(page).to_have_url(re.compile("choose="))
    path = "/explore" + page.url.partition("/explore")[2]
    other = _open(open_page, path)
    assert _things(other) == _things(page)
    assert _spots(other) == _spots(page)
    assert other.inner_text("#chosen") == page.inner_text("#chosen")


def test_each_link_shows_the_sentence_behind_it(open_page: Callable[..., Page]) -> None:
    """A link's panel has the sentence, its document and its date."""
    page = _open(open_page)
    page.locator("#edges tbody tr", has_text="inferred").first.locator("button").click()
    page.wait_for_selector("#about blockquote")
    assert "2024-07-31" in page.inner_text("#about cite")
    assert page.locator("#about cite a").first.get_attribute("href")


def test_all_names_can_be_read_at_the_opening(open_page: Callable[..., Page]) -> None:
    """On a desk's screen every thing has its name, which no other covers; on a phone those that have room have."""
    page = _open(open_page)
    assert page.get_attribute("#picture", "data-unnamed") == "0"
    phone = _open(open_page, width=390)
    assert int(str(phone.get_attribute("#picture", "data-unnamed"))) < len(_things(phone)) / 2


def test_search_and_way_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    """An acronym finds its institute; from there a way leads to its counterpart over what links the two."""
    page = _open(open_page)
    page.locator("#q").focus()
    page.keyboard.type("NIST")
    page.wait_for_selector("#found li")
    page.keyboard.press("Enter")
    expect(page.locator("#chosen")).to_contain_text("Standards and Technology")
    page.locator("#about button", has_text="Find a way").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("IMDA")
    page.wait_for_selector("#found li")
    page.keyboard.press("Enter")
    page.wait_for_selector("#explorer[data-ready='2']")
    assert page.inner_text("#undo").startswith("Undo: Show the ways from")
    assert "ways over 2 links" in page.inner_text("#chosen")
    page.locator("#about .hop").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#about blockquote")
    assert "NIST" in page.inner_text("#about blockquote")
    assert any(thing.startswith(("commitment/", "initiative/")) for thing in _things(page))
    page.keyboard.press("Escape")
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#explorer[data-ready='1']")


def test_filters_hide_and_say_so(open_page: Callable[..., Page]) -> None:
    """A kind that is unchecked is gone, counted as hidden, and the step has a name."""
    page = _open(open_page)
    page.click("summary:has-text('Filter')")
    page.uncheck("#kinds input[value=initiative]")
    page.wait_for_selector("#explorer[data-ready='1']")
    assert not [thing for thing in _things(page) if thing.startswith("initiative/")]
    assert "hidden by the filters" in page.inner_text("#state")
    assert page.inner_text("#undo") == "Undo: Filter: without initiatives"
    page.select_option("#filters select[name=progress]", "announced")
    page.wait_for_selector("#explorer[data-ready='2']")
    assert page.inner_text("#undo") == "Undo: Filter: progress announced, without initiatives"


def _press(page: Page, selector: str, key: str = "Enter") -> None:
    page.locator(selector).first.focus()
    page.keyboard.press(key)


def _row(name: str) -> str:
    return f"#nodes tr[data-id^='{name}']"


def test_all_is_done_from_the_table_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    """Expand, hide, show again, pin, move, group, open: each from a row or the panel, each undone by its name."""
    page = _open(open_page)
    before = _spots(page)
    for kind in ("meeting", "document"):
        _press(page, f"{_row(kind)} input", "Space")
    assert page.inner_text("#count") == "2 ticked"
    page.fill("#group-name", "The second round")
    page.keyboard.press("Enter")
    page.wait_for_selector("#explorer[data-ready='1']")
    assert page.inner_text("#undo") == "Undo: Group “The second round”"
    group = _row("group:1")
    assert not page.locator(_row("meeting")).count()
    _press(page, f"{group} button.link")
    assert "1 document, 1 meeting" in page.inner_text("#about")
    _press(page, "#about button:has-text('Pin')")
    page.wait_for_selector("#explorer[data-ready='2']")
    _press(page, "#about button[aria-label='Move left']")
    expect(page.locator("#state")).to_contain_text("Pin The second round")
    assert page.get_attribute("#explorer", "data-ready") == "2"
    assert "pinned" in page.inner_text(group)
    _press(page, f"{_row('scheme/area')} button.link")
    _press(page, "#about button:has-text('Hide')")
    page.wait_for_selector("#explorer[data-ready='3']")
    page.locator("#undo").focus()
    for left in (2, 1, 0):
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#explorer[data-ready='{left}']")
    assert _spots(page) == before
    page.locator("#redo").focus()
    for right in (1, 2, 3):
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#explorer[data-ready='{right}']")
    assert "Hidden by hand: 1" in page.inner_text("#about")
    _press(page, "#about .choices button")
    page.wait_for_selector("#explorer[data-ready='4']")
    _press(page, f"{group} button.link")
    _press(page, "#about button:has-text('Open the group')")
    page.wait_for_selector("#explorer[data-ready='5']")
    assert set(_things(page)) == set(before)


def test_steps_of_a_sent_link_can_be_undone(open_page: Callable[..., Page]) -> None:
    """Groups, pins, ticks and choice are in the address; who opens it can undo what its sender did, by name."""
    page = _open(open_page)
    _expand(page)
    page.locator(f"{_row('meeting')} button.link").click()
    page.click("#about button:has-text('Pin')")
    page.wait_for_selector("#explorer[data-ready='2']")
    page.check(f"{_row('document')} input")
    other = _open(open_page, "/explore" + page.url.partition("/explore")[2])
    other.wait_for_selector("#explorer[data-ready='2']")
    assert other.inner_text("#undo") == page.inner_text("#undo")
    assert other.is_checked(f"{_row('document')} input")
    assert other.get_attribute(_row("meeting"), "aria-current") == "true"
    other.click("#undo")
    other.wait_for_selector("#explorer[data-ready='1']")
    assert other.inner_text("#undo").startswith("Undo: Show")
    other.click("#undo")
    other.wait_for_selector("#explorer[data-ready='0']")
    assert _things(other) == _things(_open(open_page))


def test_ticked_things_are_hidden_and_joined_by_ways(open_page: Callable[..., Page]) -> None:
    """All of a kind are ticked at once; two that are ticked show the ways between them."""
    page = _open(open_page)
    page.select_option("#tick-all", "area")
    page.click("#do-ways")
    page.wait_for_selector("#explorer[data-ready='1']")
    assert "over" in page.inner_text("#chosen")
    page.select_option("#tick-all", "initiative")
    page.click("#do-hide")
    page.wait_for_selector("#explorer[data-ready='2']")
    assert re.match(r"Undo: Hide \d+ things", page.inner_text("#undo"))
    assert not page.locator(_row("initiative")).count()


def test_it_works_without_scripts(browser: Browser, site: str) -> None:
    """Expanding, filtering, undoing and reading a sentence, with nothing but links and forms."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site}/explore")
    things = page.locator("#nodes tbody tr")
    before = things.count()
    assert not page.locator("#picture").is_visible()
    page.get_by_role("button", name=re.compile(r"^commitments \d+: show those of")).first.click()
    assert things.count() > before
    page.click("summary:has-text('Filter')")
    page.uncheck("#kinds input[value=commitment]")
    page.click("#filters button")
    assert things.count() == before
    assert "hidden by the filters" in page.inner_text("#state")
    page.locator("#edges tbody button").first.click()
    assert page.inner_text("#chosen") != "Nothing is chosen"
    assert page.locator("#about cite a").count()
    page.click("a:has-text('Undo: Show')")
    assert "hidden by the filters" not in page.inner_text("#state")
    context.close()


@pytest.mark.parametrize(
    ("ending", "words"),
    [("csv", "filters,view"), ("graphml", "Filters: none."), ("gexf", "Filters: none."), ("html", "Filters: none.")],
)
def test_it_saves_files(open_page: Callable[..., Page], ending: str, words: str) -> None:
    """Each file is that of the view as it is, and says how it was chosen."""
    page = _open(open_page)
    name = _expand(page)
    page.click("summary:has-text('Save')")
    with page.expect_download() as download:
        page.click(f"#exports a[data-export$='.{ending}']")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert words in text
    assert "do=expand" in text
    assert name


def test_it_never_stops_over_a_hub(browser: Browser, tmp_path: Path) -> None:
    """Two thousand things around one: it opens, expands and shows the most it can without a long pause.

    Only the processor's time is held, generously, as machines are busy; `bench/bench_explorer.py` measures.
    """
    data = tmp_path / "data"
    data.mkdir()
    (data / "cetgraph.trig").write_text(make_hub(2000), encoding="utf-8")
    with start_server("--data", data, errors=tmp_path / "errors.txt") as started:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(30_000)
        browser.start_tracing(page=page, categories=list(CATEGORIES))
        site = f"http://{started.host}:{started.port}/explore"
        page.goto(f"{site}?start={HUB}")
        page.wait_for_selector("#explorer[data-ready='0']")
        page.locator("#nodes .choices button", has_text="commitments").first.click()
        page.wait_for_selector("#explorer[data-ready='1']")
        assert len(_things(page)) == 81
        page.goto(f"{site}?start={HUB}&do=limit~500" + f"&do=expand~commitment~{HUB}" * 15)
        page.wait_for_selector("#explorer[data-ready='16']")
        expect(page.locator("#nodes tbody tr")).to_have_count(500)
        tasks = read_tasks(browser.stop_tracing())
        page.close()
    assert len(tasks) > 100
    assert max(task.processor for task in tasks) < 500


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_it_saves_pictures(open_page: Callable[..., Page], tmp_path: Path, kind: str, start: bytes) -> None:
    """The view becomes a picture that says what it shows."""
    page = _open(open_page)
    page.click("summary:has-text('Save')")
    with page.expect_download() as download:
        page.click(f"button[data-picture={kind}]")
    download.value.save_as(tmp_path / "picture")
    octets = (tmp_path / "picture").read_bytes()
    assert octets.startswith(start)
    if kind == "svg":
        assert b"Filters: none" in octets
        assert b"Sources: Second U.S.-Singapore" in octets


def test_it_fits_a_phone(open_page: Callable[..., Page]) -> None:
    """Nothing is wider than the screen: no page scrolls sideways."""
    page = _open(open_page, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
