"""A code is split with keys alone and with the mouse; a published codebook is chosen branch by branch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codebook.queries import code_tree
from coding.codings.models import Coding
from tests.factories.coding import CodingFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(page_as: Callable[..., Page], study: Any) -> Page:
    study.codings = [
        CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder, start=at, end=at + 5)
        for at in (55, 61, 70, 80)
    ]
    page = page_as(study.coder)
    page.goto(reverse("codebook:split", args=[study.slug, study.codes["Trust"].pk]))
    expect(page.locator("#split mark")).to_have_text(study.codings[0].quote)
    return page


def codes(study: Any) -> list[str]:
    return [Coding.objects.get(pk=coding.pk).code.name for coding in study.codings]


def test_keys_send_leave_put_off_name_and_undo(page: Page, study: Any, assert_accessible: Callable[..., None]) -> None:
    words = page.locator("#split mark")
    page.keyboard.press("2")
    expect(words).to_have_text(study.codings[1].quote)
    page.keyboard.press("l")
    expect(words).to_have_text(study.codings[2].quote)
    page.keyboard.press("s")
    expect(words).to_have_text(study.codings[3].quote)
    page.keyboard.press("n")
    page.keyboard.type("Faith")
    page.keyboard.press("Enter")
    expect(words).to_have_text(study.codings[1].quote)
    expect(page.locator(".split-target")).to_have_count(3)
    assert codes(study) == ["Checking", "Trust", "Trust", "Faith"]
    assert_accessible(page)

    page.keyboard.press("3")
    expect(page.locator("#split")).to_contain_text("All are decided")
    assert codes(study) == ["Checking", "Faith", "Trust", "Faith"]
    page.keyboard.press("Control+z")
    expect(words).to_have_text(study.codings[1].quote)
    assert codes(study) == ["Checking", "Trust", "Trust", "Faith"]


def test_the_mouse_sends_to_any_code_and_what_is_decided_is_kept(page: Page, study: Any) -> None:
    page.get_by_label("Another code").select_option(label="Work")
    page.get_by_role("button", name="Send there").click()
    expect(page.locator("#split mark")).to_have_text(study.codings[1].quote)
    page.get_by_role("button", name="Errors").click()
    expect(page.locator("#split mark")).to_have_text(study.codings[2].quote)

    page.reload()
    expect(page.locator(".split-state")).to_contain_text("2 to decide · 2 sent on · 0 stay")
    assert codes(study) == ["Work", "Errors", "Trust", "Trust"]


def test_a_branch_of_a_published_codebook_is_chosen_by_its_head(page: Page, study: Any) -> None:
    page.goto(reverse("codebook:framework", args=[study.slug, "com-b"]))
    expect(page.get_by_role("status").filter(has_text="9 chosen")).to_be_visible()
    page.get_by_role("checkbox", name="Capability", exact=False).first.uncheck()
    page.get_by_role("checkbox", name="Motivation", exact=False).first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="3 chosen")).to_be_visible()
    page.get_by_role("checkbox", name="Reflective motivation").check()
    page.get_by_role("button", name="Add the chosen codes").click()
    expect(page.locator("#messages")).to_contain_text("5 added")
    assert [node.path for node in code_tree(study.project)][-5:] == [
        "Opportunity",
        "Opportunity/Physical opportunity",
        "Opportunity/Social opportunity",
        "Motivation",
        "Motivation/Reflective motivation",
    ]
