"""The page that finds, what it shows of codings, and what it sends on."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codings.models import Coding
from coding.finding import views
from coding.revisions.actions import revise_source
from tests.coding.codings.conftest import apply, blind  # noqa: F401
from tests.factories.coding import CaseFactory, SourceFactory, VariableFactory, VariableValueFactory


@pytest.fixture
def client(client_of, study):
    return client_of(study.coder)


def ask(client, study, **query):
    return client.get(reverse("finding:page", args=[study.slug]), query)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def hits(response):
    return [row["aria-label"] for row in soup(response).select("[data-hit]")]


def test_words_are_found_in_interviews_and_answers(client, study):
    assert "Write what to look for" not in ask(client, study).content.decode()
    found = hits(ask(client, study, q="Nobody time hour"))
    assert {"Nobody", "hour"} <= set(found)
    assert set(hits(ask(client, study, q="the", kind="answer"))) <= set(hits(ask(client, study, q="the")))


def test_labels_of_speakers_are_not_found(client, study):
    assert hits(ask(client, study, q="Interviewer")) == []


def test_interviewers_can_be_left_out(client, study):
    assert len(hits(ask(client, study, q="tool"))) == 2
    assert hits(ask(client, study, q="tool", who="participants")) == []
    assert len(hits(ask(client, study, q="tool", who="interviewers"))) == 2


def test_a_question_or_a_text_or_a_value_narrows_the_search(client, study):
    answer = study.answers[0]
    word = answer.text.split()[0]
    everywhere = ask(client, study, q=word, question=study.question.pk)
    assert word in hits(everywhere)
    inside = soup(ask(client, study, q="a", source=study.transcripts[1].pk))
    assert {row.select_one(".hit-where").get_text(strip=True) for row in inside.select("[data-hit]")} == {
        study.transcripts[1].name
    }
    role = VariableFactory(project=study.project, name="Role")
    VariableValueFactory(case=answer.case, variable=role, value="Nurse")
    narrowed = soup(ask(client, study, q=".", how="regex", variable=role.pk, value="Nurse"))
    assert {row.select_one(".hit-who").get_text(strip=True) for row in narrowed.select("[data-hit]")} == {
        answer.case.name
    }


def test_other_forms_are_found_and_texts_in_other_languages_are_named(client, study):
    assert hits(ask(client, study, q="save", other_forms="on")) == ["saves"]
    german = "Wir haben das gestern in der Klinik entschieden, weil es nicht anders ging und niemand da war."
    SourceFactory(project=study.project, name="Gespräch", text=german, imported_by=study.lead)
    assert "Gespräch" in soup(ask(client, study, q="save", other_forms="on")).select_one(".note-warn").get_text()
    assert not soup(ask(client, study, q="save")).select(".note-warn")


def test_places_are_ordered_by_the_words_beside_them(client, study):
    for name, text in (("A", "zebra word alpha"), ("B", "apple word zulu")):
        SourceFactory(project=study.project, name=name, text=text, imported_by=study.lead)

    def order(sort):
        return [row.select_one(".hit-where").get_text(strip=True) for row in soup(
            ask(client, study, q="word", sort=sort)).select("[data-hit]")]  # fmt: skip

    assert (order(""), order("left"), order("right")) == (["A", "B"], ["B", "A"], ["A", "B"])


@pytest.mark.parametrize("q", ["(", "", "a" * 501])
def test_what_cannot_be_searched_for_is_said_in_words(client, study, q):
    response = ask(client, study, q=q, how="regex")
    assert response.status_code == 422
    assert soup(response).select_one("#q-error").get_text(strip=True)


def test_a_search_that_takes_too_long_says_where_it_stopped(client, study, monkeypatch):
    monkeypatch.setattr(views.find, "__kwdefaults__", views.find.__kwdefaults__ | {"seconds": 0.2})
    endless = SourceFactory(project=study.project, name="Endless", text="x" * 20_000, imported_by=study.lead)
    response = ask(client, study, q="(x+x+)+y", how="regex", source=endless.pk)
    assert "Endless" in soup(response).select_one(".note-warn").get_text()


def test_a_search_that_finds_too_much_says_so(client, study, monkeypatch):
    monkeypatch.setattr(views.find, "__kwdefaults__", views.find.__kwdefaults__ | {"most": 2})
    response = ask(client, study, q="a", sort="left")
    assert len(hits(response)) == 2
    assert "more than" in soup(response).select_one(".note-warn").get_text()


def test_codes_that_lie_there_are_shown_as_far_as_one_may_see_them(client, client_of, study, blind):  # noqa: F811
    apply(study.transcripts[0], study.codes["Trust/Errors"], study.second_coder, "not with risk")

    def chips(user):
        return [chip.get_text(strip=True) for chip in soup(ask(client_of(user), study, q="risk")).select(".hit-codes")]

    assert chips(study.second_coder) == ["Errors"]
    assert chips(study.coder) == [""]
    assert chips(study.lead) == [""]


def test_who_reads_finds_but_does_not_code(client_of, study):
    reader = client_of(study.reader)
    page = soup(ask(reader, study, q="risk"))
    assert page.select("[data-hit]")
    assert not page.select("[name=place], #hits-bar")
    assert reader.post(reverse("finding:code", args=[study.slug])).status_code == 403
    assert client_of(study.lead).get(reverse("finding:page", args=["other"])).status_code == 404


def send(client, study, page, **fields):
    kept = {one["name"]: one["value"] for one in page.select("#hits-form > input[type=hidden]")}
    return client.post(
        reverse("finding:code", args=[study.slug]),
        kept | {"extent": "match", "code": study.codes["Trust"].pk} | fields, follow=True,
    )  # fmt: skip


def test_places_that_are_ticked_are_coded_and_the_search_stays(client, study):
    page = soup(ask(client, study, q="risk line", how="any"))
    ticked = [page.select("[name=place]")[0]["value"]]
    response = send(client, study, page, place=ticked)
    assert Coding.objects.get().quote == "risk"
    assert "applied at 1 place" in response.content.decode()
    assert hits(response) == ["risk", "line"]


def test_all_places_are_coded_from_any_page(client, study, monkeypatch):
    monkeypatch.setattr(views, "HITS_PER_PAGE", 1)
    page = soup(ask(client, study, q="risk line", page=2))
    assert len(page.select("[data-hit]")) == 1
    send(client, study, page, everything="1", extent="sentence")
    assert Coding.objects.count() == 2


def test_all_are_those_that_one_saw(client, study):
    page = soup(ask(client, study, q="risk line"))
    source = study.transcripts[0]
    revise_source(source=source, text=source.text + "\n\nP01: More risk.", by=study.lead, reason="more")
    response = send(client, study, page, everything="1")
    assert response.status_code == 422
    assert not Coding.objects.exists()


def test_nothing_chosen_or_no_code_is_refused(client, study):
    page = soup(ask(client, study, q="risk"))
    assert send(client, study, page).status_code == 422
    assert send(client, study, page, place=["1.1.x.4", "5"]).status_code == 422
    assert send(client, study, page, place="1.1.0.4", code="").status_code == 422


def test_very_many_places_are_coded_as_long_work_once(client, study, monkeypatch, run_jobs):
    monkeypatch.setattr(views, "MOST_AT_ONCE", 1)
    page = soup(ask(client, study, q="risk line"))
    send(client, study, page, everything="1")
    assert not Coding.objects.exists()
    (job,) = run_jobs()
    assert (job.state, Coding.objects.count()) == ("done", 2)
    job.state = "queued"
    job.save()
    (again,) = run_jobs()
    assert (again.result["message"], Coding.objects.count()) == (job.result["message"], 2)


def test_a_text_answers_for_itself(client, study):
    source = study.transcripts[0]
    address = reverse("finding:in_source", args=[study.slug, source.pk])
    start = source.text.index("risk")
    found = client.get(address, {"q": "risk"}).json()
    assert found["hits"] == [[start, start + 4, 1]]
    assert client.get(address, {"q": "(", "how": "regex"}).status_code == 422


@pytest.mark.parametrize("more", [0, 40])
def test_the_number_of_queries_does_not_grow(client, study, count_queries, more):
    for number in range(more):
        SourceFactory(
            project=study.project, name=f"More {number}", text="a risk here", imported_by=study.lead,
            case=CaseFactory(project=study.project),
        )  # fmt: skip
    assert count_queries(lambda: ask(client, study, q="risk", other_forms="on")) <= 20
