"""The stages joined: a document in, a reading out; nothing else comes of any input, however long or odd."""

from __future__ import annotations

import contextlib
import hashlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.cases.documents import whole_reader
from tests.cases.properties import BOUNDED

from cetgraph.errors import GazetteerError, SourceError
from cetgraph.model import Reading
from cetgraph.pipeline import Reader

HEADER = "---\ntitle: 'Joint Fact Sheet: The United States and Singapore'\ndate: 2024-07-31\n---\n"


def _read(text: str, suffix: str = ".md") -> Reading:
    return whole_reader().read_bytes(text.encode(), place="statement", suffix=suffix)


def test_a_small_document() -> None:
    """The stages give one reading: facts, areas, commitments, with the digest of the bytes."""
    content = f"{HEADER}**Space**\n\n- Launching a joint fund for sensors.\n".encode()
    reading = whole_reader().read_bytes(content, place="statement", suffix=".md")
    assert reading.document.title == "Joint Fact Sheet: The United States and Singapore"
    assert reading.parties == ("SG", "US")
    assert [area.heading for area in reading.areas] == ["Space"]
    assert [commitment.quote for commitment in reading.commitments] == ["Launching a joint fund for sensors."]
    assert reading.raw_sha256 == hashlib.sha256(content).hexdigest()


def test_a_file_reads_like_its_bytes(tmp_path: Path) -> None:
    """The name of a file tells no more than its format."""
    path = tmp_path / "statement.md"
    path.write_text(f"{HEADER}The two sides will launch a fund for chips.\n", encoding="utf-8")
    assert whole_reader().read(path) == _read(path.read_text(encoding="utf-8"))


def test_a_missing_gazetteer(tmp_path: Path) -> None:
    """Without its gazetteer no reader is made."""
    with pytest.raises(GazetteerError):
        Reader.load(tmp_path)


def test_layout_does_not_matter() -> None:
    """The same words as Markdown and as HTML give the same findings."""
    markdown = _read(f"{HEADER}**Space**\n\n- Launching a joint fund for sensors.\n- Signing an MOU with NASA.\n")
    html = _read(
        f"{HEADER}<p><strong>Space</strong></p><ul><li>Launching a joint fund for sensors.</li>"
        "<li>Signing an MOU with NASA.</li></ul>",
        ".html",
    )
    assert html.text == markdown.text
    assert html.commitments == markdown.commitments
    assert html.organisations == markdown.organisations


# What documents are made of, and what breaks readers: marks, openings of every kind, odd characters, and words of the
# genre that stages look for.
MARKS = """** __ * _ ` # ## ### - + 1. (a) • > --- === *** | \\ \\* [ ] ( ) [a](b) ![a](b) [^1] <!-- --> <b> </b>
    <p> </p> <ul> <li> </ul> <div <br> <u> & &amp; &#8220; &#xZZ; “ ” " ' ’ ‘ ; : , . … ! ? – — / @ $ € £ %""".split()
BLANKS = [" ", "  ", "\n", "\n\n", "\t", "  \n", "\r\n", "\u00a0", "\u200b", "\u00ad", "\ufeff", "\u2028", "\x0b"]
WORDS = """The two sides will launch a fund for chips Launching Exploring agreed that to and of for including U.S.
    India Singapore U.S.-India India’s Minister Ministers Minister-in-Charge Secretary Director General Dr. Jr.
    III on behalf of Jake Sullivan Ada Moore-Hale O’Dell van der bin Ministry Ministries Departments Commerce (NIST)
    National Science Foundation Institutes both countries Quad ASEAN AUKUS Agreement Roadmap Initiative Dialogue second
    inaugural “Bridge” 2.0 May March 2024 in by next month Q3 $10 million ₹500 crore € billion today iCET AI 5G é 𝐀 🙂
    Participants Purpose FOR THE GOVERNMENT co-chaired by met held welcomed noting reaffirmed commitment""".split()
