"""One statement in each format that can be read says the same."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from cetgraph import cli
from cetgraph.config import resource
from cetgraph.pipeline import Reader

TITLE = "Joint Statement of Singapore and Japan on Critical Technologies"
DAY = "13 May 2024"
OPENING = "The Ministers of both countries met in Singapore and agreed to the following:"
HEADING = "Artificial Intelligence"
ITEMS = (
    (
        "The Infocomm Media Development Authority (IMDA) of Singapore will sign a Memorandum of Cooperation with "
        "Japan’s Ministry of Economy, Trade and Industry (METI) by the end of 2024."
    ),
    "Singapore and Japan will launch a joint fund of $12 million for research on safe AI.",
)
CLOSING = "The two sides welcomed the opening of a design centre in Tokyo in March 2024."


def as_markdown() -> bytes:
    """The statement as Markdown."""
    items = "\n".join(f"- {item}" for item in ITEMS)
    return f"# {TITLE}\n\n{DAY}\n\n{OPENING}\n\n## {HEADING}\n\n{items}\n\n{CLOSING}\n".encode()


def as_page() -> bytes:
    """The statement on a page with a menu, a banner and a footer."""
    items = "".join(f"<li>{item}" for item in ITEMS)
    return (
        f"<html><head><title>{TITLE} | Ministry</title></head><body><div id=cookie-bar><p>We use cookies to make this "
        f"site work, and to learn how it is used.</p></div><div class=main-menu><a href=/>Home</a> <a href=/n>News</a>"
        f"</div><div class=wrap><h1>{TITLE}</h1><div>{DAY}</div><div class=text><p>{OPENING}<h2>{HEADING}</h2>"
        f"<ul>{items}</ul><p>{CLOSING}</div></div><div id=footer><p>1 Harbour Street. All rights reserved by the "
        "Ministry and those who work for it.</p></div></body></html>"
    ).encode()


def as_docx() -> bytes:
    """The statement as Word saves it."""
    document = docx.Document()
    document.add_heading(TITLE, 0)
    for words in (DAY, OPENING):
        document.add_paragraph(words)
    document.add_heading(HEADING, 1)
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    document.add_paragraph(CLOSING)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_pdf() -> bytes:
    """The statement as it is printed."""
    styles = getSampleStyleSheet()
    plain = styles["Normal"].clone("plain", spaceAfter=8)
    story: list[Flowable] = [Paragraph(TITLE, styles["Title"])]
    story += [Paragraph(words, plain) for words in (DAY, OPENING)]
    story.append(Paragraph(HEADING, styles["Heading2"]))
    story += [Paragraph(item, plain, bulletText="•") for item in ITEMS]
    story.append(Paragraph(CLOSING, plain))
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build(story)
    return stream.getvalue()


FORMATS = {".md": as_markdown, ".html": as_page, ".docx": as_docx, ".pdf": as_pdf}


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A reader with the gazetteer that cetgraph brings along."""
    return Reader.load(resource("data") / "gazetteer")


def test_each_format_says_the_same(reader: Reader) -> None:
    """Title, date, areas, bodies and commitments do not depend on the format."""
    told = {}
    for suffix, make in FORMATS.items():
        reading = reader.read_bytes(make(), place=f"a{suffix}", suffix=suffix)
        told[suffix] = (
            reading.document.title,
            reading.document.date,
            tuple(area.heading for area in reading.areas),
            tuple(sorted(body.name for body in reading.organisations)),
            tuple((commitment.quote, commitment.status, commitment.countries) for commitment in reading.commitments),
        )
    title, date, areas, bodies, commitments = told[".md"]
    assert (title, date, areas) == (TITLE, "2024-05-13", (HEADING,))
    assert len(bodies) >= 2
    assert len(commitments) >= 3
    assert [suffix for suffix, found in told.items() if found != told[".md"]] == []


def test_read_takes_each_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`cetgraph read` takes Word documents and PDFs, and refuses a PDF without text in one line."""
    for suffix in (".docx", ".pdf"):
        (tmp_path / f"a{suffix}").write_bytes(FORMATS[suffix]())
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build([Paragraph(" ")])
    (tmp_path / "b.pdf").write_bytes(stream.getvalue())
    code = cli.exit_code(["read", str(tmp_path / "a.docx"), str(tmp_path / "a.pdf"), "--format", "json"])
    out = capsys.readouterr().out
    assert (code, out.count(f'"title": "{TITLE}"')) == (0, 2)
    assert cli.exit_code(["read", str(tmp_path / "b.pdf")]) == 2
    told = "the PDF has no text (run character recognition (OCR) on it first)"
    assert capsys.readouterr().err == f"cetgraph: {tmp_path / 'b.pdf'}: {told}\n"
