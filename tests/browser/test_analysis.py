"""The analyses: chosen, changed, followed to the passages, drawn, and taken into a file, by hand and by keys."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.coding.analysis.conftest import counted  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def choice(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


def test_from_a_choice_to_the_passages_behind_a_number_and_to_the_file(
    page_as: Any,
    counted: Any,  # noqa: F811
    assert_accessible: Any,
    run_jobs: Any,
) -> None:
    page = page_as(counted.lead)
    page.goto(reverse("projects:home", args=[counted.slug]))
    page.get_by_role("link", name="Analysis", exact=True).click()
    expect(page.get_by_role("heading", name="How often codes occur")).to_be_visible()
    expect(page.locator("figure img")).to_be_visible()
    assert page.evaluate("document.querySelector('figure img').decode().then(() => true)")
    assert_accessible(page)

    page.get_by_role("link", name="By group", exact=True).click()
    choice(page, "Groups").select_option("role")
    expect(page.get_by_role("columnheader", name="doctor")).to_be_visible()
    choice(page, "In").focus()
    page.keyboard.press("ArrowDown")  # the first that is not all texts: with the keyboard alone
    expect(page).to_have_url(re.compile("scope=transcripts"))
    expect(choice(page, "In")).to_be_focused()
    expect(page.get_by_role("row", name="Checking").get_by_role("link")).to_have_count(0)
    choice(page, "In").select_option("question:What worries you?")
    checking = page.get_by_role("row", name="Checking")
    expect(checking.get_by_role("link")).to_have_text(["1 (33.3)", "1 (100.0)"])
    assert_accessible(page)
    checking.get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Checking")
    expect(page.locator("ol.quotations > li")).to_have_count(2)
    assert_accessible(page)
    page.get_by_role("link", name="P02 | What worries you?").first.click()
    expect(page).to_have_url(re.compile(r"at=\d"))
    page.go_back()
    page.go_back()

    expect(choice(page, "Groups")).to_have_value("role")
    choice(page, "Tables as").select_option("csv")
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_role("heading", name="Exports", exact=True)).to_be_visible()
    run_jobs()
    expect(page.get_by_role("link", name="Download")).to_be_visible()

    page.goto(reverse("analysis:index", args=[counted.slug]))
    for name in ("Participants", "Together"):
        page.get_by_role("navigation", name="Analyses").get_by_role("link", name=name).click()
        expect(page.locator("table.analysis-table").first).to_be_visible()
        assert_accessible(page)