PARTS = st.sampled_from(MARKS) | st.sampled_from(BLANKS) | st.sampled_from(WORDS) | st.just(" ") | st.text(max_size=3)
ANY_TEXT = st.lists(PARTS, max_size=40).map("".join)
PROSE = st.lists(st.sampled_from(WORDS) | st.sampled_from(list(",.;:()-")), max_size=40).map(" ".join)
SUFFIXES = st.sampled_from([".md", ".html", ".txt", ""])


def _holds(reading: Reading) -> None:
    """What is true of every reading."""
    text = reading.text
    for commitment in reading.commitments:
        assert text[commitment.span.start : commitment.span.end] == commitment.quote
        assert set(commitment.countries) <= set(reading.parties)
    for area in reading.areas:
        assert text[area.span.start : area.span.end] == area.heading
    named = [(person.name, person.spans) for person in reading.people]
    named += [(body.name, body.spans) for body in reading.organisations]
    named += [(instrument.name, instrument.spans) for instrument in reading.instruments]
    for name, spans in named:
        assert name
        assert spans
        assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(ANY_TEXT, SUFFIXES)
@BOUNDED
def test_any_text(text: str, suffix: str) -> None:
    """Any text is read, or refused with one clear line."""
    try:
        reading = _read(text, suffix)
    except SourceError as error:
        refusal = str(error)
    else:
        _holds(reading)
        refusal = ""
    assert "\n" not in refusal


@given(PROSE)
@example("Ada Moore, Secretary of Commerce")
@example("Minister and")
@example("Minister of")
@example("The two sides will")
@BOUNDED
def test_any_prose(words: str) -> None:
    """Any sentence of the genre's words is read, whole or broken off."""
    _holds(_read(f"{HEADER}**Space**\n\n- {words or 'x'}\n\n{words or 'x'}"))


@given(st.binary(max_size=80) | ANY_TEXT.map(lambda text: text.encode("utf-16")), SUFFIXES)
@example(b"<meta charset=undefined><p>a", ".html")
@example(b"<meta charset=idna><p>a..b", ".html")
@example(b"<meta charset=unicode_escape><p>\\x", ".html")
@example(b"<meta charset=rot13><p>a", ".html")
@example(b"<meta charset=utf-7><p>+a", ".html")
@BOUNDED
def test_any_bytes(content: bytes, suffix: str) -> None:
    """Any bytes are read, or refused with one clear line."""
    try:
        reading = whole_reader().read_bytes(content, place="statement", suffix=suffix)
    except SourceError as error:
        refusal = str(error)
    else:
        _holds(reading)
        refusal = ""
    assert "\n" not in refusal


HEADER_LINES = [
    "a: b",
    "title:",
    "date:",
    "date: 2024-13",
    " - x",
    "2024",
    "[",
    "{",
    "'",
    '"',
    "&a",
    "*a",
    "!!x",
    "\t",
    "?",
]


@given(st.lists(st.sampled_from(HEADER_LINES)))
@BOUNDED
def test_any_header_block(lines: list[str]) -> None:
    """Any header block is taken as said, or refused with one clear line."""
    try:
        _holds(_read("---\nx: y\n" + "\n".join(lines) + "\n---\nToday we met."))
    except SourceError as error:
        refusal = str(error)
    else:
        refusal = ""
    assert "\n" not in refusal


# What hypothesis does not reach: inputs that make a careless loop or pattern run for minutes.


@dataclass(frozen=True, slots=True)
class Long:
    """A long input, and the seconds of the processor's own time (not of the clock) in which it must be read.

    A reader without quadratic steps takes a tenth of that; `slow` names the step that is known to be quadratic.
    """

    text: str
    suffix: str = ".md"
    seconds: float = 1.5
    slow: str | None = None


