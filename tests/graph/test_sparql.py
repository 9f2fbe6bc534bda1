from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cetgraph
from cetgraph.errors import QueryError, QuerySyntaxError
from cetgraph.graph.sparql import DEEPEST, check_dialect, check_query, explain_error, is_plain
from cetgraph.graph.sparql_grammar import find_departure
from cetgraph.graph.sparql_tokens import read_tokens

PREFIXES = {"ex": "urn:ex:"}

QUESTIONS = Path(cetgraph.__file__).parent / "queries"

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


@pytest.mark.parametrize("name", [name for name in REFUSED if REFUSED[name].startswith("SELECT")])
def test_what_is_refused_is_not_plain(name: str) -> None:
    """Only what cannot harm goes to the engine without being cut into tokens; an update it refuses by itself."""
    assert not is_plain(REFUSED[name])


@given(st.text(alphabet='SERVICEservice({[]})<>"# ?x\\u0053ſ', max_size=80))
def test_what_is_plain_is_not_refused(text: str) -> None:
    """Whatever a glance lets pass, `check_query` would, but for what is no SPARQL."""
    sparql = f"ASK {text}"
    if is_plain(sparql):
        with contextlib.suppress(QuerySyntaxError):
            check_query(sparql, prefixes=PREFIXES)


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


DEPARTURES = {
    "a pattern without an object": ("SELECT * { ?s ?p }", "column 18", "unexpected '}'"),
    "a bracket too many": ("SELECT * { ?s ?p ?o }}", "column 22", "unexpected '}'"),
    "something after the end": ("ASK {} }", "column 8", "unexpected '}'"),
    "a bracket too few": ("SELECT * { ?s ?p ?o", "column 20", "ends too early"),
    "a filter without brackets": ("SELECT * { ?s ?p ?o . FILTER ?x }", "column 30", "unexpected '?x'"),
    "a misspelt keyword": ("SELECT ?a FORM <urn:a> {}", "column 11", "unexpected 'FORM'"),
    "a misspelt form": ("SELCT * {}", "column 1", "unexpected 'SELCT'"),
    "ORDER without BY": ("SELECT * { ?s ?p ?o } ORDER ?s", "column 29", "unexpected '?s', where BY should stand"),
    "an aggregate without AS": ("SELECT COUNT(*) {}", "column 8", "unexpected 'COUNT'"),
    "LIMIT without a number": ("SELECT * {} LIMIT x", "column 19", "unexpected 'x', where NUMBER should stand"),
    "two objects without a comma": ('ASK { ?s ?p "a" "b" }', "column 17", "unexpected '\"b\"'"),
    "an unknown function": ("ASK { FILTER REGX(?o) }", "column 14", "unexpected 'REGX'"),
    "an empty comparison": ("ASK { FILTER(?o = ) }", "column 19", "unexpected ')'"),
    "on the third line": ("ASK {\n ?s ?p ;\n }", "line 2, column 8", "unexpected ';'"),
}


@pytest.mark.parametrize(("sparql", "place", "words"), DEPARTURES.values(), ids=DEPARTURES.keys())
def test_a_syntax_error_is_told_where_it_is(sparql: str, place: str, words: str) -> None:
    """The place is the first token that fits nothing, not how far the engine's furthest attempt read."""
    error = explain_error(sparql, "error at 1:99: expected one of LATERAL, [_]")
    assert error.place is not None
    assert error.place.endswith(place)
    assert words in error.message
    assert "where  should" not in error.message


