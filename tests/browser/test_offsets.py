"""The browser's offsets and Python's slices name the same characters, whatever the text."""

from __future__ import annotations

import csv
import itertools
import random
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from coding.codings.likely import words_of
from coding.codings.models import Coding
from tests.browser.coding_tools import expect_ready, expect_saved, painted, pick
from tests.factories.coding import SourceFactory
from tests.shared_data import SHARED, needs

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


# What stands before each sentence: characters of two and more units, so that units and code points drift apart.
DRIFT = "👩🏽‍⚕️🇩🇪 cafe\u0301 𠮷 😀 "
LANGUAGES = ["kor_Hang", "zho_Hans", "jpn_Jpan", "arb_Arab", "urd_Arab", "heb_Hebr", "hin_Deva"]
SENTENCES = 2
POINTS = """async ([folder, number, first, last]) => {
  const { piecesOf } = await import(`${folder}/blocks.js`);
  const { rangeIn } = await import(`${folder}/offsets.js`);
  const block = document.querySelectorAll(".turn")[number];
  block.scrollIntoView({ block: "center" });
  const pieces = piecesOf(block, "word");
  const [from, to] = [pieces[first], pieces[last]];
  const left = (at) => rangeIn(block, at, at + 1).getBoundingClientRect().left;
  const point = ({ start, end }, share) => {
    const [box] = rangeIn(block, start, end).getClientRects();
    const isRtl = end - start > 1 && left(end - 1) < left(start);
    return [box.left + box.width * (isRtl ? 1 - share : share), box.top + box.height / 2];
  };
  return [...point(from, 0.2), ...point(to, 0.8), rangeIn(block, from.start, to.end).toString()];
}"""


def sentences_of(language: str) -> list[str]:
    with (SHARED / "data/multilingual" / language / "test.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["text"].strip() for row in itertools.islice(rows, SENTENCES)]


def answers_of_survey() -> list[str]:
    with (SHARED / "data/korean-survey/immigrant_interview.csv").open(encoding="utf-8", newline="") as file:
        long = (row["text"].strip() for row in csv.DictReader(file) if len(row["text"].split()) > 4)
        return list(itertools.islice(long, SENTENCES))


def code_by_mouse_and_keys(page: Page, study: Any, lines: list[str]) -> None:
    """Code words of every line, and compare what is stored with Python's slices of the text."""
    text = "\n".join(f"{DRIFT}{line}" for line in lines)
    source = SourceFactory(project=study.project, text=text)
    page.goto(reverse("codings:source", args=[study.slug, source.pk]))
    expect_ready(page)
    starts = [text.index(line) - len(DRIFT) for line in lines]
    for number, start in enumerate(starts):
        x, y, to_x, to_y, words = page.evaluate(POINTS, ["/static/js/coding", number, 4, 6])
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(to_x - 1, to_y)
        page.mouse.move(to_x, to_y)
        page.mouse.up()
        pick(page, "Work")
        expect_saved(page)
        by_mouse = Coding.objects.get(source=source, code=study.codes["Work"], start__gte=start, end__lte=start + 500)
        assert by_mouse.quote == text[by_mouse.start : by_mouse.end] == words, ascii(words)
        assert by_mouse.start == text.index(words, start)
        by_mouse.delete()

        block = page.locator(".turn").nth(number)
        block.focus()
        forward = "ArrowLeft" if block.evaluate("block => getComputedStyle(block).direction") == "rtl" else "ArrowRight"
        page.keyboard.press("Control+ArrowRight")
        page.keyboard.press("t")
        page.keyboard.press("o")
        for _word in range(3):
            page.keyboard.press(f"Shift+{forward}")
        page.keyboard.press("o")
        page.keyboard.press(f"Control+Shift+{'ArrowRight' if forward == 'ArrowLeft' else 'ArrowLeft'}")
        selected = "".join(painted(page, "pending"))
        page.keyboard.press("c")
        pick(page, "Errors")
        expect_saved(page)
        by_keys = Coding.objects.get(source=source, code=study.codes["Trust/Errors"])
        assert by_keys.quote == text[by_keys.start : by_keys.end] == selected, ascii(selected)
        assert start < by_keys.start
        assert by_keys.end < (starts[number + 1] if number + 1 < len(starts) else len(text))
        by_keys.delete()
        page.reload()
        expect_ready(page)


@needs("data/multilingual")
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_every_script_are_coded_where_they_stand(page: Page, study: Any, language: str) -> None:
    code_by_mouse_and_keys(page, study, sentences_of(language))


@needs("data/korean-survey")
def test_answers_of_a_korean_survey_are_coded_where_they_stand(page: Page, study: Any) -> None:
    code_by_mouse_and_keys(page, study, answers_of_survey())


WORDS = """async ([address, texts]) => {
  const { wordsOf } = await import(address);
  return texts.map((text) => [...wordsOf(text)].sort());
}"""


def test_texts_are_cut_into_words_alike_in_the_browser_and_in_python(page: Page) -> None:
    chance = random.Random(4)
    texts = [
        "".join(chance.choices([*PIECES, "_", "๏ไทย", "विश्वास ", "مشینوں پر ", "机器・信任"], k=20))
        for _text in range(60)
    ]
    found = page.evaluate(WORDS, ["/static/js/coding/likely.js", texts])
    # Sorted by UTF-16 units there and by code points here: compared as sets.
    assert [set(words) for words in found] == [words_of(text) for text in texts]
