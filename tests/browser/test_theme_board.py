"""The board of themes: moved by dragging and by keys, judged, taken back, written on in place; and its other views."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from themes.catalogue.actions import add_quotation, create_theme, write_statement
from themes.catalogue.models import Quotation, Stance, Theme, ThemeCode
from themes.catalogue.moving import move_code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def board(study: Any) -> Any:
    """Trust (a code, two quotations), its part Errors, and Time; the other codes stand under no theme."""
    new = lambda name, **more: create_theme(project=study.project, by=study.lead, name=name, **more)  # noqa: E731
    study.trust = new("Trust", codes=[study.codes["Trust"]])
    study.errors = new("Errors", parent=study.trust)
    study.time = new("Time")
    for answer in study.answers[:2]:
        add_quotation(theme=study.trust, source=answer, start=0, end=len(answer.text), by=study.lead)
    return study


def open_board(page: Page, study: Any, view: str = "board") -> Page:
    page.goto(reverse("themes:list", args=[study.slug]) + f"?view={view}")
    expect(page.locator("[data-board][data-seen]")).to_be_visible()
    return page


def grip(page: Page, name: str) -> Locator:
    return page.locator("[data-board]").get_by_role("link", name=f"Move {name}", exact=True).or_(
        page.locator("[data-board]").get_by_role("button", name=f"Move {name}", exact=True)
    ).first  # fmt: skip


def under(page: Page, kind: str, theme: Any, stance: str = "") -> Locator:
    side = f'[data-stance="{stance}"]' if stance else ""
    key = theme.pk if theme else ""
    return page.locator(f'[data-list="{kind}"][data-theme="{key}"]{side} > [data-item]')


def drag(page: Page, name: str, target: Locator) -> None:
    """Drag a card by its handle onto the middle of something."""
    start, end = grip(page, name).bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] + 12, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def drawn(page: Page) -> None:
    """Wait until the board has been drawn anew with what the site answered."""
    expect(page.locator("[data-board][data-seen]")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_cards_are_moved_by_pointer_and_keys_judged_and_taken_back(
    page_as: Any, board: Any, assert_accessible: Any
) -> None:
    page = open_board(page_as(board.lead), board)
    assert_accessible(page)
    # A code that stands under no theme, by the mouse.
    drag(page, "Work", page.get_by_role("heading", name="Time", exact=True))
    expect(under(page, "code", board.time)).to_have_count(1)
    drawn(page)
    assert list(board.time.codes.all()) == [board.codes["Work"]]
    expect(grip(page, "Work")).to_be_focused()
    # A quotation, by the arrows: to the next column, and back by Escape; then for good.
    words = board.answers[0].text[:20]
    card = under(page, "quotation", board.trust, "supports").filter(has_text=words)
    card.locator("[data-grip]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#live")).to_contain_text("under Time, 1 of 1")
    page.keyboard.press("Escape")
    expect(under(page, "quotation", board.trust, "supports")).to_have_count(2)
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    drawn(page)
    expect(under(page, "quotation", board.time, "supports")).to_have_count(1)
    assert Quotation.objects.get(theme=board.time).text == board.answers[0].text
    # It speaks against its theme.
    under(page, "quotation", board.time, "supports").locator("[data-grip]").focus()
    page.keyboard.press("s")
    expect(under(page, "quotation", board.time, "against")).to_have_count(1)
    expect(page.locator(f'[data-theme-box="{board.time.pk}"] .against-count')).to_have_text("1 against")
    assert_accessible(page)
    # A theme below another, by the mouse; and everything back, act by act.
    drag(page, "Time", page.locator(f'[data-theme-box="{board.errors.pk}"] .theme-head'))
    expect(under(page, "theme", board.errors)).to_have_count(1)
    drawn(page)
    assert Theme.objects.get(pk=board.time.pk).parent == board.errors
    for _act in range(4):
        with page.expect_navigation():
            page.keyboard.press("Control+z")
    assert Theme.objects.get(pk=board.time.pk).parent is None
    assert not board.time.codes.exists()
    assert set(Quotation.objects.values_list("theme", "stance")) == {(board.trust.pk, Stance.SUPPORTS)}


def test_whoever_was_overtaken_is_told_and_sees_the_board_as_it_is(page_as: Any, board: Any) -> None:
    page = open_board(page_as(board.lead), board)
    move_code(code=board.codes["Trust"], out_of=board.trust, into=board.errors, by=board.coder)
    card = under(page, "code", board.trust).locator("[data-grip]")
    card.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Somebody has moved “Trust” meanwhile")).to_be_visible()
    expect(under(page, "code", board.errors)).to_have_count(1)
    assert list(ThemeCode.objects.values_list("theme", flat=True)) == [board.errors.pk]


def test_a_statement_is_written_in_its_place_and_a_quotation_judged_on_the_page(
    page_as: Any, board: Any, assert_accessible: Any
) -> None:
    page = open_board(page_as(board.lead), board, "tree")
    assert_accessible(page)
    page.get_by_role("link", name="Say what the data say Time").click()
    field = page.get_by_role("textbox", name="Statement")
    expect(field).to_be_focused()
    write_statement(theme=board.time, statement="Somebody else's.", seen="", by=board.coder)
    field.fill("Time is given.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else's.")
    expect(field).to_have_value("Time is given.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".theme-statement")).to_have_text("Time is given.")
    expect(page.get_by_role("link", name="Change the statement of Time")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Control+z")
    expect(page.locator(".theme-statement")).to_have_text("Somebody else's.")
    # The page of the theme: what speaks against it stands apart, and a memo is written.
    with page.expect_navigation():  # its keys are known once all of it is there
        page.get_by_role("link", name="Trust", exact=True).first.click()
    line = page.locator("[data-quotation]").first
    line.locator("[data-stance-turn]").focus()
    page.keyboard.press("s")
    expect(page.locator(".theme-against [data-quotation]")).to_have_count(1)
    page.get_by_text("Write a memo").click()
    page.get_by_role("textbox", name="Memo", exact=True).fill("Whose trust?")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".memo-body")).to_have_text("Whose trust?")
    assert_accessible(page)
    page.get_by_role("link", name="Speaks against 1").click()
    expect(page.locator("[data-quotation]")).to_have_count(1)
    open_board(page, board)
    expect(page.locator(".theme-memos")).to_have_accessible_name("1 memo")
    for address in ("map", "coverage"):
        page.goto(reverse(f"themes:{address}", args=[board.slug]))
        assert_accessible(page)
    page.goto(reverse("themes:elsewhere", args=[board.slug, board.time.pk]))
    expect(page.locator("tbody tr")).to_have_count(len(board.project.cases.all()))
    assert_accessible(page)


def test_a_finger_drags_a_card_by_its_handle_on_a_narrow_page(page_as: Any, board: Any) -> None:
    page = open_board(page_as(board.lead, viewport={"width": 900, "height": 900}, has_touch=True), board)
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    start = grip(page, "Work").bounding_box()
    end = page.get_by_role("heading", name="Time", exact=True).bounding_box()
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    touch("touchStart", (x, y))
    touch("touchMove", (x - 10, y))
    touch("touchMove", (end["x"] + 20, end["y"] + 5))
    touch("touchEnd")
    expect(under(page, "code", board.time)).to_have_count(1)
    drawn(page)
    assert list(board.time.codes.all()) == [board.codes["Work"]]


def test_without_scripts_a_form_moves_a_card(page_as: Any, board: Any) -> None:
    page = page_as(board.lead, java_script_enabled=False)
    page.goto(reverse("themes:list", args=[board.slug]))
    page.locator('[data-kind="code"]').filter(has_text="Work").get_by_role("link", name="Move Work").click()
    page.get_by_role("combobox", name="Under").select_option("Trust/Errors")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("“Work” stands under “Errors”.")).to_be_visible()
    assert list(board.errors.codes.all()) == [board.codes["Work"]]
