"""The gazetteer that comes along: it breaks no rule, it is as rich as promised, and what it says is true."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from cetgraph.cli.gazetteer import check_folder
from cetgraph.cli.gazetteer_rules import Entry, Fault, phrase_pattern

REPOSITORY = Path(__file__).resolve().parent.parent.parent

ISO_3166 = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()
)

AREAS = frozenset(
    """
    advanced-computing advanced-engineering-materials advanced-gas-turbine-engines advanced-networked-sensing
    advanced-manufacturing artificial-intelligence biotechnologies clean-energy data-privacy-and-cybersecurity
    directed-energy autonomous-systems-and-robotics human-machine-interfaces hypersonics communication-and-networking
    positioning-navigation-and-timing quantum semiconductors space data-governance digital-economy
    critical-infrastructure critical-minerals defence-innovation supply-chains research-and-innovation
    talent-and-education export-controls standards climate health nuclear-energy maritime agriculture
    """.split()
)

FLOORS = {
    "countries.yaml": 250,
    "groups.yaml": 60,
    "people.yaml": 1400,
    "instruments.yaml": 900,
    "places.yaml": 600,
    "posts.yaml": 340,
    "areas.yaml": 33,
}


@pytest.fixture(scope="module")
def checked() -> tuple[list[Fault], list[Entry]]:
    """The faults and the entries of the gazetteer that comes along."""
    return check_folder(REPOSITORY / "data" / "gazetteer")


@pytest.fixture(scope="module")
def entries(checked: tuple[list[Fault], list[Entry]]) -> list[Entry]:
    """Its entries."""
    return checked[1]


def _of_kind(entries: list[Entry], kind: str) -> list[Entry]:
    return [entry for entry in entries if entry.kind == kind]


def test_it_breaks_no_rule(checked: tuple[list[Fault], list[Entry]]) -> None:
    """Schemas hold, a word has one owner or is flagged, patterns match their examples, links lead somewhere."""
    assert [str(fault) for fault in checked[0]] == []


@pytest.mark.parametrize(("file", "floor"), FLOORS.items(), ids=FLOORS.keys())
def test_it_is_as_rich_as_promised(entries: list[Entry], file: str, floor: int) -> None:
    """What the reader finds without a head noun depends on the number of known names: it must not shrink unseen."""
    assert sum(entry.file == file for entry in entries) >= floor


def test_each_country_is_there(entries: list[Entry]) -> None:
    """Every code of ISO 3166-1, and XK, which documents use for Kosovo."""
    assert {code for entry in _of_kind(entries, "country") for code in entry.texts("code")} == ISO_3166 | {"XK"}


def test_only_four_groups_may_be_parties(entries: list[Entry]) -> None:
    """The reading guidelines name the bodies that may be parties; any other group has its members as parties."""
    parties = {code for entry in _of_kind(entries, "group") if entry.fields["party"] for code in entry.texts("code")}
    assert parties == {"EU", "ASEAN", "NATO", "AFRICAN-UNION"}


MEMBERS = {"EU": 27, "ASEAN": 11, "NATO": 32, "AFRICAN-UNION": 55, "QUAD": 4, "AUKUS": 3, "G7": 7, "APEC": 21}


@pytest.mark.parametrize(("code", "number"), MEMBERS.items(), ids=MEMBERS.keys())
def test_groups_have_all_their_members(entries: list[Entry], code: str, number: int) -> None:
    """The number of members as of January 2026."""
    groups = [entry for entry in _of_kind(entries, "group") if entry.fields["code"] == code]
    assert [len(group.texts("members")) for group in groups] == [number]


NAMES = {
    "Republic of Korea": "KR",
    "ROK": "KR",
    "DPRK": "KP",
    "U.S.": "US",
    "American": "US",
    "UK": "GB",
    "British": "GB",
    "Viet Nam": "VN",
    "Kingdom of the Netherlands": "NL",
    "Dutch": "NL",
    "Filipino": "PH",
    "Türkiye": "TR",
    "Turkey": "TR",
    "Czech Republic": "CZ",
    "Côte d'Ivoire": "CI",
    "Emirati": "AE",
    "PRC": "CN",
    "Lao PDR": "LA",
    "Russian Federation": "RU",
    "Nigerien": "NE",
    "Nigerian": "NG",
    "Swiss": "CH",
    "New Zealanders": "NZ",
}


@pytest.mark.parametrize(("name", "code"), NAMES.items(), ids=NAMES.keys())
def test_a_name_tells_its_country(entries: list[Entry], name: str, code: str) -> None:
    """Names, adjectives and demonyms of documents lead to one country each."""
    fields = ("name", "official", "aliases", "adjectives", "people")
    assert [entry.fields["code"] for entry in _of_kind(entries, "country") if name in entry.texts(*fields)] == [code]


@pytest.mark.parametrize("code", ["GE", "JO", "TD", "JE"])
def test_a_country_named_like_something_else_is_marked(entries: list[Entry], code: str) -> None:
    """Georgia is also a U.S. state, Jordan and Chad are also given names: the reader needs context."""
    assert [
        entry.fields.get("ambiguous") for entry in _of_kind(entries, "country") if entry.fields["code"] == code
    ] == [True]


HOLDERS = [
    ("US", "Secretary of State", "2019-06-01", "Mike Pompeo"),
    ("US", "Secretary of State", "2023-05-01", "Antony Blinken"),
    ("US", "Secretary of State", "2025-06-01", "Marco Rubio"),
    ("US", "Secretary of Commerce", "2020-01-15", "Wilbur Ross"),
    ("US", "Secretary of Commerce", "2024-01-15", "Gina Raimondo"),
    ("US", "National Security Advisor", "2022-03-01", "Jake Sullivan"),
    ("US", "Director of the Office of Science and Technology Policy", "2023-03-01", "Arati Prabhakar"),
    ("US", "NASA Administrator", "2022-01-01", "Bill Nelson"),
    ("SG", "Prime Minister", "2023-10-01", "Lee Hsien Loong"),
    ("SG", "Prime Minister", "2024-10-01", "Lawrence Wong"),
    ("JP", "Prime Minister", "2023-05-20", "Fumio Kishida"),
    ("JP", "Prime Minister", "2025-12-01", "Sanae Takaichi"),
    ("KR", "President", "2023-04-26", "Yoon Suk Yeol"),
    ("KR", "Minister of Science and ICT", "2023-12-01", "Lee Jong-ho"),
    ("IN", "Foreign Secretary", "2023-06-01", "Vinay Mohan Kwatra"),
    ("IN", "National Security Advisor", "2023-01-31", "Ajit Doval"),
    ("GB", "Prime Minister", "2022-10-01", "Liz Truss"),
    ("GB", "Secretary of State for Science, Innovation and Technology", "2023-11-01", "Michelle Donelan"),
    ("AU", "Minister for Foreign Affairs", "2023-12-01", "Penny Wong"),
    ("EU", "President of the European Commission", "2021-06-15", "Ursula von der Leyen"),
    ("DE", "Chancellor", "2023-07-01", "Olaf Scholz"),
    ("FR", "Minister for Europe and Foreign Affairs", "2023-07-01", "Catherine Colonna"),
    ("CA", "Minister of Foreign Affairs", "2024-07-01", "Mélanie Joly"),
    ("TW", "Minister of Foreign Affairs", "2023-07-01", "Joseph Wu"),
    (None, "Director-General of the World Trade Organization", "2024-01-01", "Ngozi Okonjo-Iweala"),
]


def _holds(post: Mapping[str, object], title: str, day: str) -> bool:
    """Whether this record says that the post was held on that day."""
    begun, ended = post.get("from"), post.get("to", "")
    return (
        post.get("post") == title
        and isinstance(begun, str)
        and begun <= day
        and (ended is None or (isinstance(ended, str) and day <= ended))
    )


@pytest.mark.parametrize(("country", "post", "day", "name"), HOLDERS, ids=[f"{h[1]}, {h[2]}" for h in HOLDERS])
def test_one_person_holds_a_post(entries: list[Entry], country: str | None, post: str, day: str, name: str) -> None:
    """On a given day a post of one holder leads to one person."""
    holders = [
        entry.fields["name"]
        for entry in _of_kind(entries, "person")
        if entry.fields["country"] == country and any(_holds(held, post, day) for held in entry.records("posts"))
    ]
    assert holders == [name]


MANY_HOLDERS = frozenset(
    {
        "Deputy National Security Advisor",
        "Deputy Prime Minister",
        "Deputy Trade Representative",
        "Federal Councillor",
        "Senior Minister",
        "Vice Premier",
        "Vice President",
    }
)


def test_terms_in_one_post_do_not_overlap(entries: list[Entry]) -> None:
    """Two people do not hold the same post of one country at once, but for posts that several hold."""
    terms: dict[tuple[object, object], list[tuple[str, str, str]]] = defaultdict(list)
    for entry in _of_kind(entries, "person"):
        for post in entry.records("posts"):
            begun, ended = post.get("from"), post.get("to", "")
            if isinstance(begun, str) and ended != "" and post["post"] not in MANY_HOLDERS:
                last = ended if isinstance(ended, str) else "9999"
                terms[entry.fields["country"], post["post"]].append((begun, last, entry.label))
    overlaps = []
    for key, held in terms.items():
        held.sort()
        # "2023" may begin as late as its last day, and "2023-05" end as early as its first.
        overlaps += [(key, a, b) for a, b in itertools.pairwise(held) if a[1] > (b[0] + "-99-99")[:10]]
    assert overlaps == []


def test_areas_are_those_of_the_scheme(entries: list[Entry]) -> None:
    """Each notation of the area scheme has its words, and no other is used."""
    assert {concept for entry in _of_kind(entries, "area") for concept in entry.texts("concept")} == AREAS


@pytest.mark.parametrize("concept", sorted(AREAS))
def test_an_area_is_rich_in_words(entries: list[Entry], concept: str) -> None:
    """An area has a dozen phrases and two headings at the least."""
    area = next(entry for entry in _of_kind(entries, "area") if entry.fields["concept"] == concept)
    assert len(area.texts("patterns")) >= 12
    assert len(area.texts("examples")) >= 2


HEADINGS = {
    "Artificial Intelligence (AI)": {"artificial-intelligence"},
    "Securing Semiconductor Supply Chains": {"semiconductors", "supply-chains"},
    "Deepening Space Cooperation": {"space"},
    "Quantum Information Science and Technology": {"quantum"},
    "Digital Economy and Data Governance": {"digital-economy", "data-governance"},
    "Biotechnology": {"biotechnologies"},
    "Strengthening Our People-to-People Ties": {"talent-and-education"},
    "Clean Energy and Climate": {"clean-energy", "climate"},
    "Cyber and Digital": {"data-privacy-and-cybersecurity", "digital-economy"},
    "Open RAN": {"communication-and-networking"},
    "Jet Engines": {"advanced-gas-turbine-engines"},
    "Civil Nuclear": {"nuclear-energy", "clean-energy"},
    "Technology": {"research-and-innovation"},
    "Said and Done": set(),
    "Conclusion": set(),
}


@pytest.mark.parametrize(("heading", "concepts"), HEADINGS.items(), ids=HEADINGS.keys())
def test_a_heading_tells_its_areas(entries: list[Entry], heading: str, concepts: set[str]) -> None:
    """Phrases lead from a heading to areas; general ones count only where no other does; "said" holds no "AI"."""
    special: set[str] = set()
    general: set[str] = set()
    for area in _of_kind(entries, "area"):
        for phrase in area.texts("patterns"):
            if phrase_pattern(phrase).search(heading):
                (general if phrase in area.texts("general") else special).update(area.texts("concept"))
    assert (special or general) >= concepts
    assert bool(special or general) == bool(concepts)


INSTRUMENTS = {
    "IPEF": ("Indo-Pacific Economic Framework for Prosperity", "framework"),
    "Artemis Accords": ("Artemis Accords", "framework"),
    "GDPR": ("General Data Protection Regulation", "framework"),
    "Wassenaar Arrangement": ("Wassenaar Arrangement", "agreement"),
    "Minerals Security Partnership": ("Minerals Security Partnership", "programme"),
    "Hiroshima Process": ("Hiroshima AI Process", "programme"),
    "Fulbright": ("Fulbright Program", "programme"),
    "INDUS-X": ("India-U.S. Defense Acceleration Ecosystem", "programme"),
}


@pytest.mark.parametrize(("name", "expected"), INSTRUMENTS.items(), ids=INSTRUMENTS.keys())
def test_an_instrument_is_known_by_its_names(entries: list[Entry], name: str, expected: tuple[str, str]) -> None:
    """A spelling or acronym leads to one instrument, of the kind that the reading guidelines give it."""
    fields = ("name", "acronym", "aliases")
    found = [entry for entry in _of_kind(entries, "instrument") if name in entry.texts(*fields)]
    assert [(entry.fields["name"], entry.fields["kind"]) for entry in found] == [expected]
