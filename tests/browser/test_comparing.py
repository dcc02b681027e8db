"""Settling disagreements with keys, mouse and without JavaScript; pages that everybody can read."""

import pytest
from django.urls import reverse

from coding.reconciliation.models import Decision, Disagreement
from tests.coding.agreement.conftest import compared  # noqa: F401  a fixture
from tests.coding.reconciliation.conftest import opened, running  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def compare_address(opened):  # noqa: F811
    return reverse("rounds:compare", args=[opened.study.slug, opened.round.pk])


def test_a_lead_settles_a_round_from_the_keyboard(page_as, opened):  # noqa: F811
    page = page_as(opened.study.lead)
    page.goto(compare_address(opened))
    for waiting in (3, 2, 1):
        page.get_by_role("heading", name=f"{waiting} to settle").wait_for()
        page.keyboard.press("1")
        page.keyboard.press("r")
        page.keyboard.type("Closer to what was said.")
        page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="0 to settle").wait_for()

    assert Decision.objects.filter(withdrawn_at=None).count() == 3


def test_next_and_previous_walk_through_the_places_and_mark_them_in_the_text(page_as, opened):  # noqa: F811
    page = page_as(opened.study.coder)
    page.goto(compare_address(opened))
    places = list(Disagreement.objects.order_by("start").values_list("pk", flat=True))

    page.keyboard.press("n")
    page.wait_for_url(f"**place={places[1]}*")
    page.locator(f"a#place-{places[1]}.is-current").wait_for()
    page.keyboard.press("p")
    page.wait_for_url(f"**place={places[0]}*")


def test_choosing_a_code_means_another_code(page_as, opened):  # noqa: F811
    page = page_as(opened.study.lead)
    page.goto(compare_address(opened))

    page.get_by_label("The other code").select_option(label="Trust / Checking")

    assert page.get_by_role("radio", name="Another code").is_checked()


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
