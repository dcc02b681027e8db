"""Agreement is asked by unit and figure, its numbers lead to passages, and it is read as a report and in training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.assigning import mark_read
from tests.coding.reconciliation.conftest import apply, opened, running  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def test_unit_and_figure_are_chosen_and_a_number_is_followed_to_its_passages(
    page_as: Callable[..., Page],
    opened: Any,  # noqa: F811
    assert_accessible: Callable[..., None],
) -> None:
    study = opened.study
    page = page_as(study.lead)
    page.goto(reverse("agreement:index", args=[study.slug]))
    page.get_by_label("Unit", exact=True).select_option(label="Turn")
    page.get_by_text("Coders, figures and intervals").click()
    page.get_by_role("checkbox", name="Scott’s π").check()
    page.get_by_role("button", name="Show").click()
    codes = page.locator("section[aria-labelledby=codes] table")
    expect(codes.get_by_role("columnheader").last).to_have_text("Scott’s π")
    expect(page.locator(".agreement-facts")).to_contain_text("Unit: Turn")
    page.get_by_label("Unit", exact=True).select_option(label="Sentence")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".agreement-facts")).to_contain_text("Unit: Sentence")

    page.get_by_label("Words after the figures").select_option(label="Landis & Koch (1977)")
    page.get_by_role("button", name="Use for the whole study").click()
    expect(page.locator(".agreement-facts")).to_contain_text("words by Landis & Koch (1977)")
    assert_accessible(page)

    trust = codes.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Trust", exact=True))
    expect(trust.get_by_role("cell").nth(2)).to_have_text("1")
    trust.get_by_role("cell").nth(2).get_by_role("link").click()
    expect(page.locator("li.passage mark")).to_have_text(["Nobody asked us first."])
    assert_accessible(page)


def test_breakdowns_lead_on_and_the_report_prints(
    page_as: Callable[..., Page],
    opened: Any,  # noqa: F811
    assert_accessible: Callable[..., None],
) -> None:
    study = opened.study
    page = page_as(study.reader)
    page.goto(reverse("agreement:pairs", args=[study.slug]))
    page.locator(".coder-matrix").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("In dispute between")
    page.go_back()
    assert_accessible(page)
    tabs = page.get_by_role("navigation", name="Pages of agreement")
    tabs.get_by_role("link", name="Sources").click()
    expect(page.get_by_role("heading", name="Which sources cost agreement")).to_be_visible()
    assert_accessible(page)
    tabs.get_by_role("link", name="Round to round").click()
    expect(page.locator("section[aria-labelledby=rounds]").get_by_role("row", name="Pilot")).to_be_visible()
    assert_accessible(page)

    tabs.get_by_role("link", name="Report").click()
    expect(page.get_by_role("heading", name="Disagreements and how they were settled")).to_be_visible()
    assert_accessible(page)
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    page.get_by_role("button", name="Print").click()
    expect(page.locator("body[data-printed=yes]")).to_be_attached()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="References").or_(page.locator(".references"))).to_be_visible()
    expect(tabs).to_be_hidden()


def test_a_coder_in_training_finds_the_passages_to_talk_about(
    page_as: Callable[..., Page],
    opened: Any,  # noqa: F811
    assert_accessible: Callable[..., None],
) -> None:
    study = opened.study
    apply(study.transcripts[0], study.codes["Work"], study.lead, "I trust it with letters")
    mark_read(source=study.transcripts[0], by=study.lead)
    page = page_as(study.lead)
    page.goto(reverse("agreement:training", args=[study.slug]))
    page.get_by_label("Coder", exact=True).select_option(label="Lena Lead")
    page.get_by_label("Gold layer").select_option(label="Consensus of Pilot")
    page.get_by_role("button", name="Show").click()
    trust = page.locator(".training").get_by_role("row", name="Trust")
    expect(trust.locator(".code-chip")).to_have_text("Work1")
    assert_accessible(page)
    trust.get_by_role("link", name="1", exact=True).click()
    expect(page.locator("li.passage")).to_have_count(1)
    expect(page.locator(".training-codes")).to_contain_text("missed")
    assert_accessible(page)
