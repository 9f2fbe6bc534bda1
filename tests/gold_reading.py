"""Makes a `Reading` from a gold reading and its document, for tests that need one without running the reader.

The gold files say what a document states, not where; spans are found again by searching the plain text. What a gold
file leaves out (kinds of bodies, stance, verb, subject) is filled in by simple rules that are good enough for tests.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from pathlib import Path
from typing import TypedDict

from cetgraph.model import (
    Amount,
    Area,
    Capacity,
    Commitment,
    DateMention,
    DocumentFacts,
    DocumentKind,
    Instrument,
    InstrumentKind,
    KnownBody,
    Meeting,
    Organisation,
    OrganisationKind,
    Party,
    Person,
    Progress,
    ProgressBasis,
    Reading,
    Span,
    Stance,
)

SHARED = Path(__file__).resolve().parents[2] / "shared"
JULY_2024 = "2024-07-31-second-us-singapore-critical-and-emerging-technology-dialogue-joint-fact-sheet"

PARTY_NAMES = {
    "AE": ("United Arab Emirates", "Q878"),
    "AU": ("Australia", "Q408"),
    "CA": ("Canada", "Q16"),
    "CN": ("China", "Q148"),
    "FR": ("France", "Q142"),
    "GB": ("United Kingdom", "Q145"),
    "ID": ("Indonesia", "Q252"),
    "IL": ("Israel", "Q801"),
    "IN": ("India", "Q668"),
    "JP": ("Japan", "Q17"),
    "KR": ("South Korea", "Q884"),
    "PH": ("Philippines", "Q928"),
    "SG": ("Singapore", "Q334"),
    "TW": ("Taiwan", "Q865"),
    "US": ("United States", "Q30"),
}
GROUPS = {
    "ASEAN": ("Association of Southeast Asian Nations", ("ID", "PH", "SG")),
    "EU": ("European Union", ("FR",)),
}
KNOWN_BODIES = {
    ("National Institute of Standards and Technology", "US"): KnownBody(
        name="National Institute of Standards and Technology",
        acronym="NIST",
        aliases=("National Institute of Standards & Technology",),
        parent="Department of Commerce",
        wikidata="Q176691",
        ror="https://ror.org/05xpvk416",
    ),
    ("National Science Foundation", "US"): KnownBody(
        name="National Science Foundation",
        acronym="NSF",
        aliases=(),
        parent=None,
        wikidata="Q304878",
        ror="https://ror.org/021nxhr62",
    ),
    ("Infocomm Media Development Authority", "SG"): KnownBody(
        name="Infocomm Media Development Authority",
        acronym="IMDA",
        aliases=("Info-communications Media Development Authority",),
        parent=None,
        wikidata=None,
        ror=None,
    ),
}
KIND_BY_WORD = (
    (r"\b(Department|Ministry|Office of the Prime Minister|White House)\b", OrganisationKind.MINISTRY),
    (r"\b(Science Foundation)\b", OrganisationKind.FUNDER),
    (r"\b(Laborator(y|ies))\b", OrganisationKind.LABORATORY),
    (r"\b(Force|Command|Navy|Army)\b", OrganisationKind.ARMED_FORCE),
    (r"\b(University|College)\b", OrganisationKind.UNIVERSITY),
    (r"\b(Authority|Agency|Administration|Institute of Standards|Safety Institute)\b", OrganisationKind.AGENCY),
    (r"\b(Institute|Academy)\b", OrganisationKind.RESEARCH_INSTITUTE),
    (r"\b(Association|Alliance|Council|Chamber)\b", OrganisationKind.ASSOCIATION),
)
AREA_BY_WORD = (
    ("artificial intelligence", "artificial-intelligence"),
    ("semiconductor", "semiconductors"),
    ("quantum", "quantum"),
    ("space", "space"),
    ("defen[sc]e", "defence-innovation"),
    ("telecom|5g|6g", "communication-and-networking"),
    ("biotech", "biotechnologies"),
    ("supply chain", "supply-chains"),
    ("export control", "export-controls"),
)
QUOTE_MARKS = str.maketrans("‘’“”\N{NO-BREAK SPACE}", "''\"\" ")


class _Document(TypedDict):
    title: str
    date: str | None
    source_url: str | None
    kind: str


class _Meeting(TypedDict):
    series: str
    ordinal: int | None
    date: str | None
    place: str | None


class _Person(TypedDict):
    name: str
    post: str | None
    country: str | None
    capacity: str


class _Organisation(TypedDict):
    name: str
    acronym: str | None
    country: str | None


class _Instrument(TypedDict):
    name: str
    kind: str


class _Amount(TypedDict):
    value: float
    currency: str


class _Commitment(TypedDict):
    quote: str
    area: str | None
    status: str
    organisations: list[str]
    countries: list[str]
    dates: list[str]
    amounts: list[_Amount]


class Gold(TypedDict):
    """A gold reading, as `schema.json` describes it."""

    document: _Document
    parties: list[str]
    meeting: _Meeting | None
    people: list[_Person]
    organisations: list[_Organisation]
    areas: list[str]
    instruments: list[_Instrument]
    commitments: list[_Commitment]


def gold_names() -> tuple[str, ...]:
    """The names of the gold readings, sorted; empty where the shared folder is absent."""
    return tuple(sorted(path.stem for path in (SHARED / "extraction" / "gold").glob("*.json")))


def read_gold(name: str = JULY_2024) -> Reading:
    """The reading that the gold file of that name describes. Raises FileNotFoundError where it is absent."""
    gold: Gold = json.loads((SHARED / "extraction" / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    (document,) = sorted((SHARED / "corpus").glob(f"{name}.*"))
    return make_reading(gold, document.read_bytes(), is_html=document.suffix == ".html")


def make_reading(gold: Gold, raw: bytes, *, is_html: bool) -> Reading:
    """The gold reading as a value, its spans found in the document's plain text."""
    source = raw.decode("utf-8")
    text = plain_html(source) if is_html else plain_markdown(source)
    organisations = tuple(_organisation(item, text) for item in gold["organisations"])
    instruments = tuple(_instrument(item, text) for item in gold["instruments"])
    areas = tuple(
        Area(heading=heading, span=find_one(heading, text), concepts=_concepts(heading)) for heading in gold["areas"]
    )
    commitments: list[Commitment] = []
    for item in gold["commitments"]:
        commitments.append(_commitment(item, text, organisations, instruments, areas, after=commitments))
    return Reading(
        document=DocumentFacts(
            title=gold["document"]["title"],
            date=gold["document"]["date"],
            source_url=gold["document"]["source_url"],
            kind=DocumentKind(gold["document"]["kind"]),
        ),
        text=text,
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        parties=tuple(gold["parties"]),
        known_parties=_known_parties(gold, commitments),
        meeting=_meeting(gold["meeting"], text),
        people=tuple(_person(item, text) for item in gold["people"]),
        organisations=organisations,
        areas=areas,
        instruments=instruments,
        commitments=tuple(commitments),
        unclear=(),
    )


