"""A survey on its way in: its columns are looked at, corrected, imported; the next wave is known by itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.sources.models import Source, Variable
from coding.surveys.models import SavedMapping
from tests.shared_data import SHARED, needs

NOTEBOOK = "data/notebook-survey"
WAVE = "id,role,How often?,Tools,What worries you?\n" + "".join(
    f"W{{wave}}-{n:02},{('nurse', 'doctor')[n % 2]},{('Often', 'Never', 'Sometimes')[n % 3]},"
    f"{('paper;phone', 'phone')[n % 2]},{'n/a' if n in {3, 9} else f'Reason number {n} that worries me a lot'}\n"
    for n in range(30)
)


def send(page: Page, study: Any, path: Path) -> None:
    page.goto(reverse("sources:import", args=[study.slug]))
    form = page.get_by_role("region", name="Survey")
    form.locator("input[type=file]").set_input_files(path)
    form.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns are")


def wave(folder: Path, number: int) -> Path:
    path = folder / f"wave {number}.csv"
    path.write_text(WAVE.replace("{wave}", str(number)), encoding="utf-8")
    return path


def role(page: Page, column: str) -> Any:
    return page.get_by_label(column, exact=True)


def picture(page: Page, name: str) -> None:
    """Keep a picture for the guide where a folder for it is named."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_survey_is_mapped_with_the_keyboard_and_its_next_wave_by_itself(
    page_as: Any, study: Any, tmp_path: Path, run_jobs: Any, assert_accessible: Any
) -> None:
    page = page_as(study.coder)
    send(page, study, wave(tmp_path, 1))
    counts = page.locator("[data-column-counts]")
    expect(counts).to_have_text("5 of 5 columns shown: 1 open, 3 closed, 0 left out")
    assert_accessible(page)
    # The role is no variable of this study: by keys alone.
    role(page, "role").focus()
    page.keyboard.press("Home")
    expect(role(page, "role")).to_have_value("leave_out")
    expect(counts).to_contain_text("2 closed, 1 left out")
    order = page.get_by_label("From low to high, one a line: How often?")
    expect(order).to_have_value("Never\nSometimes\nOften")
    order.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(order).to_have_value("Often\nSometimes\nNever")
    expect(page.get_by_label("Divided by: Tools")).to_have_value("semicolon")
    row = page.locator(".mapping tbody tr").filter(has_text="What worries you?")
    expect(row.locator("td.num").last).to_have_text("2")
    page.get_by_label("Leave them out").check()
    page.get_by_label("Keep these choices for the next wave as").fill("Wave 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("as in the mapping “Wave 1”. Every column is known")
    expect(order).to_have_value("Often\nSometimes\nNever")
    page.get_by_role("button", name="Import the survey").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/**")
    run_jobs()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text(
        "30 respondents (30 new cases), 2 variables, 1 question, 28 answers."
    )
    assert Variable.objects.get(name="How often?").levels == ["Often", "Sometimes", "Never"]
    assert Source.objects.filter(question__text="What worries you?", case__name__startswith="W1").count() == 28

    send(page, study, wave(tmp_path, 2))
    expect(page.get_by_role("main")).to_contain_text("as in the mapping “Wave 1”. Every column is known")
    expect(role(page, "role")).to_have_value("leave_out")
    expect(page.get_by_label("Leave them out")).to_be_checked()
    picture(page, "mapping-wave-2")
    page.get_by_label("Mapping", exact=True).select_option("None: guess every column")
    page.get_by_role("button", name="Use it").click()
    expect(role(page, "role")).to_have_value("nominal")
    page.get_by_role("link", name="Saved mappings").click()
    assert_accessible(page)
    picture(page, "mappings")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("main")).to_contain_text("No mapping yet")
    assert not SavedMapping.objects.exists()


def test_two_hundred_columns_are_found_filtered_and_set_together(page_as: Any, study: Any, tmp_path: Path) -> None:
    names = ["id", *(f"Item {n:03}" for n in range(198)), "What else?"]
    rows = [[f"Z{at}", *(str((at * n) % 7) for n in range(198)), f"Some words of answer {at}"] for at in range(12)]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(",".join(row) for row in [names, *rows]), encoding="utf-8")
    page = page_as(study.coder)
    send(page, study, path)
    shown = page.locator(".mapping tbody tr:not([hidden])")
    page.get_by_label("Find a column").fill("item 1")
    expect(shown).to_have_count(98)
    page.get_by_label("Make all shown").select_option("Left out")
    page.get_by_label("Find a column").fill("")
    page.get_by_label("Show", exact=True).select_option("Open questions")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("What else?")
    page.get_by_label("Show", exact=True).select_option("Left out")
    assert shown.count() >= 98
    head = page.locator(".mapping thead th").nth(1)
    page.get_by_label("Show", exact=True).select_option("All columns")
    page.locator(".mapping tbody tr").last.scroll_into_view_if_needed()
    expect(head).to_be_in_viewport()


def test_without_javascript_a_survey_is_mapped_and_kept_all_the_same(
    page_as: Any, study: Any, tmp_path: Path, run_jobs: Any
) -> None:
    page = page_as(study.coder, java_script_enabled=False)
    send(page, study, wave(tmp_path, 1))
    role(page, "role").select_option("Ordered categories")
    page.get_by_label("From low to high, one a line: role").fill("nurse\ndoctor")
    page.get_by_role("button", name="Import the survey").click()
    run_jobs()
    assert Variable.objects.get(name="role").levels == ["nurse", "doctor"]


@needs(NOTEBOOK)
def test_a_real_survey_of_37_columns_is_shown(page_as: Any, study: Any, assert_accessible: Any) -> None:
    type(study.project).objects.filter(pk=study.project.pk).update(name="Notebook users")
    file = next((SHARED / NOTEBOOK).glob("*SurveyExport.csv"))
    page = page_as(study.coder)
    send(page, study, file)
    expect(page.locator(".mapping tbody tr")).to_have_count(37)
    expect(page.locator("[data-column-counts]")).to_contain_text("28 open, 9 closed, 0 left out")
    assert_accessible(page)
    picture(page, "mapping")
    page.set_viewport_size({"width": 900, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "mapping-900")
    page.get_by_role("heading", name="The first ten rows").scroll_into_view_if_needed()
    picture(page, "mapping-900-foot")


@needs(NOTEBOOK)
def test_the_page_can_be_read_in_the_dark(page_as: Any, study: Any, assert_accessible: Any) -> None:
    file = next((SHARED / NOTEBOOK).glob("*SurveyExport.csv"))
    page = page_as(study.coder, color_scheme="dark")
    send(page, study, file)
    assert_accessible(page)
    picture(page, "mapping-dark")
