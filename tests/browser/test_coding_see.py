"""How codings are seen on the coding page: overlaps, margin, filters, overview, tips, marks, paper, narrow windows."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.actions import apply_code, write_memo
from coding.codings.models import Coding
from tests.browser.coding_tools import (
    click_word,
    expect_painted,
    expect_saved,
    labels,
    open_source,
    painted,
    pick,
    stripes,
)
from tests.factories.coding import CaseFactory, CodeFactory, CodingFactory, RoundFactory, transcript

SMALL = """() => [...document.querySelectorAll("button, a.button")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, { width, height }]) => width && (width < 31.5 || height < 31.5))
  .map(([one, { width, height }]) => `${one.className} ${one.textContent.trim()} ${width}x${height}`)"""
CHIPS = "#text-tools .filter-chip > .clip"


def coded(study: Any, words: str, code: str, coder: Any = None, source: Any = None) -> Coding:
    source = source or study.transcripts[0]
    start = source.text.index(words)
    return apply_code(
        source=source, code=study.codes[code], by=coder or study.coder, start=start, end=start + len(words)
    )


@pytest.fixture
def overlapping(study: Any) -> list[Coding]:
    """Codings of two coders that lie in, across and on each other."""
    return [
        coded(study, "not with risk. Nobody asked us first", "Trust"),
        coded(study, "Nobody asked us", "Trust/Errors", study.second_coder),
        coded(study, "us first", "Work"),
        coded(study, "Nobody asked us", "Trust/Errors"),
    ]


@pytest.fixture
def page(page_as: Any, study: Any, overlapping: list[Coding]) -> Page:
    return open_source(page_as(study.coder), study)


def view(page: Page, *choices: str) -> None:
    page.get_by_role("button", name="View").click()
    for choice in choices:
        page.locator("#view-menu").get_by_label(choice, exact=True).click()
    page.keyboard.press("Escape")


def filter_by(page: Page, *names: str) -> None:
    for name in names:
        page.locator("#code-tree").get_by_role("button", name=name).first.click()


# --- Overlaps and the margin ------------------------------------------------------------------------


def test_a_click_lists_all_codings_at_the_point_and_further_clicks_go_through_them(page: Page) -> None:
    current = page.locator("#inspector .is-current [data-name]")
    seen = []
    for _click in range(4):
        click_word(page, "asked")
        seen.append(f"{current.inner_text()} {page.locator('#inspector .is-current [data-coder]').inner_text()}")
    assert page.locator("#inspector [data-coding]").count() == 3
    assert len(set(seen)) == 3
    assert seen[3] == seen[0]


def test_what_finds_no_lane_is_counted_and_can_be_listed(page_as: Any, study: Any) -> None:
    for number in range(16):
        code = CodeFactory(project=study.project, name=f"Deep {number}")
        CodingFactory(source=study.transcripts[0], code=code, coder=study.coder, start=60, end=120)
    page = open_source(page_as(study.coder), study)
    more = page.locator(".stripe-more")
    expect(more).to_have_count(1)
    assert stripes(page).count() + int(more.inner_text().removeprefix("+")) == 16
    more.click()
    expect(page.locator("#inspector [data-coding]")).to_have_count(16 - stripes(page).count())


def test_the_margin_shows_codes_coders_density_or_nothing_and_remembers_it(page: Page) -> None:
    expect(stripes(page)).to_have_count(4)
    view(page, "One stripe for each code")
    expect(stripes(page)).to_have_count(3)
    assert "Errors · C, D" in labels(page)
    view(page, "One stripe for each coder")
    expect(stripes(page)).to_have_count(2)
    assert sorted(labels(page)) == ["Cora Coder", "Dov Coder"]
    view(page, "How many codings")
    expect(page.locator(".density-4")).to_have_count(1)
    page.reload()
    expect(page.locator(".density-4")).to_have_count(1)
    view(page, "Nothing")
    expect(stripes(page)).to_have_count(0)
    view(page, "Each coding", "Names in the margin")
    expect(stripes(page)).to_have_count(4)
    assert labels(page) == []


def test_the_margin_is_changed_by_key(page: Page) -> None:
    page.locator(".turn").nth(1).focus()
    page.keyboard.press("v")
    expect(stripes(page)).to_have_count(3)


# --- Filters ----------------------------------------------------------------------------------------


def test_codes_with_what_is_below_them_and_coders_are_filtered_together(page: Page) -> None:
    filter_by(page, "Trust", "Work")
    expect(page.locator(CHIPS)).to_have_text(["Trust", "Work"])
    expect(stripes(page)).to_have_count(4)
    page.get_by_role("button", name="with those below").first.click()
    expect(stripes(page)).to_have_count(2)
    page.get_by_role("button", name="with those below").first.click()
    page.get_by_role("button", name="Dov Coder").click()
    expect(page.locator(CHIPS)).to_have_text(["Trust", "Work", "Without Dov Coder"])
    expect(stripes(page)).to_have_count(3)
    expect(page.locator("#count")).to_have_text("3 of 4 codings")


def test_filters_are_taken_away_one_by_one_or_all_at_once_and_last_for_the_sitting(page: Page, study: Any) -> None:
    filter_by(page, "Trust", "Work")
    page.get_by_role("button", name="Remove the filter “Trust”").click()
    expect(page.get_by_role("button", name="Remove the filter “Work”")).to_be_focused()
    expect(stripes(page)).to_have_count(1)
    open_source(page, study, 1)
    expect(page.locator(CHIPS)).to_have_text(["Work"])
    open_source(page, study)
    expect(stripes(page)).to_have_count(1)
    page.get_by_role("button", name="Clear all").click()
    expect(stripes(page)).to_have_count(4)
    expect(page.locator(CHIPS)).to_have_count(0)


def test_a_filter_goes_with_the_keyboard_alone_and_layers_are_told_apart(
    page_as: Any, study: Any, overlapping: Any
) -> None:
    round_ = RoundFactory(project=study.project, state="closed")
    CodingFactory(
        source=study.transcripts[0], code=study.codes["Trust"], coder=study.lead, layer="consensus",
        round=round_, start=60, end=90,
    )  # fmt: skip
    page = open_source(page_as(study.coder), study)
    expect(stripes(page)).to_have_count(5)
    page.get_by_role("button", name="Filter", exact=True).press("Enter")
    page.get_by_label("Only the consensus").press("Space")
    expect(stripes(page)).to_have_count(1)
    page.get_by_label("Only the coders").press("Space")
    expect(stripes(page)).to_have_count(4)
    page.locator("#filter-code").select_option(label="Trust")
    page.get_by_label("with those below it").uncheck()
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(stripes(page)).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+f")
    expect(stripes(page)).to_have_count(5)


# --- Who, when, why ---------------------------------------------------------------------------------


def test_pointing_at_words_or_a_stripe_says_who_when_and_what_was_noted(
    page: Page, study: Any, overlapping: list[Coding]
) -> None:
    write_memo(
        project=study.project, by=study.coder, about="coding", about_id=overlapping[2].pk, body="Said twice.",
        scope=f"source:{study.transcripts[0].pk}",
    )  # fmt: skip
    page.reload()
    expect(stripes(page)).to_have_count(4)
    tip = page.get_by_role("tooltip")
    page.locator(f".stripe[data-coding='{overlapping[2].pk}']").hover()
    expect(tip).to_contain_text("Work")
    expect(tip).to_contain_text("Cora Coder · ")
    expect(tip).to_contain_text(str(overlapping[2].created_at.year))
    expect(tip).to_contain_text("Said twice.")
    assert painted(page, "shown") == ["us first"]
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_what_is_coded_in_a_turn_is_told_by_key(page: Page) -> None:
    page.locator(".turn").nth(1).focus()
    page.keyboard.press("i")
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("Dov Coder")
    expect(page.locator("#live")).to_contain_text("Trust/Errors")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("i")
    expect(tip).to_be_visible()
    page.keyboard.press("j")
    expect(tip).to_be_hidden()


# --- Going about ------------------------------------------------------------------------------------


def test_the_next_coding_is_one_that_the_filter_shows(page: Page, overlapping: list[Coding]) -> None:
    filter_by(page, "Work")
    expect(stripes(page)).to_have_count(1)
    page.locator(".turn").nth(0).focus()
    page.keyboard.press("]")
    expect(page.locator("#inspector .is-current")).to_have_attribute("data-coding", str(overlapping[2].pk))


def test_stretches_without_a_code_are_gone_through_by_key(page: Page) -> None:
    page.locator(".turn").nth(0).focus()
    page.keyboard.press("g")
    expect(page.locator("#where")).to_contain_text("words")
    assert painted(page, "pending")[0].startswith("I trust it with letters")
    page.keyboard.press("g")
    assert painted(page, "pending") == ["Training, honestly. And somebody who answers the phone."]
    page.keyboard.press("Shift+g")
    assert painted(page, "pending")[0].startswith("I trust it with letters")
    page.keyboard.press("Enter")
    pick(page, "work")
    expect(stripes(page)).to_have_count(5)


@pytest.fixture
def long_page(page_as: Any, study: Any) -> Page:
    said = "\n\n".join(f"P01: Turn number {number} says what it says, and says it again." for number in range(120))
    source = transcript(study.project, "Long", said, CaseFactory(project=study.project), study.lead)
    page = page_as(study.coder)
    page.goto(reverse("codings:source", args=[study.slug, source.pk]))
    expect(page.locator("#text[data-ready]")).to_be_attached()
    return page


def scrolled(page: Page) -> float:
    return page.evaluate("document.querySelector('.pane-centre').scrollTop")


def test_the_overview_shows_where_one_is_and_goes_where_it_is_pressed(long_page: Page) -> None:
    ruler = long_page.get_by_role("scrollbar", name="Overview of the codings")
    box = ruler.bounding_box()
    long_page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    long_page.mouse.down()
    long_page.wait_for_function("document.querySelector('.pane-centre').scrollTop > 500")
    half = scrolled(long_page)
    long_page.mouse.move(box["x"] + 5, box["y"] + box["height"] - 3)
    long_page.mouse.up()
    long_page.wait_for_function("from => document.querySelector('.pane-centre').scrollTop > from", arg=half)
    expect(ruler).to_have_attribute("aria-valuenow", "100")
    place, box = long_page.locator("[data-window]").bounding_box(), ruler.bounding_box()
    assert abs(place["y"] + place["height"] - box["y"] - box["height"]) < 3


def test_the_overview_goes_with_keys(long_page: Page) -> None:
    ruler = long_page.get_by_role("scrollbar", name="Overview of the codings")
    ruler.focus()
    long_page.keyboard.press("PageDown")
    expect(ruler).not_to_have_attribute("aria-valuenow", "0")
    expect(ruler).to_have_attribute("aria-valuetext", re.compile("^Turn [1-9][0-9] of 120$"))
    long_page.keyboard.press("Home")
    expect(ruler).to_have_attribute("aria-valuenow", "0")


# --- Screen readers, paper --------------------------------------------------------------------------


def test_marks_tell_screen_readers_where_codings_begin_and_end(page: Page, study: Any) -> None:
    page.locator(".turn").nth(1).focus()
    page.keyboard.press("Alt+h")
    expect(page.locator(".turn mark")).to_have_count(4)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    heard = [node["name"]["value"].strip() for node in tree if node["role"]["value"] == "StaticText"]
    assert "coded: Errors (Cora Coder, Dov Coder):" in heard
    assert "end of Trust, Work" in heard
    # The text has kept its characters, and coding goes on as before.
    assert page.locator(".turn .words").nth(1).evaluate("one => one.textContent") in study.transcripts[0].text
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    pick(page, "checking")
    expect(page.locator(".turn mark")).to_have_count(5)
    page.keyboard.press("Alt+h")
    expect(page.locator(".turn mark")).to_have_count(0)
    expect_painted(page, "depth-3", ["Nobody asked us"])


def test_a_turn_is_coded_by_the_button_beside_it(page: Page) -> None:
    page.locator(".turn").nth(2).focus()
    page.keyboard.press("Tab")
    expect(page.locator("#code-turn")).to_be_focused()
    page.keyboard.press("Enter")
    pick(page, "work")
    expect(stripes(page)).to_have_count(5)
    expect_saved(page)
    assert Coding.objects.latest("created_at").quote == "What would help?"


def test_paper_has_every_coding_in_brackets_with_a_number_and_its_name_in_the_margin(page: Page, tmp_path: Any) -> None:
    page.pdf(path=tmp_path / "text.pdf", format="A4")
    paper = pypdfium2.PdfDocument(tmp_path / "text.pdf")
    said = " ".join(sheet.get_textpage().get_text_bounded() for sheet in paper).replace("\r\n", " ")
    paper.close()
    assert "Errors (Cora Coder, Dov Coder)" in said
    assert "Codebook" not in said
    assert "[2" in said
    assert "2]" in said
    # Afterwards the page is as it was.
    expect(page.locator(".paper-codes, .turn mark")).to_have_count(0)
    expect(stripes(page)).to_have_count(4)


# --- Palette and help -------------------------------------------------------------------------------


def test_the_palette_goes_to_a_source_by_a_few_letters_from_any_page(page_as: Any, study: Any) -> None:
    page = page_as(study.coder)
    page.goto(reverse("members:list", args=[study.slug]))
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search or command")
    expect(field).to_be_focused()
    field.fill(study.transcripts[1].name)
    expect(page.get_by_role("option").first).to_contain_text(study.transcripts[1].name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('codings:source', args=[study.slug, study.transcripts[1].pk])}")


def test_the_palette_does_what_a_key_would_do(page: Page) -> None:
    page.locator(".turn").nth(2).focus()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or command").fill("code selection turn")
    expect(page.get_by_role("option").first).to_contain_text("Code the selection or the turn")
    page.keyboard.press("Enter")
    pick(page, "work")
    expect(stripes(page)).to_have_count(5)


def test_help_lists_the_keys_in_groups(page: Page) -> None:
    page.locator(".turn").nth(1).focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys of this page")
    headings = dialog.get_by_role("heading", level=3).all_inner_texts()
    assert {"Everywhere", "Select and code", "Go", "See", "In the codebook", "In the picker"} <= set(headings)
    expect(dialog).to_contain_text("Next stretch without a code")


# --- Narrow windows and looks -----------------------------------------------------------------------


def test_side_panes_are_sheets_in_a_narrow_window(page_as: Any, study: Any, overlapping: Any) -> None:
    page = open_source(page_as(study.coder, viewport={"width": 900, "height": 800}, has_touch=True), study)
    tree, details = page.locator("#code-tree"), page.locator("#inspector")
    expect(tree).to_be_hidden()
    page.get_by_role("button", name="Codebook", exact=True).tap()
    expect(tree).to_be_visible()
    assert page.evaluate(SMALL) == []
    page.get_by_role("button", name="Details").tap()
    expect(tree).to_be_hidden()
    expect(details).to_be_visible()
    page.keyboard.press("Escape")
    expect(details).to_be_hidden()
    click_word(page, "asked")
    expect(details).to_be_visible()
    assert page.evaluate(SMALL) == []


def test_forced_colours_keep_codings_visible(page_as: Any, study: Any, overlapping: Any) -> None:
    page = open_source(page_as(study.coder, forced_colors="active"), study)
    expect(stripes(page)).to_have_count(4)
    rules = page.evaluate("[...document.adoptedStyleSheets].flatMap(s => [...s.cssRules]).map(r => r.cssText).join('')")
    assert "mark" in rules.lower()


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 900, "height": 800}}])
def test_nothing_stands_in_the_way_of_assistive_technology(
    page_as: Any, study: Any, overlapping: Any, look: Any, assert_accessible: Any
) -> None:
    page = open_source(page_as(study.coder, **look), study)
    click_word(page, "asked")
    page.locator(".turn").nth(1).focus()
    page.keyboard.press("Alt+h")
    page.keyboard.press("i")
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_be_visible()
    assert_accessible(page, "#palette")


def test_pickers_menus_and_filters_are_accessible_too(page: Page, assert_accessible: Any) -> None:
    page.locator(".turn").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Type a code")).to_be_focused()
    assert_accessible(page, "#picker")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    filter_by(page, "Trust")
    page.get_by_role("button", name="Filter", exact=True).click()
    assert_accessible(page, ".pane-centre")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="View").click()
    assert_accessible(page, "#view-menu")
    page.keyboard.press("Escape")
    page.locator(".turn").nth(1).focus()
    page.keyboard.press("?")
    assert_accessible(page, "#shortcuts")
