"""Which documents a command's arguments name: files, folders, and addresses on the web."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cetgraph.fetch import Address

allow_private_addresses = click.option(
    "--allow-private-addresses",
    is_flag=True,
    help="Fetch from this machine and from private networks too.",
)


def documents_of(arguments: Sequence[str], *, allow_private_addresses: bool) -> list[Path | Address]:
    """What the arguments name, in their order; each that begins with http:// or https:// is an address."""
    from cetgraph.connect import Reach
    from cetgraph.fetch import Address, is_address

    reach = Reach.ANYWHERE if allow_private_addresses else Reach.PUBLIC
    return [Address(words, reach) if is_address(words) else Path(words) for words in arguments]
