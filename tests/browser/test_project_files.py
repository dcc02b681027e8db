"""A project of another program comes in on a page, is read about, and goes out again as a file."""

from __future__ import annotations

import zipfile
from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from coding.codebook.models import Code
from coding.codings.models import Coding
from coding.sources.models import Source
from tests.browser.coding_tools import PAINTED_IN_TIME, expect_ready
from tests.coding.exchange.others.made import qualcoder_zip, taguette
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
    card.locator("summary").click()
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


def test_projects_of_taguette_and_qualcoder_come_in_and_open_with_their_highlights(
    page_as: Any, study: Any, tmp_path: Any, run_jobs: Any, assert_accessible: Any
) -> None:
    highlights = [("Nobody asked me", [3]), ("café & tea 👩🏽‍⚕️", [2]), ("fine.And then <quiet>", [1])]
    page = page_as(study.lead)
    for file, program, said in (
        (taguette(tmp_path, highlights), "Taguette", "3 highlights were found by their bytes and hold their words."),
        (qualcoder_zip(tmp_path), "QualCoder 3.5", "4 codings hold the words kept beside them."),
    ):
        page.goto(reverse("exchange:project", args=[study.slug]))
        page.get_by_label("Project file").set_input_files(file)
        page.get_by_role("button", name="Import").click()
        page.wait_for_url("**/jobs/**")
        run_jobs()
        page.wait_for_url(f"**{reverse('exchange:project', args=[study.slug])}")
        report = page.get_by_role("region", name=file.name)
        expect(report).to_contain_text(f"from {program}")
        expect(report.get_by_text(said)).to_be_visible()
    assert_accessible(page)

    for name, code, words in (
        ("P01", "nurse", ["café & tea 👩🏽‍⚕️"]),
        ("P01", "people", ["fine.\nAnd then <quiet>"]),
        ("night.txt", "asked", ["Nobody asked me"]),
        ("night.txt", "Nurse", ["slept 👩🏽‍⚕️", "badly"]),
    ):
        source = Source.objects.get(project=study.project, name=name)
        page.goto(reverse("codings:source", args=[study.slug, source.pk]))
        expect_ready(page)
        tint = Code.objects.get(project=study.project, name=code).tint
        painted = page.evaluate(PAINTED_IN_TIME, [f"tint-{tint}", words])
        assert [" ".join(one.split()) for one in painted] == [" ".join(one.split()) for one in words]
