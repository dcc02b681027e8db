"""From a real survey to stored suggestions, by job and by command."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import coding as make
from tests.shared_data import SHARED, needs
from themes.catalogue.acceptance import accept_suggestion
from themes.suggestions import suggesting
from themes.suggestions.actions import start_suggesting
from themes.suggestions.languages import MANY_LANGUAGES
from themes.suggestions.models import SuggestionRun
from workbench.audit.models import Event

SURVEY = "data/notebook-survey/20160115235816-SurveyExport.csv"


@pytest.fixture
def survey(project, lead):
    """The first 150 respondents who say what hinders them."""
    question = make.QuestionFactory(project=project, text="What hinders you?")
    with (SHARED / SURVEY).open(encoding="utf-8", newline="") as file:
        answers = [row[4] for row in csv.reader(file)][1:]
    for number, answer in enumerate([one for one in answers if one.strip()][:150], start=1):
        case = make.CaseFactory(project=project, name=f"R{number}")
        make.SourceFactory(
            project=project, kind="answer", name=f"R{number} | {question.text}", text=answer,
            case=case, question=question, imported_by=lead,
        )  # fmt: skip
    return project


def printed(*args: str) -> dict:
    out = StringIO()
    call_command("suggest_themes", *args, "--json", stdout=out)
    return json.loads(out.getvalue())


@needs(SURVEY)
def test_the_command_prints_what_scripts_rely_on(survey):
    found = printed(survey.slug, "--passages", "answers", "--seed", "5")
    assert set(found) >= {"model", "seed", "parameters", "passages", "unassigned", "suggestions"}
    assert (found["model"], found["seed"]) == ("all-MiniLM-L6-v2", 5)
    assert found["suggestions"]
    texts = dict(survey.sources.values_list("name", "text"))
    ids = {one["id"] for one in found["suggestions"]}
    for one in found["suggestions"]:
        assert set(one) >= {"id", "parent", "label", "key_phrases", "size", "cases", "stability", "passages"}
        assert one["parent"] is None or one["parent"] in ids
        assert one["size"] == len(one["passages"]) >= one["cases"] >= 3
        for passage in one["passages"]:
            assert texts[passage["source"]][passage["start"] : passage["end"]].strip()
    tops = sum(one["size"] for one in found["suggestions"] if one["parent"] is None)
    assert tops + found["unassigned"] == found["passages"]
    assert printed(survey.slug, "--passages", "answers", "--seed", "5") == found
    assert SuggestionRun.objects.filter(project=survey).count() == 2


@needs(SURVEY)
def test_a_job_stores_suggestions_that_can_be_accepted(survey, lead, run_jobs):
    start_suggesting(project=survey, by=lead, kind="answers", seed=1)
    [job] = run_jobs()
    assert job.state == "done", job.error
    run = SuggestionRun.objects.get(job=job)
    suggestion = run.suggestions.filter(parent=None).first()
    assert suggestion.passages.filter(exemplar=1).count() == 1
    theme = accept_suggestion(suggestion=suggestion, by=lead, with_subthemes=True)
    quotations = theme.quotations.count() + sum(child.quotations.count() for child in theme.children.all())
    assert quotations == suggestion.passages.count()


def test_the_command_refuses_in_one_sentence(study):
    with pytest.raises(CommandError, match="There is no question"):
        call_command("suggest_themes", study.slug, "--question", "Why?")
    with pytest.raises(CommandError, match="no project"):
        call_command("suggest_themes", "nowhere")
    with pytest.raises(CommandError, match="seed"):
        call_command("suggest_themes", study.slug, "--seed", "-1")
    with pytest.raises(CommandError, match="at least 1"):
        call_command("suggest_themes", study.slug, "--themes", "0")
    with pytest.raises(CommandError, match="answer no question"):
        call_command("suggest_themes", study.slug, "--question", study.question.text, "--passages", "sentences")


def test_a_question_means_answers(study):
    for _number in range(30):
        make.CodingFactory(source=study.transcripts[0], code=study.codes["Work"])
    found = printed(study.slug, "--question", study.question.text)
    assert (found["parameters"]["passages"], found["parameters"]["question"]) == ("answers", study.question.text)


def test_the_reason_is_printed_where_there_is_nothing_to_suggest(study):
    found = printed(study.slug)
    assert found["suggestions"] == []
    assert "at least 25" in found["reason"]
    out = StringIO()
    call_command("suggest_themes", study.slug, stdout=out)
    assert "at least 25" in out.getvalue()


def test_a_job_for_a_question_that_is_gone_fails_in_words(study, run_jobs):
    start_suggesting(project=study.project, by=study.lead, kind="answers", question=999)
    [job] = run_jobs()
    assert (job.state, "no longer there" in job.error) == ("failed", True)


@needs(SURVEY)
def test_a_multilingual_model_is_not_called_english(survey, monkeypatch):
    texts = survey.sources.all()
    for number, source in enumerate(texts):
        source.text = (
            f"{('Keine Zeit', 'Zu teuer', 'Kein Vertrauen')[number % 3]} für die Praxis und den Alltag {number}"
        )
    survey.sources.bulk_update(texts, ["text"])
    monkeypatch.setattr(type(suggesting.encoder()), "languages", frozenset({"en", "de"}))
    found = suggesting.find_suggestions(survey, suggesting.Asked("answers", 1))
    assert found.proposals.notes == (MANY_LANGUAGES,)
    assert found.parameters["encoder"] == "onnxruntime"


def test_what_narrowed_a_run_down_is_recorded_and_in_the_history(study):
    role = make.VariableFactory(project=study.project, name="Role")
    make.VariableValueFactory(variable=role, case=study.cases[0], value="Nurse")
    make.CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder, start=55, end=90)
    arguments = ["--layer", f"coder:{study.coder.name}", "--code", "Trust", "--where", "Role=Nurse", "--interviewer"]
    found = printed(study.slug, "--passages", "quotations", *arguments)
    chosen = {
        "layer": f"coder:{study.coder.name}", "codes": ["Trust"], "participants": "Role = Nurse", "interviewer": True,
    }  # fmt: skip
    assert found["parameters"]["chosen"] == chosen
    assert found["passages"] == 1
    run = SuggestionRun.objects.get(project=study.project)
    assert run.narrowed == [f"coder:{study.coder.name}", "Trust", "Role = Nurse"]
    assert chosen.items() <= Event.objects.get(action="suggestions.made").after.items()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--code", "Nowhere", "--passages", "quotations"], "There is no code"),
        (["--where", "Shoes=42"], "names nobody"),
        (["--layer", "coder:Nobody", "--passages", "quotations"], "is no layer"),
        (["--layer", "all", "--passages", "answers"], "coded quotations only"),
    ],
)
def test_what_cannot_be_narrowed_down_is_said(study, arguments, says):
    make.VariableFactory(project=study.project, name="Role")
    with pytest.raises(CommandError, match=says):
        call_command("suggest_themes", study.slug, *arguments)
