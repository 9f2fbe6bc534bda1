"""axe-core, the checker of the accessibility guidelines, in a page."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page

_RUN: Final = """async () => {
  const found = await axe.run({ rules: { "target-size": { enabled: true } } });
  const show = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ");
  return found.violations.map((rule) => `${rule.id}: ${show(rule.nodes)}`);
}"""
"""All rules of WCAG 2.2 A and AA and of best practice; the size of targets is of AA, but off by default."""


def run_axe(page: Page, script: str) -> list[str]:
    """What axe, whose script this is, finds wrong with the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(script)
    found: list[str] = page.evaluate(_RUN)
    return found
