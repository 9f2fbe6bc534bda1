"""Who works with whom across two countries: the order, the bounds, and what stands behind a cell."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from cetgraph.graph.store import read_store
from cetgraph.web.matrix import MOST_BODIES, SHADES, Cooperation, order_blocks

HEAD = """\
@base <https://w3id.org/cetgraph/id/> .
@prefix cet: <https://w3id.org/cetgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def _party(code: str) -> str:
    return f"<country/{code}> rdfs:label 'Land {code}' ; dcterms:identifier '{code}' .\n"


def _body(name: str, code: str) -> str:
    return f"<organisation/{name}> rdfs:label 'Body {name}' ; cet:belongsTo <country/{code}> .\n"


def _commitment(number: int, *bodies: str, parties: str = "AA BB") -> str:
    named = "".join(f"; cet:body <organisation/{body}> " for body in bodies)
    of = "".join(f"; cet:party <country/{code}> " for code in parties.split())
    return f"<commitment/{number}> a cet:Commitment {named}{of}.\n"


def _meeting(date: str, *parties: str) -> str:
    of = "".join(f"; cet:meetingParty <country/{code}> " for code in parties)
    return f"<meeting/{date}> cet:meetingOf <dialogue/{date}> ; cet:heldOn '{date}' {of}.\n"


SMALL = HEAD + "".join(
    [
        *(_party(code) for code in ("AA", "BB", "CC")),
        *(_body(name, name[0].upper() * 2) for name in ("a1", "a2", "a3", "b1", "b2", "b3", "c1")),
        _commitment(1, "a1", "b1"),
        _commitment(2, "a1", "b1"),
        _commitment(3, "a2", "b2"),
        _commitment(4, "a1", "a2"),
        _commitment(5, "a1", "c1", parties="AA CC"),
        _commitment(6, "a3"),
        _commitment(7, "b3", "b1"),
        _commitment(8, "a3", parties="AA CC"),
        _meeting("2023-01-01", "AA", "CC"),
        _meeting("2024-01-01", "AA", "BB", "CC"),
        _meeting("2025-01-01", "BB", "CC"),
    ]
)


@pytest.fixture(scope="module")
def cooperation() -> Cooperation:
    """Bodies of three countries."""
    return Cooperation(read_store(SMALL))


def test_pairs_are_those_of_the_two_sides_alone(cooperation: Cooperation) -> None:
    """Neither bodies of one side among themselves nor those of a third; the heaviest first; either way round."""
    matrix = cooperation.make_matrix("AA", "BB")
    assert [(pair.one.name, pair.other.name, pair.weight) for pair in matrix.pairs] == [
        ("Body a1", "Body b1", 2),
        ("Body a2", "Body b2", 1),
    ]
    turned = cooperation.make_matrix("BB", "AA")
    assert [(pair.one.name, pair.other.name) for pair in turned.pairs] == [
        ("Body b1", "Body a1"),
        ("Body b2", "Body a2"),
    ]
    assert matrix.cells[matrix.rows[0].iri, matrix.columns[0].iri].weight == 2


def test_those_without_a_named_counterpart_are_told(cooperation: Cooperation) -> None:
    """Of commitments between the two sides only; what names bodies of both is no such commitment."""
    lone = cooperation.make_matrix("AA", "BB").lone
    assert [(body.name, count) for body, count in lone["AA"]] == [("Body a1", 1), ("Body a2", 1), ("Body a3", 1)]
    assert [(body.name, count) for body, count in lone["BB"]] == [("Body b1", 1), ("Body b3", 1)]


def test_it_opens_on_the_latest_dialogue_of_two(cooperation: Cooperation) -> None:
    """A gathering of many says nothing of two; nor does a dialogue whose bodies share nothing."""
    assert cooperation.usual() == ("AA", "CC")


def test_only_parties_with_pairs_can_be_chosen(cooperation: Cooperation) -> None:
    """By name."""
    assert [party.name for party in cooperation.parties.values()] == ["Land AA", "Land BB", "Land CC"]
    assert Cooperation(read_store(HEAD + _party("DD") + _body("d1", "DD"))).usual() is None


def test_blocks_stand_together() -> None:
    """Rows and columns that are linked follow each other, whatever order they came in."""
    links = [("r1", "c9", 1), ("r5", "c2", 1), ("r2", "c9", 5), ("r9", "c2", 1), ("r5", "c3", 1), ("r9", "c3", 1)]
    rows, columns = order_blocks(links)
    assert rows[:2] == ["r2", "r1"]
    assert columns[0] == "c9"
    assert {*rows[2:]} == {"r5", "r9"}
    assert order_blocks(list(reversed(links))) == (rows, columns)


