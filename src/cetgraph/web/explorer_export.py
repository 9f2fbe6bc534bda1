"""What the explorer shows as files for other programs, each of which says how it was chosen and what it rests on."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cetgraph.graph.export import ExportFormat, ThingsFormat, export_things
from cetgraph.graph.store import Store
from cetgraph.graph.things import Link, Thing, Things
from cetgraph.web.explorer_graph import Edge, ExplorerGraph
from cetgraph.web.explorer_json import is_reviewed, title_of
from cetgraph.web.explorer_sources import Source, sources_of_edge
from cetgraph.web.explorer_view import Address, Picture, write_filters
from cetgraph.web.explorer_words import LINKS, kind_words


class ViewFormat(StrEnum):
    """What a view can be saved as, by the ending of the file; pictures as they stand are made in the browser."""

    CSV = "csv"
    GRAPHML = "graphml"
    GEXF = "gexf"
    HTML = "html"


MEDIA_TYPES: Mapping[ViewFormat, str] = {
    ViewFormat.CSV: "text/csv; charset=utf-8",
    ViewFormat.GRAPHML: "application/graphml+xml",
    ViewFormat.GEXF: "application/gexf+xml",
    ViewFormat.HTML: "text/html; charset=utf-8",
}


_EXPORTED: Mapping[ViewFormat, ThingsFormat] = {
    ViewFormat.GRAPHML: ExportFormat.GRAPHML,
    ViewFormat.GEXF: ExportFormat.GEXF,
    ViewFormat.HTML: ExportFormat.HTML,
}


@dataclass(frozen=True, slots=True)
class Account:
    """What a view shows, how it was chosen, from where it is, and what it rests on."""

    title: str
    filters: str
    address: str
    sources: Mapping[Edge, Sequence[Source]]

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that the view rests on, the oldest first."""
        found = {(source.issued, source.title) for sources in self.sources.values() for source in sources}
        return tuple(f"{title} ({issued or 'undated'})" for issued, title in sorted(found))

    @property
    def notes(self) -> tuple[str, ...]:
        """The same in sentences."""
        return (
            f"Filters: {self.filters}.",
            f"Sources: {'; '.join(self.documents) or 'none'}.",
            f"Made by cetgraph; this view: {self.address}",
        )


def make_account(store: Store, graph: ExplorerGraph, picture: Picture, address: Address, url: str) -> Account:
    """The account of the picture at the address, which the URL leads back to."""
    count = len(picture.homes)
    return Account(
        title=f"{title_of(graph, picture, address)}: {count} things, {len(picture.edges)} links",
        filters=filters_in_words(graph, address),
        address=url,
        sources={edge: sources_of_edge(store, graph, edge) for edge in picture.edges},
    )


def filters_in_words(graph: ExplorerGraph, address: Address) -> str:
    """The filters as one reads them; "none" where everything passes."""
    words = []
    for name, value in write_filters(address):
        label = graph.things[value].label if value in graph.things else value.replace("-", " ")
        words.append(f"without {kind_words(value, 2)}" if name == "without" else f"{name} {label}")
    return ", ".join(words) or "none"


def export_view(graph: ExplorerGraph, picture: Picture, account: Account, view_format: ViewFormat) -> bytes:
    """The file. Raises OutputError where the format cannot hold what is shown."""
    if view_format is ViewFormat.CSV:
        return _csv(graph, picture, account)
    iris = {name: graph.things[name].iri for name in picture.homes}
    places = {iris[name]: picture.spots[picture.homes[name]] for name in iris}
    is_placed = not picture.groups
    return export_things(
        _things(graph, picture, account),
        _EXPORTED[view_format],
        title=account.title,
        notes=account.notes,
        places=places if is_placed else {},
    )


def _things(graph: ExplorerGraph, picture: Picture, account: Account) -> Things:
    """The things, each with the group it stands in, and the links with what they rest on, derived ones among them."""
    things: list[Thing] = []
    for name, home in picture.homes.items():
        thing = graph.things[name]
        group = (("groupedAs", picture.groups[home].label),) if home in picture.groups else ()
        things.append(replace(thing, attributes=(*thing.attributes, *group)))
    links = [
        Link(
            graph.things[edge.source].iri,
            graph.things[edge.target].iri,
            edge.kind,
            (
                ("basis", edge.basis.value),
                ("reviewed", "yes" if is_reviewed(graph, edge) else "no"),
                ("sentences", " | ".join(source.quote for source in account.sources[edge] if source.quote)),
                ("documents", "; ".join(dict.fromkeys(source.title for source in account.sources[edge]))),
            ),
        )
        for edge in picture.edges
    ]
    return Things(
        tuple(sorted(things, key=lambda thing: thing.iri)),
        tuple(sorted(links, key=lambda link: (link.source, link.kind, link.target))),
    )


_COLUMNS = (
    "source",
    "link",
    "target",
    "basis",
    "reviewed",
    "sentence",
    "document",
    "issued",
    "source_iri",
    "target_iri",
    "filters",
    "view",
)


def _csv(graph: ExplorerGraph, picture: Picture, account: Account) -> bytes:
    """A row for each sentence or document behind a link, then one for each thing without links.

    The view's address, which can be long, stands in the first row alone.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    rows: list[tuple[str, ...]] = []
    for edge in picture.edges:
        one, other = graph.things[edge.source], graph.things[edge.target]
        link = (one.label, LINKS.get(edge.kind, edge.kind), other.label, edge.basis.value)
        reviewed = "yes" if is_reviewed(graph, edge) else "no"
        for quote, title, issued in [
            (source.quote, source.title, source.issued) for source in account.sources[edge]
        ] or [("", "", "")]:
            rows.append((*link, reviewed, quote, title, issued, one.iri, other.iri))
    linked = {name for edge in picture.edges for name in (edge.source, edge.target)}
    for name in sorted(picture.homes.keys() - linked, key=graph.order):
        thing = graph.things[name]
        rows.append((thing.label, "", "", "", "", "", "", "", thing.iri, ""))
    writer.writerow(_COLUMNS)
    writer.writerows((*row, account.filters, "" if number else account.address) for number, row in enumerate(rows))
    return text.getvalue().encode("utf-8")
