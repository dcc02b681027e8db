"""A quotation is starred, used, attributed; and a manuscript is compared with the sources."""

from __future__ import annotations

from typing import Any

import docx
from django.urls import reverse
from playwright.sync_api import expect

from coding.bank.models import BankedQuotation
from tests.factories.coding import CodingFactory, VariableFactory, VariableValueFactory


def test_quotations_go_from_the_star_into_the_bank_and_a_manuscript_is_checked(
    page_as: Any, study: Any, tmp_path: Any, run_jobs: Any, assert_accessible: Any, problems: Any
) -> None:
    role = VariableFactory(project=study.project, name="Role")
    VariableValueFactory(case=study.cases[0], variable=role, value="nurse")
    source, code = study.transcripts[0], study.codes["Trust"]
    for words in ("I trust it with letters", "Nobody asked us first"):
        start = source.text.index(words)
        CodingFactory(source=source, code=code, coder=study.coder, start=start, end=start + len(words))
    page = page_as(study.coder)

    page.goto(reverse("codebook:code", args=[study.slug, code.pk]))
    star = (
        page.get_by_role("listitem").filter(has_text="I trust it").get_by_role("button", name="Mark for the manuscript")
    )
    expect(star).to_have_attribute("aria-pressed", "false")
    star.focus()
    page.keyboard.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    assert_accessible(page)

    page.goto(reverse("bank:list", args=[study.slug]))
    expect(page.get_by_text("1 quotation is marked; 1 of 3 cases are quoted.")).to_be_visible()
    typical = page.get_by_role("button", name="Typical")
    typical.click()
    expect(typical).to_have_attribute("aria-pressed", "true")
    pattern = page.get_by_label("Attribution", exact=True).and_(page.locator("input"))
    problems.expect("422")
    pattern.fill("{case}, {rank}")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("There is no variable “rank” in this study.")).to_be_visible()
    assert_accessible(page)
    pattern.fill("{case}, {role}")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("(P01, nurse)")).to_be_visible()
    assert_accessible(page)

    word = docx.Document()
    word.add_paragraph("A nurse said “I trust it with letters” (P02), and “nobody told us first”.")
    path = tmp_path / "draft.docx"
    word.save(path)
    page.get_by_role("link", name="Check a manuscript").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/jobs/**")
    run_jobs()
    page.wait_for_url("**/bank/manuscripts/*/")
    expect(page.get_by_text("the manuscript says P02, the words are of P01")).to_be_visible()
    differs = page.get_by_role("listitem").filter(has_text="differs")
    expect(differs.locator("ins")).to_contain_text(["nobody", "told"])
    expect(differs.locator("del")).to_contain_text(["Nobody", "asked"])
    page.get_by_role("button", name="Note as in the draft").click()
    expect(page.get_by_text("1 quotation is noted as in the draft.")).to_be_visible()
    assert_accessible(page)
    banked = BankedQuotation.objects.get()
    assert (banked.role, banked.in_draft) == ("typical", True)

    page.goto(reverse("bank:list", args=[study.slug]))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="In the draft")).to_have_attribute("aria-pressed", "false")
