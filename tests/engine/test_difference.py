"""What a change can have touched, and what it did."""

from __future__ import annotations

import random
from io import BytesIO

import pytest

from cetgraph.engine.difference import find_touched, only_in
from cetgraph.graph.terms import QUERY_PREFIXES

NAMED = {
    "data in a graph": ("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }", "urn:g"),
    "a prefix of ours": ("CLEAR GRAPH cet:g", f"{QUERY_PREFIXES['cet']}g"),
    "a prefix of its own": ("PREFIX x: <urn:x:> DROP GRAPH x:g", "urn:x:g"),
    "an empty prefix": ("PREFIX : <urn:e:> DROP GRAPH :g", "urn:e:g"),
    "a prefix that is declared again": ("PREFIX x: <urn:x:> PREFIX x: <urn:y:> DROP GRAPH x:g", "urn:y:g"),
    "a prefix behind a comment": ("PREFIX # why\n x: #\n <urn:x:> DROP GRAPH x:g", "urn:x:g"),
    "the second step": ("CLEAR DEFAULT ; PREFIX z: <urn:z:> CLEAR GRAPH z:g", "urn:z:g"),
    "WITH": ("WITH <urn:w> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "urn:w"),
    "moving": ("MOVE <urn:a> TO <urn:b>", "urn:a"),
    "copying from the default graph": ("COPY DEFAULT TO <urn:b>", "urn:b"),
    "a graph behind a comparison": (
        "DELETE { GRAPH <urn:g> { ?a ?b ?c } } WHERE { ?a ?b ?c FILTER(?a<?c&&?b!=cet:x&&?c>?a) }",
        "urn:g",
    ),
}


@pytest.mark.parametrize(("update", "graph"), NAMED.values(), ids=NAMED.keys())
def test_a_graph_that_is_named_can_be_touched(update: str, graph: str) -> None:
    """However its name is spelt; the default graph can always be."""
    touched = find_touched(update, QUERY_PREFIXES)
    assert touched is not None
    names = [str(name) for name in touched]
    assert names[0] == "DEFAULT"
    assert f"<{graph}>" in names


ANY = {
    "a variable": "DELETE WHERE { GRAPH ?g { <urn:s> ?p ?o } }",
    "a variable with a dollar": "INSERT { GRAPH $g { ?s ?p 1 } } WHERE { GRAPH $g { ?s ?p 2 } }",
    "all": "CLEAR ALL",
    "all the named ones": "DROP SILENT NAMED",
    "a base": "BASE <urn:b:> DROP GRAPH <g>",
    "an escape": "DROP GRAPH <urn:\\u0067>",
    "an escape in a name": "PREFIX x: <urn:x:> DROP GRAPH x:a\\-b",
}


@pytest.mark.parametrize("update", ANY.values(), ids=ANY.keys())
def test_any_graph_can_be_touched(update: str) -> None:
    """Where the text does not name it in full."""
    assert find_touched(update, QUERY_PREFIXES) is None


def test_lines_are_compared_in_any_order() -> None:
    """A hundred times, made up: what is found is the difference of the two sets."""
    source = random.Random(1)  # noqa: S311  # made-up cases
    for _ in range(100):
        first = source.sample(range(60), source.randrange(60))
        second = [*source.sample(first, len(first) // 2), *range(60, 60 + source.randrange(5))]
        files = [BytesIO(b"".join(b"%d\n" % number for number in numbers)) for numbers in (first, second)]
        gone, come = only_in(*files)
        assert {int(line) for line in gone} == set(first) - set(second)
        assert {int(line) for line in come} == set(second) - set(first)
