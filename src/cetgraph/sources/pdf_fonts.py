"""Tells from a PDF's font how broad its letters are beside those of common fonts."""

from __future__ import annotations

from statistics import fmean

from pypdf.generic import ArrayObject, DictionaryObject

# Thousandths of an em: the mean width of the small letters of Times and Helvetica as `pdf_lines.width_of` takes them,
# and of all the characters of a text that a font holds, where their codes do not tell which they are.
_SMALL_LETTERS = 477.0
_USED_CHARACTERS = 530.0


def breadth_of(font: DictionaryObject) -> float:
    """How many times broader than in common fonts letters are; 1.0 where the font does not tell."""
    descendants = _resolved(font.get("/DescendantFonts"))
    if isinstance(descendants, ArrayObject) and descendants:
        inner = _resolved(descendants[0])
        widths = _listed(inner.get("/W")) if isinstance(inner, DictionaryObject) else []
        return _ratio(widths, _USED_CHARACTERS)
    first, values = _resolved(font.get("/FirstChar")), _resolved(font.get("/Widths"))
    if not isinstance(first, int) or not isinstance(values, ArrayObject):
        return 1.0
    letters = [_resolved(value) for value in values[max(0, 97 - first) : max(0, 123 - first)]]
    return _ratio([float(width) for width in letters if isinstance(width, int | float)], _SMALL_LETTERS)


def _ratio(widths: list[float], usual: float) -> float:
    drawn = [width for width in widths if 100 < width < 1500]
    if len(drawn) < 10:
        return 1.0
    return min(1.6, max(0.7, fmean(drawn) / usual))


def _listed(value: object) -> list[float]:
    """The widths of a /W array: "code [width width ...]" or "first last width"."""
    array = _resolved(value)
    if not isinstance(array, ArrayObject):
        return []
    widths: list[float] = []
    for entry in array[:5000]:
        inner = _resolved(entry)
        if isinstance(inner, ArrayObject):
            widths.extend(
                float(width) for width in (_resolved(one) for one in inner[:5000]) if isinstance(width, int | float)
            )
    return widths


def _resolved(value: object) -> object:
    """The object that a reference leads to."""
    resolve = getattr(value, "get_object", None)
    return resolve() if callable(resolve) else value
