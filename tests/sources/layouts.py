"""How tests write down a document's layout: one line a block, so that formats can be compared."""

from __future__ import annotations

from cetgraph.passages import SourceText


def shown(source: SourceText) -> list[str]:
    """Each block as a line: "#" for each rank of a heading, "-" for each level of an item ("+" where it goes on).

    Bold stretches stand between stars.
    """
    lines = []
    for block in source.blocks:
        words = source.text[block.span.start : block.span.end]
        for span in reversed(block.bold):
            first, last = span.start - block.span.start, span.end - block.span.start
            words = f"{words[:first]}*{words[first:last]}*{words[last:]}"
        match block.kind.value:
            case "heading":
                mark = "#" * block.level + " "
            case "item":
                mark = "-" * (block.level + 1) + ("+ " if block.continues else " ")
            case _:
                mark = ""
        lines.append(mark + words)
    return lines
