"""Long lists in pages, so that no page grows with the graph."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paging:
    """Page `number` of a list of `total` rows, `size` to a page; the first is 1, and an empty list has it too."""

    number: int
    total: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))

    @property
    def rows(self) -> slice:
        """The rows of this page.

        >>> Paging(2, 250, 100).rows
        slice(100, 200, None)
        """
        return slice((self.number - 1) * self.size, self.number * self.size)


def find_page(asked: str, *, total: int, size: int) -> Paging:
    """The page that was asked for; of what is no number the first, of what is too far the last.

    >>> find_page("9", total=250, size=100).number, find_page("x", total=250, size=100).number
    (3, 1)
    """
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1  # a billion
    return Paging(min(max(1, number), Paging(1, total, size).last), total, size)
