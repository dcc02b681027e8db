"""The documented walk-through (docs/walk-through.md) on real input, through the commands."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from coding.codings.models import Coding
from coding.sources.models import Case, Question, Source, SourceKind, Turn, Variable
from tests.shared_data import SHARED, needs
from workbench.projects.models import Project

INTERVIEWS = SHARED / "data/health-interviews"
NARRATIVES = SHARED / "data/coded-narratives"
SURVEY = SHARED / "data/notebook-survey/20160115235816-SurveyExport.csv"
HINDERS = "What, if anything, hinders you from making Jupyter Notebook an even more regular part of your workflow?"
OFTEN = "How often do you use Jupyter Notebook?"

pytestmark = pytest.mark.django_db


def manage(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def slug() -> str:
    return manage("create_project", "Walk-through", "--lead", "lead@example.org").strip()


def narratives(folder: Path, names: set[str]) -> list[Path]:
    """Write the narratives as text files, as a team would have them."""
    files = []
    with (NARRATIVES / "docs.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["doc"] in names:
                files.append(folder / f"{row['doc']}.txt")
                files[-1].write_bytes(row["text"].encode())
    return files


def spans(folder: Path, names: set[str], read_by: tuple[str, ...] = ()) -> Path:
    """Write the spans of the narratives under the column names that import_codings promises."""
    target = folder / "spans.csv"
    with (NARRATIVES / "spans.csv").open(encoding="utf-8", newline="") as rows, target.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["source", "coder", "code", "start", "end"])
        for row in csv.DictReader(rows):
            if row["doc"] in names:
                writer.writerow([row["doc"], row["coder"], row["code"], row["start"], row["end"]])
        # A row without a code: this coder read the narrative, even if they applied nothing in it.
        writer.writerows([name, coder, "", "", ""] for name in sorted(names) for coder in read_by)
    return target


@needs("data/health-interviews")
def test_interviews_with_health_workers(slug):
    files = sorted(INTERVIEWS.glob("*.txt"))
    manage("import_sources", slug, *files)
    sources = Source.objects.filter(project__slug=slug)
    assert sources.count() == len(files) == 37
    for source in sources:
        as_written = (INTERVIEWS / source.file_name).read_text(encoding="utf-8")
        assert source.text == as_written.removeprefix("\ufeff")
    asked = Turn.objects.filter(source__project__slug=slug, speaker__is_interviewer=True).count()
    answered = Turn.objects.filter(source__project__slug=slug, speaker__is_interviewer=False).count()
    assert asked > 300
    assert answered > 300
    assert Case.objects.filter(project__slug=slug).count() == 37


@needs("data/coded-narratives")
def test_agreement_of_three_coders_on_real_spans_has_the_reference_value(slug, tmp_path):
    names = {f"t1_{number}" for number in range(1, 11)}
    manage("import_sources", slug, *narratives(tmp_path, names))
    team = ("coder01", "coder02", "coder03")
    manage("import_codings", slug, spans(tmp_path, names, read_by=team), "--create-codes")
    assert all(
        coding.source.text[coding.start : coding.end] == coding.quote
        for coding in Coding.objects.filter(project__slug=slug).select_related("source")
    )
    report = json.loads(manage("agreement", slug, "--unit", "character", "--json"))
    assert (report["project"], report["unit"], report["sources"], len(report["coders"])) == (slug, "character", 10, 3)
    alpha = {code["code"]: code["coefficients"]["krippendorff_alpha_nominal"]["value"] for code in report["codes"]}
    # shared/agreement/cases.json: leoka_team1_10docs_*; a coder without the code still counts as a coder.
    assert alpha["Person"] == pytest.approx(0.7378941662, abs=1e-6)
    assert alpha["Firearm"] == pytest.approx(0.9288568497, abs=1e-6)
    assert alpha["Drugs"] == pytest.approx(0.3805428588, abs=1e-6)


@needs("data/coded-narratives")
@pytest.mark.slow
def test_every_span_of_a_whole_team_comes_in_once(slug, tmp_path):
    with (NARRATIVES / "docs.csv").open(encoding="utf-8", newline="") as rows:
        names = {row["doc"] for row in csv.DictReader(rows) if row["doc"].startswith("t1_")}
    manage("import_sources", slug, *narratives(tmp_path, names))
    file = spans(tmp_path, names)
    with file.open(encoding="utf-8", newline="") as rows:
        distinct = {tuple(row.values()) for row in csv.DictReader(rows) if row["code"]}
    manage("import_codings", slug, file, "--create-codes")
    assert Coding.objects.filter(project__slug=slug).count() == len(distinct)
    manage("import_codings", slug, file)
    assert Coding.objects.filter(project__slug=slug).count() == len(distinct)


@needs("data/notebook-survey")
@pytest.mark.slow
def test_a_survey_of_1706_respondents_up_to_the_matrix(slug, tmp_path):
    manage("import_survey", slug, SURVEY, "--open", HINDERS, "--closed", OFTEN)
    project = Project.objects.get(slug=slug)
    assert Case.objects.filter(project=project).count() == 1706
    assert list(Question.objects.filter(project=project).values_list("text", flat=True)) == [HINDERS]
    assert list(Variable.objects.filter(project=project).values_list("name", flat=True)) == [OFTEN]
    with SURVEY.open(encoding="utf-8-sig", newline="") as rows:
        answered = sum(bool(row[HINDERS].strip()) for row in csv.DictReader(rows))
    assert Source.objects.filter(project=project, kind=SourceKind.ANSWER).count() == answered

    first = json.loads(manage("suggest_themes", slug, "--passages", "answers", "--seed", "7", "--json"))
    assert first["seed"] == 7
    assert first["passages"] >= answered
    assert len(first["suggestions"]) >= 5
    top = [entry for entry in first["suggestions"] if entry["parent"] is None]
    assert all(entry["label"] and entry["cases"] >= 3 and entry["passages"] for entry in top)

    for what, form in (("matrix", "xlsx"), ("codebook", "docx")):
        target = tmp_path / f"{what}.{form}"
        manage("export", slug, what, "--format", form, "-o", target)
        assert target.read_bytes()[:2] == b"PK"