def plain_html(source: str) -> str:
    """The words of an HTML document, one block a line, without its front matter."""
    body = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    blocks = re.split(r"</?(?:p|li|ul|ol|h\d|div|br)\b[^>]*>", body)
    return _join(html.unescape(re.sub(r"<[^>]+>", "", block)) for block in blocks)


def plain_markdown(source: str) -> str:
    """The words of a Markdown document, one block a line, without its front matter."""
    body = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r"(?m)^\s*(?:[*+-]|\d+\.|#+)\s+", "\n\n", body)
    body = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", body)
    body = re.sub(r"<[^>]+>|\*+|\\", "", body)
    return _join(html.unescape(block) for block in re.split(r"\n\s*\n", body))


def _join(blocks: object) -> str:
    assert hasattr(blocks, "__iter__")
    lines = (" ".join(str(block).replace("\N{ZERO WIDTH SPACE}", "").split()) for block in blocks)
    return "\n".join(line for line in lines if line)


def find_all(words: str, text: str) -> tuple[Span, ...]:
    """Where the words stand in the text, whatever its white space and quotation marks."""
    pattern = r"\s+".join(re.escape(word) for word in words.translate(QUOTE_MARKS).split())
    return tuple(Span(*match.span()) for match in re.finditer(pattern, text.translate(QUOTE_MARKS)))


def find_some(words: str, text: str) -> tuple[Span, ...]:
    """Where the words stand or, where they do not, their longest end that does: "Energy" of "Department of Energy".

    Lists share their heads ("the Departments of State and Energy"), so that the end is what is left.
    """
    parts = words.split()
    ends = [" ".join(parts[start:]) for start in range(len(parts))]
    found = (spans for end in ends for spans in (find_all(end, text), find_all(end.lower(), text.lower())) if spans)
    return next(found, ())


def find_one(words: str, text: str) -> Span:
    """The first place where the words stand. Raises LookupError where they do not."""
    spans = find_all(words, text)
    if not spans:
        raise LookupError(f"not in the text: {words!r}")
    return spans[0]


def _person(item: _Person, text: str) -> Person:
    return Person(
        name=item["name"],
        post=item["post"],
        country=item["country"],
        capacity=Capacity(item["capacity"]),
        spans=find_some(item["name"], text),
        rule="gold",
    )