LONG = {
    "100k opening brackets": Long("[" * 100_000 + "a", seconds=3),
    "100k closing brackets": Long("a" + "]" * 100_000),
    "50k brackets nested": Long("[" * 50_000 + "a" + "]" * 50_000, seconds=3),
    "16k links that never close": Long("](" * 16_000 + "a"),
    "16k pictures that never close": Long("![" * 16_000 + "a"),
    "16k footnotes that never close": Long("[^" * 16_000 + "a"),
    "16k comments that never close": Long("<!-- " * 16_000 + "a"),
    "50k tags that never close": Long("<a " * 50_000, seconds=3),
    "100k less-than signs": Long("<" * 100_000 + "a"),
    "50k bold words": Long("**a** " * 50_000, seconds=6),
    "100k stars": Long("*" * 100_000 + "a"),
    "100k underscores": Long("_" * 100_000 + "a"),
    "40k spaces": Long("a" + " " * 40_000 + "b."),
    "16k hashes": Long("#" * 16_000 + " a"),
    "100k quotation marks": Long(">" * 100_000 + " a"),
    "100k dashes": Long("-" * 100_000 + " a"),
    "100k zero-width spaces": Long("a" + "\u200b" * 100_000 + "b"),
    "1.5k lists nested": Long("".join(" " * (2 * depth) + "- one\n" for depth in range(1_500))),
    "10k items that lead in": Long("We will:\n" + "- launch a fund for chips:\n" * 10_000, seconds=8),
    "10k nested lists of HTML": Long("<ul><li>" * 10_000 + "a", ".html"),
    "40k line ends in a paragraph": Long("word word\n" * 40_000),
    "10k forced breaks": Long("a  \n" * 10_000, slow="markdown._pieces and plaintext._lines"),
    "12k breaks of HTML": Long("<p>" + "a<br>" * 12_000, ".html", slow="plaintext._lines"),
    "30k unclosed tags of HTML": Long("<div>" * 30_000 + "a", ".html"),
    "10k cells of HTML": Long("<table>" + "<tr><td>a" * 10_000, ".html", seconds=5),
    "20k comments of HTML": Long("<p>a" + "<!--" * 20_000, ".html"),
    "one word of 1 MB": Long("a" * 1_000_000, seconds=8),
    "one line of 1 MB": Long("The two sides will launch a fund for chips. " * 23_000, seconds=40),
    "one sentence of 5,000 commas": Long("The two sides will support " + "chips, " * 5_000 + "and AI."),
    "one sentence of 5,000 countries": Long("India, " * 5_000 + "will meet."),
    "one sentence of 2,000 new bodies": Long(", ".join(f"the Ministry of Xa{n}" for n in range(2_000)), seconds=10),
    "one sentence of 2,000 known bodies": Long("the National Science Foundation, " * 2_000, seconds=10),
    "one sentence of 2,000 people": Long("Minister of Defense Ada Moore, " * 2_000, seconds=10),
    "one sentence of 2,000 instruments": Long(", ".join(f"the Xa{n} Initiative" for n in range(2_000)), seconds=10),
    "one sentence of 10k honorifics": Long("Dr. " * 20_000, slow="people._honoured"),
    "one sentence of 10k ministries": Long(
        "Ministries of " + "Alpha, " * 8_000, slow="resolve._side_after, names._longest"
    ),
    "20k capitals": Long("Alpha Beta " * 20_000, seconds=8),
    "5k headings": Long("".join(f"## Area {n}\n\n- Launch a fund for chips.\n\n" for n in range(5_000)), seconds=10),
    "20k numbers": Long("$1,000,000 " * 20_000, seconds=8),
    "20k full stops": Long("U.S. " * 20_000, seconds=8),
}


@contextlib.contextmanager
def _processor_time(seconds: float) -> Iterator[None]:
    """Ends what runs inside with a TimeoutError after so many seconds of the processor's own time."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"took more than {seconds} s of the processor's time")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _long_inputs() -> list[object]:
    parameters: list[object] = []
    for name, long in LONG.items():
        mark = (
            [pytest.mark.xfail(reason=f"quadratic: {long.slow}", raises=TimeoutError, strict=True)] if long.slow else []
        )
        parameters.append(pytest.param(long, id=name, marks=mark))
    return parameters


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX timers, which this system lacks")
@pytest.mark.parametrize("long", _long_inputs())
def test_long_inputs(long: Long) -> None:
    """A long input is read, or refused, in time that grows with its length, not with its square."""
    whole_reader()
    text = long.text if long.suffix == ".html" else HEADER + long.text
    with _processor_time(long.seconds), contextlib.suppress(SourceError):
        _holds(_read(text, long.suffix))
