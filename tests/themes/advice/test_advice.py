"""Advice on codes, from what one person may see to what they do with it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codings.models import Coding, Origin
from tests.factories import coding as make
from tests.themes.advice.answered import add_answers, count_words
from themes.advice.actions import start_advising
from themes.advice.models import AdviceRun, Dismissal
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.undo import next_redo, next_undo
from workbench.jobs.models import JobState

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _words(monkeypatch, settings, tmp_path):
    count_words(monkeypatch, settings, tmp_path)


@pytest.fixture
def answered(study):
    return add_answers(study)


@pytest.fixture
def advised(answered, run_jobs):
    start_advising(project=answered.project, by=answered.coder)
    [job] = run_jobs()
    assert job.state == JobState.DONE, job.error
    return answered


def shown(study, client_of, who=None) -> BeautifulSoup:
    response = client_of(who or study.coder).get(reverse("advice:page", args=[study.slug]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def fields(form) -> dict[str, str]:
    return {field["name"]: field["value"] for field in form.select("input[type=hidden]")}


def turn(study) -> dict:
    return {"project_id": study.project.pk, "by": study.coder, "may": lambda _permission: True}


def undo(study) -> None:
    undo_act(**turn(study), key=next_undo(study.coder, study.project.pk).key)


def section(page: BeautifulSoup, name: str) -> BeautifulSoup:
    return page.select_one(f"section[aria-labelledby={name}-title]")


def test_codes_that_are_nearly_the_same_lead_to_their_merge(advised, client_of):
    near = section(shown(advised, client_of), "near")
    [card] = near.select("article")
    assert {chip.get_text(strip=True) for chip in card.select(".code-chip")} == {"Time", "Hours"}
    assert "Similarity 1.00" in card.get_text()
    merge = card.select_one("a[href*=merge]")["href"]
    assert client_of(advised.coder).get(merge).status_code == 200
    assert {merge.split("?into=")[1]} < {str(advised.codes[name].pk) for name in ("Time", "Hours")}


def test_a_passage_is_coded_by_one_press_and_that_is_recorded_and_undone(advised, client_of):
    like = section(shown(advised, client_of), "like")
    card = next(one for one in like.select("article") if one["aria-label"] == "Faith")
    assert "Of the" in card.get_text()
    assert "10 passages of 10 cases" in card.get_text()
    texts = [quote.get_text(strip=True) for quote in card.select("blockquote")]
    assert set(texts) == {advised.told["Faith", number].text for number in (10, 11)}
    form = card.select_one("form[action$='/code/']")
    data = fields(form)
    client = client_of(advised.coder)
    before = Coding.objects.count()
    assert client.post(form["action"], data, headers=HTMX).status_code == 204
    coding = Coding.objects.get(origin=Origin.SUGGESTION)
    assert (coding.code, coding.coder, coding.quote) == (advised.codes["Faith"], advised.coder, texts[0])
    left = section(shown(advised, client_of), "like").get_text()
    assert texts[0] not in left
    assert texts[1] in left
    undo(advised)
    assert Coding.objects.count() == before
    assert texts[0] in section(shown(advised, client_of), "like").get_text()


def test_nothing_else_is_coded_by_asking(advised, client_of):
    client, url = client_of(advised.coder), reverse("advice:code", args=[advised.slug])
    other = advised.told["", 11]
    for place in (f"{other.pk}.1.0.9", "nonsense", "1.2.3"):
        client.post(url, {"code": advised.codes["Faith"].pk, "place": place}, headers=HTMX)
    assert not Coding.objects.filter(origin=Origin.SUGGESTION).exists()


def test_a_code_with_too_few_passages_says_so(advised, client_of):
    text = section(shown(advised, client_of), "like").get_text(" ", strip=True)
    assert "too few: 0 passages of 0 cases; it takes 10 of 3" in text


def test_not_this_is_kept_and_can_be_taken_back(advised, client_of, run_jobs):
    page, client = shown(advised, client_of), client_of(advised.coder)
    near = section(page, "near").select_one("form[action$='/dismiss/']")
    guess = section(page, "like").select_one("article[aria-label=Faith] form[action$='/dismiss/']")
    for form in (near, guess):
        assert client.post(form["action"], fields(form), headers=HTMX).status_code == 204
    assert Dismissal.objects.filter(by=advised.coder).count() == 2

    def counts() -> tuple[int, int]:
        again = shown(advised, client_of)
        guesses = section(again, "like").select("article[aria-label=Faith] li")
        return len(section(again, "near").select("article")), len(guesses)

    assert counts() == (0, 1)
    start_advising(project=advised.project, by=advised.coder)
    run_jobs()
    assert counts() == (0, 1)
    undo(advised)
    assert counts()[0] == 0
    assert Dismissal.objects.count() == 1
    redo_act(**turn(advised), key=next_redo(advised.coder, advised.project.pk).key)
    assert Dismissal.objects.count() == 2


def test_advice_is_for_one_person_and_of_what_they_may_see(advised, client_of, run_jobs):
    assert shown(advised, client_of, advised.second_coder).select_one(".empty")
    for source in advised.told.values():
        make.AssignmentFactory(source=source, coder=advised.second_coder, sealed=True)
    start_advising(project=advised.project, by=advised.second_coder)
    run_jobs()
    theirs = AdviceRun.objects.get(made_by=advised.second_coder).result
    assert (theirs["pairs"], theirs["halves"]) == ([], [])
    assert all(code["passages"] == 0 and not code["guesses"] for code in theirs["codes"])
    own = shown(advised, client_of)
    assert "began to be coded blind" in own.get_text()
    assert not own.select("article")


def test_readers_and_outsiders_get_none(study, outsider, client_of):
    url = reverse("advice:page", args=[study.slug])
    assert client_of(study.reader).get(url).status_code == 403
    assert client_of(outsider).get(url).status_code == 404


def test_the_page_takes_as_many_queries_for_much_advice_as_for_little(advised, client_of, count_queries):
    client, url = client_of(advised.coder), reverse("advice:page", args=[advised.slug])
    client.get(url)
    many = count_queries(lambda: client.get(url))
    run = AdviceRun.objects.get()
    advised_codes = [code for code in run.result["codes"] if code["guesses"]]
    run.result["codes"] = [code | {"guesses": code["guesses"][:1]} for code in advised_codes[:1]]
    run.result["pairs"] = []
    run.save()
    assert count_queries(lambda: client.get(url)) == many


def test_a_quotation_whose_text_was_changed_is_left_out(advised, client_of):
    source = advised.told["Faith", 10]
    source.revision, source.text = 2, "Other words altogether"
    source.save()
    text = section(shown(advised, client_of), "like").get_text()
    assert "Other words" not in text
    assert advised.told["Faith", 11].text in text
