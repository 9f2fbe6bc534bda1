"""The nouns that head names ("Ministry", "Roadmap"), from `data/gazetteer/heads.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from cetgraph.errors import GazetteerError
from cetgraph.extract.words import comparable
from cetgraph.model import InstrumentKind, OrganisationKind


@dataclass(frozen=True, slots=True)
class NameHeads:
    """Head nouns in comparable form, with the kind of what they head.

    `opens` are those that a name may begin with, before "of" or "for"; `closes` those that it may end with.
    """

    opens: Mapping[str, OrganisationKind]
    closes: Mapping[str, OrganisationKind]
    instruments: Mapping[str, InstrumentKind]

    @classmethod
    def load(cls, path: Path) -> NameHeads:
        """The head nouns in this file. Raises GazetteerError where it is missing or broken."""
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            opens: dict[str, OrganisationKind] = {}
            closes: dict[str, OrganisationKind] = {}
            instruments: dict[str, InstrumentKind] = {}
            for entry in content["organisations"]:
                kind = OrganisationKind(entry["kind"])
                for form in (entry["word"], *entry.get("forms", ())):
                    closes[comparable(form)] = kind
                    if entry["place"] == "both":
                        opens[comparable(form)] = kind
            for entry in content["instruments"]:
                for form in (entry["word"], *entry.get("forms", ())):
                    instruments[comparable(form.split()[-1])] = InstrumentKind(entry["kind"])
        except FileNotFoundError as error:
            raise GazetteerError("the file is missing", place=str(path)) from error
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise GazetteerError(f"an entry is broken: {error!r}".replace("\n", " "), place=str(path)) from error
        return cls(opens=opens, closes=closes, instruments=instruments)
