"""From the page of exports by way of the preview to the file, and back to a page that remembers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import docx
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories.coding import CodingFactory, VariableFactory, VariableValueFactory


def test_a_table_is_chosen_looked_at_and_exported_as_it_was_seen(
    page_as: Callable[..., Page],
    study: Any,
    run_jobs: Callable[..., Any],
    assert_accessible: Callable[..., None],
) -> None:
    CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder)
    page = page_as(study.lead)
    page.goto(reverse("exports:list", args=[study.slug]))
    page.get_by_role("navigation", name="All exports").get_by_role("link", name="Codebook", exact=True).click()
    card = page.get_by_role("region", name="Codebook", exact=True)
    expect(card).to_be_in_viewport()
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    card.get_by_label("Style").select_option("JMIR")
    assert_accessible(page)
    card.get_by_role("link", name="Preview").click()

    sheet = page.get_by_role("article", name="Preview")
    expect(sheet.locator("caption")).to_contain_text("Table 1. ")
    assert_accessible(page)
    page.get_by_label("Style").select_option("APA 7")
    page.get_by_role("button", name="Show so").click()
    expect(sheet.locator("caption i")).to_be_visible()
    heads = [" ".join(text.split()) for text in sheet.locator("thead th").all_inner_texts()]

    page.get_by_label("As", exact=True).select_option("docx")
    page.get_by_role("button", name="Export").click()
    expect(page.locator(".export-result li")).to_be_visible()
    run_jobs()
    link = page.get_by_role("link", name="Download")
    with page.expect_download() as download:
        link.click()
    table = docx.Document(download.value.path()).tables[0]
    assert [" ".join(cell.text.split()) for cell in table.rows[0].cells] == heads


def test_a_figure_is_seen_with_its_numbers_and_in_the_dark(
    page_as: Callable[..., Page], study: Any, assert_accessible: Callable[..., None]
) -> None:
    for user in (study.coder, study.second_coder):
        CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=user, start=0, end=20)
    page = page_as(study.reader, color_scheme="dark")
    page.goto(reverse("exports:preview", args=[study.slug, "agreement-forest"]))

    drawing = page.get_by_role("img", name="Forest plot")
    expect(drawing).to_be_visible()
    assert drawing.evaluate("image => image.complete && image.naturalWidth") > 200
    expect(page.get_by_role("table")).to_contain_text("Work")
    assert_accessible(page)


def test_several_variables_are_ticked_and_previewed(
    page_as: Callable[..., Page], study: Any, assert_accessible: Callable[..., None]
) -> None:
    for name in ("age", "role", "ward"):
        VariableValueFactory(case=study.cases[0], variable=VariableFactory(project=study.project, name=name), value="1")
    page = page_as(study.lead)
    page.goto(reverse("exports:list", args=[study.slug]))
    card = page.get_by_role("region", name="Participants (Table 1)", exact=True)
    card.locator("summary").click()
    for name in ("age", "ward"):
        card.get_by_label(name, exact=True).check()
    assert_accessible(page)
    card.get_by_role("link", name="Preview").click()

    sheet = page.get_by_role("article", name="Preview")
    expect(sheet).to_contain_text("ward")
    expect(sheet).not_to_contain_text("role")
    expect(page.get_by_label("age", exact=True)).to_be_checked()
    assert_accessible(page)
