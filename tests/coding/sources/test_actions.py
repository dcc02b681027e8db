"""What the actions on sources promise: all or nothing, one event each, nothing lost."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from coding.codings.models import Coding
from coding.sources.actions import (
    SourceInUse,
    discard_uploads,
    import_transcript,
    keep_uploads,
    remove_source,
)
from coding.sources.importers.registry import parse_transcript, read_table
from coding.sources.importers.survey import ParsedSurvey, SurveyMapping, check_survey
from coding.sources.models import Case, ImportedFile, Question, Source, Speaker, Turn, Upload, Variable, VariableValue
from coding.sources.naming import NameNotAllowed, NameTaken
from coding.sources.uploads import read_batch
from coding.surveys.actions import import_survey
from tests.factories import coding as make
from workbench.audit.models import Event

TEXT = "Interviewer: How so?\n\nP07: Well… 👩🏽‍⚕️ it saves time.\n\nInterviewer: And?\n\nP08: Not for me."
SURVEY = (
    "respondent_id,role,tools,What worries you most?\n"
    "P01,nurse,phone;paper,They are wrong often and nobody checks.\n"
    "R90,doctor,phone;paper,N/A\n"
    "R91,nurse,phone;paper;tablet,\n"
    "R92,nurse,paper;phone,That we stop thinking for ourselves.\n"
)


def bring_in(study, name="P07", text=TEXT, **more) -> Source:
    return import_transcript(
        project=study.project, parsed=parse_transcript("P07.txt", text.encode()), name=name, by=study.lead, **more
    )


def survey(text: str = SURVEY) -> ParsedSurvey:
    mapping = SurveyMapping("respondent_id", ("What worries you most?",), {"role": "nominal", "tools": "multiple"})
    return check_survey(read_table("survey.csv", text.encode()), mapping)


def events(study) -> list[str]:
    return list(Event.objects.filter(project_id=study.project.pk).order_by("pk").values_list("action", flat=True))


def test_a_transcript_keeps_its_text_turns_and_speakers(study):
    source = bring_in(study, file_name="P07.txt")
    assert source.text == TEXT
    assert (source.characters, source.words, source.file_name) == (len(TEXT), 15, "P07.txt")
    said = [(turn.speaker.name, source.text[turn.body_start : turn.end]) for turn in source.turns.all()]
    assert said == [
        ("Interviewer", "How so?"),
        ("P07", "Well… 👩🏽‍⚕️ it saves time."),
        ("Interviewer", "And?"),
        ("P08", "Not for me."),
    ]
    assert list(source.speakers.values_list("name", "is_interviewer", "case__name")) == [
        ("Interviewer", True, None),
        ("P07", False, "P07"),
        ("P08", False, "P07"),
    ]
    assert events(study) == ["source.imported"]


def test_a_transcript_joins_the_case_of_its_name(study):
    assert bring_in(study, name="P01").case == study.cases[0]
    assert bring_in(study, name="P01 again", case_name="P01").case == study.cases[0]


def test_who_asks_can_be_said(study):
    source = bring_in(study, interviewers=["P08"])
    assert list(source.speakers.filter(is_interviewer=True).values_list("name", flat=True)) == ["P08"]


def test_a_name_that_is_taken_is_refused_unless_renaming_is_asked_for(study):
    bring_in(study)
    with pytest.raises(NameTaken, match="There is a source “P07” already"):
        bring_in(study)
    assert [bring_in(study, rename=True).name, bring_in(study, rename=True).name] == ["P07 (2)", "P07 (3)"]


def test_the_same_text_under_another_name_is_said(study):
    bring_in(study)
    assert bring_in(study, name="Copy").assumed == ["the same text is in the study already, as “P07”"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_source_needs_a_name_of_sensible_length(study, name):
    with pytest.raises(NameNotAllowed):
        bring_in(study, name=name)


def test_a_survey_becomes_cases_values_and_answers(study):
    stored = import_survey(project=study.project, survey=survey(), by=study.lead, file_name="survey.csv")
    assert (stored.cases, stored.new_cases, stored.answers, stored.empty, stored.no_answer) == (4, 3, 3, 1, 1)
    question = Question.objects.get(text="What worries you most?")
    assert list(question.answers.values_list("name", "text")) == [
        ("P01 | What worries you most?", "They are wrong often and nobody checks."),
        ("R90 | What worries you most?", "N/A"),
        ("R92 | What worries you most?", "That we stop thinking for ourselves."),
    ]
    values = dict(VariableValue.objects.filter(case__name="R91").values_list("variable__name", "value"))
    assert values == {"role": "nurse", "tools": "phone; paper; tablet"}
    assert dict(Variable.objects.values_list("name", "kind")) == {"role": "nominal", "tools": "multiple"}
    assert events(study) == ["survey.imported"]


def test_an_interview_and_a_survey_of_one_person_meet_in_one_case(study):
    import_survey(project=study.project, survey=survey(), by=study.lead)
    assert Case.objects.filter(name="P01").get().sources.count() == 3


def test_the_same_survey_twice_is_refused_and_leaves_nothing_behind(study):
    import_survey(project=study.project, survey=survey(), by=study.lead)
    before = (Source.objects.count(), Case.objects.count(), Event.objects.count())
    more = SURVEY + "R93,nurse,phone,Something new that worries me.\n"
    with pytest.raises(NameTaken, match=r"3 answers are in the study already, the first of them by P01"):
        import_survey(project=study.project, survey=survey(more), by=study.lead)
    assert (Source.objects.count(), Case.objects.count(), Event.objects.count()) == before


def test_a_second_wave_adds_to_the_same_variables_and_questions(study):
    import_survey(project=study.project, survey=survey(), by=study.lead)
    second = SURVEY.replace("P01", "S01").replace("R9", "S9")
    stored = import_survey(project=study.project, survey=survey(second), by=study.lead)
    assert Variable.objects.count() == 2
    assert Question.objects.filter(text="What worries you most?").get().answers.count() == 6
    assert "variables that were there already are used again: role, tools" in stored.notes


def test_values_that_a_survey_replaces_are_counted(study):
    role = make.VariableFactory(project=study.project, name="role")
    make.VariableValueFactory(case=study.cases[0], variable=role, value="doctor")
    stored = import_survey(project=study.project, survey=survey(), by=study.lead)
    assert "1 values of cases were replaced" in stored.notes
    assert study.cases[0].values.get(variable=role).value == "nurse"


def test_a_source_that_nobody_coded_can_be_removed(study):
    source = bring_in(study)
    remove_source(source=source, by=study.lead)
    assert not Source.objects.filter(name="P07").exists()
    assert events(study) == ["source.imported", "source.removed"]


def test_a_source_with_a_memo_stays(study):
    source = bring_in(study)
    make.MemoFactory(project=study.project, about="source", about_id=str(source.pk), author=study.coder)
    with pytest.raises(SourceInUse, match="memos"):
        remove_source(source=source, by=study.lead)
    assert Source.objects.filter(name="P07").exists()


def test_a_coded_source_stays(study):
    source = study.transcripts[0]
    make.CodingFactory(source=source, code=study.codes["Trust"], coder=study.coder)
    with pytest.raises(SourceInUse):
        remove_source(source=source, by=study.lead)
    assert Coding.objects.filter(source=source).exists()
    assert Turn.objects.filter(source=source).exists()
    assert Speaker.objects.filter(source=source).exists()
    assert events(study) == []


def test_uploads_are_kept_under_names_of_our_own_and_can_be_given_up(study, django_capture_on_commit_callbacks):
    batch = keep_uploads(
        project=study.project, files=[SimpleUploadedFile("../../P07.txt", b"x")], purpose="transcripts", by=study.lead
    )
    upload = Upload.objects.get(batch=batch)
    assert upload.read() == b"x"
    assert ".." not in upload.file.name
    with django_capture_on_commit_callbacks(execute=True):
        discard_uploads(uploads=[upload], by=study.lead)
    assert not default_storage.exists(upload.file.name)
    assert not Upload.objects.exists()


def test_what_could_not_be_read_is_in_the_report_though_the_files_were_given_up(study):
    batch = keep_uploads(
        project=study.project, files=[SimpleUploadedFile("P07.docx", b"x")], purpose="transcripts", by=study.lead
    )
    read_batch(study.project, batch, study.lead)
    discard_uploads(uploads=Upload.objects.filter(batch=batch), by=study.lead)
    line = ImportedFile.objects.get()
    assert (line.batch, line.name, line.outcome) == (batch, "P07.docx", "refused")
    assert line.reason.startswith("this file is damaged, or no Word file.")


def test_an_imported_upload_is_forgotten_with_its_file(study, django_capture_on_commit_callbacks):
    stream = BytesIO(TEXT.encode())
    stream.name = "P07.txt"
    batch = keep_uploads(project=study.project, files=[stream], purpose="transcripts", by=study.lead)
    upload = Upload.objects.get(batch=batch)
    with django_capture_on_commit_callbacks(execute=True):
        bring_in(study, upload=upload)
    assert not Upload.objects.exists()
    assert not default_storage.exists(upload.file.name)


def test_a_text_in_which_a_stranger_takes_part_has_no_case_for_the_whole(study):
    source = bring_in(study, case_name="", cases_of_speakers={"P07": "P07"})
    assert source.case is None
    assert dict(source.speakers.values_list("name", "case__name")) == {"Interviewer": None, "P07": "P07", "P08": None}


def test_a_text_without_speakers_can_stand_for_a_case_or_for_nobody(study):
    note = parse_transcript("note.txt", b"Hall, nine in the morning.")
    common = {"project": study.project, "parsed": note, "by": study.lead}
    assert import_transcript(name="Note 1", case_name="P01", **common).case.name == "P01"
    assert import_transcript(name="Note 2", case_name="", **common).case is None
