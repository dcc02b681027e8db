"""Advice on codes: looked at, a passage coded by one press and taken back, two codes not wanted, two codes merged."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coding.codings.models import Coding, Origin
from tests.themes.advice.answered import add_answers, count_words

pytestmark = pytest.mark.django_db(transaction=True)


def test_advice_is_made_followed_and_refused(
    page_as: Any, study: Any, run_jobs: Any, monkeypatch: Any, settings: Any, tmp_path: Any, assert_accessible: Any
) -> None:
    count_words(monkeypatch, settings, tmp_path)
    add_answers(study)
    page = page_as(study.coder)
    page.goto(reverse("codebook:tree", args=[study.slug]))
    page.get_by_role("link", name="Advice").click()
    expect(page.get_by_text("The codes have not been looked at yet")).to_be_visible()
    page.get_by_role("button", name="Look at the codes").click()
    expect(page.locator("#advice-job")).to_contain_text("Advice on the codes")
    run_jobs()

    # The page that watched the work shows what came of it.
    faith = page.get_by_role("article", name="Faith", exact=True)
    expect(faith.get_by_role("listitem")).to_have_count(2)
    expect(faith).to_contain_text("10 of 10 about as sure were right")
    assert_accessible(page)
    faith.get_by_role("button", name="Code it").first.focus()
    page.keyboard.press("Enter")
    expect(faith.get_by_role("listitem")).to_have_count(1)
    assert Coding.objects.filter(coder=study.coder, code=study.codes["Faith"], origin=Origin.SUGGESTION).count() == 1
    page.get_by_role("button", name="Undo").click()
    expect(faith.get_by_role("listitem")).to_have_count(2)
    assert not Coding.objects.filter(origin=Origin.SUGGESTION).exists()

    faith.get_by_role("button", name="Not this").last.click()
    expect(faith.get_by_role("listitem")).to_have_count(1)
    alike = page.get_by_role("article", name="Time, Hours")
    expect(alike).to_contain_text("Similarity 1.00")
    alike.get_by_role("link", name="Merge").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merge “Hours” into another code")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("is now part of")).to_be_visible()
    study.codes["Hours"].refresh_from_db()
    assert study.codes["Hours"].retired_at is not None
    page.goto(reverse("advice:page", args=[study.slug]))
    expect(page.get_by_text("No two codes are nearly the same.")).to_be_visible()
