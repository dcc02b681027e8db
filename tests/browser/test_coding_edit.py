"""Selecting words and changing the extent of a coding: each with the mouse and with the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from coding.codings.actions import apply_code
from coding.codings.assigning import assign_sources
from coding.codings.models import Assignment, Coding
from tests.browser.coding_tools import (
    PLACE,
    click_word,
    close_picker,
    drag,
    expect_ready,
    expect_saved,
    open_source,
    painted,
    pick,
)
from tests.factories.coding import RoundFactory

SECOND_SENTENCE = "Nobody asked us first."
SECOND_TURN = "I trust it with letters 👩🏽‍⚕️ but not with risk. Nobody asked us first."


@pytest.fixture
def page(page_as: Any, study: Any) -> Page:
    return open_source(page_as(study.coder), study)


def selected(page: Page) -> str:
    return "|".join(painted(page, "pending"))


def focus_turn(page: Page, number: int) -> None:
    page.locator(".turn").nth(number).focus()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def code_words(study: Any, words: str, code: str = "Work", by: Any = None) -> Coding:
    source = study.transcripts[0]
    start = source.text.index(words)
    return apply_code(source=source, code=study.codes[code], by=by or study.coder, start=start, end=start + len(words))


def middle_of(page: Page, word: str) -> tuple[float, float]:
    x, y, to_x, _to_y = page.evaluate(PLACE, [word, word, "#text"])
    return (x + to_x) / 2, y


def move_edge(page: Page, edge: str, word: str) -> None:
    """Drag a handle into the middle of a word."""
    x, y = middle_of(page, word)
    box = page.locator(f"[data-edge={edge}]").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x - 1, y)
    page.mouse.move(x, y)
    page.mouse.up()


def test_clicks_select_a_word_then_its_sentence_then_its_turn(page: Page) -> None:
    for clicks, words in ((2, "Nobody"), (3, SECOND_SENTENCE), (4, SECOND_TURN)):
        page.mouse.click(*middle_of(page, "Nobody"), click_count=clicks)
        expect(page.locator("#picker")).to_be_visible()
        assert selected(page) == words
        close_picker(page)


def test_a_click_with_shift_extends_the_selection(page: Page) -> None:
    drag(page, "Nobody")
    close_picker(page)
    x, y = middle_of(page, "first")
    page.keyboard.down("Shift")
    page.mouse.click(x, y)
    page.keyboard.up("Shift")
    expect(page.locator("#picker")).to_be_visible()
    assert selected(page) == "Nobody asked us first"


def test_words_sentences_and_the_turn_are_selected_by_key(page: Page) -> None:
    focus_turn(page, 1)
    press(page, "Control+ArrowRight", "Control+ArrowRight")
    assert selected(page) == "trust"
    press(page, "w")
    assert selected(page) == "I trust it with letters 👩🏽‍⚕️ but not with risk."
    press(page, "w")
    assert selected(page) == SECOND_TURN
    press(page, "Shift+w", "Shift+w")
    assert selected(page) == "trust"
    press(page, "t")
    assert selected(page) == SECOND_TURN


def test_characters_are_added_one_by_one_and_either_end_moves(page: Page) -> None:
    focus_turn(page, 1)
    press(page, "ArrowRight", "ArrowRight", "Shift+ArrowLeft", "Shift+ArrowLeft")
    press(page, "Control+Shift+ArrowLeft")
    assert selected(page) == "Nobody asked u"
    press(page, "o", "Control+Shift+ArrowRight", "Shift+ArrowRight")
    assert selected(page) == "asked u"
    press(page, "Shift+ArrowLeft", "Shift+ArrowLeft")
    assert selected(page) == "risk. Nobody asked u"


def test_without_whole_words_the_arrows_go_by_characters(page: Page) -> None:
    page.locator("#whole-words").uncheck()
    focus_turn(page, 3)
    press(page, "Control+ArrowRight", "Shift+ArrowLeft", "Shift+ArrowLeft")
    assert selected(page) == "Traini"
    press(page, "Control+Shift+ArrowRight")
    assert selected(page) == "Training"


def test_a_coding_is_made_longer_and_shorter_by_dragging_its_ends(page: Page, study: Any) -> None:
    made = code_words(study, "not with risk")
    page.reload()
    expect_ready(page)
    click_word(page, "risk")
    expect(page.locator("#inspector [data-coding]")).to_have_count(1)
    move_edge(page, "end", "first")
    expect_saved(page)
    made.refresh_from_db()
    assert made.quote == "not with risk. Nobody asked us first"
    assert painted(page, f"tint-{study.codes['Work'].tint}") == [made.quote]
    move_edge(page, "start", "risk")
    expect_saved(page)
    made.refresh_from_db()
    assert made.quote == "risk. Nobody asked us first"
    assert study.transcripts[0].text[made.start : made.end] == made.quote
    page.keyboard.press("Control+z")
    expect_saved(page)
    made.refresh_from_db()
    assert made.quote == "not with risk. Nobody asked us first"


def test_alt_drags_an_end_to_the_very_character(page: Page, study: Any) -> None:
    made = code_words(study, "not with risk")
    page.reload()
    expect_ready(page)
    click_word(page, "risk")
    page.keyboard.down("Alt")
    move_edge(page, "end", "asked")
    page.keyboard.up("Alt")
    expect_saved(page)
    made.refresh_from_db()
    assert made.quote.startswith("not with risk. Nobody as")
    assert not made.quote.endswith("asked")


def test_the_ends_of_a_selection_can_be_dragged_before_it_is_coded(page: Page) -> None:
    drag(page, "asked us")
    close_picker(page)
    move_edge(page, "start", "Nobody")
    pick(page, "work")
    expect_saved(page)
    assert Coding.objects.get().quote == "Nobody asked us"


def test_escape_lets_an_end_go_where_it_was(page: Page, study: Any) -> None:
    code_words(study, "not with risk")
    page.reload()
    expect_ready(page)
    click_word(page, "risk")
    box = page.locator("[data-edge=end]").bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(*middle_of(page, "first"))
    assert selected(page) == "not with risk. Nobody asked us first"
    page.keyboard.press("Escape")
    page.mouse.up()
    assert selected(page) == ""
    assert Coding.objects.get().quote == "not with risk"


def test_a_coding_gets_another_extent_with_the_keyboard_alone(page: Page, study: Any) -> None:
    made = code_words(study, "asked us")
    page.reload()
    expect_ready(page)
    focus_turn(page, 0)
    press(page, "]", "e")
    expect(page.locator("#selection-bar")).to_contain_text("New extent of “Work”")
    press(page, "Shift+ArrowRight", "Alt+ArrowLeft")
    assert selected(page) == "Nobody asked us first"
    press(page, "Enter")
    expect(page.locator("#selection-bar")).to_be_hidden()
    expect(page.locator(".turn").nth(1)).to_be_focused()
    assert painted(page, f"tint-{study.codes['Work'].tint}") == ["Nobody asked us first"]
    expect_saved(page)
    made.refresh_from_db()
    assert made.quote == "Nobody asked us first"
    press(page, "e", "Shift+ArrowLeft", "Escape")
    expect(page.locator("#selection-bar")).to_be_hidden()
    assert Coding.objects.get().quote == "Nobody asked us first"


def test_an_extent_that_the_site_refuses_is_taken_back_with_the_reason(page: Page, study: Any, problems: Any) -> None:
    problems.expect("422")
    code_words(study, "asked us")
    code_words(study, "asked us first")
    page.reload()
    expect_ready(page)
    click_word(page, "asked")  # the shorter one comes first
    press(page, "e", "Shift+ArrowRight", "Enter")
    expect(page.locator("#messages")).to_contain_text("You have applied “Work” to exactly these words already.")
    page.wait_for_function("() => [...(CSS.highlights.get('depth-2') ?? [])].map(String).join() === 'asked us'")
    assert sorted(Coding.objects.values_list("quote", flat=True)) == ["asked us", "asked us first"]


def test_what_others_made_and_what_was_handed_in_has_no_ends_to_drag(page_as: Any, study: Any) -> None:
    code_words(study, "asked us", by=study.second_coder)
    page = open_source(page_as(study.coder), study)
    click_word(page, "asked")
    expect(page.locator("#inspector [data-coding]")).to_have_count(1)
    expect(page.locator("[data-edge]:visible")).to_have_count(0)
    expect(page.get_by_role("button", name="Extent")).to_have_count(0)
    source = study.transcripts[0]
    round_ = RoundFactory(project=study.project, name="First")
    assign_sources(project=study.project, round_id=round_.pk, sources=[source.pk], coders=[study.coder.pk], blind=True)
    code_words(study, "Training")
    Assignment.objects.update(done_at=timezone.now())
    page.reload()
    expect_ready(page)
    click_word(page, "Training")
    expect(page.locator("#inspector [data-coding]")).to_have_count(1)
    expect(page.locator("[data-edge]:visible")).to_have_count(0)


def test_one_key_repeats_the_last_code_on_the_next_turn(page: Page) -> None:
    drag(page, "Training")
    pick(page, "errors")
    focus_turn(page, 0)
    press(page, "ArrowDown", "r")
    expect_saved(page)
    assert set(Coding.objects.values_list("code__name", "quote")) == {("Errors", "Training"), ("Errors", SECOND_TURN)}


class Finger:
    """A finger on the glass, at times that the test says: how fast the machine is does not matter."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.now = 1_700_000_000.0

    def send(self, kind: str, *points: tuple[float, float], after: float = 0.05) -> None:
        self.now += after
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches, "timestamp": self.now})

    def tap(self, point: tuple[float, float], times: int = 1) -> None:
        self.now += 5
        for _tap in range(times):
            self.send("touchStart", point)
            self.send("touchEnd")

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.now += 5
        self.send("touchStart", start)
        self.send("touchMove", ((start[0] + end[0]) / 2, end[1]))
        self.send("touchMove", end)
        self.send("touchEnd")


