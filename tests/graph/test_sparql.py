from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cetgraph.errors import QueryError, QuerySyntaxError
from cetgraph.graph.sparql import DEEPEST, check_query, explain_error, read_tokens

PREFIXES = {"ex": "urn:ex:"}

TOKENS = {
    "an IRI holds a hash, a comment does not": ("<a#b> # c", ["<a#b>"]),
    "a hash in a string is no comment": ('"a # b" ?c', ['"a # b"', "?c"]),
    "a quote of the other sort does not end a string": ("'a \"b' ?c", ["'a \"b'", "?c"]),
    "an escaped quote does not end a string": (r'"a\"b" ?c', [r'"a\"b"', "?c"]),
    "a long string holds quotes and lines": ('"""a "b"\n""" ?c', ['"""a "b"\n"""', "?c"]),
    "an empty string is no start of a long one": ('"" ?c', ['""', "?c"]),
    "a less-than sign before a space": ("?a < ?b", ["?a", "<", "?b"]),
    "a name ends before a full stop": ("ex:a. ?b", ["ex:a", ".", "?b"]),
    "a name holds full stops": ("ex:a.b ?c", ["ex:a.b", "?c"]),
    "a name holds an escaped hash": (r"ex:a\#b ?c", [r"ex:a\#b", "?c"]),
    "a blank node": ("_:b1 .", ["_:b1", "."]),
    "a language tag": ('"a"@en-GB .', ['"a"', "@en-GB", "."]),
    "a datatype": ('"1"^^ex:int', ['"1"', "^", "^", "ex:int"]),
    "a number with an exponent": ("1.5e-3 2", ["1.5e-3", "2"]),
    "words of other scripts": ("?größe ex:日本", ["?größe", "ex:日本"]),
}


@pytest.mark.parametrize(("text", "expected"), TOKENS.values(), ids=TOKENS.keys())
def test_a_query_is_cut_into_tokens(text: str, expected: list[str]) -> None:
    """Nothing inside an IRI, string or comment is taken for something else."""
    assert [token.text for token in read_tokens(text)] == expected


REFUSED = {
    "SERVICE": "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }",
    "service in small letters": "SELECT * { service <http://a.example/> { ?s ?p ?o } }",
    "SERVICE SILENT": "SELECT * { SERVICE SILENT <http://a.example/> { ?s ?p ?o } }",
    "SERVICE of a variable": "SELECT * { ?s ?p ?g SERVICE ?g { ?s ?p ?o } }",
    "SERVICE after a comment": "SELECT * { # no\nSERVICE # yes\n<http://a.example/> { ?s ?p ?o } }",
    "SERVICE after a string with a hash": 'SELECT * { ?s ?p "#" SERVICE <http://a.example/> { ?s ?p ?o } }',
    "SERVICE after an IRI with a hash": "SELECT * { ?s ?p <a#b> SERVICE <http://a.example/> { ?s ?p ?o } }",
    "SERVICE after a name with an escaped hash": r"SELECT * { ?s ?p ex:a\# SERVICE <http://a.example/> { ?s ?p ?o } }",
    "SERVICE between comparisons": "SELECT * { ?a ?p ?b FILTER(?a<?b)SERVICE#>\n<http://a.example/>{ ?s ?p ?o } }",
    "SERVICE between comparisons, of a variable": "SELECT * { FILTER(?a<?b)SERVICE?x#>\n{ ?s ?p ?o } }",
    "INSERT": "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "LOAD": "LOAD <http://a.example/>",
    "DELETE after a prologue": "PREFIX a: <urn:a:> DELETE WHERE { ?s ?p ?o }",
    "brackets too deep": f"SELECT * {{ FILTER({'(' * DEEPEST}1{')' * DEEPEST}) }}",
    "groups too deep": f"SELECT * {{ {'{' * DEEPEST}{'}' * DEEPEST} }}",
    "brackets behind comparisons": f"SELECT * {{ FILTER({'1<((>' * DEEPEST} }}",
    "a thousand groups": f"SELECT * {{ {'OPTIONAL { ?a ?b ?c } ' * 1000} }}",
}


@pytest.mark.parametrize("sparql", REFUSED.values(), ids=REFUSED.keys())
def test_what_reaches_out_or_overflows_is_refused(sparql: str) -> None:
    """SERVICE, updates and nesting that the engine would not survive are refused before it sees them."""
    with pytest.raises(QueryError) as caught:
        check_query(sparql, prefixes=PREFIXES)
    assert not isinstance(caught.value, QuerySyntaxError)
    assert caught.value.place


ALLOWED = {
    "a variable called service": "SELECT ?service { ?service ?p ?o }",
    "an IRI called service": "SELECT * { ?s <http://a.example/SERVICE> ?o }",
    "an IRI with service and a hash": "SELECT * { ?s <http://a.example/service#a> ?o }",
    "a name called service": "SELECT * { ?s ex:SERVICE ?o }",
    "a prefix called service": "PREFIX service: <urn:s:> SELECT * { ?s service:a ?o }",
    "service in a string": 'SELECT * { ?s ?p "SERVICE <a> {}" }',
    "service in a long string": 'SELECT * { ?s ?p """ " SERVICE <a> {} """ }',
    "service in a comment": "SELECT * { ?s ?p ?o # SERVICE <a> {}\n}",
    "insert as a name": "SELECT ?insert { ?insert ex:LOAD ?o }",
    "a default prefix": "PREFIX : <urn:a:> SELECT * { :a :b :c }",
    "a prefix that all may use": "SELECT * { ?s ex:a ?o }",
    "a comparison without spaces": "SELECT * { ?s ?p ?o FILTER(?s<?p&&?o>?s) }",
    "a query of many rows": f"SELECT * {{ VALUES ?a {{ {'1 ' * 20000} }} }}",
}


@pytest.mark.parametrize("sparql", ALLOWED.values(), ids=ALLOWED.keys())
def test_what_only_looks_like_it_is_allowed(sparql: str) -> None:
    """A word in a name, string, IRI or comment is no keyword."""
    check_query(sparql, prefixes=PREFIXES)


FAULTS = {
    "a prefix that is not declared": ("SELECT *\n{ ?s foaf:name ?o }", "query, line 2, column 6", "foaf:"),
    "a string that does not end": ('ASK { ?s ?p "a }', "query, line 1, column 13", "does not end"),
    "a character that starts nothing": ("ASK { ?s ?p § }", "query, line 1, column 13", "'§'"),
}


@pytest.mark.parametrize(("sparql", "place", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_with_its_place(sparql: str, place: str, words: str) -> None:
    """Line and column, counted from 1, and what stands there."""
    with pytest.raises(QuerySyntaxError) as caught:
        check_query(sparql, prefixes=PREFIXES)
    assert caught.value.place == place
    assert words in caught.value.message


def test_a_complaint_of_an_unknown_shape_is_passed_on() -> None:
    """What the engine says in words that we do not know is not lost."""
    assert "something new" in explain_error("ASK {}", "something new").message


@given(st.text(alphabet="SERVICE <>{}()#\"'\\?:a\n", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the tokeniser fail in another way, and tokens are slices of the text, in order."""
    try:
        tokens = list(read_tokens(text))
    except QuerySyntaxError:
        return
    assert all(text[token.start : token.start + len(token.text)] == token.text for token in tokens)
    assert [token.start for token in tokens] == sorted({token.start for token in tokens})
