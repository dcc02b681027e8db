"""Saved matrices: built, read with the keys, written in place by several people, gone stale, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from coding.codings.models import Coding
from tests.coding.codings.conftest import apply
from tests.factories import coding as make
from tests.themes.matrices.conftest import frame, write
from themes.matrices.models import Matrix, Summary, SummaryVersion

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def framed(study: Any) -> Any:
    return frame(study)


def open_matrix(page: Page, study: Any, query: str = "") -> Page:
    page.goto(reverse("matrices:matrix", args=[study.slug, study.matrix.pk]) + query)
    expect(page.locator("table[data-matrix][data-ready]")).to_be_visible()
    return page


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator("tr[data-row]").nth(row).locator("td[data-cell]").nth(column)


def field(page: Page) -> Locator:
    return page.locator("#cell-drawer").get_by_role("textbox", name="Summary")


def open_cell(page: Page, row: int = 0, column: int = 0) -> Locator:
    """Open a cell with the keyboard and wait until one can write."""
    cell(page, row, column).focus()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    return field(page)


def expect_state(page: Page, words: str) -> None:
    expect(page.locator("#cell-drawer [data-summary-state]")).to_have_text(words)


def test_a_matrix_is_built_changed_duplicated_deleted_and_brought_back(
    page_as: Any, framed: Any, assert_accessible: Any, problems: Any
) -> None:
    problems.expect("422")
    page = page_as(framed.coder)
    page.goto(reverse("matrices:theme_matrix", args=[framed.slug]))
    page.get_by_role("link", name="New matrix").click()
    page.get_by_role("textbox", name="Name").fill("By role")
    page.get_by_role("combobox", name="Rows", exact=True).select_option("groups")
    page.get_by_role("group", name="Codes").get_by_role("button", name="all").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Codes").get_by_role("button", name="none")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Choose the variable that makes the groups.")).to_be_visible()
    page.get_by_role("combobox", name="Variable that makes the groups").select_option("Role")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="By role")).to_be_visible()
    expect(page.locator("tr[data-row] th")).to_contain_text(["nurse", "doctor", "no value"])
    expect(page.locator("thead th")).to_have_count(8)  # the rows' name, a theme, five codes, and the totals
    page.get_by_role("button", name="More", exact=True).last.click()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("By role (2)")
    page.get_by_role("textbox", name="Name").fill("Another")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Another")).to_be_visible()
    page.get_by_role("button", name="More", exact=True).last.click()
    page.get_by_role("button", name="Delete").click()
    saved = page.locator(".saved-matrices")
    expect(saved.get_by_role("link", name="By role")).to_be_visible()
    expect(saved.get_by_role("link", name="Another")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(saved.get_by_role("link", name="Another")).to_be_visible()
    assert Matrix.objects.filter(removed_at=None).count() == 3


def test_it_is_read_with_the_keys_alone(page_as: Any, framed: Any, assert_accessible: Any) -> None:
    page = open_matrix(page_as(framed.reader), framed, "?cells=passages")
    assert_accessible(page)
    expect(page.locator(".heat-key")).to_contain_text("every cell has its number")
    cell(page, 0, 0).focus()
    page.keyboard.press("ArrowRight")
    expect(cell(page, 0, 1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cell(page, 1, 1)).to_be_focused()
    page.keyboard.press("End")
    expect(cell(page, 1, 3)).to_be_focused()
    page.keyboard.press("Control+Home")
    expect(cell(page, 0, 0)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("thead").get_by_role("link", name="Trust").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cell(page, 0, 0)).to_be_focused()
    page.keyboard.press("Enter")
    drawer = page.locator("#cell-drawer")
    expect(drawer.get_by_role("heading", name="P01 × Trust")).to_be_visible()
    expect(drawer.locator("blockquote")).to_have_text(["Nobody asked us", "Errors"])
    expect(drawer.get_by_role("button", name="Close")).to_be_focused()
    expect(field(page)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(cell(page, 0, 0)).to_be_focused()
    expect(drawer).to_have_count(0)
    page.get_by_label("Show").select_option("quotations")
    expect(cell(page, 0, 0)).to_contain_text("“Nobody asked us”")
    expect(cell(page, 2, 0)).to_contain_text("no passage")
    page.get_by_label("Sections by").select_option("Role")
    expect(page.locator("tr.is-group th")).to_have_text(["nurse", "doctor", "no value"])
    cell(page, 0, 0).locator("a").click()
    drawer.get_by_role("link", name="P01 nurse").click()
    expect(page).to_have_title("P01 nurse · " + framed.project.name + " · Marginalia")


def test_rows_come_as_one_goes_down(page_as: Any, framed: Any) -> None:
    for number in range(70):
        make.CaseFactory(project=framed.project, name=f"X{number:03}")
    page = open_matrix(page_as(framed.reader), framed, "?cells=passages")
    rows = page.locator("tr[data-row]")
    page.locator(".matrix-next").scroll_into_view_if_needed()
    expect(rows).to_have_count(73)
    expect(page.locator(".matrix-next")).to_have_count(0)
    cell(page, 72, 0).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cell-drawer")).to_contain_text("No passage stands in this cell")


def test_a_cell_is_written_in_place_saved_by_itself_cited_and_taken_back(
    page_as: Any, framed: Any, assert_accessible: Any
) -> None:
    page = open_matrix(page_as(framed.coder), framed)
    expect(cell(page, 0, 0)).to_contain_text("Not written · 2 passages")
    open_cell(page)
    page.keyboard.type("They **doubt** it: ")
    expect_state(page, "Saved")
    expect(cell(page, 0, 0).locator("strong")).to_have_text("doubt")
    page.locator("#cell-drawer").get_by_role("button", name="Cite").first.click()
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value(f"They **doubt** it: [“Nobody asked us”](coding:{framed.on_theme.pk})")
    expect(cell(page, 0, 0).get_by_role("link", name="Nobody asked us")).to_be_visible()
    expect_state(page, "Saved")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(cell(page, 0, 0)).to_be_focused()
    assert SummaryVersion.objects.count() == 1
    open_cell(page)
    page.keyboard.press("Control+a")
    page.keyboard.type("Something else")
    page.keyboard.press("Escape")  # what was typed last is saved all the same
    expect(cell(page, 0, 0)).to_be_focused()
    expect(cell(page, 0, 0)).to_contain_text("Something else")
    page.reload()
    expect(cell(page, 0, 0)).to_contain_text("Something else")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("Undone")
    expect(cell(page, 0, 0)).to_contain_text("They doubt it")
    open_matrix(page, framed)
    open_cell(page)
    page.get_by_text("Earlier texts (2)").click()
    page.get_by_role("button", name="Put in place").click()
    expect(field(page)).to_have_value("Something else")
    expect(cell(page, 0, 0)).to_contain_text("Something else")


def test_two_people_do_not_write_over_each_other(page_as: Any, framed: Any, assert_accessible: Any) -> None:
    page = open_matrix(page_as(framed.coder), framed)
    open_cell(page)
    write(framed, "What the lead wrote.", by=framed.lead)
    page.keyboard.type("What the coder wrote.")
    conflict = page.locator("[data-conflict]")
    expect(conflict).to_contain_text(f"{framed.lead.name} has changed this cell since you opened it")
    expect(conflict).to_contain_text("What the lead wrote.")
    assert_accessible(page, "#cell-drawer")
    assert Summary.objects.get().current.text == "What the lead wrote."
    expect(field(page)).to_have_value("What the coder wrote.")
    conflict.get_by_role("button", name="Put mine in its place").click()
    expect(conflict.get_by_role("alert")).to_have_count(0)
    expect(cell(page, 0, 0)).to_contain_text("What the coder wrote.")
    assert Summary.objects.get().current.text == "What the coder wrote."
    assert SummaryVersion.objects.filter(text="What the lead wrote.").exists()


def test_leaving_the_others_text_keeps_ones_own_among_earlier_texts(page_as: Any, framed: Any) -> None:
    page = open_matrix(page_as(framed.coder), framed)
    open_cell(page)
    write(framed, "What the lead wrote.", by=framed.lead)
    page.keyboard.type("Mine.")
    page.locator("[data-conflict]").get_by_role("button", name="Leave theirs").click()
    expect(field(page)).to_have_value("What the lead wrote.")
    expect(page.locator(".cell-versions li", has_text="kept aside")).to_contain_text("Mine.")


def test_what_is_written_offline_is_kept_and_saved_later(page_as: Any, framed: Any, problems: Any) -> None:
    problems.expect("Failed to load resource")
    page = open_matrix(page_as(framed.coder), framed)
    open_cell(page)
    page.context.set_offline(True)
    page.keyboard.type("On the train.")
    expect_state(page, "Offline: kept in this browser, saved when the site is back")
    assert not Summary.objects.exists()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_state(page, "Saved")
    assert Summary.objects.get().current.text == "On the train."


def test_a_stale_cell_says_so_until_somebody_says_that_it_is_still_right(
    page_as: Any, framed: Any, assert_accessible: Any
) -> None:
    write(framed, "They trust it with letters.")
    page = open_matrix(page_as(framed.coder), framed)
    expect(page.locator(".is-stale")).to_have_count(0)
    apply(framed.transcripts[0], framed.codes["Trust"], framed.second_coder, "Training")
    Coding.objects.filter(pk=framed.on_theme.pk).update(code=framed.codes["Work"])
    open_matrix(page, framed)
    expect(cell(page, 0, 0).locator(".badge")).to_have_text("stale: 1 passage added, 1 recoded")
    expect(page.get_by_role("link", name="1 stale")).to_be_visible()
    open_cell(page)
    drawer = page.locator("#cell-drawer")
    expect(drawer.locator(".cell-changes")).to_contain_text("Recoded: from Trust to Work in P01 nurse")
    expect(drawer.locator("li.is-new blockquote")).to_have_text("Training")
    assert_accessible(page)
    drawer.get_by_role("button", name="Still right").click()
    expect(drawer).to_contain_text(f"{framed.coder.name} said on")
    expect(page.locator(".is-stale")).to_have_count(0)
    apply(framed.transcripts[0], framed.codes["Trust"], framed.second_coder, "answers the phone")
    page.goto(reverse("matrices:stale", args=[framed.slug, framed.matrix.pk]))
    expect(page.locator(".stale-list")).to_contain_text("1 passage added")
    assert_accessible(page)
    page.get_by_role("button", name="P01 × Trust").click()
    expect(page.get_by_role("heading", name="No stale cell")).to_be_visible()
    assert SummaryVersion.objects.filter(kind="confirmed").count() == 2
