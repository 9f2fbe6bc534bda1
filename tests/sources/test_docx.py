from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.layouts import shown

from cetgraph.errors import SourceError
from cetgraph.passages import SourceText
from cetgraph.sources.read import read_bytes
from cetgraph.sources.segment import outline

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TO_DOCUMENT = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def content_of(document: Document) -> bytes:
    """The document as Word would save it."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(content: bytes) -> SourceText:
    """The bytes as text in blocks."""
    return read_bytes(content, place="a.docx", suffix=".docx")


def package(body: str, **parts: str | bytes) -> bytes:
    """A package of a document with that body, and of other parts by name ("word/styles.xml")."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = {
            "_rels/.rels": TO_DOCUMENT,
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            **parts,
        }
        for name, content in whole.items():
            archive.writestr(name, content)
    return stream.getvalue()


def paragraph(words: str, properties: str = "") -> str:
    """The XML of a paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def made_up() -> Document:
    """A statement made with the styles of Word."""
    document = docx.Document()
    document.add_heading("Joint Statement of Norland and Westmark", 0)
    document.add_paragraph("13 May 2024")
    opening = document.add_paragraph("The two sides met in ")
    opening.add_run("Port Vale").bold = True
    opening.add_run(" and agreed to the following:")
    document.add_heading("Artificial Intelligence", 1)
    document.add_paragraph("The institutes will sign a memorandum.", style="List Bullet")
    document.add_paragraph("Both sides will launch:", style="List Bullet")
    document.add_paragraph("a joint fund; and", style="List Bullet 2")
    document.add_paragraph("an exchange of students.", style="List Bullet 2")
    document.add_paragraph("The fund will open in 2025.", style="List Continue")
    heading = document.add_paragraph()
    heading.add_run("Next Steps").bold = True
    document.add_paragraph("The next Dialogue will be held in 2025.")
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate([("For Norland:", "For Westmark:"), ("Ada Lund", "John Reed")]):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    return document


MADE_UP = [
    "# Joint Statement of Norland and Westmark",
    "13 May 2024",
    "The two sides met in *Port Vale* and agreed to the following:",
    "# *Artificial Intelligence*",
    "- The institutes will sign a memorandum.",
    "- Both sides will launch:",
    "-- a joint fund; and",
    "-- an exchange of students.",
    "--+ The fund will open in 2025.",
    "*Next Steps*",
    "The next Dialogue will be held in 2025.",
    "For Norland:",
    "For Westmark:",
    "Ada Lund",
    "John Reed",
]


def test_a_statement() -> None:
    """Headings, lists with their levels, bold words and tables keep their layout."""
    assert shown(read(content_of(made_up()))) == MADE_UP


def test_its_structure() -> None:
    """Title, date, headings and lead-ins are found as in any other format."""
    source = read(content_of(made_up()))
    found = outline(source)
    assert (found.title, found.date) == ("Joint Statement of Norland and Westmark", "2024-05-13")
    first = found.headings[0].span
    assert source.text[first.start : first.end] == "Artificial Intelligence"
    led = [passage for passage in found.passages if passage.lead_in is not None]
    assert len(led) >= 2


def test_the_signature_decides() -> None:
    """A Word document is read as one whatever its name says, and without a name."""
    for suffix in ("", ".html", ".pdf"):
        assert shown(read_bytes(content_of(made_up()), place="a", suffix=suffix)) == MADE_UP


def test_offsets_count_in_the_extracted_text() -> None:
    """The raw text of a packed file is the text extracted from it."""
    source = read(content_of(made_up()))
    assert [source.offsets.to_raw(at) for at in (0, 7, len(source.text) - 1)] == [0, 7, len(source.text) - 1]


def _numbered(document: Document, words: str, level: int) -> Paragraph:
    """A paragraph that is numbered by hand: list 1 of Word's default template at that level."""
    made = document.add_paragraph(words)
    numbering = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", 1)):
        child = OxmlElement(name)
        child.set(qn("w:val"), str(value))
        numbering.append(child)
    made._p.get_or_add_pPr().append(numbering)
    return made


def _levels(document: Document) -> None:
    for level, words in enumerate(["One", "One a", "One a i"]):
        _numbered(document, words, level)


def _line_breaks(document: Document) -> None:
    run = document.add_paragraph().add_run("One ends.")
    run.add_break()
    run.add_text("Two")
    run.add_tab()
    run.add_text("goes on")


def _typed_bullets(document: Document) -> None:
    document.add_paragraph("Both will:")
    document.add_paragraph("•\tsign")
    document.add_paragraph("•\tlaunch")


def _underlined(document: Document) -> None:
    document.add_paragraph().add_run("Space").underline = True


