"""What the tests of the coding pages do with their hands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

# Where a stretch of the text stands in the window: from the beginning of `first` to the end of `last`.
PLACE = """([first, last, root]) => {
  const walker = document.createTreeWalker(document.querySelector(root), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(".words")) continue;
    if (!begun && node.data.includes(first)) {
      range.setStart(node, node.data.indexOf(first));
      begun = true;
    }
    if (begun && node.data.includes(last)) {
      range.setEnd(node, node.data.indexOf(last) + last.length);
      node.parentElement.scrollIntoView({ block: "center" });
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
      const [from, to] = [rects[0], rects.at(-1)];
      return [from.left + 1, from.top + from.height / 2, to.right - 1, to.top + to.height / 2];
    }
  }
  throw new Error(`not in the text: ${first} … ${last}`);
}"""
PAINTED = "name => [...(CSS.highlights.get(name) ?? [])].map(String)"
PAINTED_IN_TIME = """async ([name, wanted]) => {
  const painted = () => [...(CSS.highlights.get(name) ?? [])].map(String);
  const isThere = () => painted().join("|") === wanted.join("|");
  for (let frames = 0; frames < 300 && !isThere(); frames += 1) await new Promise(requestAnimationFrame);
  return painted();
}"""


def open_source(page: Page, study: Any, number: int = 0) -> Page:
    page.goto(reverse("codings:source", args=[study.slug, study.transcripts[number].pk]))
    expect_ready(page)
    return page


def expect_ready(page: Page) -> None:
    """Wait until a page of coding listens to keys and the mouse."""
    expect(page.locator("[data-text][data-ready]")).to_be_attached()


def drag(page: Page, first: str, last: str | None = None, root: str = "#text") -> None:
    """Select with the mouse from the beginning of one phrase to the end of another, or of the same."""
    x, y, to_x, to_y = page.evaluate(PLACE, [first, last or first, root])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, to_y)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def click_word(page: Page, word: str, root: str = "#text") -> None:
    x, y, to_x, _to_y = page.evaluate(PLACE, [word, word, root])
    page.mouse.click((x + to_x) / 2, y)


def pick(page: Page, typed: str, key: str = "Enter") -> None:
    """Type into the picker that is open, and press a key."""
    field = page.get_by_role("combobox", name="Type a code")
    expect(field).to_be_focused()
    field.fill(typed)
    page.keyboard.press(key)


def close_picker(page: Page) -> None:
    """Close the picker that a selection opens; before it is open, Escape would drop the selection."""
    expect(page.get_by_role("combobox", name="Type a code")).to_be_focused()
    page.keyboard.press("Escape")


def expect_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All changes saved")


def stripes(page: Page) -> Any:
    return page.locator(".gutter .stripe")


def labels(page: Page) -> list[str]:
    return page.locator(".stripe-label").all_inner_texts()


def expect_painted(page: Page, name: str, wanted: list[str]) -> None:
    """Wait until exactly these words are painted under a name, some frames at most."""
    assert page.evaluate(PAINTED_IN_TIME, [name, wanted]) == wanted


def painted(page: Page, name: str) -> list[str]:
    """Return the words that a highlight covers, such as "tint-3", "depth-2" or "pending"."""
    return page.evaluate(PAINTED, name)
