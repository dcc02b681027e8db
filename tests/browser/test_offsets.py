"""The browser's offsets and Python's slices name the same characters, whatever the text."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

PIECES = [
    "a", "word", " ", "  ", ".", "é", "e\u0301", "ñ̃", "👩🏽‍⚕️", "👨‍👩‍👧‍👦", "🇩🇪", "😀", "𠮷", "漢字", "かな", "ﷺ",
    "שלום", "مرحبا", "ไทย", "𝔘", "\u200d", "\ufeff", "\u2028", "\t", "'", "“", "ﬁ", "한글",
]  # fmt: skip

CHECK = """async ([address, text, spans]) => {
  const { offsetAt, pointsOf, rangeIn, unitsOf } = await import(address);
  const block = document.createElement("p");
  block.className = "turn";
  block.dataset.start = "7";
  block.dataset.end = String(7 + [...text].length);
  block.innerHTML = '<span class="speaker">P</span><span class="words"></span>';
  block.lastElementChild.textContent = text;
  document.getElementById("text").append(block);
  const found = spans.map(([start, end]) => {
    const range = rangeIn(block, 7 + start, 7 + end);
    return [
      range?.toString() ?? "",
      range ? offsetAt(range.startContainer, range.startOffset) - 7 : start,
      range ? offsetAt(range.endContainer, range.endOffset) - 7 : end,
      pointsOf(text, unitsOf(text, start)),
    ];
  });
  block.remove();
  return found;
}"""


@pytest.fixture
def page(page_as: Any, study: Any) -> Page:
    page = page_as(study.coder)
    page.goto(reverse("codings:source", args=[study.slug, study.transcripts[0].pk]))
    return page


def test_spans_are_the_same_in_the_browser_and_in_python(page: Page) -> None:
    chance = random.Random(20)
    for _text in range(40):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 30)))
        spans = [sorted(chance.choices(range(len(text) + 1), k=2)) for _span in range(25)]
        found = page.evaluate(CHECK, ["/static/js/coding/offsets.js", text, spans])
        expected = [[text[start:end], start, end, start] for start, end in spans]
        assert found == expected, ascii(text)


TIDY = """async ([address, text, start, end]) => {
  const { Blocks, tidy } = await import(address);
  const root = document.createElement("div");
  root.innerHTML = '<p class="turn" data-start="0"><span class="words"></span></p>';
  root.firstElementChild.dataset.end = String([...text].length);
  root.querySelector(".words").textContent = text;
  const span = tidy(new Blocks(root), start, end);
  return span && [span.start, span.end];
}"""


@pytest.mark.parametrize(
    ("text", "selected", "tidied"),
    [
        ("one two three", "wo th", "two three"),
        ("one two three", " two ", "two"),
        ("A 👩🏽‍⚕️ works", "‍", "👩🏽‍⚕️"),
        ("na\u0131ve cafe\u0301 s", "caf", "cafe\u0301"),
        ("שלום עולם", "לו", "שלום"),
        ("one.  ", "  ", None),
    ],
)
def test_a_selection_is_tidied_to_whole_words(page: Page, text: str, selected: str, tidied: str | None) -> None:
    start = text.index(selected)
    found = page.evaluate(TIDY, ["/static/js/coding/blocks.js", text, start, start + len(selected)])
    assert (found and text[found[0] : found[1]]) == tidied
