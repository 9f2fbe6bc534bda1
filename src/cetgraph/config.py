"""Where the things lie that cetgraph brings along."""

from __future__ import annotations

from pathlib import Path

from cetgraph.errors import CetgraphError

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_resources"


def resource(name: str) -> Path:
    """The folder `name` that cetgraph brings along: "ontology", "shapes", "data" or "queries".

    In a checkout it is the one at the top of the checkout, in an installed wheel the copy inside the package.
    Raises CetgraphError where there is none.

    >>> resource("data").name
    'data'
    """
    folders = (_PACKAGE / name, _INSTALLED / name) if _INSTALLED.is_dir() else (_PACKAGE / name, _checkout() / name)
    for folder in folders:
        if folder.is_dir():
            return folder
    raise CetgraphError(f"this installation lacks its folder {name!r}", remedy="install cetgraph again")


def _checkout() -> Path:
    return _PACKAGE.parent.parent
