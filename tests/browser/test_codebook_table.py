"""The codebook as a spreadsheet: cells typed, walked, pasted, refused without loss and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from coding.codebook.models import Code
from coding.codebook.queries import code_by_path, code_tree

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture
def page(page_as: Callable[..., Page], study: Any) -> Page:
    page = page_as(study.coder)
    page.goto(reverse("codebook:tree", args=[study.slug]) + "?view=table")
    expect(page.locator("table[data-ready]")).to_be_visible()
    return page


def cell(page: Page, row: int, name: str) -> Locator:
    return page.locator("table[data-grid] tbody tr").nth(row).locator(f".cell-{name}")


def names(page: Page) -> Any:
    return page.locator("table[data-grid] tbody .cell-name")


def saved(page: Page) -> None:
    expect(page.locator("#cells-saved")).to_have_text("All saved")


def paths(study: Any) -> list[str]:
    return [node.path for node in code_tree(study.project)]


def test_cells_are_typed_and_left_by_keys_alone(page: Page, study: Any) -> None:
    cell(page, 1, "definition").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Mistakes of the tool,")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("of any kind.")
    page.keyboard.press("Tab")
    expect(cell(page, 1, "include")).to_be_focused()
    page.keyboard.type("A slip is told.")
    page.keyboard.press("Enter")
    expect(cell(page, 2, "include")).to_be_focused()
    page.keyboard.type("Not this.")
    page.keyboard.press("Escape")
    saved(page)

    errors = code_by_path(study.project, "Trust/Errors")
    assert (errors.definition, errors.include) == ("Mistakes of the tool,\nof any kind.", "A slip is told.")
    assert code_by_path(study.project, "Trust/Checking").include == ""
    page.keyboard.press("Control+z")
    expect(cell(page, 1, "include")).to_have_text("")
    page.keyboard.press("Control+z")
    expect(cell(page, 1, "definition")).to_have_text("")
    page.keyboard.press("Control+Shift+z")
    expect(cell(page, 1, "definition")).to_contain_text("Mistakes of the tool")


def test_a_new_code_is_written_into_the_last_row_and_moves_to_its_place(page: Page, study: Any) -> None:
    cell(page, 5, "definition").click()
    page.keyboard.type("Being heard.")
    page.keyboard.press("Enter")
    expect(page.locator("#cells-saved")).to_have_text("Not saved: 1")
    assert not Code.objects.filter(definition="Being heard.").exists()
    cell(page, 5, "name").click()
    page.keyboard.type("Voice")
    page.keyboard.press("Tab")
    page.keyboard.type("Trust")
    page.keyboard.press("Tab")
    page.keyboard.type("violet")
    page.keyboard.press("Enter")
    saved(page)

    expect(names(page)).to_have_text(["Trust", "Errors", "Checking", "Voice", "Work", "Time saved", ""])
    voice = code_by_path(study.project, "Trust/Voice")
    assert (voice.definition, voice.tint) == ("Being heard.", 19)


def test_rows_of_a_spreadsheet_are_pasted_beyond_the_end_and_undone_at_once(page: Page, study: Any) -> None:
    cell(page, 5, "name").focus()
    page.evaluate(PASTE, 'Voice\t\t#2e6fb0\tBeing heard.\nSilence\tVoice\tazure\t"Said\nnothing."\nExit\tWork')
    expect(names(page)).to_have_text(
        ["Trust", "Errors", "Checking", "Work", "Time saved", "Exit", "Voice", "Silence", ""]
    )
    assert paths(study)[-3:] == ["Work/Exit", "Voice", "Voice/Silence"]
    assert code_by_path(study.project, "Voice/Silence").definition == "Said\nnothing."
    page.get_by_role("button", name="Undo").click()
    expect(names(page)).to_have_count(6)
    assert paths(study)[-1] == "Work/Time saved"


def test_what_is_refused_stays_in_its_cell_until_it_is_mended(page: Page, study: Any) -> None:
    cell(page, 1, "name").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Checking")
    page.keyboard.press("Enter")
    expect(cell(page, 1, "name")).to_contain_text("There is a code “Checking” at this place already.")
    cell(page, 1, "name").focus()
    page.keyboard.press("Enter")
    page.keyboard.type(" of notes")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    saved(page)
    assert Code.objects.filter(pk=study.codes["Trust/Errors"].pk, name__contains="of notes").exists()

    cell(page, 2, "parent").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Nowhere")
    page.keyboard.press("Enter")
    expect(cell(page, 2, "parent")).to_contain_text("There is no code “Nowhere”")
    cell(page, 2, "parent").get_by_role("button", name="Take back").click()
    expect(cell(page, 2, "parent")).to_have_text("Trust")


def test_a_parent_typed_moves_the_code_and_the_focus_follows(page: Page, study: Any) -> None:
    cell(page, 1, "parent").focus()
    page.keyboard.type("Work")
    page.keyboard.press("Tab")
    expect(names(page)).to_have_text(["Trust", "Checking", "Work", "Time saved", "Errors", ""])
    expect(cell(page, 4, "color")).to_be_focused()


def test_a_code_is_moved_by_keys_and_retired_by_its_menu_from_the_table(page: Page, study: Any) -> None:
    cell(page, 1, "definition").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(names(page)).to_have_text(["Trust", "Checking", "Errors", "Work", "Time saved", ""])
    expect(cell(page, 2, "definition")).to_be_focused()
    page.get_by_role("button", name="More for Checking").click()
    page.get_by_role("button", name="Retire").click()
    expect(names(page)).to_have_text(["Trust", "Errors", "Work", "Time saved", ""])


def test_readers_have_the_table_to_read_and_axe_finds_nothing(
    page: Page, page_as: Callable[..., Page], study: Any, assert_accessible: Callable[..., None]
) -> None:
    cell(page, 0, "definition").click()
    assert_accessible(page)
    other = page_as(study.reader)
    other.goto(reverse("codebook:tree", args=[study.slug]) + "?view=table")
    expect(other.locator(".code-table tbody tr")).to_have_count(5)
    expect(other.locator("table[data-grid]")).to_have_count(0)