def _organisation(item: _Organisation, text: str) -> Organisation:
    spans = find_some(item["name"], text)
    if item["acronym"]:
        spans = tuple(sorted((*spans, *find_all(item["acronym"], text))))
    kind = next((kind for pattern, kind in KIND_BY_WORD if re.search(pattern, item["name"])), None)
    if kind is None:
        kind = OrganisationKind.COMPANY if item["country"] else OrganisationKind.INTERNATIONAL
    return Organisation(
        name=item["name"],
        acronym=item["acronym"],
        country=item["country"],
        kind=kind,
        spans=spans,
        rule="gold",
        known=KNOWN_BODIES.get((item["name"], item["country"] or "")),
    )


def _instrument(item: _Instrument, text: str) -> Instrument:
    return Instrument(
        name=item["name"], kind=InstrumentKind(item["kind"]), spans=find_some(item["name"], text), rule="gold"
    )


def _meeting(item: _Meeting | None, text: str) -> Meeting | None:
    if item is None:
        return None
    return Meeting(
        series=item["series"],
        ordinal=item["ordinal"],
        date=item["date"],
        place=item["place"],
        spans=find_some(item["series"], text),
    )


def _concepts(heading: str) -> tuple[str, ...]:
    return tuple(concept for pattern, concept in AREA_BY_WORD if re.search(pattern, heading, re.IGNORECASE))


def _commitment(
    item: _Commitment,
    text: str,
    organisations: tuple[Organisation, ...],
    instruments: tuple[Instrument, ...],
    areas: tuple[Area, ...],
    *,
    after: list[Commitment],
) -> Commitment:
    candidates = find_all(item["quote"], text)
    if not candidates:
        raise LookupError(f"not in the text: {item['quote']!r}")
    end = after[-1].span.end if after else 0
    span = next((candidate for candidate in candidates if candidate.start >= end), candidates[0])
    quote = text[span.start : span.end]
    area = next((index for index, known in enumerate(areas) if known.heading == item["area"]), None)
    words = quote.split()
    return Commitment(
        quote=quote,
        span=span,
        area=area,
        status=Progress(item["status"]),
        basis=ProgressBasis.INFERRED if words[0].endswith("ing") else ProgressBasis.EXPLICIT,
        stance=Stance.WELCOMES if words[0].startswith("Welcom") else Stance.COMMITS,
        verb=next((word for word in words if re.fullmatch(r"(?i)[a-z]+(ing|ed|es)|will", word)), None),
        subject=" ".join(words[:10]).rstrip(".,;"),
        organisations=_indexes(item["organisations"], tuple(body.name for body in organisations)),
        instruments=tuple(
            index
            for index, known in enumerate(instruments)
            if any(span.start <= place.start and place.end <= span.end for place in known.spans)
        ),
        countries=tuple(item["countries"]),
        concepts=areas[area].concepts if area is not None else (),
        dates=tuple(DateMention(value=value, span=_date_span(value, span, text)) for value in item["dates"]),
        amounts=tuple(
            Amount(value=amount["value"], currency=amount["currency"], span=_amount_span(span, text))
            for amount in item["amounts"]
        ),
        rule="gold",
        extends_to=("ASEAN",) if "Southeast Asia" in quote else (),
    )


def _indexes(names: list[str], known: tuple[str, ...]) -> tuple[int, ...]:
    found: list[int] = []
    for name in names:
        places = [index for index, body in enumerate(known) if body == name and index not in found]
        found.extend(places[:1])
    return tuple(found)


def _date_span(value: str, span: Span, text: str) -> Span:
    match = re.search(value[:4], text[span.start : span.end])
    return Span(span.start + match.start(), span.start + match.end()) if match else span


def _amount_span(span: Span, text: str) -> Span:
    match = re.search(r"\$[\d.,]*\d(?: [mb]illion)?", text[span.start : span.end])
    return Span(span.start + match.start(), span.start + match.end()) if match else span


def _known_parties(gold: Gold, commitments: list[Commitment]) -> tuple[Party, ...]:
    codes = {*gold["parties"]}
    codes |= {body["country"] for body in gold["organisations"] if body["country"]}
    codes |= {person["country"] for person in gold["people"] if person["country"]}
    codes |= {code for item in commitments for code in (*item.countries, *item.extends_to)}
    codes |= {member for code in codes & GROUPS.keys() for member in GROUPS[code][1]}
    return tuple(_party(code) for code in sorted(codes))


def _party(code: str) -> Party:
    if code in GROUPS:
        name, members = GROUPS[code]
        return Party(code=code, name=name, is_group=True, members=members)
    name, wikidata = PARTY_NAMES.get(code, (code, None))
    return Party(code=code, name=name, wikidata=wikidata)
