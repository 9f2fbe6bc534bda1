"""A question's query with its values written into it: what is asked, and what an editor shows."""

from __future__ import annotations

from collections.abc import Mapping

from cetgraph.graph.questions import Question
from cetgraph.graph.sparql_values import write_values
from cetgraph.graph.terms import Term


def fill_query(question: Question, terms: Mapping[str, Term]) -> str:
    """The query with the values written into it; see `write_values`."""
    return write_values(question.sparql, terms, source=question.name)
