"""Two ways to use a page: with a mouse, and by keyboard alone. Both go by what links, buttons and fields are called."""

from __future__ import annotations

import re
from typing import Final, Protocol

from playwright.sync_api import Locator, Page

FARTHEST: Final = 400
"""Presses of Tab after which something counts as out of reach."""

_FOCUSED: Final = """() => {
  const here = document.activeElement;
  const words = here.getAttribute("aria-label") ?? [...(here.labels ?? [])].map((label) => label.textContent).join(" ");
  const { outlineStyle, outlineWidth } = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  return {
    name: (words || here.textContent || here.value || "").replace(/\\s+/g, " ").trim(),
    role: here.tagName.toLowerCase(),
    outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
    isSeen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
}"""


class Hand(Protocol):
    """Somebody who uses the page."""

    page: Page

    def follow(self, name: str) -> None:
        """Follow the first link, or press the first button, whose name holds these words."""

    def write(self, label: str, words: str) -> None:
        """Write the words into the field of that label."""

    def choose(self, label: str, option: str) -> None:
        """Choose the option, by its words, in the list of that label."""

    def submit(self) -> None:
        """Send what was written, from the field where it was written."""


class Mouse:
    """Points and clicks, and types only words."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, name: str) -> None:
        """Go where the name leads."""
        pattern = re.compile(re.escape(name))
        found: Locator = self.page.get_by_role("link", name=pattern).or_(self.page.get_by_role("button", name=pattern))
        found.locator("visible=true").first.click()

    def write(self, label: str, words: str) -> None:
        """Fill in the field."""
        self.page.get_by_label(label).first.click()
        self.page.keyboard.type(words)

    def choose(self, label: str, option: str) -> None:
        """Choose from the list."""
        self.page.get_by_label(label).first.select_option(label=option)

    def submit(self) -> None:
        """Press Enter."""
        self.page.keyboard.press("Enter")


class Keyboard:
    """Goes from one thing to the next by Tab, and sees where it is: what has the focus is outlined and in view."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, name: str) -> None:
        """Go where the name leads."""
        self._reach(name, {"a", "button", "summary"})
        self.page.keyboard.press("Enter")

    def write(self, label: str, words: str) -> None:
        """Fill in the field."""
        self._reach(label, {"input", "textarea"})
        self.page.keyboard.type(words)

    def choose(self, label: str, option: str) -> None:
        """Choose from the list."""
        self._reach(label, {"select"})
        self.page.keyboard.type(option)

    def submit(self) -> None:
        """Press Enter."""
        self.page.keyboard.press("Enter")

    def _reach(self, name: str, roles: set[str]) -> None:
        passed = []
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(_FOCUSED)
            if focused["role"] == "body":
                continue
            assert focused["isSeen"], f"what has the focus is out of view: {focused}"
            assert focused["outline"] >= 2, f"what has the focus is not outlined: {focused}"
            if focused["role"] in roles and name in focused["name"]:
                return
            passed.append(focused["name"][:40])
        raise AssertionError(f"{name!r} is not reached by Tab; passed were {passed}")
