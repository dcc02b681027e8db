"""Cases in a real browser: a table edited by keyboard alone, undone, filled from a spreadsheet, grouped."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.sources.models import Variable, VariableValue
from tests.factories import coding as make

PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def known(study: Any) -> Any:
    """Twelve cases with a role, years in practice, and how comfortable they are."""
    project = study.project
    role = make.VariableFactory(project=project, name="Role", position=0)
    years = make.VariableFactory(project=project, name="Years in practice", kind="numeric", position=1)
    comfort = make.VariableFactory(
        project=project, name="Comfort with AI", kind="ordinal", levels=["low", "medium", "high"], position=2
    )
    for number in range(3, 12):
        make.CaseFactory(project=project, name=f"P{number:02}")
    for number, case in enumerate(project.cases.order_by("pk")):
        make.VariableValueFactory(case=case, variable=role, value=("nurse", "psychiatrist", "psychologist")[number % 3])
        make.VariableValueFactory(case=case, variable=years, value=str(3 * number + 1))
        if number % 4:
            make.VariableValueFactory(case=case, variable=comfort, value=("low", "medium", "high")[number % 3])
    return study


def values_of(study: Any, name: str, variable: str) -> list[str]:
    found = VariableValue.objects.filter(case__project=study.project, case__name=name, variable__name=variable)
    return list(found.values_list("value", flat=True))


def cell(page: Page, case: str, column: int) -> Any:
    row = page.locator("table[data-grid] tbody tr", has=page.get_by_role("link", name=case, exact=True))
    return row.locator("td").nth(column + 2)


def saved(page: Page) -> None:
    expect(page.locator("#cells-saved")).to_have_text("All saved")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def open_table(page_as: Callable[..., Page], study: Any, **options: Any) -> Page:
    page = page_as(study.coder, **options)
    page.goto(reverse("cases:list", args=[study.slug]))
    return page


def test_three_cells_are_edited_by_keyboard_and_taken_back(
    page_as: Callable[..., Page], known: Any, assert_accessible: Callable[..., None]
) -> None:
    page = open_table(page_as, known)
    assert_accessible(page)
    cell(page, "P01", 0).focus()
    page.keyboard.press("F2")
    page.keyboard.type("head nurse")
    picture(page, "cases-editing")
    page.keyboard.press("Tab")
    expect(cell(page, "P01", 1)).to_be_focused()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(cell(page, "P02", 1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    saved(page)
    assert values_of(known, "P01", "Role") == ["head nurse"]
    assert values_of(known, "P01", "Years in practice") == ["40"]
    assert values_of(known, "P02", "Comfort with AI") == []

    page.keyboard.press("Control+z")
    expect(cell(page, "P02", 2)).to_have_text("medium")
    page.keyboard.press("Control+z")
    expect(cell(page, "P01", 1)).to_have_text("1")
    expect(cell(page, "P01", 1)).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(cell(page, "P01", 0)).to_have_text("nurse")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert values_of(known, "P01", "Role") == ["nurse"]
    assert values_of(known, "P02", "Comfort with AI") == ["medium"]
    page.keyboard.press("Control+Shift+z")
    expect(cell(page, "P01", 0)).to_have_text("head nurse")


def test_escape_takes_back_and_nothing_is_saved(page_as: Callable[..., Page], known: Any) -> None:
    page = open_table(page_as, known)
    cell(page, "P01", 0).click()
    page.keyboard.type("wrong")
    page.keyboard.press("Escape")
    expect(cell(page, "P01", 0)).to_have_text("nurse")
    expect(cell(page, "P01", 0)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("td:focus")).to_have_count(0)
    assert values_of(known, "P01", "Role") == ["nurse"]


def test_a_refused_value_says_why_beside_the_cell_and_is_not_lost(
    page_as: Callable[..., Page], known: Any, assert_accessible: Callable[..., None]
) -> None:
    page = open_table(page_as, known)
    years, comfort = cell(page, "P02", 1), cell(page, "P02", 2)
    years.focus()
    page.keyboard.type("many")
    page.keyboard.press("Tab")
    expect(years).to_contain_text("“many” is no number, and “Years in practice” holds numbers.")
    page.keyboard.type("very high")
    page.keyboard.press("Enter")
    expect(comfort).to_contain_text("is no level of “Comfort with AI”: low < medium < high.")
    expect(page.locator("#cells-saved")).to_have_text("Not saved: 2")
    assert_accessible(page)
    picture(page, "cases-refused")
    assert values_of(known, "P02", "Years in practice") == ["4"]

    comfort.get_by_role("button", name="Add “very high” as a level").click()
    expect(comfort).to_have_text("very high")
    expect(page.locator("#cells-saved")).to_have_text("Not saved: 1")
    assert Variable.objects.get(name="Comfort with AI").levels == ["low", "medium", "high", "very high"]

    years.focus()
    page.keyboard.press("Enter")
    expect(years.get_by_role("textbox")).to_have_value("many")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(years).to_have_text("12")
    saved(page)
    assert values_of(known, "P02", "Years in practice") == ["12"]


PASTE = """([cell, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def paste(page: Page, at: Any, text: str) -> None:
    at.focus()
    page.evaluate(PASTE, [at.element_handle(), text])


def test_a_block_from_a_spreadsheet_is_pasted_whole_or_not_at_all(page_as: Callable[..., Page], known: Any) -> None:
    page = open_table(page_as, known)
    paste(page, cell(page, "P01", 0), 'porter\t7\r\n"head\nnurse"\t8\r\n')
    expect(cell(page, "P02", 0)).to_have_text("head nurse")
    saved(page)
    assert values_of(known, "P01", "Years in practice") == ["7"]
    page.get_by_role("button", name="Undo").click()
    expect(cell(page, "P01", 0)).to_have_text("nurse")
    expect(cell(page, "P02", 1)).to_have_text("4")

    paste(page, cell(page, "P01", 0), "porter\tseven\nclerk\t8")
    expect(cell(page, "P01", 1)).to_contain_text("“seven” is no number")
    picture(page, "cases-paste-refused")
    assert values_of(known, "P02", "Role") == ["psychiatrist"]
    cell(page, "P01", 1).get_by_role("button", name="Take back").click()
    expect(cell(page, "P01", 0)).to_have_text("nurse")
    paste(page, cell(page, "P01", 2), "a\tb")
    expect(page.get_by_text("The block has 2 columns, and only 1 are left from here.")).to_be_visible()


def test_variables_come_from_a_spreadsheet_and_make_groups(
    page_as: Callable[..., Page], known: Any, assert_accessible: Callable[..., None], tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    rows = [f"P{number:02},{('community', 'ward')[number % 2]},{number}" for number in range(1, 12)]
    table.write_text("Id,Setting,Years in practice\n" + "\n".join(rows) + "\nX99,ward,4\n")
    page = open_table(page_as, known)
    page.get_by_role("link", name="Variables from a spreadsheet").click()
    assert_accessible(page)
    page.get_by_label("Table").set_input_files(table)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="What the table would change")).to_be_visible()
    assert_accessible(page)
    picture(page, "cases-compare")
    page.get_by_label("Values that differ replace those that are here").check()
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    expect(page.get_by_text("New variables: Setting.")).to_be_visible()
    picture(page, "cases-imported")
    page.get_by_role("link", name="To the cases").click()
    expect(cell(page, "P01", 3)).to_have_text("ward")

    page.get_by_role("link", name="Groups").click()
    page.get_by_label("Group by").select_option("Setting")
    page.get_by_role("button", name="Group").click()
    expect(page.get_by_role("row", name="ward")).to_contain_text("6")
    assert_accessible(page)
    picture(page, "cases-groups")
    page.get_by_role("row", name="ward").get_by_role("link").first.click()
    expect(page.locator("table.cases tbody tr")).to_have_count(6)
    picture(page, "cases-filtered")


@pytest.mark.parametrize("look", [{}, {"viewport": {"width": 900, "height": 800}}, {"color_scheme": "dark"}])
def test_pages_of_cases_are_accessible(
    page_as: Callable[..., Page], known: Any, assert_accessible: Callable[..., None], look: dict[str, Any]
) -> None:
    page = open_table(page_as, known, **look)
    name = "dark" if "color_scheme" in look else "900" if look else "1440"
    first = known.cases[0]
    variable = Variable.objects.filter(project=known.project).order_by("position")
    into = reverse("cases:merge", args=[known.slug, known.cases[1].pk]) + "?into=P01"
    pages = {
        "table": reverse("cases:list", args=[known.slug]) + f"?sort=-v{variable[1].pk}&v{variable[0].pk}=nurse",
        "variables": reverse("cases:variables", args=[known.slug]),
        "variable": reverse("cases:variable", args=[known.slug, variable[2].pk]),
        "groups": reverse("cases:groups", args=[known.slug]) + f"?by={variable[1].pk}",
        "case": reverse("cases:detail", args=[known.slug, first.pk]),
        "merge": into,
        "same": reverse("cases:variable_merge", args=[known.slug, variable[1].pk]) + f"?into={variable[0].pk}",
        "voices": reverse("cases:voices", args=[known.slug, known.transcripts[0].pk]),
    }
    for which, address in pages.items():
        page.goto(address)
        assert_accessible(page)
        picture(page, f"cases-{which}-{name}")


def test_a_search_does_not_throw_away_what_is_not_saved(page_as: Callable[..., Page], known: Any) -> None:
    page = open_table(page_as, known)
    cell(page, "P02", 1).focus()
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    expect(cell(page, "P02", 1)).to_contain_text("is no number")
    page.get_by_role("searchbox").fill("P11")
    expect(page.get_by_text("Correct them or take them back first.")).to_be_visible()
    cell(page, "P02", 1).get_by_role("button", name="Take back").click()
    page.get_by_role("searchbox").fill("P10")
    expect(page.locator("table.cases tbody tr")).to_have_count(1)
    cell(page, "P10", 1).focus()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    saved(page)
    assert values_of(known, "P10", "Years in practice") == ["5"]


def test_without_script_cells_are_edited_on_the_page_of_the_case(page_as: Callable[..., Page], known: Any) -> None:
    page = open_table(page_as, known, java_script_enabled=False)
    page.get_by_role("link", name="P01", exact=True).click()
    page.get_by_label("Role").fill("head nurse")
    page.get_by_role("button", name="Save").click()
    assert values_of(known, "P01", "Role") == ["head nurse"]