def test_a_chain_becomes_a_diagonal() -> None:
    """Neighbours in a chain are neighbours in the matrix."""
    links = [(f"r{place}", f"c{place + step}", 1) for place in (3, 0, 4, 1, 2) for step in (0, 1)]
    rows, columns = order_blocks(links)
    assert rows in ([f"r{place}" for place in range(5)], [f"r{place}" for place in reversed(range(5))])
    assert [int(name[1]) for name in columns] in ([*range(6)], [*reversed(range(6))])


def test_what_is_shown_side_by_side_can_be_read() -> None:
    """Of many bodies those of the largest groups, each with a number in its row; all pairs stay."""
    data = HEAD + _party("AA") + _party("BB")
    for number in range(MOST_BODIES * 2):
        data += _body(f"a{number}", "AA") + _body(f"b{number}", "BB") + _commitment(number, f"a{number}", f"b{number}")
    matrix = Cooperation(read_store(data)).make_matrix("AA", "BB")
    assert (len(matrix.rows), len(matrix.columns), len(matrix.pairs)) == (MOST_BODIES, MOST_BODIES, 2 * MOST_BODIES)
    assert all(any((row.iri, column.iri) in matrix.cells for column in matrix.columns) for row in matrix.rows)
    assert matrix.bodies == (2 * MOST_BODIES, 2 * MOST_BODIES)


def test_a_hub_leaves_no_empty_row() -> None:
    """Where one body works with more than fit, its partners of smaller groups do not stand there without a number."""
    data = HEAD + _party("AA") + _party("BB") + _body("a0", "AA") + _body("az", "AA") + _body("bz", "BB")
    for number in range(MOST_BODIES + 5):
        data += _body(f"b{number}", "BB") + _commitment(number, "a0", f"b{number}")
    matrix = Cooperation(read_store(data + _commitment(99, "az", "bz"))).make_matrix("AA", "BB")
    assert [row.name for row in matrix.rows] == ["Body a0"]
    assert len(matrix.columns) == MOST_BODIES


def test_shades_grow_with_numbers(cooperation: Cooperation) -> None:
    """The largest is darkest, one is lightest."""
    matrix = cooperation.make_matrix("AA", "BB")
    assert [matrix.shade(pair) for pair in matrix.pairs] == [SHADES, 1]


NIST = "organisation/us-national-institute-of-standards-and-technology"
IMDA = "organisation/sg-infocomm-media-development-authority"


def test_a_cell_leads_to_its_sentences(july: FlaskClient) -> None:
    """The number in the cell is how many sentences stand behind it."""
    page = july.get("/matrix?one=US&other=SG").get_data(as_text=True)
    found = re.search(rf'href="([^"]*a={NIST}[^"]*b={IMDA}#behind)">(\d+)<', page)
    assert found is not None
    behind = july.get(found[1].replace("&amp;", "&").partition("#")[0]).get_data(as_text=True)
    section = behind[behind.index('id="behind"') : behind.index('id="pairs"')]
    assert section.count("<blockquote>") == int(found[2]) == 2
    assert "Collaborating on testing and evaluation between NIST and IMDA" in section


def test_it_opens_on_the_july_dialogue(july: FlaskClient) -> None:
    """Without choosing, there is an answer."""
    page = july.get("/matrix").get_data(as_text=True)
    assert "<h1>Singapore and United States</h1>" in page
    assert 'class="matrix' in page


def test_the_csv_has_a_row_for_each_shared_commitment(july: FlaskClient) -> None:
    """With sentence, document and date."""
    answer = july.get("/matrix.csv?one=US&other=SG")
    assert "who-works-with-whom-US-SG.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert len(rows) == 4
    assert {row["issued"] for row in rows} == {"2024-07-31"}
    assert all(row["sentence"] and row["document"] and row["one_party"] == "US" for row in rows)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("one=US&other=US", 400),
        ("one=US", 400),
        ("one=XX&other=US", 400),
        ("one=<script>&other=%00", 400),
        ("one=US&other=SG&a=x&b=y", 404),
        ("one=US&other=SG&a=<b>", 404),
    ],
)
def test_nonsense_is_refused(july: FlaskClient, query: str, status: int) -> None:
    """With the form to choose anew, and nothing of the address as markup."""
    answer = july.get(f"/matrix?{query}")
    assert answer.status_code == status
    assert "<script>&" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", ["one=XX&other=US", "one=US&other=US"])
def test_the_csv_of_nonsense_is_refused(july: FlaskClient, query: str) -> None:
    """As a bad request."""
    assert july.get(f"/matrix.csv?{query}").status_code == 400


def test_a_graph_without_bodies_has_a_page(client: FlaskClient) -> None:
    """It says so."""
    assert "No body of one country works with a body of another" in client.get("/matrix").get_data(as_text=True)
    assert client.get("/matrix.csv").status_code == 400