@pytest.fixture
def touched(page_as: Any, study: Any) -> Page:
    return open_source(page_as(study.coder, has_touch=True, viewport={"width": 900, "height": 800}), study)


def test_taps_select_a_word_then_its_sentence_then_its_turn(touched: Page) -> None:
    finger = Finger(touched)
    for taps, words in ((2, "Nobody"), (3, SECOND_SENTENCE), (4, SECOND_TURN)):
        finger.tap(middle_of(touched, "feel"))  # elsewhere, so that the taps are counted anew
        finger.tap(middle_of(touched, "Nobody"), taps)
        expect(touched.get_by_role("button", name="Code the selection")).to_be_visible()
        assert selected(touched) == words
    touched.get_by_role("button", name="Code the selection").tap()
    expect(touched.get_by_role("combobox", name="Type a code")).not_to_be_focused()
    touched.get_by_role("option", name="Work", exact=True).first.tap()
    expect_saved(touched)
    assert Coding.objects.get().quote == SECOND_TURN


def test_a_finger_drags_the_ends_of_a_selection_and_of_a_coding(touched: Page, study: Any) -> None:
    finger = Finger(touched)
    finger.tap(middle_of(touched, "asked"), 2)
    expect(touched.locator("[data-edge=end]")).to_be_visible()

    def handle(edge: str) -> tuple[float, float]:
        box = touched.locator(f"[data-edge={edge}]").bounding_box()
        return box["x"] + 1, box["y"] + box["height"] - 2 if edge == "end" else box["y"] + 2

    x, y = middle_of(touched, "first")
    finger.drag(handle("end"), (x, y + 8))
    assert selected(touched) == "asked us first"
    touched.get_by_role("button", name="Code the selection").tap()
    touched.get_by_role("option", name="Work", exact=True).first.tap()
    expect_saved(touched)
    x, y = middle_of(touched, "Nobody")
    finger.drag(handle("start"), (x, y - 8))
    expect_saved(touched)
    assert Coding.objects.get().quote == "Nobody asked us first"
