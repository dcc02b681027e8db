"""Codings are looked at again with keys alone after a code was redefined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codebook.actions import edit_code
from coding.codings.models import Coding
from coding.quotations.debt import own_debt
from tests.factories.coding import CodingFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_recode_debt_is_gone_through_with_keys(
    page_as: Callable[..., Page], study: Any, assert_accessible: Callable[..., None]
) -> None:
    code = study.codes["Trust"]
    found = [
        CodingFactory(source=study.transcripts[0], code=code, coder=study.coder, start=at, end=at + 5)
        for at in (55, 61, 70, 80)
    ]
    edit_code(code=code, by=study.lead, definition="Reliance on the tool, in words or deeds.")
    page = page_as(study.coder)
    page.goto(reverse("projects:home", args=[study.slug]))
    page.locator("#debt ~ ul").get_by_role("link", name="Trust").click()
    words = page.locator("#look mark")
    expect(page.locator("#look[data-ready]")).to_be_attached()
    expect(words).to_have_text(found[0].quote)
    expect(page.locator("#look")).to_contain_text("Reliance on the tool")
    assert_accessible(page)

    page.keyboard.press("f")
    expect(words).to_have_text(found[1].quote)
    page.keyboard.press("1")
    expect(words).to_have_text(found[2].quote)
    page.keyboard.press("r")
    expect(words).to_have_text(found[3].quote)
    page.keyboard.press("f")
    expect(page.locator("#look")).to_contain_text("All are looked at")
    assert [Coding.objects.get(pk=one.pk).code.name for one in found[:2]] == ["Trust", "Errors"]
    assert not Coding.objects.filter(pk=found[2].pk).exists()
    assert not own_debt(study.membership(study.coder)).exists()

    page.keyboard.press("Control+z")
    expect(words).to_have_text(found[3].quote)
    page.goto(reverse("codebook:debt", args=[study.slug]))
    expect(page.get_by_role("row", name="Trust").get_by_role("cell").nth(1)).to_have_text("1")
    assert_accessible(page)
