"""Figures of published studies, from their raw annotations through the commands that anybody would use."""

import csv
import io
import json
from collections import defaultdict

import pytest
from django.core.management import call_command

from coding.cases.actions import tie_speaker
from coding.sources.models import Source, Speaker
from tests.coding.agreement.reference import cases
from tests.factories import people
from tests.shared_data import SHARED, needs

COUNSELLING = "data/counselling-annotators/AnnoMI-full.csv"
NARRATIVES = "data/coded-narratives/spans.csv"
BY_TEN = {"7", "27", "55", "56", "66", "109", "130"}  # the transcripts that all ten annotators coded


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def agreement(*arguments: str) -> dict:
    return json.loads(run("agreement", *arguments, "--json"))


def write(path, header: list[str], rows: list) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


@pytest.fixture
def slug(db) -> str:
    project = people.ProjectFactory(name="Published", slug="published")
    people.MembershipFactory(project=project, user=project.created_by, role="lead")
    return project.slug


@pytest.fixture(scope="module")
def utterances() -> list[dict]:
    with (SHARED / COUNSELLING).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["transcript_id"] in BY_TEN]


def code_of(row: dict) -> str:
    if row["interlocutor"] == "therapist":
        return f"Therapist behaviour/{row['main_therapist_behaviour']}"
    return f"Client talk/{row['client_talk_type']}"


def rounded(coefficients: dict, *names: str) -> list[float]:
    return [round(coefficients[name]["value"], 4) for name in names]


@needs(COUNSELLING)
def test_counselling_utterances_by_ten_annotators_as_a_survey(slug, utterances, tmp_path):
    named = {f"{row['transcript_id']}-{row['utterance_id']}": row for row in utterances}
    survey = write(
        tmp_path / "utterances.csv", ["id", "utterance", "interlocutor"],
        [[name, row["utterance_text"], row["interlocutor"]] for name, row in named.items()],
    )  # fmt: skip
    codings = write(
        tmp_path / "codings.csv", ["source", "coder", "code", "start", "end"],
        [
            [f"{row['transcript_id']}-{row['utterance_id']} | utterance", f"annotator {row['annotator_id']}",
             code_of(row), 0, 1]
            for row in utterances
        ],
    )  # fmt: skip

    run("import_survey", slug, survey, "--id", "id", "--open", "utterance", "--closed", "interlocutor")
    run("import_codings", slug, codings, "--create-codes")
    asked = (slug, "--unit", "answer", "--by", "interlocutor")
    therapist, client = (
        {one["value"]: one for one in agreement(*asked, *more)["by"]["groups"]}
        for more in (
            ("--branch", "Therapist behaviour", "--resamples", "300"), ("--branch", "Client talk", "--resamples", "0"),
        )
    )  # fmt: skip
    behaviour, talk = therapist["therapist"], client["client"]

    assert (behaviour["units"], talk["units"]) == (216, 212)
    assert len(talk["coders"]) == 10
    # AC1 asks how many categories there were to choose from: those of the branch, without its heading.
    assert (behaviour["overall"]["categories"], talk["overall"]["categories"]) == (4, 3)
    names = ("fleiss_kappa", "krippendorff_alpha_nominal", "gwet_ac1")
    assert rounded(behaviour["overall"]["coefficients"], *names) == [0.7365, 0.7367, 0.7396]
    assert rounded(talk["overall"]["coefficients"], *names) == [0.4669, 0.4671, 0.5831]
    assert round(behaviour["overall"]["coefficients"]["percent_exact_set_match"]["value"], 3) == 0.804
    fleiss = behaviour["overall"]["coefficients"]["fleiss_kappa"]
    assert (fleiss["low"], fleiss["high"]) == pytest.approx((0.692, 0.775), abs=0.01)
    # The formula takes utterances as independent, and the resampling here draws utterances: they agree.
    assert (fleiss["analytic"]["low"], fleiss["analytic"]["high"]) == pytest.approx((0.692, 0.775), abs=0.01)


