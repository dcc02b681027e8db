"""revise_source: a text changed by a script."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from coding.reconciliation.actions import create_round
from coding.revisions.models import Revision
from coding.sources.models import Source
from tests.coding.revisions.test_actions import coded

pytestmark = pytest.mark.django_db

LOST = "Nobody asked us first."


@pytest.fixture
def new_text(study, tmp_path):
    file = tmp_path / "new.txt"
    file.write_text(study.transcripts[0].text.replace(f" {LOST}", "").replace("honestly", "truly"), encoding="utf-8")
    return str(file)


def test_it_says_what_became_of_the_codings(study, new_text, capsys):
    for words in (LOST, "the new tool", "Training, honestly."):
        coded(study, words)
    call_command("revise_source", study.slug, "P01 nurse", new_text, "--reason", "Typing errors", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["codings"] == {"same": 1, "changed": 1, "displaced": 1}
    assert [(one["code"], one["quote"]) for one in said["displaced"]] == [("Trust", LOST)]
    assert said["revision"] == Source.objects.get(name="P01 nurse").revision == 2


def test_bad_input_is_one_sentence_and_changes_nothing(study, new_text, tmp_path):
    with pytest.raises(CommandError, match="There is no source “P99”"):
        call_command("revise_source", study.slug, "P99", new_text, "--reason", "x")
    with pytest.raises(CommandError, match="could not be read"):
        call_command("revise_source", study.slug, "P01 nurse", str(tmp_path / "none.txt"), "--reason", "x")
    with pytest.raises(CommandError, match="Say why"):
        call_command("revise_source", study.slug, "P01 nurse", new_text, "--reason", " ")
    assert not Revision.objects.exists()


def test_codings_made_blind_are_neither_listed_nor_counted(study, new_text, capsys):
    coded(study, LOST)
    people, sources = [study.coder.pk, study.second_coder.pk], [study.transcripts[0].pk]
    create_round(project=study.project, by=study.lead, name="Pilot", sources=sources, coders=people)
    call_command("revise_source", study.slug, "P01 nurse", new_text, "--reason", "Typing errors")
    said = capsys.readouterr().out
    assert "0 have none left; codings made blind are not counted." in said
    assert LOST not in said
