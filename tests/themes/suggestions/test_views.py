"""The pages of suggestions, for those who may decide, those who may read, and nobody else."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import coding as make_coding
from tests.factories import themes as make
from themes.suggestions.models import Suggestion, SuggestionRun, SuggestionState

HTMX = {"HX-Request": "true"}


@pytest.fixture
def run(study):
    run = make.SuggestionRunFactory(project=study.project, made_by=study.lead, parameters={"model": "m", "draws": 25})
    _add(run, study, 2)
    return run


def _add(run, study, number):
    for _ in range(number):
        suggestion = make.SuggestionFactory(run=run)
        part = make.SuggestionFactory(run=run, parent=suggestion)
        for one in (suggestion, part):
            make.SuggestedPassageFactory(suggestion=one, source=study.answers[0], exemplar=1, case=study.cases[0])


def url(study, name, *args):
    return reverse(f"suggestions:{name}", args=[study.slug, *args])


def page(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_list_shows_the_newest_run_with_its_cards(study, run, client_of):
    shown = page(client_of(study.coder).get(url(study, "list")))
    labels = [one.get_text(strip=True) for one in shown.select(".suggestion > .suggestion-head h2")]
    assert labels == [one.label for one in run.suggestions.filter(parent=None)]
    assert shown.select_one(".subthemes")
    assert "1 of 20 cases" in shown.get_text(" ", strip=True)


def test_an_empty_project_says_what_to_do_first(project, lead, client_of):
    shown = page(client_of(lead).get(reverse("suggestions:list", args=[project.slug])))
    assert shown.select_one(".empty")
    assert not shown.select_one("#suggest-form")


def test_a_reader_sees_suggestions_and_no_buttons(study, run, client_of):
    shown = page(client_of(study.reader).get(url(study, "list")))
    assert shown.select_one(".suggestion")
    assert not shown.select_one(".suggestion-actions, #merge, #suggest-form")


def test_outsiders_find_nothing(study, run, outsider, client_of):
    client, suggestion = client_of(outsider), run.suggestions.first()
    for name, args in (("list", []), ("detail", [suggestion.pk]), ("rename", [suggestion.pk])):
        assert client.get(url(study, name, *args)).status_code == 404
    for name, args in (("start", []), ("merge", []), ("reject", [suggestion.pk]), ("restore", [suggestion.pk])):
        assert client.post(url(study, name, *args)).status_code == 404


def test_readers_may_not_decide(study, run, client_of):
    client, suggestion = client_of(study.reader), run.suggestions.first()
    for name, args in (("start", []), ("merge", []), ("reject", [suggestion.pk]), ("rename", [suggestion.pk])):
        assert client.post(url(study, name, *args)).status_code == 403


def test_a_suggestion_of_another_project_is_not_found(study, client_of):
    foreign = make.SuggestionFactory()
    assert client_of(study.lead).get(url(study, "detail", foreign.pk)).status_code == 404
    assert client_of(study.lead).post(url(study, "reject", foreign.pk)).status_code == 404


def test_one_suggestion_shows_all_its_passages(study, run, client_of):
    suggestion = run.suggestions.first()
    shown = page(client_of(study.reader).get(url(study, "detail", suggestion.pk)))
    assert [one.get_text(strip=True) for one in shown.select("blockquote")] == ["Errors in t"]


def test_rejecting_works_without_script_and_with_it(study, run, client_of):
    first, second = run.suggestions.filter(parent=None)
    client = client_of(study.coder)
    response = client.post(url(study, "reject", first.pk))
    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"#suggestion-{first.pk}")
    response = client.post(url(study, "reject", second.pk), headers=HTMX)
    assert response.status_code == 204
    assert "suggestionsChanged" in response.headers["HX-Trigger"]
    assert set(Suggestion.objects.filter(parent=None).values_list("state", flat=True)) == {SuggestionState.REJECTED}
    client.post(url(study, "restore", second.pk))
    second.refresh_from_db()
    assert second.state == SuggestionState.PROPOSED


def test_renaming_asks_again_when_the_label_is_empty(study, run, client_of):
    suggestion, client = run.suggestions.first(), client_of(study.coder)
    form = page(client.get(url(study, "rename", suggestion.pk))).select_one("main form.form")
    assert not form.has_attr("hx-post"), "on a page of its own there is no dialog to close"
    assert client.post(url(study, "rename", suggestion.pk), {"label": ""}, headers=HTMX).status_code == 422
    assert client.post(url(study, "rename", suggestion.pk), {"label": "Errors"}).status_code == 302
    suggestion.refresh_from_db()
    assert suggestion.label == "Errors"


def test_ticked_suggestions_are_merged_into_the_first(study, run, client_of):
    first, second = run.suggestions.filter(parent=None)
    client = client_of(study.coder)
    assert client.post(url(study, "merge"), {"suggestion": [first.pk]}, headers=HTMX).status_code == 204
    assert client.post(url(study, "merge"), {"suggestion": [first.pk, second.pk]}).status_code == 302
    second.refresh_from_db()
    assert second.merged_into == first


def test_suggestions_of_coded_quotations_are_hidden_with_their_codings(study, client_of):
    run = make.SuggestionRunFactory(project=study.project, kind="quotations", passages=40177, notes=["A secret note."])
    shut, seen = (make.SuggestionFactory(run=run, label=label, key_phrases=[label]) for label in ("Shut", "Seen"))
    make.SuggestedPassageFactory(suggestion=shut, source=study.answers[0], end=6)
    make.SuggestedPassageFactory(suggestion=seen, source=study.answers[1], end=6)
    theme = make.ThemeFactory(project=study.project, suggestion=shut)
    make_coding.AssignmentFactory(source=study.answers[0], coder=study.coder, sealed=True)
    client = client_of(study.lead)
    text = page(client.get(url(study, "list"))).get_text(" ", strip=True)
    assert "Seen" in text
    assert "1 suggestion is hidden." in text
    assert not any(secret in text for secret in ("Shut", "40177", "of 20 cases", "A secret note."))
    for name in ("detail", "rename"):
        assert client.get(url(study, name, shut.pk)).status_code == 404
    assert client.get(reverse("themes:accept", args=[study.slug, shut.pk])).status_code == 404
    assert "Shut" not in client.get(theme.get_absolute_url()).content.decode()
    assert page(client.get(url(study, "detail", seen.pk)))


def test_the_job_says_nothing_of_coded_quotations(study, client_of, run_jobs):
    make_coding.CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder)
    client_of(study.coder).post(url(study, "start"), {"kind": "quotations", "seed": 3})
    [job] = run_jobs()
    assert job.state == "done"
    assert not any(letter.isdigit() for letter in job.result["message"])


def test_a_question_with_something_else_than_answers_is_refused_beside_it(study, client_of):
    other = make_coding.QuestionFactory(project=study.project)
    data = {"kind": "sentences", "seed": 1, "question": other.pk}
    response = client_of(study.coder).post(url(study, "start"), data)
    assert response.status_code == 422
    assert "answer no question" in response.content.decode()


def test_passages_are_narrowed_down_on_the_form(study, client_of, run_jobs):
    role = make_coding.VariableFactory(project=study.project, name="Role")
    for case, value in ((study.cases[0], "Nurse"), (study.cases[1], "Doctor")):
        make_coding.VariableValueFactory(variable=role, case=case, value=value)
    make_coding.CodingFactory(
        source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder, start=55, end=90
    )
    client, data = (
        client_of(study.coder),
        {"kind": "quotations", "seed": 3, "layer": "all", "people": f"{role.pk}=Nurse"},
    )
    form = page(client.get(url(study, "list"))).select_one("#suggest-form")
    assert {option["value"] for option in form.select("[name=people] option")} >= {"", f"{role.pk}=Nurse"}
    client.post(url(study, "start"), data | {"code": study.codes["Trust"].pk, "interviewer": "on"})
    [job] = run_jobs()
    assert job.state == "done", job.error
    shown = page(client.get(url(study, "list"))).select_one(".run-facts").get_text(" ", strip=True)
    assert "Only: every coder; Trust; Role = Nurse. With what interviewers say." in shown
    refused = client.post(url(study, "start"), data | {"kind": "answers"})
    assert refused.status_code == 422
    assert "coded quotations only" in refused.content.decode()
    assert client.post(url(study, "start"), data | {"people": f"{role.pk}=Pilot"}).status_code == 422


def test_text_that_is_not_coded_is_as_hidden_as_codings(study, client_of):
    run = make.SuggestionRunFactory(project=study.project, kind="uncoded", passages=41)
    shut = make.SuggestionFactory(run=run, label="Shut")
    make.SuggestedPassageFactory(suggestion=shut, source=study.answers[0], end=6)
    make_coding.AssignmentFactory(source=study.answers[0], coder=study.coder, sealed=True)
    text = page(client_of(study.lead).get(url(study, "list"))).get_text(" ", strip=True)
    assert not any(secret in text for secret in ("Shut", "41"))
    assert client_of(study.lead).get(url(study, "detail", shut.pk)).status_code == 404


def test_the_part_that_htmx_asks_for_is_the_list_alone(study, run, client_of):
    shown = page(client_of(study.coder).get(url(study, "list"), headers=HTMX))
    assert shown.select_one("#suggestions")
    assert not shown.select_one("html")


def test_the_list_takes_as_many_queries_for_three_suggestions_as_for_one(study, client_of, count_queries):
    client = client_of(study.coder)
    run = make.SuggestionRunFactory(project=study.project)
    _add(run, study, 1)
    address = url(study, "list")
    client.get(address)
    one = count_queries(lambda: client.get(address))
    _add(run, study, 2)
    assert count_queries(lambda: client.get(address)) == one


def test_starting_queues_a_job_that_says_why_there_is_nothing(study, client_of, run_jobs):
    client = client_of(study.coder)
    response = client.post(url(study, "start"), {"kind": "answers", "seed": 3})
    assert response.status_code == 302
    assert "hx-get" in client.get(url(study, "list")).content.decode()
    [job] = run_jobs()
    assert job.state == "done"
    assert "at least 25" in job.result["message"]
    run = SuggestionRun.objects.get()
    assert (run.job, run.seed, run.unassigned) == (job, 3, 4)
    shown = page(client.get(job.result["url"]))
    assert "at least 25" in shown.get_text()


def test_a_wrong_seed_is_said_beside_the_form(study, client_of):
    response = client_of(study.coder).post(url(study, "start"), {"kind": "answers", "seed": "x"}, headers=HTMX)
    assert response.status_code == 422
