"""The commands do what the pages do: all or nothing, one plain sentence, one JSON document."""

import json

import pytest
from django.core.management import CommandError, call_command

from coding.sources.models import Case, ImportedFile, Question, Source, Variable
from tests.coding.sources.importers.builders import zip_file
from tests.shared_data import SHARED, needs


def run(capsys, *arguments) -> str:
    call_command(*arguments)
    return capsys.readouterr().out


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "P07.txt").write_text("Interviewer: So?\n\nP07: Well.", encoding="utf-8")
    (tmp_path / "P08.txt").write_text("Interviewer: So?\n\nP08: Hm.", encoding="utf-8")
    (tmp_path / "notes.jpg").write_bytes(b"x")
    return tmp_path


def test_a_folder_of_transcripts_is_imported(study, folder, capsys):
    out = run(capsys, "import_sources", study.slug, str(folder))
    assert out.splitlines() == [
        "P07: 4 words, 2 turns, Interviewer, P07.",
        "P08: 4 words, 2 turns, Interviewer, P08.",
        "notes.jpg was left out: a transcript of this kind (.jpg) cannot be read: it is a picture. "
        "Have its text typed or recognised first, and upload that text.",
        "2 sources were imported.",
    ]
    line = ImportedFile.objects.get(name="notes.jpg")
    assert (line.outcome, line.source) == ("skipped", None)
    assert line.reason.startswith("a transcript of this kind (.jpg) cannot be read")


def test_zips_in_a_folder_are_opened_and_what_is_no_transcript_in_them_stays_out(study, folder, capsys):
    (folder / "P08.txt").unlink()
    (folder / "P07.txt").unlink()
    (folder / "wave 2.zip").write_bytes(zip_file({"a/P09.txt": "P09: Well.", "a/answers.csv": "id,why"}))
    report = json.loads(run(capsys, "import_sources", study.slug, str(folder), "--json"))
    assert [source["source"] for source in report["sources"]] == ["P09"]
    assert [left["file"] for left in report["left_out"]] == ["notes.jpg", "a/answers.csv"]


def test_texts_that_are_there_already_are_said_and_left_out_on_request(study, folder, capsys):
    run(capsys, "import_sources", study.slug, str(folder / "P07.txt"))
    for again in ("again.txt", "once more.txt"):
        (folder / again).write_bytes((folder / "P07.txt").read_bytes())
    (folder / "P10.txt").write_bytes((folder / "P08.txt").read_bytes())
    out = run(capsys, "import_sources", study.slug, str(folder / "again.txt"))
    assert "Assumed: the same text is in the study already, as “P07”." in out
    out = run(capsys, "import_sources", study.slug, str(folder), "--skip-duplicates")
    left_out = [line for line in out.splitlines() if ".txt was left out: " in line]
    assert left_out == [
        "P07.txt was left out: the same text is in the study already, as “P07”.",
        "P10.txt was left out: the same text is in P08.txt.",
        "again.txt was left out: the same text is in the study already, as “P07”.",
        "once more.txt was left out: the same text is in the study already, as “P07”.",
    ]
    assert out.splitlines()[-1] == "1 source was imported."


def test_json_is_one_document(study, folder, capsys):
    report = json.loads(run(capsys, "import_sources", study.slug, str(folder / "P07.txt"), "--json"))
    assert report["sources"][0]["speakers"] == ["Interviewer", "P07"]


def test_one_bad_file_stops_all_and_is_named(study, folder):
    before = Source.objects.count()
    with pytest.raises(CommandError, match=r"notes\.jpg: a transcript of this kind \(\.jpg\) cannot be read"):
        call_command("import_sources", study.slug, str(folder / "P07.txt"), str(folder / "notes.jpg"))
    assert Source.objects.count() == before


def test_a_second_file_of_a_name_is_refused_unless_renamed(study, folder, capsys):
    run(capsys, "import_sources", study.slug, str(folder))
    with pytest.raises(
        CommandError, match=r"There is a source “P07”, “P08” already\. Leave it out, or give --rename\."
    ):
        call_command("import_sources", study.slug, str(folder))
    run(capsys, "import_sources", study.slug, str(folder), "--rename")
    assert Source.objects.filter(name="P07 (2)").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hangs.txt", "reading this file took longer than 3 seconds, so it was stopped"),
        ("swallows.txt", "reading this file needed more memory than the 400 MB that one file may take"),
        ("raises.txt", "this file is not as files of its kind are"),
    ],
)
def test_a_file_that_harms_its_parser_is_one_sentence_and_nothing_is_stored(
    study, folder, hostile, settings, name, said
):
    settings.IMPORT_MAX_SECONDS = 3
    (folder / name).write_text("P1: Well.", encoding="utf-8")
    before = Source.objects.count()
    with pytest.raises(CommandError, match=f"^{name}: {said}"):
        call_command("import_sources", study.slug, str(folder))
    assert Source.objects.count() == before


def test_unknown_projects_and_files_are_said(study, folder):
    with pytest.raises(CommandError, match="There is no project “nowhere”"):
        call_command("import_sources", "nowhere", str(folder))
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_sources", study.slug, str(folder / "none.txt"))


def test_columns_of_a_survey_can_be_named(study, tmp_path, capsys):
    file = tmp_path / "survey.csv"
    file.write_text("id,role,why\nX1,nurse,Because\nX2,doctor,So\n", encoding="utf-8")
    report = json.loads(
        run(capsys, "import_survey", study.slug, str(file), "--id", "id", "--open", "why", "--closed", "role", "--json")
    )
    assert (report["cases"], report["answers"], report["columns"]["closed"]) == (2, 2, {"role": "nominal"})


def test_a_column_that_is_missing_is_named_and_nothing_stored(study, tmp_path):
    file = tmp_path / "survey.csv"
    file.write_text("id,why\nX1,Because\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r'there is no column "wy"\. Did you mean "why"\?'):
        call_command("import_survey", study.slug, str(file), "--id", "id", "--open", "wy")
    with pytest.raises(CommandError, match="Say which columns are open questions"):
        call_command("import_survey", study.slug, str(file))
    assert not Case.objects.filter(name="X1").exists()


@needs("data/health-interviews")
def test_real_interviews_come_in_whole(study, capsys):
    out = run(capsys, "import_sources", study.slug, *map(str, (SHARED / "data/health-interviews").glob("*.txt")))
    assert out.splitlines()[-1] == "37 sources were imported."
    source = Source.objects.get(name="work_0331")
    assert source.text == (SHARED / "data/health-interviews/work_0331.txt").read_text(encoding="utf-8")
    assert list(source.speakers.values_list("name", "is_interviewer")) == [
        ("Interviewer", True),
        ("Participant", False),
    ]


@needs("data/notebook-survey")
def test_a_real_survey_comes_in_whole(study, capsys):
    file = next((SHARED / "data/notebook-survey").glob("*SurveyExport.csv"))
    report = json.loads(run(capsys, "import_survey", study.slug, str(file), "--guess", "--json"))
    assert (report["cases"], report["questions"], report["answers"]) == (1706, 28, 10252)
    assert Variable.objects.filter(kind="ordinal").count() == 4
    assert Question.objects.get(text__startswith="What, if anything, hinders").answers.count() == 764
