"""Nothing that one did is lost or done twice, whatever fails and when; others' work never disturbs one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from coding.codebook.models import Code
from coding.codings.actions import apply_code, remove_coding, write_memo
from coding.codings.models import Coding, Memo
from tests.browser.coding_tools import close_picker, drag, expect_ready, expect_saved, open_source, pick, stripes

pytestmark = pytest.mark.django_db(transaction=True)

CODINGS = re.compile(r"/codings/[0-9a-f-]{36}/$")
KEPT = """() => new Promise((done) => {
  const request = indexedDB.open("marginalia");
  request.onsuccess = () => {
    const acts = request.result.transaction("acts").objectStore("acts").getAll();
    acts.onsuccess = () => { request.result.close(); done(acts.result.length); };
  };
})"""

NOTHING_KEPT = f"""() => new Promise((done) => {{
  const look = async () => (await ({KEPT})() ? setTimeout(look, 50) : done());
  look();
}})"""


@pytest.fixture
def page(page_as: Callable, study: Any, problems: Any) -> Page:
    problems.expect("Failed to load resource")
    return open_source(page_as(study.coder), study)


def code(page: Page, words: str, name: str = "work") -> None:
    drag(page, words)
    pick(page, name)


def come_back(page: Page) -> None:
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")


def quotes() -> list[str]:
    return sorted(Coding.objects.values_list("quote", flat=True))


def by_another(study: Any, words: str, code_name: str = "Trust") -> Coding:
    source = study.transcripts[0]
    start = source.text.index(words)
    code = study.codes[code_name]
    return apply_code(source=source, code=code, by=study.second_coder, start=start, end=start + len(words))


def test_coding_goes_on_offline_and_is_sent_in_order(page: Page) -> None:
    page.context.set_offline(True)
    code(page, "Training")
    code(page, "phone", "trust")
    page.keyboard.press("Delete")
    code(page, "honestly")
    expect(stripes(page)).to_have_count(2)
    expect(page.locator("#saved")).to_have_text("Offline: 4 waiting")
    page.keyboard.press("Control+z")
    expect(stripes(page)).to_have_count(1)
    come_back(page)
    expect_saved(page)
    assert quotes() == ["Training"]
    assert page.evaluate(KEPT) == 0


def test_what_a_closed_tab_left_is_sent_by_the_next_page(page: Page, study: Any) -> None:
    page.context.set_offline(True)
    code(page, "Training")
    code(page, "phone")
    expect(page.locator("#saved")).to_have_text("Offline: 2 waiting")
    other = page.context.new_page()
    page.close()
    assert quotes() == []
    page.context.set_offline(False)
    other.goto(reverse("sources:list", args=[study.slug]))
    other.evaluate(NOTHING_KEPT)
    assert quotes() == ["Training", "phone"]


def test_what_waits_shows_after_a_reload(page: Page) -> None:
    page.route(CODINGS, lambda route: route.abort())
    code(page, "Training")
    expect(page.locator("#saved")).to_have_text("Offline: 1 waiting")
    page.reload()
    expect(stripes(page)).to_have_count(1)
    expect(page.locator("#saved")).to_have_text("Offline: 1 waiting")
    page.keyboard.press("Control+z")
    expect(stripes(page)).to_have_count(0)
    page.unroute(CODINGS)
    come_back(page)
    expect_saved(page)
    assert quotes() == []


@pytest.mark.parametrize("failure", ["answer lost", "server error", "signed out"])
def test_an_act_is_done_once_whatever_fails(page: Page, study: Any, problems: Any, failure: str) -> None:
    tries: list[str] = []
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]

    def fail(route: Route) -> None:
        tries.append(route.request.headers["x-act"])
        if len(tries) > 1:
            route.continue_()
        elif failure == "answer lost":
            route.fetch()  # the site has done it
            route.abort()
        elif failure == "server error":
            route.fulfill(status=500, body="")
        else:
            page.context.clear_cookies(name="sessionid")
            route.continue_()

    page.route(CODINGS, fail)
    code(page, "Training")
    if failure == "signed out":
        expect(page.locator("#saved")).to_have_text("Signed out: 1 waiting")
        page.context.add_cookies(cookies)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect_saved(page)
    expect(stripes(page)).to_have_count(1)
    assert quotes() == ["Training"]
    assert len(tries) > 1
    assert len(set(tries)) == 1  # the same act, not another one


def test_an_act_whose_answer_was_lost_does_not_undo_what_came_after(page: Page, study: Any) -> None:
    first = True

    def lose_answer(route: Route) -> None:
        nonlocal first
        if first:
            first = False
            route.fetch()
            remove_coding(coding=Coding.objects.get(), by=study.coder)  # meanwhile, in another browser
            route.abort()
        else:
            route.continue_()

    page.route(CODINGS, lose_answer)
    code(page, "Training")
    expect_saved(page)
    assert quotes() == []
    expect(stripes(page)).to_have_count(0)


def test_a_refused_act_is_taken_back_and_the_others_are_kept(page: Page, study: Any) -> None:
    page.context.set_offline(True)
    code(page, "Training")
    code(page, "phone", "trust")
    code(page, "honestly")
    Code.objects.filter(pk=study.codes["Trust"].pk).update(retired_at=timezone.now())
    come_back(page)
    expect(page.locator("#messages")).to_contain_text("Not done: applied Trust. “Trust” was retired.")
    expect_saved(page)
    expect(stripes(page)).to_have_count(2)
    assert quotes() == ["Training", "honestly"]


def test_signing_out_warns_and_leaves_nothing_behind(page: Page, study: Any) -> None:
    page.route(CODINGS, lambda route: route.abort())
    code(page, "Training")
    expect(page.locator("#saved")).to_have_text("Offline: 1 waiting")
    page.get_by_role("button", name="Cora Coder").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("dialog")).to_contain_text("Changes that are not saved yet: 1")
    page.get_by_role("button", name="Cancel").click()
    assert page.evaluate(KEPT) == 1
    page.get_by_role("button", name="Cora Coder").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign out and delete them").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate(KEPT) == 0
    assert quotes() == []


def test_what_waits_is_never_sent_in_anothers_name(page: Page, page_as: Callable, study: Any) -> None:
    page.context.set_offline(True)
    code(page, "Training")
    expect(page.locator("#saved")).to_have_text("Offline: 1 waiting")
    own = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    other = page_as(study.second_coder)
    page.context.add_cookies([c for c in other.context.cookies() if c["name"] == "sessionid"])
    come_back(page)
    expect(page.locator("#saved")).to_have_text("Signed out: 1 waiting")
    theirs = page.context.new_page()
    theirs.goto(reverse("codings:source", args=[study.slug, study.transcripts[0].pk]))
    expect_ready(theirs)
    expect(theirs.locator("#saved")).to_have_text("All changes saved")
    expect(stripes(theirs)).to_have_count(0)
    assert quotes() == []
    page.context.add_cookies(own)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect_saved(page)
    assert Coding.objects.get().coder == study.coder


def test_a_new_coding_shows_in_the_next_frame(page: Page) -> None:
    page.route(CODINGS, lambda route: route.abort())  # the site does not answer
    drag(page, "Training")
    field = page.get_by_role("combobox", name="Type a code")
    expect(field).to_be_focused()
    field.fill("work")
    frames = page.evaluate(
        """() => new Promise((done) => {
          document.querySelector("#picker input").dispatchEvent(
            new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
          let frames = 0;
          const look = () => {
            frames += 1;
            if (document.querySelector(".gutter .stripe")) done(frames);
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        })"""
    )
    assert frames <= 2
    expect(stripes(page)).to_have_count(1)
    page.unroute(CODINGS)
    come_back(page)
    expect_saved(page)


def test_another_tab_shows_an_act_at_once_and_its_refusal_too(page: Page, study: Any) -> None:
    other = open_source(page.context.new_page(), study)
    page.context.set_offline(True)
    code(page, "Training")
    expect(stripes(other)).to_have_count(1)
    expect(other.locator("#saved")).to_have_text(re.compile("1 waiting|Saving 1"))
    Code.objects.filter(pk=study.codes["Work"].pk).update(retired_at=timezone.now())
    come_back(page)
    expect(stripes(other)).to_have_count(0)
    expect(stripes(page)).to_have_count(0)
    expect_saved(other)


def test_two_tabs_and_two_coders_lose_nothing(page: Page, page_as: Callable, study: Any) -> None:
    tab = open_source(page.context.new_page(), study)
    colleague = open_source(page_as(study.second_coder), study)
    for one, words in ((page, "Training"), (tab, "phone"), (colleague, "honestly"), (page, "letters")):
        code(one, words)
    for one in (page, tab, colleague):
        expect_saved(one)
        expect(stripes(one)).to_have_count(4)
    assert quotes() == ["Training", "honestly", "letters", "phone"]


def test_others_work_appears_and_disturbs_nothing(page: Page, study: Any) -> None:
    code(page, "Training")
    expect_saved(page)
    page.get_by_label("Your memo").click()
    page.keyboard.type("A thought that is not")
    coding = by_another(study, "letters")
    expect(stripes(page)).to_have_count(2)
    page.keyboard.type(" finished")
    expect(page.get_by_label("Your memo")).to_have_value("A thought that is not finished")
    drag(page, "phone")
    field = page.get_by_role("combobox", name="Type a code")
    field.fill("tru")
    selected = page.locator("#where").inner_text()
    write_memo(
        project=study.project, by=study.second_coder, about=Memo.About.CODING, about_id=coding.pk, body="Hm",
        scope=f"source:{coding.source_id}",
    )  # fmt: skip
    by_another(study, "risk", "Work")
    expect(stripes(page)).to_have_count(3)
    expect(field).to_be_focused()
    expect(field).to_have_value("tru")
    expect(page.locator("#where")).to_have_text(selected)
    remove_coding(coding=coding, by=study.second_coder)
    expect(stripes(page)).to_have_count(2)
    page.keyboard.press("Enter")
    expect(stripes(page)).to_have_count(3)
    expect_saved(page)
    assert quotes() == ["Training", "phone", "risk"]


def test_a_new_code_is_made_and_applied_offline_and_sent_first(page_as: Callable, study: Any, problems: Any) -> None:
    problems.expect("Failed to load resource")
    page = open_source(page_as(study.lead), study)
    page.context.set_offline(True)
    code(page, "Training", "Trust/Brand new")
    expect(stripes(page)).to_have_count(1)
    code(page, "phone", "brand new")
    expect(stripes(page)).to_have_count(2)
    expect(page.locator("#saved")).to_have_text("Offline: 3 waiting")
    row = page.locator("#code-tree").get_by_role("button", name="Brand new").first
    expect(row).to_be_visible()
    come_back(page)
    expect_saved(page)
    made = Code.objects.get(name="Brand new")
    assert made.parent == study.codes["Trust"]
    assert {(one.quote, one.code) for one in Coding.objects.all()} == {("Training", made), ("phone", made)}
    # It goes by the site's number now: the key that repeats the last code knows it, and so does undo.
    expect(page.locator(f"#code-link-{made.pk}")).to_be_visible()
    drag(page, "letters")
    close_picker(page)
    page.keyboard.press("r")
    expect(stripes(page)).to_have_count(3)
    for left in (2, 1, 0):
        page.keyboard.press("Control+z")
        expect(stripes(page)).to_have_count(left)
    page.keyboard.press("Control+z")
    expect(row).to_have_count(0)
    expect_saved(page)
    assert not Code.objects.filter(name="Brand new").exists()


def test_a_new_code_is_put_on_the_words_it_was_made_for_however_slow_the_site_is(page_as: Callable, study: Any) -> None:
    page = open_source(page_as(study.lead), study)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/codings/codes/", hold)
    with page.expect_request("**/codings/codes/"):
        code(page, "Training", "Brand new")
    code(page, "phone", "trust")
    expect(stripes(page)).to_have_count(2)
    waiting[0].continue_()
    expect_saved(page)
    assert {(one.quote, one.code.name) for one in Coding.objects.all()} == {
        ("Training", "Brand new"),
        ("phone", "Trust"),
    }


def test_what_was_found_is_coded_offline_and_sent_later(page: Page) -> None:
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Find in this text")
    expect(field).to_be_focused()
    page.keyboard.type("the")
    expect(page.locator("#find-panel [data-count]")).to_contain_text("1 of")
    total = int(page.locator("#find-panel [data-count]").inner_text().split()[-1])
    assert total > 1
    page.context.set_offline(True)
    page.get_by_role("button", name="Code all in this text").click()
    pick(page, "work")
    expect(page.locator("#count")).to_have_text(f"{total} codings")
    expect(page.locator("#saved")).to_have_text("Offline: 1 waiting")
    assert not Coding.objects.exists()
    come_back(page)
    expect(page.locator("#messages")).to_contain_text(str(total))
    expect_saved(page)
    expect(page.locator("#count")).to_have_text(f"{total} codings")
    assert set(Coding.objects.values_list("origin", flat=True)) == {"search"}
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_label("How it was coded").select_option("by hand")
    expect(page.locator("#count")).to_have_text(f"0 of {total} codings")
    page.get_by_label("How it was coded").select_option("from a search")
    expect(page.locator("#count")).to_have_text(f"{total} of {total} codings")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Remove the filter “Only from a search”")).to_be_visible()
    page.locator(".turn").nth(0).focus()
    page.keyboard.press("Control+z")
    expect(page.locator("#count")).to_have_text("0 of 0 codings")
    expect_saved(page)
    assert not Coding.objects.exists()


def test_a_new_code_that_is_refused_takes_back_what_it_was_for(page_as: Callable, study: Any, problems: Any) -> None:
    problems.expect("Failed to load resource")
    page = open_source(page_as(study.lead), study)
    page.context.set_offline(True)
    code(page, "Training", "Brand new")
    code(page, "phone", "trust")
    expect(stripes(page)).to_have_count(2)
    page.route("**/codings/codes/", lambda route: route.fulfill(status=422, json={"error": "No more codes."}))
    come_back(page)
    expect(page.locator("#messages")).to_contain_text("Not done: applied Brand new. No more codes.")
    expect(stripes(page)).to_have_count(1)
    expect_saved(page)
    assert quotes() == ["phone"]


def test_what_the_site_breaks_down_over_is_set_aside_in_the_open(page: Page, study: Any) -> None:
    broken: list[str] = []

    def fail(route: Route) -> None:
        broken[:] = broken or [route.request.url]
        if route.request.url == broken[0]:
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    page.route(CODINGS, fail)
    code(page, "Training")
    code(page, "phone", "trust")
    page.keyboard.press("Control+z")
    code(page, "honestly", "trust")
    notice = page.locator("#messages").get_by_text("Not saved: applied Work.")
    expect(notice).to_have_count(1, timeout=40_000)
    expect(page.locator("#saved")).to_have_text("Not saved: 1")
    assert quotes() == ["honestly"]
    expect(stripes(page)).to_have_count(2)
    # Others' work is seen all the same, and what was not saved outlives the page.
    by_another(study, "letters")
    expect(stripes(page)).to_have_count(3)
    page.reload()
    expect(notice).to_have_count(1)
    expect(stripes(page)).to_have_count(3)
    page.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)
    page.get_by_role("button", name="Not saved: 1").click()
    expect(notice).to_have_count(1)
    page.unroute(CODINGS)
    page.get_by_role("button", name="Try again").click()
    expect_saved(page)
    expect(notice).to_have_count(0)
    assert quotes() == ["Training", "honestly", "letters"]


def test_what_was_set_aside_is_copied_or_given_up_with_what_depends_on_it(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.route(CODINGS, lambda route: route.fulfill(status=500, body=""))
    code(page, "Training")
    page.get_by_label("Your memo").fill("A thought")
    page.locator(".turn").nth(0).focus()
    expect(page.locator("#saved")).to_contain_text("2 waiting")
    expect(page.locator("#saved")).to_have_text("Not saved: 2", timeout=40_000)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "applied Work\nTraining"
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(stripes(page)).to_have_count(0)
    expect_saved(page)
    assert page.evaluate(KEPT) == 0
