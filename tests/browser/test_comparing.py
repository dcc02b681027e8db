"""Settling disagreements with keys, mouse and without JavaScript; pages that everybody can read."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.models import Coding
from coding.reconciliation.models import CodebookNote, Decision, Disagreement, Discussion
from tests.browser.coding_tools import expect_ready
from tests.coding.agreement.conftest import compared  # noqa: F401  a fixture
from tests.coding.reconciliation.conftest import opened, running, three  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def compare_address(opened):  # noqa: F811
    return reverse("rounds:compare", args=[opened.study.slug, opened.round.pk])


def open_comparison(page: Page, round_: Any, asked: str = "") -> Page:
    page.goto(f"{compare_address(round_)}{asked}")
    expect_ready(page)
    return page


def expect_place(page: Page, place: Disagreement) -> None:
    """Wait until a place is in hand beside the text, and outlined in it."""
    expect(page.locator(f"#hand[data-place='{place.pk}']")).to_be_attached()
    expect(page.locator(f"a.place.is-current[data-places~='{place.pk}']").first).to_be_visible()


def expect_waiting(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=f"{number} to settle", exact=True)).to_be_visible()


def in_order(kind: str = "") -> list[Disagreement]:
    found = Disagreement.objects.order_by("start", "pk")
    return list(found.filter(kind=kind) if kind else found)


def test_a_lead_settles_a_round_from_the_keyboard(page_as, opened):  # noqa: F811
    page = open_comparison(page_as(opened.study.lead), opened)
    for waiting, place in zip((3, 2, 1), in_order(), strict=True):
        expect_waiting(page, waiting)
        expect_place(page, place)
        page.keyboard.press("1")
        expect(page.get_by_role("radio").first).to_be_checked()
        page.keyboard.press("Enter")  # the reason is asked for first
        expect(page.get_by_label("Why")).to_be_focused()
        page.keyboard.type("Closer to what was said.")
        page.keyboard.press("Control+Enter")
    expect_waiting(page, 0)

    assert Decision.objects.filter(withdrawn_at=None).count() == 3


def test_three_coders_are_compared_and_reconciled_by_keyboard_alone(page_as, three):  # noqa: F811
    page = open_comparison(page_as(three.study.lead), three)
    errors, own = in_order(), sorted(Coding.objects.filter(layer="coder").values_list())
    asked, majority, code, extent = errors
    expect_place(page, asked)

    # Somebody is asked first; the place says so, and the next one is taken in hand.
    page.keyboard.press("d")
    expect(page.get_by_label("Whom")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Is a greeting a feeling?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="to be discussed")).to_be_visible()
    expect_ready(page)
    page.keyboard.press("n")
    expect_place(page, majority)

    # The majority fills in, a person decides; with names hidden.
    page.keyboard.press("h")
    expect(page.get_by_role("listitem").filter(has_text="Coder B").first).to_be_visible()
    expect_ready(page)
    expect_place(page, majority)
    page.keyboard.press("m")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    expect_ready(page)
    expect(page.locator("body")).not_to_contain_text("Cora Coder")
    assert not Decision.objects.exists()
    page.keyboard.press("r")
    expect(page.get_by_label("Why")).to_be_focused()
    page.keyboard.type("Two of three heard it.")
    page.keyboard.press("Control+Enter")
    expect_waiting(page, 3)
    expect_place(page, code)
    assert majority.decisions.get().reason == "Two of three heard it."
    assert "✓" in page.locator(f"#place-{majority.pk}").evaluate("piece => getComputedStyle(piece, '::before').content")

    # A decision with a note on the codebook.
    page.keyboard.press("3")
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    page.keyboard.press("c")
    expect(page.get_by_label("What should be clearer")).to_be_focused()
    page.keyboard.type("Say whether being asked is trust.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Why")).to_be_focused()
    page.keyboard.type("Both are said.")
    page.keyboard.press("Control+Enter")
    expect_place(page, extent)
    assert CodebookNote.objects.get().text == "Say whether being asked is trust."

    # Back to it; undo takes it back, redo makes it again.
    page.keyboard.press("p")
    expect_place(page, code)
    expect(page.get_by_text("Both are said.")).to_be_visible()
    page.keyboard.press("Control+z")
    expect_waiting(page, 3)
    expect_ready(page)
    assert code.decisions.filter(withdrawn_at=None).count() == 0
    page.keyboard.press("Control+Shift+z")
    expect_waiting(page, 2)
    expect_ready(page)
    assert code.decisions.filter(withdrawn_at=None).count() == 1

    assert sorted(Coding.objects.filter(layer="coder").values_list()) == own


def test_three_coders_are_compared_and_reconciled_with_the_mouse(page_as, three, assert_accessible):  # noqa: F811
    study = three.study
    page = open_comparison(page_as(study.lead), three)
    expect(page.locator(".lane-bar")).to_have_count(12)

    # What a bar stands for, and the place that it takes part in.
    code = Disagreement.objects.get(kind="code")
    bar = page.locator(".lane-bar.is-differing").nth(5)
    bar.hover()
    expect(page.locator("#tip")).to_contain_text("Coder")
    bar.click()
    expect(page.locator("#hand")).not_to_have_attribute("data-place", str(in_order()[0].pk))

    # The filter, and the list where a group is settled at once.
    page.get_by_label("Kind").select_option("only")
    expect(page.locator(".compare-list .compare-item")).to_have_count(2)
    expect_ready(page)
    page.get_by_role("link", name="As a list").click()
    expect(page.locator("tr[data-row]")).to_have_count(2)
    expect(page.get_by_text("none chosen")).to_be_visible()
    page.get_by_label("All on this page that are open").check()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_label("How", exact=True).select_option(label="As Dov Coder")
    page.get_by_label("Why").fill("Dov heard the tape again.")
    page.get_by_text("Note on the codebook").click()
    page.get_by_label("Code", exact=True).last.select_option(label="Trust")
    page.get_by_label("What should be clearer").fill("Say whether risk counts.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("2 places were settled.")).to_be_visible()
    assert Decision.objects.filter(reason="Dov heard the tape again.").count() == 2
    assert_accessible(page)

    # Reopened, with its history kept.
    page.locator("tr[data-row] a").first.click()
    expect_ready(page)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The decision was withdrawn.")).to_be_visible()
    page.get_by_text("What was decided and said before").click()
    expect(page.locator("[data-past]")).to_contain_text("Dov heard the tape again.")
    assert_accessible(page)

    # Which codes are mistaken for which, down to the place.
    page.get_by_role("link", name="Mistaken codes").click()
    trust = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Trust", exact=True))
    trust.get_by_role("link", name="2", exact=True).click()
    expect(page.locator(".quotations li")).to_have_count(2)
    assert_accessible(page)
    page.locator(".quotations a").first.click()
    expect_place(page, code)

    # The note changes the definition, whose history leads back.
    page.goto(reverse("codebook:code", args=[study.slug, study.codes["Trust"].pk]))
    page.get_by_role("link", name="Change the code").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Say whether risk counts.")).to_be_checked()
    dialog.get_by_label("Definition").fill("Relying on it, risk included.")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Suggestions from decisions")).to_have_count(0)
    page.get_by_role("link", name="from a decision in “Three”").first.click()
    expect(page.get_by_text("code changed").first).to_be_visible()


def test_who_was_asked_answers_and_a_coder_sees_what_was_decided(page_as, three):  # noqa: F811
    from coding.reconciliation.deciding import decide_disagreement
    from coding.reconciliation.discussing import discuss_disagreements

    study, places = three.study, in_order()
    discuss_disagreements(
        round=three.round, by=study.lead, places=[places[0].pk], person=three.third, question="A feeling?"
    )
    decide_disagreement(disagreement=places[1], by=study.lead, option="none", reason="Too short to mean it.")
    page = open_comparison(page_as(three.third), three)

    page.get_by_role("link", name="For me to think about").click()
    page.locator("tr[data-row] a").click()
    expect(page.get_by_text("A feeling?")).to_be_visible()
    expect_ready(page)
    page.keyboard.press("d")
    expect(page.get_by_label("What you think")).to_be_focused()
    page.keyboard.type("Only a greeting.")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Your answer stands beside the place.")).to_be_visible()
    assert Discussion.objects.get().answer == "Only a greeting."

    page.get_by_role("link", name="On my codings").click()
    expect(page.get_by_role("row").filter(has_text="Too short to mean it.")).to_contain_text("kept as you had it")


def test_the_list_is_settled_by_keys(page_as, three):  # noqa: F811
    page = page_as(three.study.lead)
    page.goto(f"{reverse('rounds:places', args=[three.study.slug, three.round.pk])}?rule=majority")
    rows = page.locator("tr[data-row]")
    expect(page.get_by_text("none chosen")).to_be_visible()
    page.keyboard.press("n")
    expect(rows.nth(0).get_by_role("link")).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("n")
    expect(rows.nth(1).get_by_role("link")).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.keyboard.press("o")
    expect(page.get_by_label("How", exact=True)).to_be_focused()
    page.get_by_label("How", exact=True).select_option("rule")
    page.get_by_label("Why").focus()
    page.keyboard.type("Two of three.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("2 places were settled.")).to_be_visible()
    expect(page.get_by_text("none chosen")).to_be_visible()  # the page that came listens

    page.keyboard.press("Control+z")
    expect(page.get_by_text("4 of 4 in the round to settle")).to_be_visible()
    assert Decision.objects.filter(withdrawn_at=None).count() == 0


def test_next_and_previous_walk_through_the_places_and_mark_them_in_the_text(page_as, opened):  # noqa: F811
    page = open_comparison(page_as(opened.study.coder), opened)
    places = in_order()

    page.keyboard.press("n")
    expect_place(page, places[1])
    page.wait_for_url(f"**place={places[1].pk}*")
    page.keyboard.press("p")
    expect_place(page, places[0])
    page.locator(".turn").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#tip")).to_contain_text("Trust")
    page.go_back()
    expect_place(page, places[1])


def test_choosing_a_code_means_another_code(page_as, opened):  # noqa: F811
    page = open_comparison(page_as(opened.study.lead), opened)

    page.get_by_label("The other code").select_option(label="Trust / Checking")

    expect(page.get_by_role("radio", name="Another code")).to_be_checked()


def test_the_comparing_page_works_without_javascript(page_as, opened):  # noqa: F811
    page = page_as(opened.study.lead, java_script_enabled=False)
    page.goto(compare_address(opened))

    page.get_by_role("radio", name="None: rightly uncoded").check()
    page.get_by_label("Why").fill("Too short to mean it.")
    page.get_by_role("button", name="Decide").click()

    page.get_by_role("heading", name="2 to settle").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_rounds_and_comparing_can_be_read_by_everyone(page_as, opened, assert_accessible, scheme):  # noqa: F811
    page = page_as(opened.study.lead, color_scheme=scheme)
    slug, pk = opened.study.slug, opened.round.pk
    for url in (
        compare_address(opened),
        f"{compare_address(opened)}?names=hidden&rule=majority",
        reverse("rounds:places", args=[slug, pk]),
        reverse("rounds:confusion", args=[slug, pk]),
        reverse("rounds:mine", args=[slug, pk]),
        reverse("rounds:list", args=[slug]),
        reverse("rounds:detail", args=[slug, pk]),
        reverse("rounds:new", args=[slug]),
    ):
        page.goto(url)
        assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_agreement_can_be_read_by_everyone(page_as, compared, assert_accessible, scheme):  # noqa: F811
    page = page_as(compared.reader, color_scheme=scheme)
    code = compared.codes["Work"].pk
    for name, arguments in (("index", []), ("code", [code]), ("passages", [code])):
        page.goto(reverse(f"agreement:{name}", args=[compared.slug, *arguments]))
        assert_accessible(page)