GRAMMATICAL = {
    "all of SELECT": """BASE <urn:b> PREFIX : <urn:x:> SELECT DISTINCT ?a (COUNT(DISTINCT *) AS ?n)
        FROM <urn:a> FROM NAMED :g
        WHERE { ?a :p 1 , -2.5 , "x"@en , "1"^^:t , true ; a :C ; . } GROUP BY ?a (STR(?b) AS ?c) HAVING (?n > 1)
        ORDER BY DESC(?n) ?a LIMIT 5 OFFSET 2 VALUES (?a ?b) { (:a UNDEF) ("x" 1) }""",
    "all patterns": """ASK { { ?a ?b ?c } UNION { } OPTIONAL { ?a ?b ?c . } MINUS { ?a ?b ?c } GRAPH ?g { ?a ?b ?c }
        BIND(1 + 2 * -3 AS ?d) VALUES ?e { <u:a> "b" } { SELECT * { ?a ?b ?c } } FILTER NOT EXISTS { ?a ?b ?c } }""",
    "paths": "ASK { ?a ^<u:b>/(<u:c>|!(<u:d>|^a))*/!<u:e>+ ?f ; (<u:g>)? [ <u:h> ( 1 [] ) ] . [] <u:i> () }",
    "expressions": """PREFIX x: <http://www.w3.org/2001/XMLSchema#>
        ASK { FILTER(!(?a < 1 || ?b >= 2) && ?c NOT IN (1, 2) && x:integer(?x) = COALESCE(?d, ?e)) }""",
    "aggregates": 'SELECT (GROUP_CONCAT(DISTINCT ?a; SEPARATOR = ", ") AS ?b) (SUM(?c) AS ?d) { ?a ?b2 ?c }',
    "short CONSTRUCT": "CONSTRUCT WHERE { ?a ?b ?c }",
    "CONSTRUCT": "CONSTRUCT { ?a ?b [ ?c ?d ] } { ?a ?b ?c } LIMIT 1",
    "DESCRIBE": "DESCRIBE <u:a> ?b { ?b ?c ?d }",
}


@pytest.mark.parametrize("sparql", GRAMMATICAL.values(), ids=GRAMMATICAL.keys())
def test_what_the_engine_takes_follows_the_grammar(sparql: str) -> None:
    """Where the query is right, no departure is made up; what else the engine says is passed on with its place."""
    pyoxigraph.Store().query(sparql)
    assert find_departure(list(read_tokens(sparql))) is None
    error = explain_error(sparql, "error at 2:3: expected one of The SELECT contains a variable that is unbound, [_]")
    assert str(error) == "query, line 2, column 3: syntax error: The SELECT contains a variable that is unbound"


def test_a_relative_iri_is_told_as_such() -> None:
    """It follows the grammar, and yet nobody knows what it is relative to; with a BASE it is not at fault."""
    error = explain_error("ASK { ?s ?p <a> }", "error at 1:18: expected one of LATERAL, [_]")
    assert str(error) == "query, line 1, column 13: syntax error: the IRI <a> is relative, and there is no BASE"
    assert "relative" not in str(explain_error("BASE <urn:b> ASK { ?s ?p <a> }", "error at 1:18: expected [_]"))


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


DIALECTS = [
    ('DEFINE get:soft "soft" SELECT * { ?s ?p ?o }', "unexpected 'DEFINE'"),
    ("SELECT (<bif:sys_stat>('x') AS ?x) {}", "<bif:sys_stat>"),
    ("PREFIX BIF: <BIF:> SELECT (BIF:http_get('http://127.0.0.1/') AS ?x) {}", "<BIF:>"),
    ("PREFIX sql: <sql:> ASK { FILTER(sql:f()) }", "<sql:>"),
    ("ASK { FILTER(<java:java.lang.System.exit>(1)) }", "java:"),
    (r"ASK { FILTER(<\u0062if:x>(1)) }", r"\u0062"),
    (r'ASK { ?s ?p "\u0022 } SERVICE <http://127.0.0.1/> { ?s ?p \u0022" }', r"\u0022"),
    (r'ASK { ?s ?p "\U0000000A" }', r"\U0000000A"),
    ("SELECT ?s { ?s ?p ?o } OPTION (QUIETCAST)", "unexpected 'OPTION'"),
]


@pytest.mark.parametrize(("sparql", "words"), DIALECTS, ids=[words for _, words in DIALECTS])
def test_words_of_some_servers_only_are_refused(sparql: str, words: str) -> None:
    """They reach the network, run code, or hide what does."""
    with pytest.raises(QueryError, match=re.escape(words)):
        check_dialect(sparql)


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.rq")), ids=lambda path: path.stem)
def test_our_questions_are_in_the_standards_words(path: Path) -> None:
    """As they are sent to servers of any make."""
    check_dialect(path.read_text(encoding="utf-8"))


def test_escapes_of_letters_beyond_ascii_are_words() -> None:
    """They cannot end anything."""
    check_dialect(r'SELECT * { ?s rdfs:label "S\u00E3o \U0001F600 \u0001" ; rdfs:comment "a\"b\n" }')
