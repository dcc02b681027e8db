"""From the first look to the key: proposals, decisions, replacing, putting back."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from coding.codings.models import Coding, Memo
from coding.deidentification import actions
from coding.deidentification.jobs import FIND, REPLACE
from coding.deidentification.labels import Labels
from coding.deidentification.models import Mention, MentionState, Replacement
from coding.deidentification.replacing import put_back
from coding.revisions.actions import revise_source
from coding.revisions.models import Revision
from coding.sources.models import Source, Speaker
from tests.factories import coding as make
from workbench.audit.models import Event
from workbench.exporting.actions import start_export
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job, JobState

TEXT = (
    "Interviewer: Who helped you?\n\n"
    "Anna Braun: Dr. O'Neil at Riverside Clinic in Leeds. Anna's mother said so too, on 3 May 2024.\n\n"
    "Anna Braun: And ring 020 7946 0018."
)


@pytest.fixture
def interview(project, lead):
    return make.transcript(project, "Anna Braun", TEXT, make.CaseFactory(project=project, name="Anna Braun"), lead)


@pytest.fixture
def find(project, lead, run_jobs):
    def look(**parameters):
        start_job(kind=FIND, project=project, by=lead, label="Look", parameters=parameters)
        return run_jobs()[-1]

    return look


@pytest.fixture
def replace(project, lead, run_jobs):
    def go():
        start_job(kind=REPLACE, project=project, by=lead, label="Replace")
        job = run_jobs()[-1]
        assert job.state == "done", job.error
        return job

    return go


def wordings(project, **filters):
    return set(Mention.objects.filter(project=project, **filters).values_list("text", flat=True))


def accept(project, lead, text, label=""):
    rows = Mention.objects.filter(project=project, text=text)
    return actions.accept_mentions(project=project, mentions=rows, by=lead, stands_for=label)


def test_names_of_speakers_and_what_the_model_and_patterns_see_are_proposed(project, interview, find):
    find()
    assert {"Anna Braun", "O'Neil", "Leeds", "Anna", "3 May 2024", "020 7946 0018"} <= wordings(project)
    interview.refresh_from_db()
    for mention in Mention.objects.all():
        assert " ".join(interview.text[mention.start : mention.end].split()) == mention.text
    assert interview.text == TEXT


def test_looking_twice_proposes_nothing_twice_and_keeps_decisions(project, lead, interview, find):
    find()
    accept(project, lead, "Anna Braun")
    actions.reject_mentions(project=project, mentions=Mention.objects.filter(text="Leeds"), by=lead)
    before = list(Mention.objects.order_by("pk").values("pk", "start", "end", "state", "text"))
    find()
    assert list(Mention.objects.order_by("pk").values("pk", "start", "end", "state", "text")) == before


def test_only_texts_not_looked_through_can_be_chosen(project, lead, interview, find):
    find()
    make.SourceFactory(project=project, name="Second", text="We saw Priya Shah in Sheffield.", imported_by=lead)
    job = find(only_new=True)
    assert job.result["message"].startswith("2 new places")


def test_replacing_changes_nothing_before_and_everything_after(project, lead, coder, interview, find, replace):
    start = TEXT.index("Anna's mother")
    code = make.CodeFactory(project=project, name="Family")
    coding = make.CodingFactory(
        source=interview, coder=coder, code=code, start=start, end=start + len("Anna's mother said")
    )
    memo = make.MemoFactory(project=project, author=coder, body="Anna Braun is the daughter; so is ANNA BRAUN.")
    find()
    accept(project, lead, "Anna Braun")
    accept(project, lead, "Anna")
    accept(project, lead, "O'Neil")
    assert Source.objects.get(pk=interview.pk).text == TEXT
    replace()
    text = Source.objects.get(pk=interview.pk).text
    assert "Anna" not in text
    assert "O'Neil" not in text
    assert "[Person 1]: Dr. [Person 2] at" in text
    assert "[Person 1]'s mother" in text  # the first name stands for the same person
    coding = Coding.objects.get(pk=coding.pk)
    assert coding.quote == text[coding.start : coding.end] == "[Person 1]'s mother said"
    assert Memo.objects.get(pk=memo.pk).body == "[Person 1] is the daughter; so is [Person 1]."
    assert set(Speaker.objects.filter(source=interview).values_list("name", flat=True)) == {"Interviewer", "[Person 1]"}
    source = Source.objects.get(pk=interview.pk)
    assert source.name == source.case.name == "[Person 1]"
    assert Revision.objects.filter(source=interview, identifying=True).count() == source.revision - 1


def test_an_export_under_way_is_begun_anew_when_names_are_replaced(project, lead, interview, find, replace):
    running = start_export(project=project, by=lead, what="quotations", format_="csv", options={})
    Job.objects.filter(pk=running.pk).update(state=JobState.RUNNING, attempt=1)
    find()
    accept(project, lead, "Leeds")
    replace()
    running.refresh_from_db()
    assert (running.state, running.attempt) == (JobState.DONE, 2)


def test_a_job_that_runs_twice_replaces_once(project, lead, interview, find, replace):
    find()
    accept(project, lead, "Leeds")
    replace()
    text = Source.objects.get(pk=interview.pk).text
    replace()
    assert Source.objects.get(pk=interview.pk).text == text
    assert text.count("[Place 1]") == 1


def test_places_follow_a_text_that_is_corrected(project, lead, interview, find):
    find()
    accept(project, lead, "Leeds")
    interview.refresh_from_db()
    revise_source(
        source=interview,
        text=TEXT.replace("Who helped you?", "Who was it that helped you?"),
        by=lead,
        reason="heard again",
    )
    leeds = Mention.objects.get(text="Leeds")
    assert leeds.state == MentionState.ACCEPTED
    assert Source.objects.get(pk=interview.pk).text[leeds.start : leeds.end] == "Leeds"


def test_a_label_is_numbered_through_the_study_and_can_be_chosen(project, lead, interview, find):
    find()
    for text in ("Anna Braun", "O'Neil"):
        accept(project, lead, text)
    accept(project, lead, "Leeds", "northern city")
    key = dict(Replacement.objects.values_list("original", "stands_for"))
    assert key == {"Anna Braun": "[Person 1]", "O'Neil": "[Person 2]", "Leeds": "[northern city]"}
    with pytest.raises(actions.LabelNotAllowed, match="replaced itself"):
        accept(project, lead, "3 May 2024", "day in Leeds")


def test_labels_say_what_kind_of_organisation_it_was():
    assert Labels({}).next("organisation", "Riverside Clinic") == "[Clinic 1]"
    assert Labels({"County": "[Hospital 1]"}).next("place", "St. Mary's Hospital") == "[Hospital 2]"
    assert Labels({"Anna Braun": "[Person 4]"}).same_as("Anna B.", "person") == "[Person 4]"
    assert Labels({"Anna Braun": "[Person 1]", "Anna Roth": "[Person 2]"}).same_as("Anna", "person") == ""


def test_a_decision_can_be_taken_back_and_leaves_no_line_in_the_key(project, lead, interview, find):
    find()
    accept(project, lead, "Leeds")
    actions.reopen_mentions(project=project, mentions=Mention.objects.filter(text="Leeds"), by=lead)
    assert Mention.objects.get(text="Leeds").state == MentionState.PROPOSED
    assert not Replacement.objects.exists()


def test_a_word_that_was_missed_is_found_everywhere(project, lead, interview):
    mention = actions.add_word(project=project, word="riverside clinic", kind="organisation", by=lead)
    assert mention.text == "Riverside Clinic"
    with pytest.raises(actions.WorkbenchError, match="stands in no text"):
        actions.add_word(project=project, word="Nowhere", kind="place", by=lead)


@pytest.mark.parametrize("written", ["MÜLLER", "Mu\u0308ller", "Müller"])
def test_a_missed_word_is_found_however_it_is_written(project, lead, written):
    make.transcript(project, "One", f"One: Then {written} came.", None, lead)
    mention = actions.add_word(project=project, word="müller", kind="person", by=lead)
    assert mention.text == written


def test_what_was_replaced_can_be_put_back(project, lead, interview, find, replace):
    find()
    accept(project, lead, "Leeds")
    accept(project, lead, "Anna")
    replace()
    assert put_back(replacement=Replacement.objects.get(original="Leeds"), by=lead) == 1
    text = Source.objects.get(pk=interview.pk).text
    assert "Clinic in Leeds." in text
    assert "Anna's" not in text


def test_a_number_that_was_put_back_is_not_given_to_another(project, lead, interview, find, replace):
    find()
    accept(project, lead, "Anna Braun")
    replace()
    put_back(replacement=Replacement.objects.get(), by=lead)
    find()
    accept(project, lead, "Leeds")
    accept(project, lead, "O'Neil")
    labels = dict(Replacement.objects.values_list("original", "stands_for"))
    assert labels == {"Leeds": "[Place 1]", "O'Neil": "[Person 2]"}


def test_a_year_of_birth_is_not_replaced_in_every_number_of_the_study(project, lead, replace, find):
    source = make.SourceFactory(project=project, text="I was born in 1954, honestly.", imported_by=lead)
    memo = make.MemoFactory(project=project, author=lead, body="The clinic opened in 1954.")
    find()
    accept(project, lead, "1954")
    replace()
    assert "1954" not in Source.objects.get(pk=source.pk).text
    assert Memo.objects.get(pk=memo.pk).body == "The clinic opened in 1954."


def test_history_never_holds_what_was_replaced(project, lead, coder, interview, find, replace):
    long_before = "x" * 53 + " Anna Braun said"
    Event.objects.create(
        project_id=project.pk, actor_name="Cora", action="coding.removed", subject_type="coding", subject_id="1",
        subject_label=f"Family on “{long_before[:60]}”",
        before={"quote": "Anna Braun said", "_kept": [{"who": "Anna Braun"}]},
    )  # fmt: skip
    find()
    accept(project, lead, "Anna Braun")
    replace()
    told = "".join(str(row) for row in Event.objects.values_list("subject_label", "before", "after"))
    assert "Anna" not in told
    assert "[Person 1] said" in told


def test_new_texts_with_replaced_words_are_told_to_everybody_without_the_words(
    project, lead, coder, interview, find, replace, client_of
):
    find()
    accept(project, lead, "Leeds")
    replace()
    address = f"/p/{project.slug}/deidentify/new/"
    assert client_of(coder).get(address).content.strip() == b""
    make.SourceFactory(project=project, name="New", text="I came from Leeds.", imported_by=lead)
    told = client_of(coder).get(address).content.decode()
    assert "1 text that came in holds words" in told
    assert "Leeds" not in told


@pytest.mark.parametrize("page", ["", "key/"])
def test_the_assistant_and_the_key_are_for_leads(project, lead, coder, reader, outsider, client_of, page):
    address = f"/p/{project.slug}/deidentify/{page}"
    assert client_of(lead).get(address).status_code == 200
    assert client_of(coder).get(address).status_code == client_of(reader).get(address).status_code == 403
    assert client_of(outsider).get(address).status_code == 404


def test_opening_the_key_and_taking_it_out_are_in_the_history(project, lead, client_of):
    make.ReplacementFactory(project=project, original="=Leeds", stands_for="[Place 1]")
    client = client_of(lead)
    assert "=Leeds" in client.get(f"/p/{project.slug}/deidentify/key/").content.decode()
    taken = client.post(f"/p/{project.slug}/deidentify/key/file/")
    assert "'=Leeds,[Place 1]" in taken.content.decode("utf-8-sig")
    assert set(Event.objects.values_list("action", flat=True)) == {"key.opened", "key.exported"}


def test_decisions_by_form_with_and_without_script(project, lead, interview, find, client_of):
    find()
    client = client_of(lead)
    page = client.get(f"/p/{project.slug}/deidentify/")
    assert "Anna Braun" in page.content.decode()
    anna = Mention.objects.filter(text="Anna Braun").first()
    address = f"/p/{project.slug}/deidentify/places/{anna.pk}/decide/"
    assert client.post(address, {"decision": "accept", "scope": "all", "kind": "person"}).status_code == 302
    assert set(Mention.objects.filter(text="Anna Braun").values_list("state", flat=True)) == {"accepted"}
    part = client.post(
        address, {"decision": "reopen", "scope": "one", "kind": "person"}, headers={"HX-Request": "true"}
    )
    assert f'id="wording-{anna.pk}"' in part.content.decode()
    assert Mention.objects.filter(text="Anna Braun", state="accepted").count() == 1
    client.post(f"/p/{project.slug}/deidentify/kinds/date/decide/", {"decision": "reject"})
    assert wordings(project, state="rejected") == {"3 May 2024"}


def test_a_changed_kind_numbers_the_replacement_anew(project, lead, interview, find, client_of):
    find()
    leeds = Mention.objects.get(text="Leeds")
    address = f"/p/{project.slug}/deidentify/places/{leeds.pk}/decide/"
    client_of(lead).post(address, {"decision": "accept", "scope": "all", "kind": "organisation"})
    assert Replacement.objects.get(original="Leeds").stands_for == "[Organisation 1]"


def test_the_review_asks_the_database_the_same_for_few_names_and_many(
    project, lead, interview, find, client_of, count_queries
):
    find()
    client = client_of(lead)
    address = f"/p/{project.slug}/deidentify/"
    client.get(address)
    few = count_queries(lambda: client.get(address))
    text = " ".join(f"Mrs Q{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10]}son came." for n in range(40))
    make.SourceFactory(project=project, name="Many", text=text, imported_by=lead)
    find()
    assert Mention.objects.count() > 40
    assert count_queries(lambda: client.get(address)) == few


def test_the_command_counts_by_kind_and_shows_words_only_when_asked(project, interview, capsys):
    call_command("find_mentions", project.slug, "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["texts"] == 1
    assert told["to_look_at"]["place"] == 1
    assert told["new"] == sum(told["to_look_at"].values()) > 5
    call_command("find_mentions", project.slug)
    assert "Leeds" not in capsys.readouterr().out
    call_command("find_mentions", project.slug, "--show")
    assert "place\t1\tLeeds" in capsys.readouterr().out


def test_all_of_a_kind_ties_first_names_to_full_names(project, lead, interview, find):
    find()
    rows = Mention.objects.filter(project=project, kind="person")
    actions.accept_mentions(project=project, mentions=rows, by=lead)
    key = dict(Replacement.objects.values_list("original", "stands_for"))
    assert key["Anna"] == key["Anna Braun"] != key["O'Neil"]


def test_a_name_that_stands_only_in_names_and_notes_is_taken_out_of_them(project, lead, client_of, run_jobs):
    case = make.CaseFactory(project=project, name="Maria Lopez")
    memo = make.MemoFactory(project=project, about="case", about_id=str(case.pk), author=lead, body="Maria Lopez cried")
    client, address = client_of(lead), f"/p/{project.slug}/deidentify/words/"
    word = {"word": "Maria Lopez", "kind": "person"}
    assert "stands in no text" in client.post(address, word, follow=True).content.decode()
    client.post(address, word | {"outside": "on"})
    assert run_jobs()[-1].state == "done"
    case.refresh_from_db()
    memo.refresh_from_db()
    assert (case.name, memo.body) == ("[Person 1]", "[Person 1] cried")
    put_back(replacement=Replacement.objects.get(), by=lead)
    assert not Replacement.objects.exists()


def test_a_word_that_is_nowhere_is_said_beside_its_field(project, lead, client_of):
    page = client_of(lead).post(f"/p/{project.slug}/deidentify/words/", {"word": "Zzz", "kind": "person"})
    assert page.status_code == 422
    assert "stands in no text" in page.content.decode()
    assert 'value="Zzz"' in page.content.decode()
