"""`cetgraph query`: a question of ours, or any SPARQL."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cetgraph.cli.data import data_option, open_data, run_interruptibly

if TYPE_CHECKING:
    from cetgraph.graph.questions import Question
    from cetgraph.graph.store import Answer, LoadedStore

EXAMPLE = """\b
Examples:
  cetgraph query --list
  cetgraph query who-works-on-what --param area=artificial-intelligence
  cetgraph query due-dates --param party=SG --param asOf=2024-10-01
  cetgraph query how-connected --param body=NIST --param other=IMDA --format json
  cetgraph query 'SELECT ?name { ?body a cet:Agency ; rdfs:label ?name }'
  cetgraph query - --data graph.ttl < mine.rq
"""

MOST_NAMED = 5
"""Documents that an empty answer names one by one; of more, it tells how many."""


@click.command(epilog=EXAMPLE)
@click.argument("question", required=False, metavar="QUESTION|FILE|-")
@click.option("--list", "wants_list", is_flag=True, help="List the questions with their parameters.")
@click.option(
    "--param", "params", multiple=True, metavar="NAME=VALUE", help="Value of a question's parameter; may be repeated."
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json", "csv", "tsv"]),
    default="table",
    show_default=True,
    help="How the rows are written.",
)
@data_option
def query(
    question: str | None, params: Sequence[str], output_format: str, data: Sequence[Path], *, wants_list: bool
) -> None:
    """Answer a question, or any SPARQL query.

    QUESTION is the name of a question, a file that ends in .rq or .sparql, - for a query on standard input, or a query
    itself. Our prefixes need not be declared. An answer that is a graph (CONSTRUCT, DESCRIBE) is written as Turtle.
    """
    if wants_list:
        click.echo(_list_questions(), nl=False)
        return
    if question is None:
        raise click.UsageError("name a question, a file or -, or use --list")
    asked = _read_question(question)
    values = _read_params(params)
    octets, note = run_interruptibly(lambda: _answer(asked, values, output_format, open_data(data)))
    sys.stdout.buffer.write(octets)
    if note:
        click.echo(f"cetgraph: {note}", err=True)


def _answer(asked: Question, values: dict[str, str], output_format: str, store: LoadedStore) -> tuple[bytes, str]:
    """What goes to stdout, and what is to be said beside it."""
    from cetgraph.graph.questions import make_substitutions
    from cetgraph.graph.store import ResultFormat, Rows

    terms = make_substitutions(asked, values, store, today=datetime.now(tz=UTC).date())
    if output_format != "table":
        octets = store.answer(asked.sparql, ResultFormat(output_format), substitutions=terms, source=asked.place)
        return octets.rstrip(b"\r\n") + b"\n", ""
    answer = store.query(asked.sparql, substitutions=terms, source=asked.place)
    note = _silence(store) if isinstance(answer, Rows) and not answer.rows else ""
    return _format_answer(answer, asked).encode(), note


def _format_answer(answer: Answer, asked: Question) -> str:
    from cetgraph.cli.table import format_rows
    from cetgraph.graph.store import TripleSet, Truth, write_turtle

    match answer:
        case Truth(value):
            return "yes\n" if value else "no\n"
        case TripleSet(triples):
            return write_turtle(triples).decode()
        case rows:
            width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
            return format_rows(rows, width=width, hidden=[parameter.name for parameter in asked.parameters])


def _silence(store: LoadedStore) -> str:
    """What an empty answer means: silence of the documents that were searched, and no more."""
    from cetgraph.graph.names import list_documents

    titles = list_documents(store)
    if not titles:
        return "no rows; the data holds no documents"
    if len(titles) > MOST_NAMED:
        return f"no rows: nothing is said of it in the {len(titles)} documents searched"
    return f"no rows: nothing is said of it in the documents searched: {'; '.join(titles)}"


def _read_question(words: str) -> Question:
    from cetgraph.config import resource
    from cetgraph.graph.questions import (
        SUFFIXES,
        decode_query,
        find_question,
        parse_question,
        read_question,
        read_questions,
    )

    if words == "-":
        place = "standard input"
        return parse_question(decode_query(sys.stdin.buffer.read(), place=place), name=place, place=place)
    if "{" not in words and words.endswith(SUFFIXES):
        return read_question(Path(words))
    if "{" in words or any(character.isspace() for character in words) or not words:
        return parse_question(decode_query(words.encode(), place="query"), name="this query", place="query")
    return find_question(words, read_questions(resource("queries")))


def _read_params(params: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals or not name:
            raise click.UsageError(f"a parameter is written NAME=VALUE, unlike {param!r}")
        if name in values:
            raise click.UsageError(f"the parameter {name!r} is given twice")
        values[name] = value
    return values


def _list_questions() -> str:
    from cetgraph.config import resource
    from cetgraph.graph.questions import read_questions

    lines: list[str] = []
    for question in read_questions(resource("queries")):
        lines += [question.name, f"    {question.title}"]
        for parameter in question.parameters:
            need = "required" if parameter.is_required else f"default {parameter.default}" if parameter.default else ""
            kind = f"one of {', '.join(parameter.choices)}" if parameter.choices else str(parameter.kind)
            about = f"{kind}; {need}" if need and parameter.choices else f"{kind}, {need}" if need else kind
            lines.append(f"    --param {parameter.name}=...  ({about}) {parameter.description}")
        values = " ".join(f"--param {shlex.quote(f'{name}={value}')}" for name, value in question.example)
        lines += [f"    for example: cetgraph query {question.name} {values}", ""]
    return "\n".join(lines).rstrip() + "\n"
