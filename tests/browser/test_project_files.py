"""A project of another program comes in on a page, is read about, and goes out again as a file."""

from __future__ import annotations

import zipfile
from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from coding.codings.models import Coding
from tests.coding.exchange.projects.files import exported
from tests.factories.coding import CodingFactory


def test_a_project_file_is_imported_and_the_study_exported_as_one(
    page_as: Any, study: Any, tmp_path: Any, run_jobs: Any, assert_accessible: Any
) -> None:
    CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder, start=0, end=11)
    path = exported(tmp_path, study.project)
    Coding.objects.all().delete()
    page = page_as(study.lead)
    page.goto(reverse("sources:import", args=[study.slug]))
    page.get_by_role("link", name="Import a project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import a project")
    page.get_by_label("Project file").set_input_files(path)
    page.get_by_label("Project file").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Make a theme of each set of codes")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Import")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/**")
    run_jobs()
    page.wait_for_url(f"**{reverse('exchange:project', args=[study.slug])}")
    row = page.get_by_role("row", name="Codings")
    expect(row).to_contain_text("1")
    expect(page.get_by_role("heading", name=path.name)).to_be_visible()
    assert_accessible(page)

    page.goto(reverse("exports:list", args=[study.slug]))
    card = page.get_by_role("region", name="Whole study")
    card.get_by_label("Positions").select_option("nvivo")
    card.get_by_role("button", name="Export Whole study").click()
    expect(card.locator(".export-result li")).to_be_visible()
    run_jobs()
    link = card.get_by_role("link", name="Download")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert b"Marginalia for NVivo" in archive.read("project.qde")
