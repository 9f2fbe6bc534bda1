"""`cetgraph network`: who works with whom."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cetgraph.cli.data import data_option, open_data, run_interruptibly

if TYPE_CHECKING:
    from cetgraph.graph.network import Network

EXAMPLE = """\b
Examples:
  cetgraph network
  cetgraph network --between parties --format json
  cetgraph network --between all --format graphml > who.graphml
"""


@click.command(epilog=EXAMPLE)
@click.option(
    "--between",
    type=click.Choice(["agencies", "parties", "all"]),
    default="agencies",
    show_default=True,
    help="Whose ties to show: agencies and other bodies, countries and groups, or both.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json", "csv", "graphml"]),
    default="table",
    show_default=True,
    help="How to write it; csv holds the ties.",
)
@data_option
def network(between: str, output_format: str, data: Sequence[Path]) -> None:
    """Show who works with whom.

    Two are tied by the commitments that name both; the weight of a tie is their number. The degree of a body counts
    those it works with, its strength the commitments shared with them, and its betweenness (0 to 1) the share of
    shortest chains between two others that lead over it. A body is not tied to its own country.
    """
    from cetgraph.graph.network import Between, make_network, network_to_graphml

    found = run_interruptibly(lambda: make_network(open_data(data), Between(between)))
    match output_format:
        case "json":
            octets = _to_json(found).encode()
        case "csv":
            octets = _to_csv(found).encode()
        case "graphml":
            octets = network_to_graphml(found)
        case _:
            octets = _to_table(found).encode()
    sys.stdout.buffer.write(octets)


def _to_table(found: Network) -> str:
    """The members, and below them the ties."""
    from cetgraph.cli.table import format_table

    names = {member.iri: _name(member.label, member.party, member.kind) for member in found.members}
    members = [
        (
            names[member.iri],
            member.kind,
            str(member.commitments),
            str(member.degree),
            str(member.strength),
            f"{member.betweenness:.3f}",
        )
        for member in found.members
    ]
    ties = [(names[tie.first], names[tie.second], str(tie.weight)) for tie in found.ties]
    return (
        format_table(("name", "kind", "commitments", "degree", "strength", "betweenness"), members)
        + "\n"
        + format_table(("between", "and", "weight"), ties)
    )


def _to_json(found: Network) -> str:
    document = {
        "between": found.between,
        "members": [
            {
                "iri": member.iri,
                "label": member.label,
                "kind": member.kind,
                "party": member.party,
                "commitments": member.commitments,
                "degree": member.degree,
                "strength": member.strength,
                "betweenness": member.betweenness,
            }
            for member in found.members
        ],
        "ties": [
            {"first": tie.first, "second": tie.second, "weight": tie.weight, "commitments": tie.commitments}
            for tie in found.ties
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _to_csv(found: Network) -> str:
    members = {member.iri: member for member in found.members}
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(
        ("first", "first_name", "first_party", "second", "second_name", "second_party", "weight", "commitments")
    )
    for tie in found.ties:
        first, second = members[tie.first], members[tie.second]
        ends = (first.iri, first.label, first.party or "", second.iri, second.label, second.party or "")
        writer.writerow((*ends, tie.weight, " ".join(tie.commitments)))
    return buffer.getvalue()


def _name(label: str, party: str | None, kind: str) -> str:
    """The label with the party that a body belongs to: "AI Safety Institute (SG)"."""
    return label if party is None or kind in {"country", "group"} else f"{label} ({party})"
