"""The bundle lets others recompute what was reported, without any words of participants unless they are asked for."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import subprocess
import sys
import zipfile
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from coding.codebook.actions import edit_code
from coding.codings.models import Assignment, Coding
from coding.reporting.bundle.exporting import build_bundle
from tests.factories.coding import AssignmentFactory, CodingFactory, RoundFactory, SourceFactory
from workbench.exporting.registry import exporter_of
from workbench.exporting.writers import write
from workbench.history.exports import build_history

pytestmark = pytest.mark.django_db
WORDS = "The tool helps. It saves time. Nobody asked us. I check it all. Letters are fine. Risk is not. "


def coded_round(study, coders, sources, *, missing=False):
    """Sources of six sentences, coded at random by a fixed seed; with `missing` not everybody reads all."""
    chance = random.Random(7)
    round_ = RoundFactory(project=study.project, name="Pilot", state="closed", opened_at=timezone.now())
    codings, readings = [], []
    for number in range(sources):
        source = SourceFactory(project=study.project, name=f"T{number:02}", text=WORDS * 2, imported_by=study.lead)
        shared = {"project": study.project, "source": source, "round": round_}
        for coder in coders:
            if missing and chance.random() < 0.2:
                continue
            readings.append(Assignment(**shared, coder=coder, done_at=timezone.now()))
            for code in ("Trust", "Work", "Trust/Errors"):
                for start in chance.sample(range(0, 180, 12), 4):
                    place = {"start": start, "end": start + 9, "quote": source.text[start : start + 9]}
                    codings.append(Coding(**shared, **place, code=study.codes[code], coder=coder))
    Assignment.objects.bulk_create(readings)
    Coding.objects.bulk_create(codings)
    return round_


def unpacked(study, folder, viewer=None, **options):
    path = folder / "bundle.zip"
    path.write_bytes(write(build_bundle(study.project, viewer, **options), "zip"))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "bundle")
    return folder / "bundle"


def table(folder, path):
    return list(csv.DictReader(StringIO((folder / path).read_text(encoding="utf-8-sig"))))


def run_script(folder):
    return subprocess.run(
        [sys.executable, "-I", "recompute_agreement.py"], cwd=folder, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    ("coders", "sources", "missing", "unit"),
    [(2, 12, False, "sentence"), (3, 14, True, "sentence"), (2, 4, False, "source"), (2, 4, False, "turn")],
)
def test_the_script_recomputes_the_reported_figures_to_a_billionth(study, tmp_path, coders, sources, missing, unit):
    people = [study.coder, study.second_coder, study.lead][:coders]
    round_ = coded_round(study, people, sources, missing=missing)
    folder = unpacked(study, tmp_path, round=str(round_.pk), unit=unit)
    done = run_script(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = int(done.stdout.split()[0])
    assert figures > 15
    assert "0 numbers differ" in done.stdout
    reported = json.loads((folder / "agreement/reported.json").read_text())
    assert (reported["overall"]["coefficients"]["percent_agreement"]["low"] is not None) == (sources >= 10)


def test_names_that_look_like_formulas_are_the_same_names_to_the_script(study, tmp_path):
    for code, name in (("Trust", "=Trust"), ("Work", "'-Work"), ("Trust/Errors", "@errors")):
        study.codes[code].name = name
        study.codes[code].save()
    study.coder.name = "+Cora"
    study.coder.save()
    round_ = coded_round(study, [study.coder, study.second_coder], 4)
    folder = unpacked(study, tmp_path, round=str(round_.pk))
    assert {row["coder"] for row in table(folder, "agreement/readings.csv")} == {"'+Cora", "Dov Coder"}
    done = run_script(folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_script_says_which_figure_was_changed(study, tmp_path):
    round_ = coded_round(study, [study.coder, study.second_coder], 4)
    folder = unpacked(study, tmp_path, round=str(round_.pk))
    path = folder / "agreement/reported.json"
    reported = json.loads(path.read_text())
    reported["codes"][0]["coefficients"]["gwet_ac1"]["value"] += 1e-6
    path.write_text(json.dumps(reported))
    done = run_script(folder)
    assert done.returncode == 1
    assert "Trust, gwet_ac1, value: reported" in done.stdout


def test_every_file_has_its_checksum_and_every_column_its_meaning(study, tmp_path):
    folder = unpacked(study, tmp_path, round=str(coded_round(study, [study.coder, study.second_coder], 4).pk))
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    sums = dict(line.split("  ")[::-1] for line in (folder / "checksums.txt").read_text().splitlines())
    assert set(sums) == files - {"checksums.txt"}
    for path, digest in sums.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest
    told = {(row["file"], row["column"]) for row in table(folder, "data_dictionary.csv")}
    for path in files - {"data_dictionary.csv"}:
        if path.endswith(".csv"):
            assert {(path, name) for name in table(folder, path)[0]} <= told if table(folder, path) else True
    assert (folder / "data/codebook.qdc").read_bytes().startswith(b"<?xml")


def test_no_words_of_participants_are_in_it_unless_they_are_asked_for(study, tmp_path):
    CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder, start=55, end=80)
    path = tmp_path / "one.zip"
    path.write_bytes(write(build_bundle(study.project, None), "zip"))
    with zipfile.ZipFile(path) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    assert "I trust it" not in whole
    folder = unpacked(study, tmp_path, texts="with")
    assert "I trust it" in table(folder, "data/sources.csv")[0]["text"]
    assert table(folder, "data/codings.csv")[0]["quote"] == study.transcripts[0].text[55:80]


def test_the_page_says_which_words_are_in_it_all_the_same(study, tmp_path, client_of):
    edit_code(code=study.codes["Trust"], by=study.lead, example="“I trust it”, said P01")
    assert "said P01" in (unpacked(study, tmp_path) / "data/codebook.csv").read_text()
    page = client_of(study.lead).get(reverse("exports:list", args=[study.slug])).content.decode()
    assert "examples in the codebook and reasons of decisions are always in it" in page


def test_what_is_coded_blind_is_not_in_it(study, tmp_path):
    secret = CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder, start=55, end=80)
    for coder in (study.coder, study.second_coder):
        AssignmentFactory(
            source=secret.source, coder=coder, sealed=True, done_at=timezone.now(),
            round=RoundFactory(project=study.project),
        )  # fmt: skip
    folder = unpacked(study, tmp_path)
    assert table(folder, "data/codings.csv") == []
    assert table(folder, "data/assignments.csv") == []
    mine = unpacked(study, tmp_path / "mine" if (tmp_path / "mine").mkdir() is None else tmp_path,
                    study.membership(study.coder))  # fmt: skip
    assert len(table(mine, "data/codings.csv")) == 1


def test_the_history_is_exported_as_far_as_one_may_see_it(study):
    from coding.codings.actions import apply_code

    AssignmentFactory(
        source=study.transcripts[0], coder=study.coder, sealed=True, round=RoundFactory(project=study.project)
    )
    apply_code(source=study.transcripts[0], code=study.codes["Trust"], by=study.coder, start=55, end=80)

    def actions(viewer):
        return [row[3] for row in build_history(study.project, viewer).tables[0].rows]

    assert "coding.applied" in actions(study.membership(study.coder))
    assert "coding.applied" not in actions(study.membership(study.lead))
    assert "coding.applied" not in actions(None)
    rows = build_history(study.project, study.membership(study.lead)).tables[0].rows
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1)), "a gap would tell of what is hidden"
    assert exporter_of("history").formats == ("csv", "xlsx", "json")
    assert b"coding.applied" in write(build_history(study.project, study.membership(study.coder)), "csv")
