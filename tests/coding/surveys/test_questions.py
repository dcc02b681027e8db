"""A question that was imported by mistake is taken away again; one on which somebody has worked is not."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.sources.models import Question, Source
from tests.coding.surveys.test_views import SURVEY, send
from tests.factories import coding as make
from workbench.audit.models import Event


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def question_of_a_survey(study, client, run_jobs) -> tuple[Question, str]:
    """A question with twenty answers, and the address that removes it."""
    client.post(
        send(client, study, SURVEY.replace("worries", "scares", 1)), {"c0": "id", "c1": "nominal", "c2": "open"}
    )
    run_jobs()
    question = Question.objects.get(project=study.project, text="What scares you?")
    return question, reverse("surveys:question_remove", args=[study.slug, question.pk])


def test_a_question_is_removed_with_its_answers_and_can_be_imported_again(study, client_of, run_jobs):
    client = client_of(study.lead)
    question, url = question_of_a_survey(study, client, run_jobs)
    cases = study.project.cases.count()
    assert "Its 20 answers go with it" in soup(client.get(url)).text
    assert Question.objects.filter(pk=question.pk).exists()
    listed = soup(client.get(reverse("answers:list", args=[study.slug])))
    assert url in [link["href"] for link in listed.select("a")]
    assert "The question and 20 answers were removed." in soup(client.post(url, follow=True)).text
    assert not Source.objects.filter(name__endswith="| What scares you?").exists()
    assert study.project.cases.count() == cases
    event = Event.objects.get(action="question.removed")
    assert (event.subject_label, event.before) == ("What scares you?", {"answers": 20})
    again, _url = question_of_a_survey(study, client, run_jobs)
    assert (again.answers.count(), study.project.cases.count()) == (20, cases)


@pytest.mark.parametrize("work", ["coding", "memo"])
def test_a_question_on_which_somebody_has_worked_stays_whole(study, client_of, run_jobs, work):
    client = client_of(study.lead)
    question, url = question_of_a_survey(study, client, run_jobs)
    answer = question.answers.last()
    if work == "coding":
        make.CodingFactory(source=answer, coder=study.coder, start=0, end=6)
    else:
        make.MemoFactory(project=study.project, about="source", about_id=str(answer.pk), author=study.coder)
    assert "so it stays" in soup(client.post(url, follow=True)).text
    assert question.answers.count() == 20
    assert not Event.objects.filter(action="question.removed").exists()


def test_only_who_may_import_removes_questions(study, client_of, outsider, run_jobs):
    question, url = question_of_a_survey(study, client_of(study.lead), run_jobs)
    assert client_of(study.reader).post(url).status_code == 403
    assert client_of(outsider).post(url).status_code == 404
    assert question.answers.count() == 20