@needs(COUNSELLING)
def test_counselling_transcripts_by_turn_without_the_therapist(slug, utterances, tmp_path):
    said, coded = defaultdict(dict), defaultdict(list)
    for row in utterances:
        said[row["transcript_id"]][int(row["utterance_id"])] = row
        coded[row["transcript_id"], int(row["utterance_id"])].append(row)
    folder = tmp_path / "transcripts"
    folder.mkdir()
    for transcript, rows in said.items():
        lines = [
            f"{rows[n]['interlocutor'].title()}: {' '.join(rows[n]['utterance_text'].split())}" for n in sorted(rows)
        ]
        (folder / f"session {transcript}.txt").write_text("\n".join(lines), encoding="utf-8")

    run("import_sources", slug, str(folder))
    marks = []
    for transcript, rows in said.items():
        source = Source.objects.get(name=f"session {transcript}")
        turns = list(source.turns.order_by("position"))
        assert len(turns) == len(rows)
        for number, turn in zip(sorted(rows), turns, strict=True):
            for row in coded[transcript, number]:
                marks.append([source.name, f"annotator {row['annotator_id']}", code_of(row), turn.body_start, turn.end])
    codings = write(tmp_path / "codings.csv", ["source", "coder", "code", "start", "end"], marks)
    run("import_codings", slug, codings, "--create-codes")
    for speaker in Speaker.objects.filter(name="Therapist"):
        tie_speaker(speaker=speaker, case=None, is_interviewer=True, by=speaker.source.imported_by)

    report = agreement(slug, "--unit", "turn", "--without-interviewer", "--branch", "Client talk")

    assert report["units"] == 212
    assert "what interviewers say is left out" in report["left_out_text"]
    coefficients = report["overall"]["coefficients"]
    assert rounded(coefficients, "fleiss_kappa", "krippendorff_alpha_nominal") == [0.4669, 0.4671]
    assert rounded(coefficients, "gwet_ac1") == [0.5831]
    # Seven transcripts are too few to resample, and the turns of one depend on each other: both are said.
    assert coefficients["fleiss_kappa"]["low"] is None
    assert "fewer than ten sources" in coefficients["fleiss_kappa"]["no_interval"]
    assert coefficients["fleiss_kappa"]["analytic"]["low"] < 0.4669
    assert "narrower than they should be" in report["intervals"]["analytic"]["assumes"]


@needs(NARRATIVES)
def test_narratives_with_free_spans_by_three_coders(slug, tmp_path):
    wanted = [f"t1_{number}" for number in range(1, 11)]
    csv.field_size_limit(10_000_000)
    with (SHARED / "data/coded-narratives/docs.csv").open(encoding="utf-8", newline="") as file:
        texts = {row["doc"]: row["text"] for row in csv.DictReader(file) if row["doc"] in wanted}
    with (SHARED / NARRATIVES).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["doc"] in wanted]
    folder = tmp_path / "narratives"
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    coders = sorted({row["coder"] for row in rows})
    marks = [
        [row["doc"], row["coder"], row["code"], row["start"], row["end"],
         texts[row["doc"]][int(row["start"]) : int(row["end"])]]
        for row in rows
    ]  # fmt: skip
    read = [[name, coder, "", "", "", ""] for name in texts for coder in coders]
    codings = write(tmp_path / "spans.csv", ["source", "coder", "code", "start", "end", "quote"], [*marks, *read])

    run("import_sources", slug, str(folder))
    run("import_codings", slug, codings, "--create-codes")
    report = agreement(slug, "--unit", "character", "--resamples", "100")

    per_code = {one["code"]: one["coefficients"] for one in report["codes"]}
    for code in ("Person", "Firearm", "Drugs"):
        case = next(one for one in cases() if one["id"] == f"leoka_team1_10docs_{code}")
        for expected in case["expectations"]:
            name = {"char_alpha_nominal": "krippendorff_alpha_nominal", "u_alpha": "bin_u_alpha"}.get(
                expected["statistic"], expected["statistic"]
            )
            assert per_code[code][name]["value"] == pytest.approx(expected["value"], abs=expected["abs_tol"])
    assert per_code["Person"]["bin_u_alpha"]["low"] < 0.7379 < per_code["Person"]["bin_u_alpha"]["high"]
    # No units at all says the same of the spans, and nothing of units.
    spans = agreement(slug, "--unit", "unitizing", "--resamples", "0")
    person = next(one for one in spans["codes"] if one["code"] == "Person")["coefficients"]
    assert person["bin_u_alpha"]["value"] == per_code["Person"]["bin_u_alpha"]["value"]
    assert person["krippendorff_alpha_nominal"]["value"] is None