def _bold_style(document: Document) -> None:
    document.add_paragraph("Space", style="Intense Quote").add_run(" plain").bold = False


def _hidden(document: Document) -> None:
    made = document.add_paragraph("One")
    made.add_run(" hidden").font.hidden = True


def _deleted(document: Document) -> None:
    made = document.add_paragraph("One")
    run = made.add_run(" deleted")._r
    deletion = OxmlElement("w:del")
    made._p.append(deletion)
    deletion.append(run)
    inserted = OxmlElement("w:ins")
    inserted.append(made.add_run(" inserted")._r)
    made._p.append(inserted)


def _link(document: Document) -> None:
    made = document.add_paragraph("See the ")
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to("https://x.example/a", f"{OFFICE}/hyperlink", is_external=True))
    link.append(made.add_run("joint plan")._r)
    made._p.append(link)


def _header(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "Header"
    document.sections[0].footer.paragraphs[0].text = "Footer"
    document.add_paragraph("One")


def _long_heading(document: Document) -> None:
    document.add_heading("All of this is set as a heading. " * 12, 2)


def _nested_table(document: Document) -> None:
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "Outer"
    cell.add_table(rows=1, cols=1).cell(0, 0).text = "Inner"


def _large_letters(document: Document) -> None:
    document.add_paragraph().add_run("Only large").font.size = Pt(20)


LAYOUTS: dict[str, tuple[Callable[[Document], None], list[str]]] = {
    "levels of a list": (_levels, ["- One", "-- One a", "--- One a i"]),
    "line breaks and tabs": (_line_breaks, ["One ends.", "Two goes on"]),
    "bullets typed by hand": (_typed_bullets, ["Both will:", "- sign", "- launch"]),
    "underlined words count as bold": (_underlined, ["*Space*"]),
    "bold by style, and not by hand": (_bold_style, ["*Space* plain"]),
    "hidden words": (_hidden, ["One"]),
    "tracked changes": (_deleted, ["One inserted"]),
    "a link": (_link, ["See the joint plan"]),
    "headers and footers of pages": (_header, ["One"]),
    "a paragraph set as a heading": (_long_heading, [f"*{'All of this is set as a heading. ' * 12}".strip() + "*"]),
    "a table in a table": (_nested_table, ["Outer", "Inner"]),
    "large letters alone make no heading": (_large_letters, ["Only large"]),
}


@pytest.mark.parametrize(("make", "expected"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts(make: Callable[[Document], None], expected: list[str]) -> None:
    """Each way to lay out words in Word is read as it looks."""
    document = docx.Document()
    make(document)
    assert shown(read(content_of(document))) == expected


XML: dict[str, tuple[str, list[str]]] = {
    "contents of which one stands for the other": (
        (
            '<w:p><w:r><mc:AlternateContent xmlns:mc="x"><mc:Choice><w:t>One</w:t></mc:Choice>'
            "<mc:Fallback><w:t>Two</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
        ["One"],
    ),
    "a text box": (
        (
            "<w:p><w:r><w:t>One</w:t></w:r><w:r><w:pict><v xmlns='v'><w:txbxContent>"
            f"{paragraph('Box')}</w:txbxContent></v></w:pict></w:r></w:p>"
        ),
        ["One", "Box"],
    ),
    "a table of contents": (
        (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
            f"<w:sdtContent>{paragraph('Space 1')}</w:sdtContent></w:sdt>{paragraph('One')}"
        ),
        ["One"],
    ),
    "a field": (
        "<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r></w:p>",
        ["7"],
    ),
    "signs and hyphens": (
        (
            '<w:p><w:r><w:sym w:char="F0B7"/><w:t xml:space="preserve"> state</w:t><w:noBreakHyphen/><w:t>of</w:t>'
            "<w:softHyphen/><w:t>fice</w:t></w:r></w:p>"
        ),
        ["- state-office"],
    ),
    "a code that is no character": ('<w:p><w:r><w:sym w:char="D800"/><w:t>One</w:t></w:r></w:p>', ["One"]),
    "an outline level by hand": (paragraph("One", '<w:outlineLvl w:val="2"/>'), ["### One"]),
    "a list that is switched off": (paragraph("One", '<w:numPr><w:numId w:val="0"/></w:numPr>'), ["One"]),
    "a level that is none": (
        paragraph("One", '<w:numPr><w:ilvl w:val="-9"/><w:numId w:val="1"/></w:numPr>'),
        ["- One"],
    ),
}


@pytest.mark.parametrize(("body", "expected"), XML.values(), ids=XML.keys())
def test_elements(body: str, expected: list[str]) -> None:
    """Elements that python-docx does not write are read too."""
    assert shown(read(package(body))) == expected


def test_styles_that_build_on_each_other() -> None:
    """A circle of styles ends."""
    styles = f'<w:styles xmlns:w="{W}">' + "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{one}"/><w:basedOn w:val="{two}"/></w:style>'
        for one, two in ("ab", "ba")
    )
    content = package(
        paragraph("One", '<w:pStyle w:val="a"/>'),
        **{
            "word/styles.xml": f"{styles}</w:styles>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="s" '
            f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        },
    )
    assert shown(read(content)) == ["One"]


def test_links_keep_their_addresses() -> None:
    """A link's words pair with its address."""
    document = docx.Document()
    _link(document)
    source = read(content_of(document))
    ((span, address),) = source.blocks[0].links
    assert (source.text[span.start : span.end], address) == ("joint plan", "https://x.example/a")


def _entities() -> str:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(9))
    return f'<!DOCTYPE w:document [{lines}]><w:document xmlns:w="{W}"><w:t>&e8;</w:t></w:document>'


EXTERNAL = f'<!DOCTYPE a SYSTEM "file:///etc/passwd"><w:document xmlns:w="{W}"/>'


def _with_document(document: str | bytes) -> bytes:
    return package("", **{"word/document.xml": document})


def _cut() -> bytes:
    return content_of(made_up())[:-200]


def _encrypted() -> bytes:
    content = bytearray(package(paragraph("One")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "entities that expand": (lambda: _with_document(_entities()), "declares a document type"),
    "an entity from outside": (lambda: _with_document(EXTERNAL), "declares a document type"),
    "a bomb": (lambda: _with_document(b"<a>" + b" " * 25_000_000 + b"</a>"), "more than any document"),
    "a larger bomb": (lambda: _with_document(b" " * 40_000_000), "more than any document"),
    "elements without end": (lambda: _with_document("<a>" * 300 + "</a>" * 300), "more elements than any document"),
    "very many elements": (lambda: _with_document("<a>" + "<b/>" * 1_000_001 + "</a>"), "more elements|more than any"),
    "broken XML": (lambda: _with_document("<w:document>"), "the XML is broken"),
    "an encoding that nobody knows": (
        lambda: _with_document("<?xml version='1.0' encoding='UTF-9'?><a/>"),
        "the XML is broken",
    ),
    "no XML": (lambda: _with_document(b"\xff\x00"), "the XML is broken"),
    "a table of numbers": (lambda: _with_document("<worksheet/>"), "none of Word"),
    "an archive of other things": (lambda: package("", **{"_rels/.rels": "<Relationships/>"}), "no Word document"),
    "an archive cut short": (_cut, "broken ZIP archive"),
    "an encrypted archive": (_encrypted, "encrypted"),
    "no words": (lambda: package(paragraph(" ")), "holds no words"),
    "parts without number": (
        lambda: package("", **{f"{number}": "" for number in range(5_001)}),
        "more parts than any document",
    ),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(make: Callable[[], bytes], reason: str) -> None:
    """Bombs, broken files and other archives are refused in one line that says why."""
    with pytest.raises(SourceError, match=reason) as caught:
        read(make())
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("a.docx")


ELEMENTS = (
    "<w:p>|</w:p>|<w:r>|</w:r>|<w:t>One</w:t>|<w:tbl>|</w:tbl>|<w:tr>|</w:tr>|<w:tc>|</w:tc>|<w:sdt>|</w:sdt>|<w:br/>|"
    "<w:pPr>|</w:pPr>|<w:numPr>|</w:numPr>|<w:ilvl w:val='x'/>|<w:numId w:val='1'/>|<w:hyperlink>|</w:hyperlink>|&#9;|"
    "<w:sym w:char='zz'/>|<w:outlineLvl w:val='-1'/>|<w:pStyle w:val='a'/>|<!-- x -->|<?x?>|<w:ins>|</w:ins>".split("|")
)
PART = st.lists(st.sampled_from(ELEMENTS)).map("".join)


@settings(deadline=None, max_examples=200)
@given(PART, st.binary(max_size=5), st.integers(0, 3_000), st.integers(0, 30))
def test_damaged_files_are_read_or_refused(body: str, put_in: bytes, at: int, cut: int) -> None:
    """Whatever the parts hold, and whatever bytes are damaged, nothing but SourceError comes out."""
    content = package(body)
    for damaged in (content, content[:at] + put_in + content[at + cut :]):
        try:
            read(damaged)
        except SourceError:
            continue


def test_an_old_office_document() -> None:
    """The format before DOCX, which encrypted documents are packed in too, is named."""
    with pytest.raises(SourceError, match="an old office document"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def test_a_text_called_docx() -> None:
    """A file that is called DOCX and is none is refused, not guessed at."""
    with pytest.raises(SourceError, match="this is no DOCX file"):
        read(b"Just words.")
