"""The whole of a store on disk in other formats, written without holding the graph in memory.

In the formats of RDF the engine writes what it keeps: statements in no order that a person would choose, and numbers as
a store spells them (1.50 becomes 1.5). `export.py` writes files of a graph that fits into memory.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from cetgraph.errors import OutputError
from cetgraph.graph.export import ExportFormat
from cetgraph.graph.network import things_to_gexf, things_to_graphml
from cetgraph.graph.on_disk import Held
from cetgraph.graph.store import LoadedStore, Store
from cetgraph.graph.tables import make_tables, table_to_csv
from cetgraph.graph.things import find_things

_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML 1.0 document can hold, not even escaped."""

_CONTROL: Final = """\
SELECT ?value {
  ?s ?p ?value
  FILTER(isLiteral(?value) && REGEX(STR(?value), "[^\\\\P{Cc}\\\\t\\\\n\\\\r]|[\\uFFFE\\uFFFF]"))
}
"""


def export_stored(held: Held, export_format: ExportFormat, file: Path) -> None:
    """Write the version to the file, whose suffix fits the format.

    Raises OutputError for what the format cannot hold: control characters in XML.
    """
    store = LoadedStore(held.open(), held)
    if export_format in {ExportFormat.RDFXML, ExportFormat.GRAPHML, ExportFormat.GEXF}:
        _refuse_control_characters(store, export_format)
    match export_format:
        case ExportFormat.GRAPHML:
            file.write_bytes(things_to_graphml(find_things(store)))
        case ExportFormat.GEXF:
            file.write_bytes(things_to_gexf(find_things(store)))
        case ExportFormat.CSV | ExportFormat.HTML:
            raise OutputError(f"a store on disk is not written as {export_format} in one file")
        case (
            ExportFormat.TRIG | ExportFormat.TURTLE | ExportFormat.NTRIPLES | ExportFormat.JSONLD | ExportFormat.RDFXML
        ):
            held.dump(file)


def tables_of_stored(held: Held) -> dict[str, bytes]:
    """All tables in CSV, by file name."""
    return {f"{table.name}.csv": table_to_csv(table) for table in make_tables(LoadedStore(held.open(), held))}


def _refuse_control_characters(store: Store, export_format: ExportFormat) -> None:
    for row in store.select(_CONTROL):
        found = _NOT_IN_XML.search(row["value"])
        if found:
            raise OutputError(
                f"{export_format} cannot hold U+{ord(found[0]):04X}, which a value has",
                remedy="choose turtle or jsonld",
            )
