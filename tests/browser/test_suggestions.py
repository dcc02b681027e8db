"""Suggestions worked over: more and fewer themes, passages moved, decided with reasons and codes, the map, undo."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from coding.codings.models import Coding
from tests.factories import themes as make
from themes.catalogue.models import Quotation, Theme
from themes.suggestions.models import Suggestion, SuggestionState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(study: Any) -> Any:
    """Two themes, or three where the first is cut into its parts; they lie in the corners of the map."""
    run = make.SuggestionRunFactory(
        project=study.project, made_by=study.lead, cuts=[2, 3], usual_cut=0, passages=7, cases=3
    )
    trust = make.SuggestionFactory(run=run, label="Trust", first_cut=0, last_cut=0, draws=100, came_back=87)
    parts = [
        make.SuggestionFactory(run=run, label=label, parent=trust, first_cut=1, last_cut=1, strength="fair")
        for label in ("Checking", "Doubts")
    ]
    time = make.SuggestionFactory(run=run, label="Time", first_cut=0, last_cut=1)
    for number, (corner, *suggestions) in enumerate(
        (((-1, -1), trust, parts[0]), ((-1, 1), trust, parts[1]), ((1, 1), time))
    ):
        for place in range(2):
            span = {"source": study.answers[number], "start": 3 * place, "end": 3 * place + 3}
            at = {"x": corner[0] * (1 - 0.1 * place), "y": corner[1] * (1 - 0.1 * place)}
            passage = make.RunPassageFactory(run=run, case=study.cases[number % 2], **span, **at)
            for one in suggestions:
                make.SuggestedPassageFactory(
                    suggestion=one,
                    passage=passage,
                    case=passage.case,
                    exemplar=place + 1,
                    borderline=place == 1,
                    **span,
                )
    make.RunPassageFactory(run=run, source=study.answers[0], start=7, end=11, x=1, y=-1)
    return run


def card(page: Page, label: str) -> Locator:
    return page.locator(".suggestion").filter(has=page.get_by_role("heading", name=label, exact=True, level=2))


def expect_cards(page: Page, *labels: str) -> None:
    expect(page.locator(".suggestions:not(.suggestions-settled) > .suggestion h2")).to_have_text(list(labels))


def test_suggestions_are_cut_moved_split_rejected_accepted_with_a_code_and_taken_back(
    page_as: Any, study: Any, run: Any, assert_accessible: Any
) -> None:
    page = page_as(study.coder)
    page.goto(reverse("suggestions:list", args=[study.slug]))
    expect_cards(page, "Trust", "Time")
    expect(card(page, "Trust")).to_contain_text("the same group came out in 87 of 100 re-draws of participants")
    expect(page.get_by_text("a second coder reaches .72 to .86")).to_be_visible()
    assert_accessible(page)

    # More themes, with the keys; then fewer again.
    slider = page.get_by_role("slider", name="Fewer or more themes")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect_cards(page, "Time", "Checking", "Doubts")
    expect(slider).to_have_attribute("aria-valuetext", "3 themes")
    expect(slider).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect_cards(page, "Trust", "Time")

    # A passage moves from one to the other, on the page of the suggestion.
    card(page, "Time").get_by_role("link", name="Time", exact=True).click()
    expect(page.get_by_role("heading", name="On the border")).to_be_visible()
    page.get_by_role("checkbox").first.check()
    expect(page.get_by_text("1 ticked")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Move to").select_option("– Doubts")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("1 passage moved to “Doubts”.")
    expect(page.get_by_role("checkbox")).to_have_count(1)

    # The larger one is split, a part is rejected with a reason, the other accepted with a new code.
    page.goto(reverse("suggestions:list", args=[study.slug]))
    page.get_by_role("button", name="Split Trust").click()
    expect_cards(page, "Time", "Checking", "Doubts")
    page.get_by_role("link", name="Reject Checking").click()
    dialog = page.get_by_role("dialog", name="Reject “Checking”")
    dialog.get_by_role("combobox", name="Reason").fill("Too general to say anything")
    dialog.get_by_role("button", name="Reject").click()
    expect(page.locator(".suggestions-settled")).to_contain_text("“Too general to say anything”")
    page.get_by_role("link", name="Accept Doubts").click()
    dialog = page.get_by_role("dialog", name="Accept “Doubts”")
    dialog.get_by_label("Or a new code").fill("Doubting")
    assert_accessible(page, ".dialog")
    dialog.get_by_role("button", name="Accept").click()
    expect_cards(page, "Time")
    assert Theme.objects.get().quotations.count() == 3
    assert {(one.code.name, one.origin, one.coder) for one in Coding.objects.all()} == {
        ("Doubting", "suggestion", study.coder)
    }
    assert Coding.objects.count() == 3

    # What was decided stays in view in every cut, and each act is taken back with Ctrl+Z.
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".suggestions-settled h2")).to_have_text(["Checking", "Doubts"])
    page.get_by_role("heading", name="Decided").click()
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone")
    expect_cards(page, "Time", "Doubts")
    assert not Coding.objects.exists()
    assert not Theme.objects.exists()
    page.keyboard.press("Control+z")
    expect_cards(page, "Time", "Checking", "Doubts")
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone: split")
    assert Suggestion.objects.filter(state=SuggestionState.PROPOSED).count() == 4


def test_the_map_is_read_and_passages_are_chosen_with_a_line_or_the_keys(
    page_as: Any, study: Any, run: Any, assert_accessible: Any
) -> None:
    page = page_as(study.coder)
    page.goto(reverse("themes:passage_map", args=[study.slug]))
    expect(page.locator("[data-plane][data-ready]")).to_be_visible()
    assert_accessible(page)
    canvas = page.locator(".plane-view canvas")
    box = canvas.bounding_box()
    expect(page.locator(".plane-key button")).to_have_text(["Trust4", "Time2", "in none1"])

    # Pointing at a mark shows its words, who said them, and where they stand.
    page.mouse.move(box["x"] + 24, box["y"] + 24)
    tip = page.locator(".plane-tip")
    expect(tip).to_contain_text(study.answers[1].text[:3])
    expect(tip).to_contain_text("Trust")

    # A line around the right upper corner chooses what lies there; it becomes a theme.
    right, top = box["x"] + box["width"], box["y"]
    page.mouse.move(right - 200, top + 4)
    page.mouse.down()
    for x, y in ((right - 4, top + 4), (right - 4, top + 200), (right - 200, top + 200)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    expect(page.get_by_text("2 passages are chosen.").first).to_be_visible()
    page.get_by_label("Name of the new theme").fill("Hours")
    page.get_by_role("button", name="Add to theme").click()
    expect(page.locator("#messages")).to_contain_text("2 passages stand under “Hours” now.")
    assert set(Quotation.objects.values_list("theme__name", "text")) == {
        ("Hours", study.answers[2].text[:3]),
        ("Hours", study.answers[2].text[3:6]),
    }

    # The keys alone: from mark to mark, one chosen and its neighbour, moved into a suggestion.
    page.get_by_label("Tell apart by").select_option("theme")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".plane-key button")).to_have_text(["Hours2", "in none5"])
    expect(page.locator("[data-plane][data-ready]")).to_be_visible()
    canvas.focus()
    expect(tip).to_contain_text("in none")
    for _time in range(3):
        page.keyboard.press("ArrowRight")
    expect(tip).to_contain_text("Hours")
    page.keyboard.press("Space")
    page.keyboard.press("n")
    expect(page.get_by_text("2 passages are chosen.").first).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.get_by_label("Move to").select_option("Trust")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("2 passages moved to “Trust”.")
    assert Suggestion.objects.get(label="Trust").passages.count() == 6
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone")
    assert Suggestion.objects.get(label="Trust").passages.count() == 4
