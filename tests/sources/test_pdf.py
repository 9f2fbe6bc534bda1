from __future__ import annotations

import difflib
import io
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table
from tests.sources.layouts import shown

from cetgraph.errors import SourceError
from cetgraph.passages import Block, BlockKind, SourceText
from cetgraph.sources.read import read_bytes, read_source
from cetgraph.sources.segment import outline

PAGES = Path(__file__).parent / "pages"


def read(content: bytes) -> SourceText:
    """The bytes as text in blocks."""
    return read_bytes(content, place="a.pdf", suffix=".pdf")


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a document is printed: font, size in points, justified or not, space after and indentation of paragraphs."""

    font: str = "Times-Roman"
    size: float = 12
    alignment: Literal[0, 4] = TA_JUSTIFY
    space: float = 8
    indent: float = 0


def _furniture(canvas: Canvas, _: object) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, A4[1] - 40, "Ministry of Technology")
    canvas.drawCentredString(A4[0] / 2, 30, f"Page {canvas.getPageNumber()} of 9")


def printed(blocks: list[tuple[BlockKind, int, bool, str]], look: Look) -> bytes:
    """A PDF of blocks (kind, level, whether it goes on, words in reportlab's markup) with headers and page numbers."""
    stream = io.BytesIO()
    document = SimpleDocTemplate(stream, pagesize=A4, leftMargin=72, rightMargin=72, topMargin=72, bottomMargin=72)
    story: list[Flowable] = []
    for kind, level, continues, words in blocks:
        size = look.size + 6 - level if kind is BlockKind.HEADING else look.size
        left = 36 + 18 * level if kind is BlockKind.ITEM else 0
        style = ParagraphStyle(
            "any",
            fontName=look.font,
            fontSize=size,
            leading=1.2 * size,
            spaceAfter=look.space / 2 if kind is BlockKind.ITEM else look.space,
            alignment=TA_CENTER if kind is BlockKind.HEADING and level == 1 else look.alignment,
            leftIndent=left,
            bulletIndent=left - 18,
            bulletFontName=look.font if level % 2 == 0 else "Courier",
            bulletFontSize=size,
            firstLineIndent=look.indent if kind is BlockKind.PARAGRAPH else 0,
        )
        is_marked = kind is BlockKind.ITEM and not continues
        mark = ("•" if level % 2 == 0 else "o") if is_marked else None
        story.append(Paragraph(f"<b>{words}</b>" if kind is BlockKind.HEADING else words, style, bulletText=mark))
    document.build(story, onFirstPage=_furniture, onLaterPages=_furniture)
    return stream.getvalue()


def _printable(words: str) -> str:
    """The words in the characters that the standard fonts of PDF have."""
    return "".join(character if ord(character) < 256 or character in "–—‘’“”" else "?" for character in words)


def _marked_up(source: SourceText, block: Block) -> str:
    out, position = "", block.span.start
    for span in block.bold:
        out += escape(source.text[position : span.start]) + f"<b>{escape(source.text[span.start : span.end])}</b>"
        position = span.end
    return _printable(out + escape(source.text[position : block.span.end]))


def blocks_of(source: SourceText) -> list[tuple[BlockKind, int, bool, str]]:
    """The document's blocks as `printed` takes them."""
    return [(block.kind, block.level, block.continues, _marked_up(source, block)) for block in source.blocks]


def layout(source: SourceText) -> list[tuple[str, int, bool, str]]:
    """Each block's kind, the level of items, whether it goes on, and its words."""
    return [
        (
            block.kind.value,
            block.level if block.kind is BlockKind.ITEM else 0,
            block.continues,
            _printable(source.text[block.span.start : block.span.end]),
        )
        for block in source.blocks
    ]


LOOKS = {
    "justified, with space between": (Look(), 0.98),
    "ragged, with space between": (Look(font="Helvetica", size=11, alignment=0), 0.98),
    "indented, without space between": (Look(space=0, indent=24), 0.96),
    # Where nothing parts two paragraphs but a line that is not quite full, some are taken for one.
    "neither indented nor spaced": (Look(space=0, alignment=0), 0.9),
}


@pytest.mark.parametrize(("look", "floor"), LOOKS.values(), ids=LOOKS.keys())
def test_printed_documents_are_read_as_they_were(shared: Path, look: Look, floor: float) -> None:
    """The documents of the corpus, printed and read again, have their blocks, but for a few."""
    whole = same = 0
    for path in sorted((shared / "corpus").glob("*.md")):
        source = read_source(path)
        expected, found = layout(source), layout(read(printed(blocks_of(source), look)))
        whole += len(expected)
        matches = difflib.SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
        same += sum(match.size for match in matches)
    assert same >= floor * whole


def statement() -> SourceText:
    """The made-up statement that the tests of pages read too."""
    page = f"<h1>Joint Statement of Norland and Westmark</h1>{(PAGES / 'statement.html').read_text(encoding='utf-8')}"
    return read_bytes(page.encode(), place="statement.html", suffix=".html")


def test_a_statement_on_two_pages() -> None:
    """Headings, levels of lists, bold words and what goes on over the page are kept; what pages repeat is not."""
    source = statement()
    body = blocks_of(source)
    found = read(printed([*body, *body[1:]], Look(size=14)))
    assert len(pypdf.PdfReader(io.BytesIO(printed([*body, *body[1:]], Look(size=14)))).pages) == 2
    expected = shown(source)
    assert [line.replace("*", "") for line in shown(found)] == [
        line.replace("*", "") for line in [*expected, *expected[1:]]
    ]
    bold = {found.text[span.start : span.end] for block in found.blocks for span in block.bold}
    assert {"Quantum networks:", "Next Steps", "Artificial Intelligence"} <= bold


def test_the_structure() -> None:
    """Title, headings, passages and lead-ins are those of the statement before it was printed."""
    source = statement()
    found = read(printed(blocks_of(source), Look()))
    one, two = outline(found), outline(source)
    assert one.title == two.title
    for things, others in ((one.headings, two.headings), (one.passages, two.passages)):
        assert [found.text[thing.span.start : thing.span.end] for thing in things] == [
            source.text[thing.span.start : thing.span.end] for thing in others
        ]
    assert [passage.lead_in for passage in one.passages] == [passage.lead_in for passage in two.passages]


def test_offsets_count_in_the_extracted_text() -> None:
    """The raw text of a PDF is the text extracted from it."""
    source = read(printed(blocks_of(statement()), Look()))
    assert [source.offsets.to_raw(at) for at in (0, 7, len(source.text) - 1)] == [0, 7, len(source.text) - 1]


@pytest.mark.slow
def test_printed_by_a_browser(program: Callable[[str], str], tmp_path: Path) -> None:
    """A page printed to PDF has drawn bullets, and the browser's own date and address in its margins."""
    (tmp_path / "a.html").write_text(
        "<!DOCTYPE html><meta charset=utf-8><title>Joint Statement of Norland and Westmark</title>"
        f"<h1>Joint Statement of Norland and Westmark</h1>{(PAGES / 'statement.html').read_text(encoding='utf-8')}",
        encoding="utf-8",
    )
    subprocess.run(
        [program("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--print-to-pdf=a.pdf", "a.html"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=120,
    )
    found = [line.replace("*", "") for line in shown(read_source(tmp_path / "a.pdf"))]
    assert found == [line.replace("*", "") for line in shown(statement())]


Draw = Callable[[Canvas], None]


def drawn(*pages: Draw, size: tuple[float, float] = A4) -> bytes:
    """A PDF of pages that these functions draw."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size)
    for draw in pages:
        canvas.setFont("Times-Roman", 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def lines(*words: str, x: float = 72, y: float = 700, step: float = 14.4) -> Draw:
    """Draws the words one under another; a line of "" leaves a gap."""

    def draw(canvas: Canvas) -> None:
        at = y
        for line in words:
            canvas.drawString(x, at, line)
            at -= step

    return draw


FULL = "The two sides will launch a joint programme of research on the safety of models and"


def _each_word(canvas: Canvas) -> None:
    for number, word in enumerate("Every word stands by itself on this line of the page".split()):
        canvas.drawString(72 + 45 * number, 700, word)


def _twice(canvas: Canvas) -> None:
    for shift in (0, 0.3):
        canvas.drawString(72 + shift, 700, "Printed twice to look bold and read just once")


def _raised(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "The 21")
    at = 72 + canvas.stringWidth("The 21")
    canvas.setFont("Times-Roman", 7)
    canvas.drawString(at, 704, "st")
    at += canvas.stringWidth("st")
    canvas.setFont("Times-Roman", 12)
    canvas.drawString(at, 700, " century initiative")
    at += canvas.stringWidth(" century initiative")
    canvas.setFont("Times-Roman", 7)
    canvas.drawString(at, 704, "3")
    canvas.setFont("Times-Roman", 12)
    canvas.drawString(at + 5, 700, "will go on.")


def _watermark(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.rotate(45)
    canvas.drawString(300, 300, "DRAFT")
    canvas.restoreState()
    canvas.drawString(72, 700, "The sides will sign a memorandum.")


def _cells(canvas: Canvas) -> None:
    for y, one, two in ((700, "For Norland:", "For Westmark:"), (680, "Ada Lund", "John Reed")):
        canvas.drawString(72, y, one)
        canvas.drawString(320, y, two)


def _footnote(canvas: Canvas) -> None:
    lines(FULL, "its uses.")(canvas)
    canvas.setFont("Times-Roman", 8)
    canvas.drawString(72, 120, "1 A note that stands at the foot of the page.")


def _turned(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    canvas.rotate(90)
    canvas.drawString(100, -200, "Words on a page that is turned around.")


def _dots(canvas: Canvas) -> None:
    for y, words in ((700, "sign a memorandum of understanding"), (680, "launch a fund for joint research")):
        canvas.circle(80, y + 4, 2, fill=1)
        canvas.drawString(92, y, words)


def _ligatures(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "The sides reaffirm what is said on page 1.")


DRAWN: dict[str, tuple[tuple[Draw, ...], list[str]]] = {
    "lines of one paragraph": ((lines(FULL, FULL, "their uses."),), [f"{FULL} {FULL} their uses."]),
    "a gap parts": ((lines(FULL, "one.", "", FULL, "two."),), [f"{FULL} one.", f"{FULL} two."]),
    "a word cut in two": (
        (lines("The cooperation of both sides is a", FULL.replace("and", "coopera-"), "tion of peers."),),
        [f"The cooperation of both sides is a {FULL.replace('and', 'cooperation')} of peers."],
    ),
    "a compound at the end of a line": (
        (lines(FULL.replace("and", "science-"), "based rules, based on science and its uses."),),
        [f"{FULL.replace('and', 'science-')}based rules, based on science and its uses."],
    ),
    "a dash at the end of a line": (
        (lines(FULL.replace("and", "–"), "as was agreed."),),
        [f"{FULL.replace('and', '–')} as was agreed."],
    ),
    "a paragraph over two pages": ((lines(FULL, FULL), lines("their uses.")), [f"{FULL} {FULL} their uses."]),
    "each word by itself": ((_each_word,), ["Every word stands by itself on this line of the page"]),
    "words printed twice": ((_twice,), ["Printed twice to look bold and read just once"]),
    "raised letters, and a footnote's number": ((_raised,), ["The 21st century initiative will go on."]),
    "a watermark": ((_watermark,), ["The sides will sign a memorandum."]),
    "cells of a table": ((_cells,), ["For Norland:", "For Westmark:", "Ada Lund", "John Reed"]),
    "a footnote goes last": (
        (_footnote, lines("The next paragraph is on the next page of it.")),
        [
            f"{FULL} its uses.",
            "The next paragraph is on the next page of it.",
            "1 A note that stands at the foot of the page.",
        ],
    ),
    "a turned page": ((_turned,), ["Words on a page that is turned around."]),
    "drawn bullets": ((_dots,), ["- sign a memorandum of understanding", "- launch a fund for joint research"]),
    "numbered paragraphs": (
        (lines("1. The two sides met in Port Vale.", "", "2. They agreed on a plan."),),
        ["1. The two sides met in Port Vale.", "2. They agreed on a plan."],
    ),
    "page numbers": (
        (
            lines("The first page of the text is this.", "- 1 -", step=640),
            lines("The second one is this.", "- 2 -", step=640),
        ),
        ["The first page of the text is this.", "The second one is this."],
    ),
    "a date under a title": (
        (lines("Joint Statement of Both Sides", "13 May 2024", "", "They met."),),
        ["Joint Statement of Both Sides", "13 May 2024", "They met."],
    ),
}


@pytest.mark.parametrize(("pages", "expected"), DRAWN.values(), ids=DRAWN.keys())
def test_drawn_pages(pages: tuple[Draw, ...], expected: list[str]) -> None:
    """Each way to draw words on a page is read as a person reads it."""
    assert shown(read(drawn(*pages))) == expected


def test_a_table_by_cells() -> None:
    """The cells of a table are blocks, row by row."""
    stream = io.BytesIO()
    cells = [["FOR THE GOVERNMENT OF NORLAND", "FOR THE GOVERNMENT OF WESTMARK"], ["Ada Lund", "John Reed"]]
    SimpleDocTemplate(stream).build([Table(cells, colWidths=[230, 230]), PageBreak()])
    assert shown(read(stream.getvalue())) == [words for row in cells for words in row]


def _picture(canvas: Canvas) -> None:
    canvas.drawInlineImage(_grey(), 0, 0, *A4)


def _grey() -> object:
    from PIL import Image  # noqa: PLC0415 # reportlab brings it along

    return Image.new("L", (20, 20), 128)


def scan() -> bytes:
    """A PDF of two pages that are pictures."""
    return drawn(_picture, _picture)


def encrypted(algorithm: str, *, user: str) -> bytes:
    """The statement as PDF, encrypted with a password for reading (none where `user` is empty) and one for changes."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(printed(blocks_of(statement()), Look())))
    writer.encrypt(user, "owner", algorithm=algorithm)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_for_changes_only(algorithm: str) -> None:
    """A PDF that anybody may open is read, though it is encrypted against changes."""
    assert read(encrypted(algorithm, user="")).text == read(printed(blocks_of(statement()), Look())).text


def _stream(content: bytes, *, packed: bool = False) -> bytes:
    """A PDF of one page with that content stream."""
    data = zlib.compress(content) if packed else content
    coding = b"/Filter /FlateDecode " if packed else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (coding, len(data), data),
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


TEXT = b"BT /F1 12 Tf 72 700 Td (The two sides will sign a memorandum of understanding.) Tj ET\n"


def test_a_hand_made_page() -> None:
    """The smallest PDF is read."""
    assert read(_stream(TEXT)).text == "The two sides will sign a memorandum of understanding."


def _many_pages() -> bytes:
    return drawn(*[lines("words")] * 1_001)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a scan": (scan, r"is a scan: it has pictures of pages but no text \(run character recognition"),
    "an empty page": (lambda: drawn(lambda _: None), "has no text"),
    "a password": (lambda: encrypted("AES-256", user="secret"), "the PDF is encrypted"),
    "an old password": (lambda: encrypted("RC4-40", user="secret"), "the PDF is encrypted"),
    "cut short": (lambda: printed(blocks_of(statement()), Look())[:700], "the PDF is broken|has no text"),
    "the signature alone": (lambda: b"%PDF-1.7\n", "the PDF is broken|has no text"),
    "noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "the PDF is broken|has no text"),
    "a bomb": (lambda: _stream(b" " * 50_000_000, packed=True), "draws more than any"),
    "drawing without end": (lambda: _stream(TEXT + b"0 0 m 1 1 l S\n" * 200_000, packed=True), "draws more than any"),
    "very many pages": (_many_pages, "1,001 pages, more than 1,000"),
    "brackets without end": (lambda: _stream(b"[" * 100_000), "the PDF is broken|has no text"),
    "a page tree in a circle": (
        lambda: _stream(TEXT).replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R] /Count 1"),
        "the PDF is broken|has no text",
    ),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(
    make: Callable[[], bytes], reason: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Scans, encrypted, broken and hostile files are refused in one line; the library's own remarks are not heard."""
    with pytest.raises(SourceError, match=reason) as caught:
        read(make())
    assert str(caught.value).startswith("a.pdf: ")
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""
    assert caplog.records == []


RUNS = 60_000
HOSTILE: dict[str, bytes] = {
    "runs on one line": b"BT /F1 12 Tf 72 700 Td " + b"(a)Tj " * RUNS + b"ET",
    "moved runs on one line": b"BT /F1 1 Tf 0 700 Td " + b"1 0 Td(a)Tj " * RUNS + b"ET",
    "lines": b"BT /F1 1 Tf 72 700 Td " + b"0 -1 Td(a b)Tj " * RUNS + b"ET",
    "one long word": b"BT /F1 12 Tf 72 700 Td (" + b"a" * 1_000_000 + b")Tj 0 -14 Td (words of another line)Tj ET",
    "small shapes": TEXT + b"72 700 2 2 re f\n" * RUNS + TEXT * 2_000,
    "letters without size": b"BT /F1 0 Tf 72 700 Td " + b"0 -1 Td(a b)Tj " * 1_000 + b"ET",
    "letters of a giant": b"BT /F1 1e30 Tf 72 700 Td " + b"0 -1e30 Td(a b c)Tj " * 1_000 + b"ET",
    "a matrix of numbers that are none": TEXT.replace(b"BT", b"BT 1e999 0 0 1e999 0 0 Tm") + TEXT,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_end(content: bytes) -> None:
    """Pages made to take time or memory are read or refused at the pace of any other."""
    try:
        assert read(_stream(content, packed=True)).text
    except SourceError:
        return


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_damaged_files_are_read_or_refused(data: st.DataObject) -> None:
    """A file with bytes changed, cut out or put in is read or refused; nothing but SourceError comes out."""
    content = bytearray(_stream(TEXT * 5))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 20))
        content[at : at + cut] = data.draw(
            st.binary(max_size=4)
            | st.sampled_from([b"<<", b">>", b"[", b"(", b"/Kids", b" R ", b"endobj", b"stream\n", b"-1"])
        )
    try:
        read(bytes(content))
    except SourceError:
        return


def test_a_text_called_pdf() -> None:
    """A file that is called PDF and is none is refused, not guessed at."""
    with pytest.raises(SourceError, match="this is no PDF file"):
        read(b"Just words.")


def test_a_leader_before_the_signature() -> None:
    """A PDF may begin after some other bytes, if it is called one."""
    assert read(b"\n\n" + _stream(TEXT)).text.startswith("The two sides")
